import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import { allowedBy, type AllowedOrigin } from '#core/http_out/addresses'
import { DETAIL, E_DESTINATION_EXISTS, E_DESTINATION_IN_USE } from '#core/http_out/errors'
import type { Clock } from '#core/jobs/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'

interface StoredDestination {
  id: number
  origin: string
  private: boolean | number
  note: string
  created_at: number | string
}
export interface Destination extends AllowedOrigin {
  id: number
  note: string
  createdAt: string
}

/** Tells by whom an origin is used, as one name for a person; null where nobody does. */
export type DestinationUse = (db: Knex, origin: string) => Promise<string | null>

const PERMISSION = 'core.admin.destinations'

/** Scheme, host and port in their one way of writing; null for what is more or less than that. */
export function originOf(text: string): string | null {
  const url = URL.parse(text.trim())
  if (!url || !['http:', 'https:'].includes(url.protocol)) return null
  const bare = url.pathname === '/' && url.search === '' && url.hash === ''
  return bare && url.username === '' && url.password === '' ? url.origin : null
}

/**
 * The hosts to which anything may be sent, whoever sends: webhooks, the HTTP action of workflows. What is not on the list is
 * refused. Bound as a singleton.
 */
export class Destinations {
  readonly #database: Database
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #uses: DestinationUse[] = []

  constructor(services: { database: Database; audit: AuditLog; clock?: Clock }) {
    this.#database = services.database
    this.#audit = services.audit
    this.#clock = services.clock ?? (() => new Date())
  }

  /** Who sends says so: a destination in use is not taken away unnoticed. */
  addUse(use: DestinationUse): void {
    this.#uses.push(use)
  }

  /** As the sender needs it. A small table is read, so that what was taken away is refused at once in every process. */
  async allowed(db: Knex = this.#database.read): Promise<AllowedOrigin[]> {
    const rows: StoredDestination[] = await db('http_destinations').select('origin', 'private')
    return rows.map((row) => ({ origin: row.origin, private: Boolean(row.private) }))
  }

  /** The fault of an address to which something shall be sent; null where it may. */
  async faultOf(address: string, db?: Knex): Promise<string | null> {
    const found = allowedBy(address, await this.allowed(db))
    if (typeof found !== 'string') return null
    return found === 'malformed' ? DETAIL.address : DETAIL.notAllowed
  }

  /** For those who keep the list, and for those who choose from it. */
  async list(actor: Actor): Promise<Destination[]> {
    if (!actor.access.can('core.admin.webhooks')) requirePermission(actor, PERMISSION)
    const rows: StoredDestination[] = await this.#database
      .read('http_destinations')
      .orderBy('origin')
    return rows.map((row) => ({
      id: row.id,
      origin: row.origin,
      private: Boolean(row.private),
      note: row.note,
      createdAt: new Date(Number(row.created_at)).toISOString(),
    }))
  }

  /** @throws E_VALIDATION, E_DESTINATION_EXISTS, E_FORBIDDEN */
  async add(
    actor: Actor,
    by: Origin,
    given: { origin: string; private: boolean; note: string }
  ): Promise<void> {
    requirePermission(actor, PERMISSION)
    const origin = originOf(given.origin)
    if (origin === null || origin.length > 255)
      throw new E_VALIDATION({}, [{ path: 'origin', code: DETAIL.origin }])
    const now = this.#clock()
    await this.#database.transaction(async (trx) => {
      const known: unknown = await trx('http_destinations').where({ origin }).first('id')
      if (known) throw new E_DESTINATION_EXISTS({ origin })
      await trx('http_destinations').insert({
        origin,
        private: given.private,
        note: given.note,
        created_by: actor.userId,
        created_at: now.getTime(),
      })
      const details = { origin, private: given.private }
      await this.#audit.append(trx, [auditEntry(actor, by, 'destination.added', now, { details })])
    })
  }

  /** @throws E_NOT_FOUND, E_DESTINATION_IN_USE, E_FORBIDDEN */
  async remove(actor: Actor, by: Origin, id: number): Promise<void> {
    requirePermission(actor, PERMISSION)
    const now = this.#clock()
    await this.#database.transaction(async (trx) => {
      const row = await trx<StoredDestination>('http_destinations').where({ id }).first()
      if (!row) throw new E_NOT_FOUND({ what: 'destination' })
      const { origin } = row
      for (const use of this.#uses) {
        const user = await use(trx, origin)
        if (user !== null) throw new E_DESTINATION_IN_USE({ origin, by: user })
      }
      await trx('http_destinations').where({ id }).delete()
      const details = { origin }
      await this.#audit.append(trx, [
        auditEntry(actor, by, 'destination.removed', now, { details }),
      ])
    })
  }
}
