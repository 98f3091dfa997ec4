import { dialectOf } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { Interval } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import type { Filter, RecordRow } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { GroupBy, RulePlan } from '../rules/rule_plan.js'
import { referenced } from '../rules/rules.js'
import {
  callOf,
  candidatesOf,
  drawnFields,
  populationFilter,
  speakerOf,
  type Candidate,
  type Speaker,
  type Surroundings,
} from './candidate.js'

/** Legs of so many calls are asked for at once. */
const LEGS_OF = 500
const LEG_FIELDS = ['call_id', 'site_id', 'agent', 'agent_name', 'agent_user', 'talk_seconds']
const NOTHING: Surroundings = { taken: null, homes: new Map() }

/** The calls a rule can draw from, page by page. Bound as a singleton. */
export class Population {
  readonly #database: Database
  readonly #records: Records

  constructor(database: Database, records: Records) {
    this.#database = database
    this.#records = records
  }

  /** In the scope of `actor`. */
  async *stream(actor: Actor, plan: RulePlan, period: Interval): AsyncGenerator<Candidate[]> {
    const around: Surroundings = {
      taken: plan.allowRepeat ? null : await this.#taken(period),
      homes: await this.#homes(plan.groupBy),
    }
    const filter = populationFilter(plan, period)
    const sort = [{ path: 'started_at' }]
    const query = { entity: 'call', select: drawnFields(plan), filter, sort }
    for await (const page of this.#records.stream(actor, query, { bare: true })) {
      yield this.#candidates(plan, page, around)
    }
  }

  /** Those of the units, once more, with what `actor` may know of them. */
  async byUnit(
    actor: Actor,
    plan: RulePlan,
    units: readonly number[]
  ): Promise<Map<number, Candidate>> {
    const found = new Map<number, Candidate>()
    const calls = [...new Set(units.map(callOf))]
    const select = ['title', 'started_at', ...drawnFields(plan)]
    for (let from = 0; from < calls.length; from += 500) {
      const filter: Filter = { path: 'id', op: 'in', value: calls.slice(from, from + 500) }
      const query = { entity: 'call', select, filter, limit: 500 }
      const { rows } = await this.#records.query(actor, query)
      for (const each of await this.#candidates(plan, rows, NOTHING)) found.set(each.unit.id, each)
    }
    return found
  }

  async #candidates(
    plan: RulePlan,
    page: readonly RecordRow[],
    around: Surroundings
  ): Promise<Candidate[]> {
    const legs = plan.agentChoice === 'first' ? null : await this.#legs(page.map(({ id }) => id))
    return page.flatMap((row) => candidatesOf(plan, row, legs?.get(row.id), around))
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
      const query = { entity: 'call_leg', select: LEG_FIELDS, filter, sort }
      for await (const page of this.#records.stream(SYSTEM_ACTOR, query, { bare: true })) {
        for (const row of page) addSpeaker(found, referenced(row.call_id) ?? 0, speakerOf(row))
      }
    }
    return found
  }

  /** Calls of a period drawn or evaluated before, with the agent it was about. */
  async #taken({ from, to }: Interval): Promise<NonNullable<Surroundings['taken']>> {
    const knex = this.#database.read
    const { instant } = dialectOf(this.#database.dialect)
    const calls = () =>
      knex('call').where('started_at', '>=', instant(from)).where('started_at', '<', instant(to))
    const drawn: { call: number; agent_key: string }[] = await knex('sample')
      .whereIn('call', calls().select('id'))
      .whereNull('deleted_at')
      .select('call', 'agent_key')
    const evaluated: { call: number; agent: number | null; agent_name: string | null }[] =
      await knex('evaluation')
        .whereIn('call', calls().select('id'))
        .whereNull('calibration')
        .whereNull('deleted_at')
        .select('call', 'agent', 'agent_name')
    return {
      drawn: new Set(drawn.map((row) => `${row.call} ${row.agent_key}`)),
      evaluated: new Set(evaluated.map((row) => `${row.call} ${row.agent ?? row.agent_name}`)),
    }
  }

  /** The unit of each user, or the team; who is in several teams counts for the first of them. */
  async #homes(groupBy: GroupBy): Promise<Surroundings['homes']> {
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

function addSpeaker(found: Map<number, Speaker[]>, call: number, speaker: Speaker): void {
  const own = found.get(call) ?? []
  const before = own.find(({ key }) => key === speaker.key)
  if (before) before.talk += speaker.talk
  else own.push(speaker)
  found.set(call, own)
}
