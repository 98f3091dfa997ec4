import type { Database } from '#core/database/database'
import { dialectOf, run } from '#core/database/dialect'
import { E_VALIDATION } from '#core/errors/errors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { E_SECRET_UNKNOWN } from '#core/workflow/errors'

export interface SecretServices {
  database: Database
  encrypt: (text: string) => string
  /** Null for what was not encrypted with this installation's key. */
  decrypt: (text: string) => string | null
  audit: AuditLog
  clock: () => Date
}

const NAME = /^[a-z][\w-]{0,63}$/
const REFERENCE = /\{secret:([\w-]+)\}/g
const PERMISSION = 'core.admin.settings'

/**
 * Passwords and keys that actions send: written by administrators, named by those who draw, and read by nobody. Each belongs to one
 * origin, so that no drawing can send it anywhere else.
 */
export class Secrets {
  readonly #services: SecretServices

  constructor(services: SecretServices) {
    this.#services = services
  }

  /** Their names, for those who write them and those who name them. */
  async list(actor: Actor): Promise<{ name: string; origin: string; updatedAt: string }[]> {
    if (!actor.access.can('core.workflow.design')) requirePermission(actor, PERMISSION)
    const rows: { name: string; origin: string; updated_at: number | string }[] =
      await this.#services.database
        .read('workflow_secrets')
        .orderBy('name')
        .select('name', 'origin', 'updated_at')
    return rows.map(({ name, origin, updated_at: at }) => ({
      name,
      origin,
      updatedAt: new Date(Number(at)).toISOString(),
    }))
  }

  /** @throws E_VALIDATION for a name or an origin that is none */
  async save(
    actor: Actor,
    by: Origin,
    { name, origin, value }: { name: string; origin: string; value: string }
  ): Promise<void> {
    requirePermission(actor, PERMISSION)
    const url = URL.parse(origin)
    if (!NAME.test(name)) throw new E_VALIDATION({}, [{ path: 'name', code: 'E_NAME_PATTERN' }])
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new E_VALIDATION({}, [{ path: 'origin', code: 'E_TEXT_PATTERN' }])
    }
    const { database, encrypt, clock, audit } = this.#services
    const now = clock()
    const dialect = dialectOf(database.dialect)
    await database.transaction(async (trx) => {
      const upsert = dialect.upsert({
        table: 'workflow_secrets',
        columns: ['name', 'origin', 'value', 'updated_by', 'updated_at'],
        keys: ['name'],
        update: ['origin', 'value', 'updated_by', 'updated_at'],
        rows: [[name, url.origin, encrypt(value), actor.userId, now.getTime()]],
      })
      await run(trx, upsert)
      const details = { secret: name, origin: url.origin }
      await audit.append(trx, [auditEntry(actor, by, 'workflow.secret_saved', now, { details })])
    })
  }

  async remove(actor: Actor, by: Origin, name: string): Promise<void> {
    requirePermission(actor, PERMISSION)
    const { database, clock, audit } = this.#services
    await database.transaction(async (trx) => {
      await trx('workflow_secrets').where('name', name).delete()
      const details = { secret: name }
      await audit.append(trx, [
        auditEntry(actor, by, 'workflow.secret_removed', clock(), { details }),
      ])
    })
  }

  /**
   * A text with its references `{secret:name}` replaced.
   *
   * @throws E_SECRET_UNKNOWN also for one that belongs to another origin
   */
  async fill(text: string, url: string): Promise<string> {
    const names = [...text.matchAll(REFERENCE)].map(([, name]) => name ?? '')
    if (names.length === 0) return text
    const values = new Map<string, string>()
    const origin = URL.parse(url)?.origin
    for (const name of new Set(names)) {
      const row: { value: string; origin: string } | undefined = await this.#services.database
        .read('workflow_secrets')
        .where('name', name)
        .first('value', 'origin')
      const value = row && row.origin === origin ? this.#services.decrypt(row.value) : null
      if (value === null) throw new E_SECRET_UNKNOWN({ name })
      values.set(name, value)
    }
    return text.replace(REFERENCE, (_all, name: string) => values.get(name) ?? '')
  }
}
