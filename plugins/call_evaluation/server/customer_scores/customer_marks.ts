import type { Knex } from 'knex'
import type { SiteStore } from '#plugins/telephony/contract'
import { percentOf } from '../kernel/customer_scale.js'

/** The range of marks where a call's site is gone. */
const USUAL = { min: 1, max: 5 }

/** What customers said of calls, from the exchange and from elsewhere. Bound as a singleton. */
export class CustomerMarks {
  readonly #sites: SiteStore

  constructor(sites: SiteStore) {
    this.#sites = sites
  }

  /** Mean of all marks of a call in percent of their scales; null without one. */
  async ofCall(knex: Knex | Knex.Transaction, call: number): Promise<number | null> {
    const row: { score: number | null; site_id: number | null } | undefined = await knex('call')
      .where('id', call)
      .first('score', 'site_id')
    const given: Record<'score' | 'scale_min' | 'scale_max', number>[] = await knex(
      'customer_score'
    )
      .where('call', call)
      .whereNull('deleted_at')
      .select('score', 'scale_min', 'scale_max')
    /** However decimals are stored, all three are stored alike. */
    const marks = given.map((each) =>
      percentOf(Number(each.score), { min: Number(each.scale_min), max: Number(each.scale_max) })
    )
    if (row?.score !== null && row?.score !== undefined) {
      const range = (await this.ranges(knex)).get(Number(row.site_id)) ?? USUAL
      marks.push(percentOf(Number(row.score), range))
    }
    if (marks.length === 0) return null
    return Math.round((marks.reduce((sum, each) => sum + each, 0) / marks.length) * 100) / 100
  }

  /** The range of the exchange's marks by site. */
  async ranges(knex: Knex | Knex.Transaction): Promise<Map<number, { min: number; max: number }>> {
    const sites = await this.#sites.profiles(knex)
    return new Map(sites.map(({ id, settings }) => [id, settings.rules.surveyRange]))
  }
}
