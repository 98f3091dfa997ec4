import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { Interval } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import type { Assignments } from '#plugins/call_evaluation/contract'
import { E_SAMPLING_CLASH, E_SAMPLING_RULE } from '../errors.js'
import type { Assignment } from '../kernel/assignment.js'
import type { Rule, Rules, SavedRule } from '../rules/rules.js'
import { populationFilter } from './candidate.js'
import { drawOfRule, type RuleDraw } from './draw_of_rule.js'
import type { Population } from './population.js'
import type { RulePeriods } from './rule_periods.js'
import type { WorkAssignment } from './work_assignment.js'

const ORIGIN = { address: null, channel: 'job' }
const DAY = 86_400_000
/** Rows written at once. */
const BATCH = 500

interface Parts {
  database: Database
  records: Records
  rules: Rules
  population: Population
  assignments: Assignments
  periods: RulePeriods
  work: WorkAssignment
  now: () => Date
}

/** Draws by rules. Bound as a singleton. */
export class SamplingRuns {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Runs a rule for a slot: draws, and gives the calls to evaluators, all in one transaction. A slot that was run is not run again.
   * @returns the run, and whether it is new
   * @throws E_NOT_FOUND, E_SAMPLING_RULE, E_SAMPLING_CLASH
   */
  async run(
    ruleId: number,
    slot: Date,
    signal?: AbortSignal,
    progress: (done: number, total: number) => Promise<void> = async () => undefined
  ): Promise<{ id: number; made: boolean }> {
    const { database, records, rules, population, periods, work } = this.#parts
    const key = `${ruleId}:${slot.toISOString()}`
    const known = await this.#runOf(key)
    if (known !== null) return { id: known, made: false }
    const rule = await rules.get(SYSTEM_ACTOR, ruleId)
    const owner = await rules.ownerOf(rule)
    await this.#require(rule, owner)
    if (!owner) throw new E_SAMPLING_RULE({ rule: rule.name })
    const period = await periods.at(rule, owner, slot)
    const filter = populationFilter(rule.plan, period)
    const total = await records.count(owner, { entity: 'call', filter })
    const seed = randomUUID()
    const drawn = await drawOfRule(population, owner, rule.plan, period, seed, signal, (seen) =>
      progress(Math.min(seen, total), total)
    )
    const { given } = await work.of(rule.plan, owner.timeZone, drawn.drawn)
    try {
      const id = await database.transaction((trx) =>
        this.#write(trx, { rule, owner, slot, key, period, seed, drawn, given })
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

  async #write(trx: Knex.Transaction, made: Made): Promise<number> {
    const { records, assignments, now } = this.#parts
    const { rule, owner, slot, key, period, seed, given: work } = made
    const { drawn, certificate, frame } = made.drawn
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
        earlier: certificate.earlier,
        short_groups: certificate.shortfalls.length,
        unassigned: work.filter(({ evaluator }) => evaluator === null).length,
        digest: frame.digest,
      },
      { trx }
    )
    const archived = { certificate: JSON.stringify(certificate), frame: frame.content }
    await trx('qa_sampling_archive').insert({ run_id: record.id, ...archived })
    const dueAt = new Date(now().getTime() + rule.plan.dueDays * DAY)
    const assigned = drawn.flatMap((one, at) => {
      const evaluator = work[at]?.evaluator ?? null
      const {
        call,
        place: { agent, agentName },
      } = one
      return evaluator === null
        ? []
        : [{ call, agent, agentName, evaluator, form: rule.plan.form, dueAt }]
    })
    const evaluations = await assignments.create(trx, owner, ORIGIN, assigned)
    let next = 0
    const samples = drawn.map((one, at): RecordInput => {
      const { evaluator = null, reason = null } = work[at] ?? {}
      const { agent, agentName, agentKey, group, stratum } = one.place
      return {
        ...place,
        run: record.id,
        rule: rule.id,
        call: one.call,
        part: one.part,
        agent,
        agent_name: agentName,
        agent_key: agentKey,
        claim: rule.plan.allowRepeat ? null : `${one.call} ${agentKey}`,
        group_name: group,
        stratum,
        probability: Number(one.probability.toFixed(6)),
        earlier: one.earlier,
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
  rule: SavedRule
  owner: Actor
  slot: Date
  key: string
  period: Interval
  seed: string
  drawn: RuleDraw
  given: readonly Assignment[]
}
