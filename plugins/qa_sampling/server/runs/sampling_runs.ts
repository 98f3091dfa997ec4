import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { localDay, instantOf } from '#core/calendar/zone'
import type { Database } from '#core/database/database'
import type { Interval } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { Assignments } from '#plugins/call_evaluation/contract'
import { E_SAMPLING_CLASH, E_SAMPLING_RULE } from '../errors.js'
import { assign, type Assignment, type Evaluator } from '../kernel/assignment.js'
import type { Certificate } from '../kernel/certificate.js'
import { periodOf } from '../kernel/schedule.js'
import { referenced, type Rule, type Rules } from '../rules/rules.js'
import { drawOfRule, type RuleDraw } from './draw_of_rule.js'
import type { Population } from './population.js'

const ORIGIN = { address: null, channel: 'job' }
const DAY = 86_400_000
const SHOWN = 200
/** Rows written at once. */
const BATCH = 500

export interface DryRun {
  period: { from: string; to: string }
  seed: string
  certificate: Certificate
  /** The first of the drawn calls. */
  drawn: {
    call: number
    title: string
    agent: string
    group: string
    stratum: string
    probability: number
  }[]
}

interface Parts {
  database: Database
  records: Records
  rules: Rules
  population: Population
  assignments: Assignments
  now: () => Date
}

/** Draws by rules. Bound as a singleton. */
export class SamplingRuns {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * What would be drawn now, and why, in the scope of who asks. Writes nothing.
   * @throws E_FORBIDDEN, E_NOT_FOUND, E_SAMPLING_RULE
   */
  async dryRun(actor: Actor, ruleId: number, seed: string = randomUUID()): Promise<DryRun> {
    requirePermission(actor, 'qa_sampling.run')
    const rule = await this.#parts.rules.get(actor, ruleId)
    await this.#require(rule, actor)
    const period = await this.#period(rule, actor, this.#parts.now())
    const { plan } = rule
    const { draw, candidates, certificate } = await drawOfRule(
      this.#parts.population,
      actor,
      plan,
      period,
      seed
    )
    const drawn = candidates.slice(0, SHOWN).map((one, at) => ({
      call: one.call,
      title: one.title,
      agent: one.agentName,
      group: one.unit.group,
      stratum: one.unit.stratum,
      probability: draw.drawn[at]?.probability ?? 0,
    }))
    const { from, to } = period
    return { period: { from: from.toISOString(), to: to.toISOString() }, seed, certificate, drawn }
  }

  /**
   * Runs a rule for a slot: draws, and gives the calls to evaluators, all in one transaction. A slot that was run is not run again.
   * @returns the run, and whether it is new
   * @throws E_NOT_FOUND, E_SAMPLING_RULE, E_SAMPLING_CLASH
   */
  async run(
    ruleId: number,
    slot: Date,
    signal?: AbortSignal
  ): Promise<{ id: number; made: boolean }> {
    const { database, rules, population } = this.#parts
    const key = `${ruleId}:${slot.toISOString()}`
    const known = await this.#runOf(key)
    if (known !== null) return { id: known, made: false }
    const rule = await rules.get(SYSTEM_ACTOR, ruleId)
    const owner = await rules.ownerOf(rule)
    await this.#require(rule, owner)
    if (!owner) throw new E_SAMPLING_RULE({ rule: rule.name })
    const period = await this.#period(rule, owner, slot)
    const seed = randomUUID()
    const drawn = await drawOfRule(population, owner, rule.plan, period, seed, signal)
    const work = await this.#assign(rule, owner, drawn)
    try {
      const id = await database.transaction((trx) =>
        this.#write(trx, { rule, owner, slot, key, period, seed, drawn, work })
      )
      return { id, made: true }
    } catch (error) {
      /** Somebody else ran the same slot while we drew: theirs counts. */
      const other = await this.#runOf(key)
      if (other === null) throw error
      return { id: other, made: false }
    }
  }

  async #runOf(key: string): Promise<number | null> {
    const row: { id: number } | undefined = await this.#parts.database
      .read('sampling_run')
      .where('key', key)
      .first('id')
    return row?.id ?? null
  }

  /** @throws E_SAMPLING_RULE */
  async #require(rule: Rule, owner: Actor | null): Promise<void> {
    const { faults } = await this.#parts.rules.check(rule, owner)
    if (faults.length > 0) throw new E_SAMPLING_RULE({ rule: rule.name }, faults)
  }

  async #period(rule: Rule, reader: Actor, slot: Date): Promise<Interval> {
    const { schedule, period } = rule.plan
    const calendar = await this.#parts.rules.calendarOf(rule)
    const query = {
      entity: 'sampling_run',
      select: ['to'],
      filter: {
        and: [
          { path: 'rule', op: 'eq' as const, value: rule.id },
          { path: 'slot', op: 'lt' as const, value: slot.toISOString() },
        ],
      },
      sort: [{ path: 'slot', direction: 'desc' as const }],
      limit: 1,
    }
    const { rows } = await this.#parts.records.query(SYSTEM_ACTOR, query)
    const last = rows[0]?.to
    const lastEnd = typeof last === 'string' ? new Date(last) : null
    return periodOf(period, schedule, calendar, reader, slot, lastEnd)
  }

  async #assign({ plan }: Rule, owner: Actor, { candidates }: RuleDraw): Promise<Assignment[]> {
    const ownOf = plan.assigning === 'own' ? await this.#duties() : new Map<number, number>()
    const people = plan.assigning === 'own' ? [...new Set(ownOf.values())] : plan.evaluators
    const evaluators = await this.#loads(people, owner)
    const work = candidates.map(({ unit, agent }) => ({ id: unit.id, agent }))
    return assign(work, { how: plan.assigning, evaluators, ownOf, cap: plan.cap })
  }

  async #duties(): Promise<Map<number, number>> {
    const duties = new Map<number, number>()
    const query = { entity: 'evaluator_duty', select: ['agent', 'evaluator'] }
    for await (const page of this.#parts.records.stream(SYSTEM_ACTOR, query)) {
      for (const row of page) {
        const [agent, evaluator] = [referenced(row.agent), referenced(row.evaluator)]
        if (agent !== null && evaluator !== null) duties.set(agent, evaluator)
      }
    }
    return duties
  }

  async #loads(people: readonly number[], { timeZone }: Actor): Promise<Evaluator[]> {
    const { records, assignments, now } = this.#parts
    const today = instantOf(timeZone, localDay(timeZone, now().getTime()), 0)
    const evaluators: Evaluator[] = []
    for (const user of people) {
      if (!(await assignments.canEvaluate(user))) continue
      const mine = { path: 'evaluator', op: 'eq' as const, value: user }
      const of = (path: string, op: 'in' | 'ge', value: string | string[]) =>
        records.count(SYSTEM_ACTOR, {
          entity: 'evaluation',
          filter: { and: [mine, { path, op, value }] },
        })
      evaluators.push({
        user,
        open: await of('state', 'in', ['assigned', 'in_progress']),
        today: await of('assigned_at', 'ge', new Date(today).toISOString()),
      })
    }
    return evaluators
  }

  async #write(trx: Knex.Transaction, made: Made): Promise<number> {
    const { records, assignments, now } = this.#parts
    const { rule, owner, slot, key, period, seed, drawn, work } = made
    const { draw, candidates, certificate, frame } = drawn
    const place = { owner_id: rule.ownerId, unit_id: rule.unitId }
    const record = await records.create(
      SYSTEM_ACTOR,
      ORIGIN,
      'sampling_run',
      {
        ...place,
        key,
        rule: rule.id,
        slot: slot.toISOString(),
        drawn_at: now().toISOString(),
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        seed,
        population: certificate.population,
        drawn: certificate.drawn,
        short_groups: certificate.shortfalls.length,
        unassigned: work.filter(({ evaluator }) => evaluator === null).length,
        digest: frame.digest,
      },
      { trx }
    )
    const archived = { certificate: JSON.stringify(certificate), frame: frame.content }
    await trx('qa_sampling_archive').insert({ run_id: record.id, ...archived })
    const dueAt = new Date(now().getTime() + rule.plan.dueDays * DAY)
    const given = candidates.flatMap((one, at) => {
      const evaluator = work[at]?.evaluator ?? null
      const { call, agent, agentName } = one
      return evaluator === null
        ? []
        : [{ call, agent, agentName, evaluator, form: rule.plan.form, dueAt }]
    })
    const evaluations = await assignments.create(trx, owner, ORIGIN, given)
    let next = 0
    const samples = candidates.map((one, at): RecordInput => {
      const { evaluator = null, reason = null } = work[at] ?? {}
      return {
        ...place,
        run: record.id,
        rule: rule.id,
        call: one.call,
        part: one.part,
        agent: one.agent,
        agent_name: one.agentName,
        agent_key: one.agentKey,
        claim: rule.plan.allowRepeat ? null : `${one.call} ${one.agentKey}`,
        group_name: one.unit.group,
        stratum: one.unit.stratum,
        probability: Number((draw.drawn[at]?.probability ?? 0).toFixed(6)),
        evaluation: evaluator === null ? null : (evaluations[next++] ?? null),
        unassigned: reason,
      }
    })
    await this.#writeSamples(trx, samples, record.id)
    return record.id
  }

  async #writeSamples(
    trx: Knex.Transaction,
    samples: readonly RecordInput[],
    run: number
  ): Promise<void> {
    for (let from = 0; from < samples.length; from += BATCH) {
      const batch = samples.slice(from, from + BATCH)
      const options = { trx, source: { run } }
      const written = await this.#parts.records.createMany(
        SYSTEM_ACTOR,
        ORIGIN,
        'sample',
        batch,
        options
      )
      if (written.some((outcome) => 'issues' in outcome)) throw new E_SAMPLING_CLASH()
    }
  }
}

interface Made {
  rule: Rule
  owner: Actor
  slot: Date
  key: string
  period: Interval
  seed: string
  drawn: RuleDraw
  work: readonly Assignment[]
}
