import { randomUUID } from 'node:crypto'
import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import type { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { E_SAMPLING_RULE } from '../errors.js'
import type { Period, Preview, Trial, TrialCall } from '../kernel/trial.js'
import type { Rule, Rules } from '../rules/rules.js'
import { populationFilter } from './candidate.js'
import { drawOfRule } from './draw_of_rule.js'
import type { Population } from './population.js'
import type { RulePeriods } from './rule_periods.js'
import type { WorkAssignment } from './work_assignment.js'

/** Drawn calls that are shown one by one. */
const SHOWN = 500
const EXAMPLES = 5
const SLOTS = 5

interface Parts {
  records: Records
  rules: Rules
  population: Population
  periods: RulePeriods
  work: WorkAssignment
  now: () => Date
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const periodText = ({ from, to }: { from: Date; to: Date }): Period => ({
  from: from.toISOString(),
  to: to.toISOString(),
})

/** What a rule would do, before it does it: nothing is written, and calls are seen in the scope of who asks. Bound as a singleton. */
export class RuleTrials {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** For every change in the editor. @throws E_FORBIDDEN */
  async preview(actor: Actor, rule: Rule): Promise<Preview<ErrorDetail>> {
    requirePermission(actor, 'qa_sampling.run')
    const { rules, periods, now } = this.#parts
    const owner = await rules.ownerOf(rule)
    const { faults, warnings } = await rules.check(rule, owner)
    const reader = owner ?? actor
    const scheduled = !faults.some(({ code }) => code === 'E_SAMPLING_SCHEDULE')
    const next = scheduled ? await periods.next(rule, reader, now(), SLOTS) : []
    return {
      faults,
      warnings,
      timeZone: reader.timeZone,
      next: next.map(({ at, period }) => ({ at: at.toISOString(), period: periodText(period) })),
      calls: await this.#calls(actor, rule, owner ?? actor),
    }
  }

  async #calls(actor: Actor, rule: Rule, reader: Actor): Promise<Preview<ErrorDetail>['calls']> {
    const { records, periods, now } = this.#parts
    const { plan } = rule
    const period = await periods.at(rule, reader, now())
    const filter = populationFilter(plan, period)
    const able: Filter[] = [filter]
    if (plan.needRecording) able.push({ path: 'recording_count', op: 'gt', value: 0 })
    if (plan.minTalk > 0) able.push({ path: 'talk_seconds', op: 'ge', value: plan.minTalk })
    const eligible: Filter = { and: able }
    try {
      const { rows } = await records.query(actor, {
        entity: 'call',
        select: ['title', 'agent', 'agent_name', 'started_at', 'talk_seconds'],
        filter: eligible,
        sort: [{ path: 'started_at', direction: 'desc' }],
        limit: EXAMPLES,
      })
      return {
        period: periodText(period),
        fitting: await records.count(actor, { entity: 'call', filter }),
        eligible: await records.count(actor, { entity: 'call', filter: eligible }),
        examples: rows.map((row) => ({
          id: row.id,
          title: textOf(row.title),
          agent: textOf(row.agent_name) || textOf(row.agent),
          startedAt: textOf(row.started_at),
          talkSeconds: Number(row.talk_seconds ?? 0),
        })),
      }
    } catch (error) {
      /** The filter does not work: the check has said so. */
      if (error instanceof CodedError && error.status < 500) return null
      throw error
    }
  }

  /**
   * What would be drawn now, and why. The same seed draws the same.
   * @throws E_FORBIDDEN, E_SAMPLING_RULE
   */
  async dryRun(actor: Actor, rule: Rule, seed: string = randomUUID()): Promise<Trial> {
    requirePermission(actor, 'qa_sampling.run')
    const { rules, periods, population, work, now } = this.#parts
    const { faults } = await rules.check(rule, actor)
    if (faults.length > 0) throw new E_SAMPLING_RULE({ rule: rule.name }, faults)
    const reader = (await rules.ownerOf(rule)) ?? actor
    const period = await periods.at(rule, reader, now())
    const { plan } = rule
    const { drawn, certificate } = await drawOfRule(population, actor, plan, period, seed)
    const { given, evaluators } = await work.of(plan, reader.timeZone, drawn)
    const names = await this.#names(
      actor,
      evaluators.map(({ user }) => user)
    )
    const nameOf = (user: number) => ({ id: user, name: names.get(user) ?? `#${user}` })
    const count = (fits: (each: (typeof given)[number]) => boolean) => given.filter(fits).length
    return {
      period: periodText(period),
      seed,
      certificate,
      drawn: drawn.slice(0, SHOWN).map((one, at): TrialCall => {
        const evaluator = given[at]?.evaluator ?? null
        return {
          id: one.call,
          title: one.title,
          agent: one.place.agentName,
          startedAt: one.startedAt,
          talkSeconds: one.talkSeconds,
          group: one.place.group,
          stratum: one.place.stratum,
          probability: one.probability,
          earlier: one.earlier,
          evaluator: evaluator === null ? null : nameOf(evaluator),
          unassigned: given[at]?.reason ?? null,
        }
      }),
      evaluators: evaluators.map(({ user, open }) => ({
        ...nameOf(user),
        given: count(({ evaluator }) => evaluator === user),
        open,
      })),
      unassigned: {
        no_evaluator: count(({ reason }) => reason === 'no_evaluator'),
        cap: count(({ reason }) => reason === 'cap'),
      },
    }
  }

  /** Of those whom the actor may see. */
  async #names(actor: Actor, users: readonly number[]): Promise<Map<number, string>> {
    if (users.length === 0) return new Map()
    const { rows } = await this.#parts.records.query(actor, {
      entity: 'user',
      select: ['name'],
      filter: { path: 'id', op: 'in', value: users.slice(0, 500) },
      limit: 500,
    })
    return new Map(rows.map(({ id, name }) => [id, textOf(name)]))
  }
}
