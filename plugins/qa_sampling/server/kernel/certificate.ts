/** What an auditor is given of a run: how many there were, how many were drawn, of whom and of which hour, and how to redraw it. */
import type { Draw, Shortfall } from './draw.js'
import type { OnShortfall, Quota } from './quota.js'
import { compareTexts } from './texts.js'

export interface CoverageRow {
  value: string
  population: number
  drawn: number
}
export type Dimension = 'agent' | 'queue' | 'hour'
export type Traits = Record<Dimension, string>

/** Counts of eligible and of drawn calls by agent, queue and hour. */
export class Coverage {
  readonly #rows: Record<Dimension, Map<string, CoverageRow>> = {
    agent: new Map(),
    queue: new Map(),
    hour: new Map(),
  }

  count(traits: Traits, what: 'population' | 'drawn', calls = 1): void {
    for (const dimension of ['agent', 'queue', 'hour'] as const) {
      const rows = this.#rows[dimension]
      const value = traits[dimension]
      const row = rows.get(value) ?? { value, population: 0, drawn: 0 }
      row[what] += calls
      rows.set(value, row)
    }
  }

  rows(): Record<Dimension, CoverageRow[]> {
    const of = (dimension: Dimension) =>
      [...this.#rows[dimension].values()].sort((a, b) => compareTexts(a.value, b.value))
    return { agent: of('agent'), queue: of('queue'), hour: of('hour') }
  }
}

export interface Certificate {
  population: number
  /** Those of before the period included. */
  drawn: number
  /** Of before the period, in place of those missing: the mean does not count them. */
  earlier: number
  /** That other groups gave in place of those missing. */
  shared: number
  excluded: Record<string, number>
  shortfalls: Shortfall[]
  coverage: Record<Dimension, CoverageRow[]>
  groups: { group: string; population: number; drawn: number; probability: number }[]
  /** What the groups are called: names of agents, units, teams and queues as they were. */
  names: Record<string, string>
  /** With the frame kept, all that is needed to draw again. */
  redraw: { seed: string; quota: Quota; onShortfall: OnShortfall; frame: string }
}

export function certify(
  { drawn, groups, excluded, shortfalls, shared }: Draw,
  coverage: Coverage,
  names: ReadonlyMap<string, string>,
  redraw: Certificate['redraw']
): Certificate {
  return {
    population: groups.reduce((sum, group) => sum + group.population, 0),
    drawn: drawn.length,
    earlier: groups.reduce((sum, group) => sum + group.earlier, 0),
    shared,
    excluded,
    shortfalls,
    coverage: coverage.rows(),
    groups: groups.map(({ group, population, drawn: count, target }) => ({
      group,
      population,
      drawn: count,
      probability: population === 0 ? 0 : target / population,
    })),
    names: Object.fromEntries(groups.map(({ group }) => [group, names.get(group) ?? group])),
    redraw,
  }
}
