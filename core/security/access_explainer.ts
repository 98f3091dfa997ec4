import type { Database } from '#core/database/database'
import {
  E_NOT_FOUND,
  E_UNAUTHENTICATED,
  E_UNKNOWN_ENTITY,
  E_UNKNOWN_FIELD,
} from '#core/errors/errors'
import type {
  EffectiveMetadata,
  EntityDefinition,
  LocalizedText,
  Privilege,
} from '#core/metadata/types'
import type { RecordScopes } from '#core/records/record_scopes'
import { fieldOf, tableOf } from '#core/records/system_fields'
import type { Actors } from '#core/security/actors'
import { explainAccess, type AccessFacts, type Explanation } from '#core/security/explain_access'
import type { Actor } from '#core/security/types'
import { getPerson, rolesOf } from '#core/security/user_directory'

export interface AccessQuery {
  userId: number
  entity: string
  id?: number | undefined
  field?: string | undefined
  privilege: Privilege
}
export interface ExplainedAccess extends Explanation {
  user: { id: number; name: string; active: boolean }
  roles: { name: string; label: LocalizedText }[]
}

/** Answers why a user may or may not do something, from the functions that decide. Bound as a singleton. */
export class AccessExplainer {
  readonly #database: Database
  readonly #metadata: () => EffectiveMetadata
  readonly #actors: Actors
  readonly #scopes: RecordScopes

  constructor(
    database: Database,
    metadata: () => EffectiveMetadata,
    actors: Actors,
    scopes: RecordScopes
  ) {
    this.#database = database
    this.#metadata = metadata
    this.#actors = actors
    this.#scopes = scopes
  }

  /**
   * @param asking who asks: a record that this person may not read is not explained either
   * @throws E_NOT_FOUND, E_UNKNOWN_ENTITY, E_UNKNOWN_FIELD
   */
  async explain(asking: Actor, query: AccessQuery): Promise<ExplainedAccess> {
    const metadata = this.#metadata()
    const entity = metadata.entity.get(query.entity)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: query.entity })
    const { field, privilege } = query
    if (field !== undefined && !fieldOf(entity, field)) {
      throw new E_UNKNOWN_FIELD({ entity: entity.name, field })
    }
    const person = await getPerson(this.#database.read, query.userId)
    const names = await rolesOf(this.#database.read, query.userId)
    const roles = names.flatMap((name) => metadata.role.get(name) ?? [])
    const actor = await this.#load(query.userId)
    const facts =
      query.id === undefined || !actor ? null : await this.#facts(asking, actor, entity, query.id)
    const answer = explainAccess(roles, metadata, { entity, privilege, facts, field })
    return {
      ...answer,
      allowed: answer.allowed && actor !== null,
      user: { id: person.id, name: person.name, active: actor !== null },
      roles: roles.map(({ name, label }) => ({ name, label })),
    }
  }

  /** Null for a user who is not active: such a one may do nothing at all. */
  async #load(userId: number): Promise<Actor | null> {
    try {
      return await this.#actors.load(userId)
    } catch (error) {
      if (error instanceof E_UNAUTHENTICATED) return null
      throw error
    }
  }

  async #facts(
    asking: Actor,
    actor: Actor,
    entity: EntityDefinition,
    id: number
  ): Promise<AccessFacts> {
    const db = this.#database.read
    const reach = await this.#scopes.reaching(asking, entity, id, ['read'])
    if (!reach?.has('read')) throw new E_NOT_FOUND({ what: entity.name })
    const row: { owner_id: number | null; unit_id: number | null } | undefined = await db(
      tableOf(entity)
    )
      .where('id', id)
      .first('owner_id', 'unit_id')
    const { owner_id: owner = null, unit_id: unit = null } = row ?? {}
    const teams = [...actor.teamIds]
    const mate: unknown =
      owner === null || teams.length === 0
        ? undefined
        : await db('team_members')
            .where('user_id', owner)
            .whereIn('team_id', teams)
            .first('team_id')
    const shares: { user_id: number; may_update: unknown }[] = await db('record_shares')
      .where({ entity: entity.name, record_id: id })
      .where('expires_at', '>', new Date().toISOString())
      .where((query) => {
        query.where('user_id', actor.userId)
        if (teams.length > 0) query.orWhereIn('team_id', teams)
      })
      .select('user_id', 'may_update')
    return {
      isOwner: owner === actor.userId,
      ownerInTeam: mate !== undefined,
      inUnit: unit !== null && actor.unitIds.includes(unit),
      shares: shares.map((share) => ({
        level: share.may_update ? 'update' : 'read',
        through: share.user_id ? 'user' : 'team',
      })),
    }
  }
}
