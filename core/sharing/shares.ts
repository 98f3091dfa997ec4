import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_FORBIDDEN, E_NOT_FOUND, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import type { EntityDefinition, Privilege } from '#core/metadata/types'
import type { MetadataSource } from '#core/records/ports'
import type { RecordScopes } from '#core/records/record_scopes'
import type { Records } from '#core/records/records'
import type { Notifications } from '#core/realtime/notifications'
import type { AuditLog } from '#core/security/audit_log'
import type { SecurityRevision } from '#core/security/security_revision'
import type { Actor, Origin } from '#core/security/types'
import { E_SHARE_BEYOND_OWN, E_SHARE_EXPIRY, E_SHARE_RECEIVER } from '#core/sharing/errors'

const TABLE = 'record_shares'
const NEVER = '9999-12-31T23:59:59.999Z'
const MINE = 200

export type ShareLevel = 'read' | 'update'
export interface ShareInput {
  kind: 'user' | 'team'
  receiverId: number
  level: ShareLevel
  /** ISO instant, or null for until it is revoked. */
  expiresAt: string | null
}
export interface Share {
  id: number
  kind: 'user' | 'team'
  receiver: { id: number; label: string | null }
  level: ShareLevel
  expiresAt: string | null
  sharedBy: { id: number; label: string | null }
  sharedAt: string
}
export interface SharedRecord {
  entity: string
  id: number
  label: string | null
  level: ShareLevel
  expiresAt: string | null
  sharedBy: { id: number; label: string | null }
  sharedAt: string
}

interface ShareRow {
  id: number
  entity: string
  record_id: number
  user_id: number
  team_id: number
  may_update: boolean | number
  expires_at: string
  shared_by: number
  shared_at: string
}

interface Parts {
  database: Database
  metadata: MetadataSource
  records: Records
  scopes: RecordScopes
  revision: SecurityRevision
  audit: AuditLog
  notifications: Notifications
  now: () => Date
}

const expiryOf = (row: ShareRow) => (row.expires_at === NEVER ? null : row.expires_at)
const levelOf = (row: ShareRow): ShareLevel => (row.may_update ? 'update' : 'read')

/**
 * Sharing single records with people and teams. A share widens the row scope of its receiver and nothing else: what the receiver
 * may do to records of that kind at all, and which fields, stays what the roles say.
 */
export class Shares {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The shares of a record, for whoever may read it; `mayShare` says whether this person may add to them. */
  async of(
    actor: Actor,
    entity: string,
    id: number
  ): Promise<{ shares: Share[]; mayShare: boolean; mayShareUpdate: boolean }> {
    const definition = this.#entity(entity)
    const reach = await this.#reach(actor, definition, id)
    const rows: ShareRow[] = await this.#parts.database
      .read(TABLE)
      .where({ entity, record_id: id })
      .where('expires_at', '>', this.#parts.now().toISOString())
      .orderBy('id')
    const names = await this.#names(
      rows.flatMap((row) => [row.user_id, row.shared_by]),
      rows.map((row) => row.team_id)
    )
    return {
      shares: rows.map((row) => ({
        id: Number(row.id),
        kind: row.team_id ? 'team' : 'user',
        receiver: row.team_id ? names.team(row.team_id) : names.user(row.user_id),
        level: levelOf(row),
        expiresAt: expiryOf(row),
        sharedBy: names.user(row.shared_by),
        sharedAt: row.shared_at,
      })),
      mayShare: reach.has('share'),
      mayShareUpdate: reach.has('share') && reach.has('update'),
    }
  }

  /**
   * Shares a record, or changes how it is shared with the same receiver.
   * @throws E_NOT_FOUND, E_FORBIDDEN, E_SHARE_BEYOND_OWN, E_SHARE_RECEIVER, E_SHARE_EXPIRY
   */
  async add(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    input: ShareInput
  ): Promise<void> {
    const { database, now } = this.#parts
    const definition = this.#entity(entity)
    const reach = await this.#reach(actor, definition, id)
    if (!reach.has('share')) throw new E_FORBIDDEN({ what: `${entity}.share` })
    if (input.level === 'update' && !reach.has('update')) throw new E_SHARE_BEYOND_OWN()
    const expires = input.expiresAt === null ? NEVER : new Date(input.expiresAt).toISOString()
    if (expires <= now().toISOString()) throw new E_SHARE_EXPIRY()
    await database.transaction(async (trx) => {
      await this.#checkReceiver(trx, actor, input)
      const key = {
        entity,
        record_id: id,
        user_id: input.kind === 'user' ? input.receiverId : 0,
        team_id: input.kind === 'team' ? input.receiverId : 0,
      }
      await trx(TABLE).where(key).delete()
      await trx(TABLE).insert({
        ...key,
        may_update: input.level === 'update',
        expires_at: expires,
        shared_by: actor.userId,
        shared_at: now().toISOString(),
      })
      const details = { with: input.kind, receiver: input.receiverId, level: input.level }
      await this.#record(trx, actor, origin, 'record.shared', entity, id, {
        ...details,
        expiresAt: input.expiresAt,
      })
      await this.#parts.revision.bump(trx, 'access')
      if (input.kind === 'user') {
        await this.#parts.notifications.add(trx, {
          userId: input.receiverId,
          kind: 'record_shared',
          params: { by: actor.name },
          link: `/records/${entity}/${id}`,
        })
      }
    })
  }

  /** Takes a share back: who may share the record may, who gave it may, and the receiver may leave it. */
  async remove(actor: Actor, origin: Origin, entity: string, id: number, shareId: number) {
    const definition = this.#entity(entity)
    const reach = await this.#reach(actor, definition, id)
    await this.#parts.database.transaction(async (trx) => {
      const row: ShareRow | undefined = await trx(TABLE)
        .where({ id: shareId, entity, record_id: id })
        .first()
      if (!row) throw new E_NOT_FOUND({ what: 'share' })
      const own = row.shared_by === actor.userId || row.user_id === actor.userId
      if (!own && !reach.has('share')) throw new E_FORBIDDEN({ what: `${entity}.share` })
      await trx(TABLE).where({ id: shareId }).delete()
      const receiver = row.team_id || row.user_id
      await this.#record(trx, actor, origin, 'record.unshared', entity, id, {
        with: row.team_id ? 'team' : 'user',
        receiver,
      })
      await this.#parts.revision.bump(trx, 'access')
    })
  }

  /** What others have shared with this person or a team, newest first; read as the person, so that roles still hold. */
  async withMe(actor: Actor): Promise<SharedRecord[]> {
    const rows: ShareRow[] = await this.#parts.database
      .read(TABLE)
      .where((query) => {
        query.where('user_id', actor.userId)
        if (actor.teamIds.length > 0) query.orWhereIn('team_id', [...actor.teamIds])
      })
      .where('expires_at', '>', this.#parts.now().toISOString())
      .orderBy('id', 'desc')
      .limit(MINE)
    const names = await this.#names(
      rows.map((row) => row.shared_by),
      []
    )
    const labels = await this.#labels(actor, rows)
    const seen = new Set<string>()
    return rows.flatMap((row) => {
      const key = `${row.entity}.${row.record_id}`
      const label = labels.get(key)
      if (label === undefined || seen.has(key)) return []
      seen.add(key)
      return [
        {
          entity: row.entity,
          id: row.record_id,
          label,
          level: levelOf(row),
          expiresAt: expiryOf(row),
          sharedBy: names.user(row.shared_by),
          sharedAt: row.shared_at,
        },
      ]
    })
  }

  async #labels(actor: Actor, rows: readonly ShareRow[]): Promise<Map<string, string | null>> {
    const labels = new Map<string, string | null>()
    for (const [entity, group] of Map.groupBy(rows, (row) => row.entity)) {
      const definition = this.#parts.metadata.current().entity.get(entity)
      if (!definition || definition.removed) continue
      if (actor.access.depth(entity, 'read') === 'none') continue
      const { titleField } = definition
      const titled = actor.access.field(entity, titleField) !== 'none'
      const page = await this.#parts.records.query(actor, {
        entity,
        select: titled ? ['id', titleField] : ['id'],
        filter: { path: 'id', op: 'in', value: group.map((row) => row.record_id) },
        limit: group.length,
      })
      for (const row of page.rows) {
        const title = titled ? row[titleField] : null
        labels.set(`${entity}.${row.id}`, typeof title === 'string' ? title : null)
      }
    }
    return labels
  }

  #entity(name: string): EntityDefinition {
    const entity = this.#parts.metadata.current().entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    return entity
  }

  /** Throws E_NOT_FOUND for a record that the actor may not read. */
  async #reach(actor: Actor, entity: EntityDefinition, id: number) {
    const asked: Privilege[] = ['read', 'share', 'update']
    const reach = await this.#parts.scopes.reaching(actor, entity, id, asked)
    if (!reach?.has('read')) throw new E_NOT_FOUND({ what: entity.name })
    return reach
  }

  async #checkReceiver(trx: Knex.Transaction, actor: Actor, { kind, receiverId }: ShareInput) {
    if (kind === 'user' && receiverId === actor.userId) throw new E_SHARE_RECEIVER()
    const row: { active: unknown } | undefined = await trx(kind === 'user' ? 'users' : 'teams')
      .where('id', receiverId)
      .whereNull('deleted_at')
      .first('active')
    if (!row?.active) throw new E_SHARE_RECEIVER()
  }

  /** Names of people and teams: who shares with whom is no secret among those who see the record. */
  async #names(users: readonly number[], teams: readonly number[]) {
    const read = async (table: string, ids: readonly number[]) => {
      const wanted = [...new Set(ids)].filter((id) => id > 0)
      const rows: { id: number; name: string }[] = wanted.length
        ? await this.#parts.database.read(table).whereIn('id', wanted).select('id', 'name')
        : []
      const names = new Map(rows.map(({ id, name }) => [Number(id), name]))
      return (id: number) => ({ id, label: names.get(id) ?? null })
    }
    return { user: await read('users', users), team: await read('teams', teams) }
  }

  #record(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    action: string,
    entity: string,
    recordId: number,
    details: Record<string, string | number | null>
  ): Promise<void> {
    return this.#parts.audit.append(trx, [
      {
        at: this.#parts.now(),
        actorId: actor.userId,
        actorName: actor.name,
        address: origin.address,
        channel: origin.channel,
        action,
        entity,
        recordId,
        details,
      },
    ])
  }
}
