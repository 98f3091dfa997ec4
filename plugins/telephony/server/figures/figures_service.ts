import { DateTime } from 'luxon'
import type { Database } from '#core/database/database'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { DEFAULT_PARAMS } from '../kpi/conditions.js'
import type { Dimension, FigureFilter } from '../kpi/dimensions.js'
import { SqlStore } from '../kpi/figure_store.js'
import { agentFigures, figures, queueFigures } from '../kpi/figures.js'
import { COMPOSED_KPIS, kpisOf } from '../kpi/registry.js'
import { figureDatabase } from '../kpi/sql_figures.js'
import type { SourceName } from '../kpi/sources.js'
import type { SiteStore } from '../sites/site_store.js'
import { figureScope, requireFigureFields } from './figure_scope.js'

export interface FigureQuestion {
  source: SourceName
  by: Dimension[]
  filter: FigureFilter
  /** T of the service level; without it each queue's own. */
  serviceLevelSeconds?: number
  /** Further T to answer at once, all three formulas each. */
  serviceLevels: number[]
}

/** The figures page, tiles and reports: one door to the key figures, within the actor's row scopes. */
export class Figures {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore
  ) {}

  /**
   * Key figures of a source by group, with their definitions.
   * @throws E_FORBIDDEN, E_TELEPHONY_BAD_FIGURE
   */
  async answer(actor: Actor, question: FigureQuestion) {
    requirePermission(actor, 'telephony.figures')
    const { source, by, filter, serviceLevels } = question
    requireFigureFields(actor, source, by, filter)
    const store = this.#store(actor)
    const params = { serviceLevelSeconds: await this.#serviceLevel(question) }
    const definitions = definitionsOf(source)
    if (source === 'queue') {
      const ask = { filter, params, serviceLevels }
      const [total, rows] = await Promise.all([
        queueFigures(store, ask),
        by.length > 0 ? queueFigures(store, { ...ask, by }) : Promise.resolve([]),
      ])
      return { definitions, params, total: total[0] ?? null, rows }
    }
    const [total, rows] = await Promise.all([
      figures(store, source, { filter, params }),
      by.length > 0 ? figures(store, source, { filter, params, by }) : Promise.resolve([]),
    ])
    return { definitions, params, total: total[0] ?? null, rows }
  }

  /** Agents' calls, presence, pauses and occupancy in a period. */
  async agents(actor: Actor, filter: FigureFilter) {
    requirePermission(actor, 'telephony.figures')
    requireFigureFields(actor, 'agent', ['agent'], filter)
    requireFigureFields(actor, 'queue', ['agent', 'queue'], filter)
    const window = await this.#window(filter)
    const agents = await agentFigures(this.#store(actor), { filter, window })
    return { definitions: [...definitionsOf('agent'), ...definitionsOf('queue')], agents }
  }

  /** Queues for the choice above the figures. */
  async queues(): Promise<Array<{ siteId: number; name: string; label: string }>> {
    const rows: Array<{ site_id: number; number: string; name: string }> = await this.database
      .read('queue')
      .select('site_id', 'number', 'name')
      .whereNull('deleted_at')
      .orderBy('name')
    return rows.map((row) => ({
      siteId: Number(row.site_id),
      name: row.number,
      label: row.name,
    }))
  }

  #store(actor: Actor): SqlStore {
    return new SqlStore(figureDatabase(this.database, figureScope(actor, this.database.dialect)))
  }

  async #serviceLevel({ serviceLevelSeconds }: FigureQuestion) {
    if (serviceLevelSeconds !== undefined) return { default: serviceLevelSeconds }
    const rows: Array<{ number: string; service_level_seconds: number | null }> =
      await this.database
        .read('queue')
        .select('number', 'service_level_seconds')
        .whereNull('deleted_at')
    const own = rows.filter((row) => row.service_level_seconds !== null)
    return {
      ...DEFAULT_PARAMS.serviceLevelSeconds,
      byQueue: Object.fromEntries(
        own.map((row) => [row.number, Number(row.service_level_seconds)])
      ),
    }
  }

  /** The period as instants, on the clock of the sites asked for (their first's). */
  async #window(filter: FigureFilter) {
    const profiles = await this.sites.profiles()
    const site = profiles.find((each) => filter.siteIds?.includes(each.id) ?? true)
    const zone = site?.timeZone ?? 'UTC'
    const from = DateTime.fromISO(filter.fromDay ?? '1970-01-01', { zone })
    const to = DateTime.fromISO(filter.toDay ?? '2999-12-31', { zone }).plus({ days: 1 })
    const end = Math.min(to.toMillis(), Date.now())
    return { from: from.toMillis(), to: filter.toDay ? end : Date.now() }
  }
}

function definitionsOf(source: SourceName) {
  const named = kpisOf(source).map(({ key, unit, better, params, numerator, denominator }) => ({
    key,
    unit,
    better,
    params: [...params],
    numerator: { ...numerator },
    denominator: denominator === null ? null : { ...denominator },
    label: `telephony.kpi.${key}.label`,
    definition: `telephony.kpi.${key}.definition`,
  }))
  if (source !== 'queue') return named
  const composed = COMPOSED_KPIS.map(({ key, unit }) => ({
    key,
    unit,
    better: null,
    params: [],
    numerator: {},
    denominator: null,
    label: `telephony.kpi.${key}.label`,
    definition: `telephony.kpi.${key}.definition`,
  }))
  return [...named, ...composed]
}
