/**
 * The draw: a pure function of population, plan and seed.
 *
 * A group (an agent, a team, a queue or all) of N units has a target t: the fixed number, or the percentage within its bounds, never
 * more than N. Its strata are put in an order of chance and the target is shared out by systematic sampling with a start u of chance
 * (Madow 1949): a stratum that reaches from a to b of N gets ⌊u + t·b/N⌋ − ⌊u + t·a/N⌋. So each stratum gets its proportional share,
 * rounded up or down by chance; all get t together, or its neighbours where t is no whole number; and each unit is drawn with
 * probability t/N exactly, the units of a stratum being those with the smallest numbers of chance.
 *
 * Those numbers depend on seed, group and unit only. So the order of the population does not matter, and a stratum need not be held:
 * no more units of it are kept than the quota can ask for.
 */
import { Chance } from './random.js'
import { Smallest } from './smallest.js'

export type Quota =
  | { kind: 'fixed'; count: number }
  /** Of the units of the group, 0–100, with bounds. */
  | { kind: 'percent'; percent: number; min?: number; max?: number }

export interface Unit {
  /** Unique in its group. */
  id: number
  group: string
  stratum: string
  /** Why it must not be drawn; it is counted. */
  excluded?: string
}

export interface Drawn {
  id: number
  group: string
  stratum: string
  /** With which it was to be drawn, 0–1. */
  probability: number
}

export interface StratumResult {
  stratum: string
  population: number
  drawn: number
}

export interface GroupResult {
  group: string
  population: number
  excluded: number
  /** Expected number; whole unless a percentage made it otherwise. */
  target: number
  drawn: number
  strata: StratumResult[]
}

export interface Shortfall {
  group: string
  wanted: number
  available: number
}

export interface Draw {
  drawn: Drawn[]
  groups: GroupResult[]
  shortfalls: Shortfall[]
  excluded: Record<string, number>
}

export type QuotaFault =
  'E_SAMPLING_QUOTA_COUNT' | 'E_SAMPLING_QUOTA_PERCENT' | 'E_SAMPLING_QUOTA_BOUNDS'

const MAX_COUNT = 100_000
const isCount = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= MAX_COUNT

/** Why a quota cannot be met by any population, or null. */
export function quotaFault(quota: Quota): QuotaFault | null {
  if (quota.kind === 'fixed') return isCount(quota.count) ? null : 'E_SAMPLING_QUOTA_COUNT'
  const { percent, min, max } = quota
  if (!(percent > 0 && percent <= 100)) return 'E_SAMPLING_QUOTA_PERCENT'
  const bounds = [min, max].filter((bound) => bound !== undefined)
  return bounds.every(isCount) && (min ?? 0) <= (max ?? MAX_COUNT)
    ? null
    : 'E_SAMPLING_QUOTA_BOUNDS'
}

/** How many a group of so many is to give, on the average. */
export function targetOf(quota: Quota, population: number): number {
  if (quota.kind === 'fixed') return Math.min(quota.count, population)
  const share = (quota.percent / 100) * population
  const bounded = Math.min(Math.max(share, quota.min ?? 0), quota.max ?? Infinity)
  return Math.min(bounded, population)
}

/** No stratum of any group can be asked for more. */
function capacityOf(quota: Quota): number {
  return quota.kind === 'fixed' ? quota.count : (quota.max ?? Infinity)
}

interface Stratum {
  population: number
  kept: Smallest
}
interface Group {
  chance: Chance
  population: number
  excluded: number
  strata: Map<string, Stratum>
}

/** Takes the units one by one, in any order, and draws at the end. */
export class Lottery {
  readonly #quota: Quota
  readonly #seed: string
  readonly #capacity: number
  readonly #groups = new Map<string, Group>()
  readonly #excluded: Record<string, number> = {}

  constructor(quota: Quota, seed: string) {
    this.#quota = quota
    this.#seed = seed
    this.#capacity = capacityOf(quota)
  }

  add(unit: Unit): void {
    const group = this.#group(unit.group)
    if (unit.excluded !== undefined) {
      group.excluded++
      this.#excluded[unit.excluded] = (this.#excluded[unit.excluded] ?? 0) + 1
      return
    }
    let stratum = group.strata.get(unit.stratum)
    if (!stratum) {
      stratum = { population: 0, kept: new Smallest(this.#capacity) }
      group.strata.set(unit.stratum, stratum)
    }
    group.population++
    stratum.population++
    stratum.kept.add(group.chance.of(unit.id), unit.id)
  }

  draw(): Draw {
    const result: Draw = { drawn: [], groups: [], shortfalls: [], excluded: this.#excluded }
    for (const name of [...this.#groups.keys()].sort(compareTexts)) {
      const group = this.#groups.get(name)
      if (group) this.#drawGroup(name, group, result)
    }
    return result
  }

  #group(name: string): Group {
    let group = this.#groups.get(name)
    if (!group) {
      const chance = new Chance(`${this.#seed}\n${name}`)
      group = { chance, population: 0, excluded: 0, strata: new Map() }
      this.#groups.set(name, group)
    }
    return group
  }

  #drawGroup(name: string, group: Group, result: Draw): void {
    const { population, excluded } = group
    const target = targetOf(this.#quota, population)
    const probability = population === 0 ? 0 : target / population
    const strata: StratumResult[] = []
    for (const { stratum, count } of this.#shares(name, group, target)) {
      const found = group.strata.get(stratum)
      const ids = found?.kept.take(count).sort((a, b) => a - b) ?? []
      for (const id of ids) result.drawn.push({ id, group: name, stratum, probability })
      strata.push({ stratum, population: found?.population ?? 0, drawn: ids.length })
    }
    strata.sort((a, b) => compareTexts(a.stratum, b.stratum))
    const drawn = strata.reduce((sum, each) => sum + each.drawn, 0)
    result.groups.push({ group: name, population, excluded, target, drawn, strata })
    const wanted = this.#quota.kind === 'fixed' ? this.#quota.count : (this.#quota.min ?? 0)
    if (population < wanted) result.shortfalls.push({ group: name, wanted, available: population })
  }

  /** How many of each stratum. */
  #shares(name: string, { population, strata, chance }: Group, target: number) {
    const order = new Chance(`${this.#seed}\n${name}\nstrata`)
    const ranked = [...strata.keys()]
      .sort(compareTexts)
      .map((stratum, at) => ({ stratum, rank: order.of(at) }))
      .sort((a, b) => a.rank - b.rank)
    const start = chance.coarse(-1)
    let before = 0
    let sum = 0
    return ranked.map(({ stratum }) => {
      const size = strata.get(stratum)?.population ?? 0
      sum += size
      const upTo = Math.floor(start + target * (sum / population))
      const count = target === population ? size : Math.min(size, upTo - before)
      before = upTo
      return { stratum, count }
    })
  }
}

/** As `Lottery`, for a population at hand. */
export function draw(population: Iterable<Unit>, quota: Quota, seed: string): Draw {
  const lottery = new Lottery(quota, seed)
  for (const unit of population) lottery.add(unit)
  return lottery.draw()
}

/** By code units: the same everywhere, whatever the language. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
