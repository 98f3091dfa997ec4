import { DateTime } from 'luxon'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { ReportFilter, TrendReport, TrendStep } from '../kernel/report.js'
import { figuresOf, NO_SCORES } from '../kernel/score_fold.js'
import { bucketsOf } from './buckets.js'
import { publishedFilter } from './report_filter.js'
import type { ReportPeople } from './report_people.js'
import { scoreSums } from './score_sums.js'

/** How scores went over time, by day, week or month of the reader's calendar. Bound as a singleton. */
export class TrendReports {
  readonly #records: Records
  readonly #people: ReportPeople

  constructor(records: Records, people: ReportPeople) {
    this.#records = records
    this.#people = people
  }

  /** Every day, week or month is there, also those without evaluations. @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter, step: TrendStep): Promise<TrendReport> {
    const filter = publishedFilter(await this.#people.resolve(actor, asked), actor)
    const path = 'published_at'
    const sums = await scoreSums(this.#records, actor, filter, [{ path, by: step }])
    const known = new Map(sums.map((each) => [String(each.keys[path]), each.sums]))
    const at = (day: string) =>
      DateTime.fromISO(day, { zone: actor.timeZone }).startOf('day').toJSDate().toISOString()
    const rows = bucketsOf(asked.from, asked.to, step, actor).map(({ start, next }) => ({
      key: start,
      where: {
        and: [
          { path, op: 'ge' as const, value: at(start) },
          { path, op: 'lt' as const, value: at(next) },
        ],
      },
      ...figuresOf(known.get(start) ?? NO_SCORES),
    }))
    return { step, filter, rows }
  }
}
