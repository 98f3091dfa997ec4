import type { Knex } from 'knex'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import { LANGUAGES, type EffectiveMetadata, type Language } from '#core/metadata/types'
import { accessKeyOf, mergeRoles } from '#core/security/access'
import { previewActor } from '#core/security/preview'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { unitsBelow, type UnitNode } from '#core/security/unit_tree'
import type { SecurityRevision } from '#core/security/security_revision'
import type { Access, Actor } from '#core/security/types'

interface UserRow {
  id: number
  name: string
  unit: number | null
  language: string | null
  calendar: string | null
  time_zone: string | null
  active: boolean | number | null
}

function languageOf(value: string | null): Language {
  return LANGUAGES.find((language) => language === value) ?? 'en'
}

/** A stored zone that this runtime does not know must not break every page of its user. */
function zoneOf(value: string | null): string {
  if (!value) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
  } catch (error) {
    if (error instanceof RangeError) return 'UTC'
    throw error
  }
}

/**
 * Knows who may do what. Actors are kept until access or metadata change; accesses are shared by everybody with the same
 * roles. Bound as a singleton.
 */
export class Actors {
  readonly #read: () => Knex
  readonly #metadata: () => EffectiveMetadata
  readonly #revision: SecurityRevision
  #actors = new Map<number, Promise<Actor>>()
  #accesses = new Map<string, Access>()
  #version = ''

  constructor(read: () => Knex, metadata: () => EffectiveMetadata, revision: SecurityRevision) {
    this.#read = read
    this.#metadata = metadata
    this.#revision = revision
    revision.onChange('access', () => this.#forget())
  }

  /** The system itself: commands, jobs, the PBX sync. May do everything. */
  system(): Actor {
    return SYSTEM_ACTOR
  }

  /**
   * The actor of a user, as roles, teams, units and metadata stand now (at most two seconds old).
   *
   * @throws E_UNAUTHENTICATED when there is no such user, or the user is not active
   */
  async load(userId: number): Promise<Actor> {
    const stale = this.#revision.fresh()
    if (stale) await stale
    const { version } = this.#metadata()
    if (version !== this.#version) {
      this.#forget()
      this.#version = version
    }
    const known = this.#actors.get(userId)
    if (known) return known
    const loading = this.#load(userId)
    this.#actors.set(userId, loading)
    loading.catch(() => {
      if (this.#actors.get(userId) === loading) this.#actors.delete(userId)
    })
    return loading
  }

  /** The same person looking at the application as somebody with these roles. */
  preview(actor: Actor, roles: readonly string[]): Actor {
    const metadata = this.#metadata()
    const definitions = roles.flatMap((name) => metadata.role.get(name) ?? [])
    return previewActor(actor, definitions, metadata)
  }

  #forget(): void {
    this.#actors = new Map()
    this.#accesses = new Map()
  }

  async #load(userId: number): Promise<Actor> {
    const db = this.#read()
    const metadata = this.#metadata()
    const user: UserRow | undefined = await db('users')
      .where('id', userId)
      .whereNull('deleted_at')
      .first('id', 'name', 'unit', 'language', 'calendar', 'time_zone', 'active')
    if (!user || !user.active) throw new E_UNAUTHENTICATED()
    const roleRows: { role: string }[] = await db('user_roles')
      .where('user_id', userId)
      .select('role')
    const teamRows: { team_id: number }[] = await db('team_members')
      .join('teams', 'teams.id', 'team_members.team_id')
      .where('team_members.user_id', userId)
      .whereNull('teams.deleted_at')
      .where('teams.active', true)
      .select('team_members.team_id')
    const roles = roleRows.map((row) => row.role).sort()
    const teamIds = teamRows.map((row) => row.team_id).sort((a, b) => a - b)
    const shares = await this.#shares(db, userId, teamIds)
    const rolesKey = accessKeyOf(metadata.version, roles)
    return {
      kind: 'user',
      userId,
      name: user.name,
      unitId: user.unit,
      unitIds: user.unit === null ? [] : unitsBelow(await this.#units(db), user.unit),
      teamIds,
      shares: new Set(shares),
      roles,
      language: languageOf(user.language),
      timeZone: zoneOf(user.time_zone),
      calendar: user.calendar === 'persian' ? 'persian' : 'gregory',
      access: this.#access(rolesKey, roles, metadata),
      accessKey: shares.length === 0 ? rolesKey : `${rolesKey}|shared:${shares.join(',')}`,
    }
  }

  /** Names of the entities of which something is shared. What has expired since then is left out by the row scopes. */
  async #shares(db: Knex, userId: number, teamIds: readonly number[]): Promise<string[]> {
    const rows: { entity: string }[] = await db('record_shares')
      .where((query) => {
        query.where('user_id', userId)
        if (teamIds.length > 0) query.orWhereIn('team_id', teamIds)
      })
      .where('expires_at', '>', new Date().toISOString())
      .distinct('entity')
    return rows.map(({ entity }) => entity).sort()
  }

  #units(db: Knex): Promise<UnitNode[]> {
    return db('units').whereNull('deleted_at').select('id', 'parent')
  }

  #access(key: string, roles: readonly string[], metadata: EffectiveMetadata): Access {
    const known = this.#accesses.get(key)
    if (known) return known
    const definitions = roles.flatMap((name) => metadata.role.get(name) ?? [])
    const access = mergeRoles(definitions, metadata)
    this.#accesses.set(key, access)
    return access
  }
}
