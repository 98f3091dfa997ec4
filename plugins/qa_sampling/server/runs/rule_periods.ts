import type { Interval, Reader } from '#core/records/query/periods'
import type { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { nextSlots, periodOf } from '../kernel/schedule.js'
import type { Rule, Rules } from '../rules/rules.js'

/** Which calls a run looks at, and when the next ones come. Bound as a singleton. */
export class RulePeriods {
  readonly #records: Records
  readonly #rules: Rules

  constructor(records: Records, rules: Rules) {
    this.#records = records
    this.#rules = rules
  }

  async at(rule: Rule, reader: Reader, slot: Date): Promise<Interval> {
    const { schedule, period } = rule.plan
    const calendar = await this.#rules.calendarOf(rule)
    return periodOf(period, schedule, calendar, reader, slot, await this.#lastEnd(rule, slot))
  }

  /** The next runs with the calls that each will look at. */
  async next(
    rule: Rule,
    reader: Reader,
    now: Date,
    count: number
  ): Promise<{ at: Date; period: Interval }[]> {
    const { schedule, period } = rule.plan
    const calendar = await this.#rules.calendarOf(rule)
    let last = await this.#lastEnd(rule, now)
    return nextSlots(schedule, calendar, reader, now, count).map((at) => {
      const found = periodOf(period, schedule, calendar, reader, at, last)
      last = found.to
      return { at, period: found }
    })
  }

  /** Where the run before a slot stopped looking. */
  async #lastEnd(rule: Rule, slot: Date): Promise<Date | null> {
    if (rule.id === null) return null
    const { rows } = await this.#records.query(SYSTEM_ACTOR, {
      entity: 'sampling_run',
      select: ['to'],
      filter: {
        and: [
          { path: 'rule', op: 'eq', value: rule.id },
          { path: 'slot', op: 'lt', value: slot.toISOString() },
        ],
      },
      sort: [{ path: 'slot', direction: 'desc' }],
      limit: 1,
    })
    const last = rows[0]?.to
    return typeof last === 'string' ? new Date(last) : null
  }
}
