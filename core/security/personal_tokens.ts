import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { AccessTokens, TokenListing } from '#core/security/access_tokens'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { E_TOKEN_SCOPE } from '#core/security/errors'
import type { KnownPermissions } from '#core/security/known_permissions'
import type { Actor, Origin } from '#core/security/types'

const RECORD_SCOPES = new Set(['*', 'records.read', 'records.write'])
const DAY_MS = 86_400_000

export interface TokenInfo {
  id: number
  name: string
  scopes: string[]
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}

function toInfo(row: TokenListing): TokenInfo {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  }
}

/** Tokens that a person makes for programs, with audit. Bound as a singleton. */
export class PersonalTokens {
  readonly #database: Database
  readonly #tokens: AccessTokens
  readonly #permissions: KnownPermissions
  readonly #audit: AuditLog

  constructor(
    database: Database,
    tokens: AccessTokens,
    permissions: KnownPermissions,
    audit: AuditLog
  ) {
    this.#database = database
    this.#tokens = tokens
    this.#permissions = permissions
    this.#audit = audit
  }

  async list(actor: Actor): Promise<TokenInfo[]> {
    return (await this.#tokens.list(actor.userId)).map(toInfo)
  }

  /**
   * Makes a token; `value` is its text, returned this once.
   *
   * @throws E_TOKEN_SCOPE for a scope that is neither of records nor a permission
   */
  async create(
    actor: Actor,
    origin: Origin,
    input: { name: string; scopes?: string[] | undefined; days?: number | undefined }
  ): Promise<TokenInfo & { value: string }> {
    const { name, scopes = ['*'], days } = input
    const permissions = new Set(this.#permissions.names())
    for (const scope of scopes) {
      if (!RECORD_SCOPES.has(scope) && !permissions.has(scope)) throw new E_TOKEN_SCOPE({ scope })
    }
    const now = new Date()
    const expiresAt = days === undefined ? null : new Date(now.getTime() + days * DAY_MS)
    return this.#database.transaction(async (trx) => {
      const made = await this.#tokens.create(trx, actor.userId, { name, scopes, expiresAt })
      const details = { id: made.id, name, scopes }
      await this.#audit.append(trx, [auditEntry(actor, origin, 'token.created', now, { details })])
      const expires = expiresAt?.toISOString() ?? null
      const createdAt = now.toISOString()
      const info = { id: made.id, name, scopes, createdAt, lastUsedAt: null, expiresAt: expires }
      return { ...info, value: made.token }
    })
  }

  /** @throws E_NOT_FOUND */
  async revoke(actor: Actor, origin: Origin, id: number): Promise<void> {
    await this.#database.transaction(async (trx) => {
      if (!(await this.#tokens.revoke(trx, actor.userId, id)))
        throw new E_NOT_FOUND({ what: 'token' })
      const entry = auditEntry(actor, origin, 'token.revoked', new Date(), { details: { id } })
      await this.#audit.append(trx, [entry])
    })
  }
}
