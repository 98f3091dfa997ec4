import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import { evaluateFeel, isFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { DESIGN } from '#core/workflow/definitions/definitions'
import type { Workflows } from '#core/workflow/instances/workflows'
import type { Triggers } from '#core/workflow/triggers/triggers'

export interface HookView {
  id: number
  name: string
  message: string
  /** FEEL over `body`; null where the message has no correlation. */
  correlation: string | null
  createdAt: string
  usedAt: string | null
}

interface StoredHook {
  id: number
  name: string
  message: string
  correlation: string | null
  created_at: number | string
  used_at: number | string | null
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const iso = (at: number | string | null) =>
  at === null ? null : new Date(Number(at)).toISOString()

/** How long "last used" may be behind: a row written for each call would be one too many. */
const USED_MS = 60_000

/** Doors for other programs: who knows the token may send one kind of message, and nothing else. */
export class MessageHooks {
  readonly #database: Database
  readonly #workflows: Workflows
  readonly #triggers: Triggers
  readonly #audit: AuditLog
  readonly #clock: () => Date

  constructor(services: {
    database: Database
    workflows: Workflows
    triggers: Triggers
    audit: AuditLog
    clock: () => Date
  }) {
    this.#database = services.database
    this.#workflows = services.workflows
    this.#triggers = services.triggers
    this.#audit = services.audit
    this.#clock = services.clock
  }

  async list(actor: Actor): Promise<HookView[]> {
    requirePermission(actor, DESIGN)
    const rows: StoredHook[] = await this.#database.read('workflow_hooks').orderBy('name')
    return rows.map(({ created_at: created, used_at: used, id, name, message, correlation }) => ({
      id,
      name,
      message,
      correlation,
      createdAt: iso(created) ?? '',
      usedAt: iso(used),
    }))
  }

  /** Answers the token, which nobody can read again. */
  async create(
    actor: Actor,
    origin: Origin,
    given: { name: string; message: string; correlation: string | null }
  ): Promise<{ token: string }> {
    requirePermission(actor, DESIGN)
    const correlation = given.correlation?.replace(/^=/, '').trim() || null
    if (correlation !== null && !isFeel(correlation)) {
      throw new E_VALIDATION({}, [{ path: 'correlation', code: 'E_FEEL_SYNTAX' }])
    }
    const token = randomBytes(32).toString('base64url')
    const now = this.#clock()
    await this.#database.transaction(async (trx) => {
      await trx('workflow_hooks').insert({
        name: given.name,
        message: given.message,
        correlation,
        token_hash: hashOf(token),
        created_by: actor.userId,
        created_at: now.getTime(),
      })
      const details = { hook: given.name, message: given.message }
      await this.#audit.append(trx, [
        auditEntry(actor, origin, 'workflow.hook_created', now, { details }),
      ])
    })
    return { token }
  }

  async remove(actor: Actor, origin: Origin, id: number): Promise<void> {
    requirePermission(actor, DESIGN)
    await this.#database.transaction(async (trx) => {
      const gone = await trx('workflow_hooks').where('id', id).delete()
      if (gone === 0) throw new E_NOT_FOUND({ what: 'hook' })
      const details = { hook: id }
      await this.#audit.append(trx, [
        auditEntry(actor, origin, 'workflow.hook_removed', this.#clock(), { details }),
      ])
    })
  }

  /**
   * A message from outside.
   *
   * @param once the caller's idempotency key: the same one delivers once
   * @returns whether anybody waited for it or was started by it; true for one that was delivered before
   * @throws E_NOT_FOUND for a token that is none
   */
  async receive(token: string, body: Json, once: string | null): Promise<{ delivered: boolean }> {
    const hook: StoredHook | undefined = await this.#database
      .read('workflow_hooks')
      .where('token_hash', hashOf(token))
      .first()
    if (!hook) throw new E_NOT_FOUND({ what: 'hook' })
    const now = this.#clock()
    const correlation = hook.correlation
      ? evaluateFeel(hook.correlation, { body }, { now: now.toISOString() }).value
      : null
    const variables = { body }
    const delivered = await this.#workflows.work(async (batch) => {
      if (once !== null && !(await batch.once(`hook:${hook.id}:${once}`))) return 1
      if (now.getTime() - Number(hook.used_at ?? 0) > USED_MS) {
        await batch.trx('workflow_hooks').where('id', hook.id).update({ used_at: now.getTime() })
      }
      const text = correlation === null ? null : String(correlation)
      return this.#workflows.deliverMessage(
        batch,
        { name: hook.message, correlation: text, variables },
        () => this.#triggers.startBy(batch, 'message', hook.message, { variables })
      )
    })
    return { delivered: delivered > 0 }
  }
}
