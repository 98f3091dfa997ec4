import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import type { Users } from '#core/security/users'
import type { Actor, Origin } from '#core/security/types'
import { TIME_ZONE } from './generator/days.js'
import type { DemoBank } from './generator/bank/types.js'

/** Ids of the bank's people and places by their permanent names. */
export interface Organisation {
  units: Map<string, number>
  teams: Map<string, number>
  users: Map<string, { id: number; unit: number }>
}

/** Makes units, teams and users that are not there yet. Users get no password: an administrator gives one to whom should sign in. */
export class DemoOrganisation {
  readonly #records: Records
  readonly #users: Users
  readonly #actor: Actor
  readonly #origin: Origin

  constructor(records: Records, users: Users, actor: Actor, origin: Origin) {
    this.#records = records
    this.#users = users
    this.#actor = actor
    this.#origin = origin
  }

  async ensure(bank: DemoBank): Promise<Organisation> {
    const units = await this.#units(bank)
    const teams = await this.#teams(bank)
    const users = new Map<string, { id: number; unit: number }>()
    for (const user of bank.users) {
      const unit = units.get(user.unit)
      if (unit === undefined) throw new RangeError(`Unknown unit ${user.unit}`)
      const known = await this.#find('user', 'login', user.login)
      const id =
        known ??
        (
          await this.#users.create(this.#actor, this.#origin, {
            values: {
              name: user.name,
              login: user.login,
              email: user.email,
              unit,
              language: user.language,
              calendar: user.language === 'fa' ? 'persian' : 'gregory',
              time_zone: TIME_ZONE,
            },
            roles: user.roles,
            teams: user.teams.flatMap((key) => teams.get(key) ?? []),
          })
        ).id
      users.set(user.login, { id, unit })
    }
    return { units, teams, users }
  }

  async #units(bank: DemoBank): Promise<Map<string, number>> {
    const units = new Map<string, number>()
    for (const { code, name, parent } of bank.units) {
      const values: RecordInput = {
        code,
        name,
        parent: parent === null ? null : (units.get(parent) ?? null),
      }
      units.set(code, await this.#ensure('unit', 'code', code, values))
    }
    return units
  }

  async #teams(bank: DemoBank): Promise<Map<string, number>> {
    const teams = new Map<string, number>()
    for (const { key, name } of bank.teams) {
      teams.set(key, await this.#ensure('team', 'name', name, { name }))
    }
    return teams
  }

  async #ensure(entity: string, key: string, value: string, values: RecordInput): Promise<number> {
    const known = await this.#find(entity, key, value)
    if (known !== undefined) return known
    const record = await this.#records.create(this.#actor, this.#origin, entity, values)
    return record.id
  }

  async #find(entity: string, key: string, value: string): Promise<number | undefined> {
    const page = await this.#records.query(this.#actor, {
      entity,
      select: ['id'],
      filter: { path: key, op: 'eq', value },
      limit: 1,
    })
    return page.rows[0]?.id
  }
}
