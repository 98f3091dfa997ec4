import type { Database } from '#core/database/database'
import type { Interval } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { GroupBy, RulePlan } from '../rules/rule_plan.js'
import {
  callOf,
  chosen,
  drawnFields,
  exclusionOf,
  populationFilter,
  readCall,
  readSpeaker,
  SPEAKER_FIELDS,
  unitOf,
  type Call,
  type Candidate,
} from './candidate.js'
import { Taken } from './taken.js'
import { agentKeyOf, Places, type Homes, type Place, type Speaker } from './places.js'

/** Legs of so many calls are asked for at once. */
const LEGS_OF = 500
/** Calls that are read once more at once. */
const AGAIN = 500

/** Parts of calls by columns: a million are looked at, and not one of them needs an object. */
export interface PartsPage {
  calls: number
  units: number[]
  places: Place[]
  /** Why each must not be drawn, or null. */
  excluded: (string | null)[]
}

/** The calls a rule can draw from, page by page. Bound as a singleton. */
export class Population {
  readonly #database: Database
  readonly #records: Records

  constructor(database: Database, records: Records) {
    this.#database = database
    this.#records = records
  }

  async places(plan: RulePlan): Promise<Places> {
    return new Places(plan, await this.#homes(plan.groupBy))
  }

  /** In the scope of `actor`. */
  async *stream(
    actor: Actor,
    plan: RulePlan,
    period: Interval,
    places: Places
  ): AsyncGenerator<PartsPage> {
    const taken = plan.allowRepeat ? null : new Taken(this.#database)
    const filter = populationFilter(plan, period)
    const sort = [{ path: 'started_at' }]
    const query = { entity: 'call', select: drawnFields(plan), filter, sort }
    for await (const rows of this.#records.scan(actor, query)) {
      const page: PartsPage = { calls: rows.length, units: [], places: [], excluded: [] }
      const ids = rows.map(([id]) => id)
      const legs = plan.agentChoice === 'first' ? null : await this.#legs(ids)
      await taken?.lookUp(ids)
      const add = (id: number, part: number, speaker: Speaker, call: Call) => {
        const place = places.of(speaker, call)
        page.units.push(unitOf(id, part))
        page.places.push(place)
        page.excluded.push(exclusionOf(plan, id, call.recordings, speaker.talk, place, taken))
      }
      for (const row of rows) {
        const [id] = row
        const call = readCall(row)
        const all = legs?.get(id)
        if (!all) add(id, 0, call, call)
        else
          for (const { speaker, part } of chosen(all, plan.agentChoice))
            add(id, part, speaker, call)
      }
      yield page
    }
  }

  /** Those of the units, once more, with what `actor` may know of them. */
  async byUnit(
    actor: Actor,
    plan: RulePlan,
    units: readonly number[],
    places: Places
  ): Promise<Map<number, Candidate>> {
    const found = new Map<number, Candidate>()
    const calls = [...new Set(units.map(callOf))]
    const fields = drawnFields(plan)
    for (let from = 0; from < calls.length; from += AGAIN) {
      const ids = calls.slice(from, from + AGAIN)
      const legs = plan.agentChoice === 'first' ? null : await this.#legs(ids)
      const filter: Filter = { path: 'id', op: 'in', value: ids }
      const query = { entity: 'call', select: [...fields, 'title', 'started_at'], filter }
      for await (const rows of this.#records.scan(actor, query)) {
        for (const row of rows) {
          const [id] = row
          const call = readCall(row)
          const [title, startedAt] = row.slice(1 + fields.length).map((value) => textOf(value))
          const speakers = legs?.get(id) ?? [call]
          for (const { speaker, part } of chosen(speakers, plan.agentChoice)) {
            const unit = unitOf(id, part)
            found.set(unit, {
              ...{ id: unit, place: places.of(speaker, call), call: id, part },
              ...{ title: title ?? '', startedAt: startedAt ?? '', talkSeconds: speaker.talk },
            })
          }
        }
      }
    }
    return found
  }

  /** Who spoke in each call, in order; an agent who came back is one, with all their time. */
  async #legs(ids: readonly number[]): Promise<Map<number, Speaker[]>> {
    const found = new Map<number, Speaker[]>()
    for (let from = 0; from < ids.length; from += LEGS_OF) {
      const filter: Filter = {
        and: [
          { path: 'call_id', op: 'in', value: ids.slice(from, from + LEGS_OF) },
          { path: 'kind', op: 'eq', value: 'agent' },
          { path: 'outcome', op: 'eq', value: 'answered' },
        ],
      }
      const sort = [{ path: 'call_id' }, { path: 'ordinal' }]
      const query = { entity: 'call_leg', select: ['call_id', ...SPEAKER_FIELDS], filter, sort }
      for await (const page of this.#records.scan(SYSTEM_ACTOR, query)) {
        for (const row of page) addSpeaker(found, Number(row[1]), readSpeaker(row, 2))
      }
    }
    return found
  }

  /** The unit of each user, or the team; who is in several teams counts for the first of them. */
  async #homes(groupBy: GroupBy): Promise<Homes> {
    const knex = this.#database.read
    const rows: { user: number; id: number; name: string }[] =
      groupBy === 'unit'
        ? await knex('users')
            .join('units', 'units.id', 'users.unit')
            .select('users.id as user', 'units.id as id', 'units.name as name')
        : groupBy === 'team'
          ? await knex('team_members')
              .join('teams', 'teams.id', 'team_members.team_id')
              .where('teams.active', true)
              .whereNull('teams.deleted_at')
              .orderBy('teams.id', 'desc')
              .select('team_members.user_id as user', 'teams.id as id', 'teams.name as name')
          : []
    return new Map(rows.map(({ user, id, name }) => [user, { id, name }]))
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function addSpeaker(found: Map<number, Speaker[]>, call: number, speaker: Speaker): void {
  const own = found.get(call) ?? []
  const key = agentKeyOf(speaker)
  const before = own.find((one) => agentKeyOf(one) === key)
  if (before) before.talk += speaker.talk
  else own.push(speaker)
  found.set(call, own)
}
