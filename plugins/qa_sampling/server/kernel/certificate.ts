/** What an auditor is given of a run: how many there were, how many were drawn, of whom and of which hour, and how to redraw it. */
import { compareTexts, type Draw, type Quota, type Shortfall } from './draw.js'

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

  count(traits: Traits, what: 'population' | 'drawn'): void {
    for (const dimension of ['agent', 'queue', 'hour'] as const) {
      const rows = this.#rows[dimension]
      const value = traits[dimension]
      const row = rows.get(value) ?? { value, population: 0, drawn: 0 }
      row[what]++
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
  drawn: number
  excluded: Record<string, number>
  shortfalls: Shortfall[]
  coverage: Record<Dimension, CoverageRow[]>
  groups: { group: string; population: number; drawn: number; probability: number }[]
  /** With the frame kept, all that is needed to draw again. */
  redraw: { seed: string; quota: Quota; frame: string }
}

export function certify(
  { drawn, groups, excluded, shortfalls }: Draw,
  coverage: Coverage,
  redraw: Certificate['redraw']
): Certificate {
  return {
    population: groups.reduce((sum, group) => sum + group.population, 0),
    drawn: drawn.length,
    excluded,
    shortfalls,
    coverage: coverage.rows(),
    groups: groups.map(({ group, population, drawn: count, target }) => ({
      group,
      population,
      drawn: count,
      probability: population === 0 ? 0 : target / population,
    })),
    redraw,
  }
}
