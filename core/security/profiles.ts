import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { JsonPrimitive, Language } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import { accessKeyOf } from '#core/security/access'
import type { KnownPermissions } from '#core/security/known_permissions'
import type { Access, Actor, Origin } from '#core/security/types'

export interface SessionUser {
  id: number
  name: string
  login: string
  language: Language
  calendar: Actor['calendar']
  timeZone: string
  theme: string
}
export interface Preferences {
  name?: string
  language?: Language
  calendar?: Actor['calendar']
  timeZone?: string
  theme?: string
}

const OWN_FIELDS = new Set(['name', 'language', 'calendar', 'time_zone', 'theme'])

/** What everybody may do with their own user record, whatever their roles: change these few fields, and nothing else. */
const ownProfile: Access = {
  depth: (entity, privilege) =>
    entity === 'user' && (privilege === 'read' || privilege === 'update') ? 'all' : 'none',
  field: (entity, field) => (entity === 'user' && OWN_FIELDS.has(field) ? 'write' : 'none'),
  can: () => false,
}

/** The signed-in person as the browser knows them, and their own preferences. Bound as a singleton. */
export class Profiles {
  readonly #database: Database
  readonly #records: Records
  readonly #permissions: KnownPermissions

  constructor(database: Database, records: Records, permissions: KnownPermissions) {
    this.#database = database
    this.#records = records
    this.#permissions = permissions
  }

  /** Names of all permissions that the actor holds: what the UI shows by. */
  permissionsOf(actor: Actor): string[] {
    return this.#permissions.names().filter((name) => actor.access.can(name))
  }

  async user(actor: Actor, db: Knex = this.#database.read): Promise<SessionUser> {
    const row: { login: string; theme: string | null } | undefined = await db('users')
      .where('id', actor.userId)
      .first('login', 'theme')
    if (!row) throw new E_NOT_FOUND({ what: 'user' })
    return {
      id: actor.userId,
      name: actor.name,
      login: row.login,
      language: actor.language,
      calendar: actor.calendar,
      timeZone: actor.timeZone,
      theme: row.theme ?? 'system',
    }
  }

  /** Changes the actor's own preferences. */
  async change(actor: Actor, origin: Origin, preferences: Preferences): Promise<void> {
    const { timeZone, ...same } = preferences
    const values: Record<string, JsonPrimitive> = {
      ...same,
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    }
    if (Object.keys(values).length === 0) return
    const owner: Actor = {
      ...actor,
      access: ownProfile,
      accessKey: accessKeyOf(actor.accessKey, ['own profile']),
    }
    await this.#records.update(owner, origin, 'user', actor.userId, values)
  }
}
