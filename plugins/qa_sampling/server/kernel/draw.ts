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
 *
 * Where a group has fewer units than its quota, what is missing can be made good (`OnShortfall`). How much is missing depends on the
 * sizes of the groups and never on chance, so every probability stays exact:
 *
 * - `widen`: the group's own units are all drawn (probability 1); the missing m are drawn, balanced as ever, from its M units of before
 *   the period, each with probability m/M. Those are no part of the population that the marks are to speak of: they are told apart.
 * - `fill`: the missing m of all groups are shared out evenly over the groups that have units left (kernel/shares.ts), with a start of
 *   chance: a group with target t and a share e gives t plus ⌊e⌋ or ⌈e⌉, together exactly m more, and its units are drawn with
 *   probability (t + e)/N.
 */
import { Chance } from './random.js'
import { capacityOf, mostOf, targetOf, wantedOf, type OnShortfall, type Quota } from './quota.js'
import { evenShares } from './shares.js'
import { Smallest } from './smallest.js'
import { compareTexts } from './texts.js'

export interface Unit {
  /** Unique in its group. */
  id: number
  group: string
  stratum: string
  /** Why it must not be drawn; it is counted. */
  excluded?: string
  /** From before the period: drawn only where the group's own are too few. */
  earlier?: true
}

export interface Drawn {
  id: number
  group: string
  stratum: string
  /** With which it was to be drawn, 0–1. */
  probability: number
  earlier?: true
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
  /** Of before the period, drawn to make good what was missing. */
  earlier: number
}

/** A group whose own units were too few; `filled` of those missing came from before the period. */
export interface Shortfall {
  group: string
  wanted: number
  available: number
  filled: number
}

export interface Draw {
  drawn: Drawn[]
  groups: GroupResult[]
  shortfalls: Shortfall[]
  /** Units that other groups gave in place of those missing. */
  shared: number
  excluded: Record<string, number>
}

/** The units of a stratum of a group: how many there are, and those that chance may pick. */
export class Cell {
  readonly #chance: Chance
  readonly #kept: Smallest
  population = 0

  constructor(chance: Chance, capacity: number) {
    this.#chance = chance
    this.#kept = new Smallest(capacity)
  }

  add(id: number): void {
    this.population++
    this.#kept.add(this.#chance.of(id), id)
  }

  /** The ids of the `count` that chance puts first. */
  take(count: number): number[] {
    return this.#kept.take(count)
  }
}
type Strata = Map<string, Cell>
interface Group {
  chance: Chance
  excluded: number
  strata: Strata
  earlier: Strata
}
const sizeOf = (strata: Strata = new Map()): number =>
  [...strata.values()].reduce((sum, { population }) => sum + population, 0)

/** What a group is to give: `target` on the average, of which `count` are left to no chance inside of the group. */
interface Share {
  target: number
  count: number
}

/** Takes the units one by one, in any order, and draws at the end. */
export class Lottery {
  readonly #quota: Quota
  readonly #seed: string
  readonly #onShortfall: OnShortfall
  readonly #capacity: number
  readonly #groups = new Map<string, Group>()
  readonly #excluded: Record<string, number> = {}

  constructor(quota: Quota, seed: string, onShortfall: OnShortfall = 'report') {
    this.#quota = quota
    this.#seed = seed
    this.#onShortfall = onShortfall
    this.#capacity = capacityOf(quota, onShortfall)
  }

  add(unit: Unit): void {
    if (unit.excluded === undefined) this.cell(unit).add(unit.id)
    else if (!unit.earlier) this.exclude(unit.group, unit.excluded)
  }

  /** Where units of a stratum of a group are put, for those who have many of them. */
  cell({ group: name, stratum, earlier }: Omit<Unit, 'id' | 'excluded'>): Cell {
    const group = this.#group(name)
    const strata = earlier ? group.earlier : group.strata
    let cell = strata.get(stratum)
    if (!cell) strata.set(stratum, (cell = new Cell(group.chance, this.#capacity)))
    return cell
  }

  /** One unit of the group that must not be drawn, and why; it is counted. */
  exclude(group: string, why: string): void {
    this.#group(group).excluded++
    this.#excluded[why] = (this.#excluded[why] ?? 0) + 1
  }

  /** Groups that have too few so far: whose units of before the period are wanted. */
  short(): Set<string> {
    const wanted = wantedOf(this.#quota)
    return new Set(
      [...this.#groups].filter(([, { strata }]) => sizeOf(strata) < wanted).map(([name]) => name)
    )
  }

  draw(): Draw {
    const names = [...this.#groups.keys()].sort(compareTexts)
    const result: Draw = {
      drawn: [],
      groups: [],
      shortfalls: [],
      shared: 0,
      excluded: this.#excluded,
    }
    const shares = this.#shares(names)
    for (const name of names) {
      const group = this.#groups.get(name)
      const share = shares.get(name)
      if (group && share) this.#drawGroup(name, group, share, result)
    }
    result.shared = [...shares.values()].reduce((sum, { extra }) => sum + extra, 0)
    return result
  }

  #group(name: string): Group {
    let group = this.#groups.get(name)
    if (!group) {
      const chance = new Chance(`${this.#seed}\n${name}`)
      group = { chance, excluded: 0, strata: new Map(), earlier: new Map() }
      this.#groups.set(name, group)
    }
    return group
  }

  /** What each group gives; where others lack units, more than its own quota. */
  #shares(names: readonly string[]): Map<string, Share & { extra: number }> {
    const quota = this.#quota
    const sizes = names.map((name) => sizeOf(this.#groups.get(name)?.strata))
    const targets = sizes.map((size) => targetOf(quota, size))
    const own = (at: number) => targets[at] ?? 0
    if (this.#onShortfall !== 'fill') {
      return new Map(names.map((name, at) => [name, { target: own(at), count: own(at), extra: 0 }]))
    }
    const wanted = wantedOf(quota)
    const missing = sizes.reduce((sum, size) => sum + Math.max(0, wanted - size), 0)
    const room = sizes.map((size, at) =>
      Math.max(0, Math.floor(Math.min(size, mostOf(quota)) - own(at)))
    )
    const even = evenShares(room, missing)
    const order = new Chance(`${this.#seed}\nfill`)
    const ranked = names
      .map((name, at) => ({ name, at, rank: order.of(at) }))
      .sort((a, b) => a.rank - b.rank)
    const start = order.coarse(-1)
    const shares = new Map<string, Share & { extra: number }>()
    let before = 0
    let sum = 0
    for (const { name, at } of ranked) {
      sum += even[at] ?? 0
      const upTo = Math.floor(start + sum + 1e-9)
      const extra = Math.min(room[at] ?? 0, upTo - before)
      before = upTo
      shares.set(name, { target: own(at) + (even[at] ?? 0), count: own(at) + extra, extra })
    }
    return shares
  }

  #drawGroup(name: string, group: Group, share: Share, result: Draw): void {
    const { excluded } = group
    const population = sizeOf(group.strata)
    const probability = population === 0 ? 0 : share.target / population
    const strata = this.#pick(name, group.chance, group.strata, share.count, (id, stratum) =>
      result.drawn.push({ id, group: name, stratum, probability })
    )
    const drawn = strata.reduce((sum, each) => sum + each.drawn, 0)
    const wanted = wantedOf(this.#quota)
    const widens = this.#onShortfall === 'widen' && population < wanted
    const earlier = widens ? this.#makeGood(name, group, wanted, result) : 0
    const { target } = share
    result.groups.push({ group: name, population, excluded, target, drawn, strata, earlier })
    if (population < wanted) {
      result.shortfalls.push({ group: name, wanted, available: population, filled: earlier })
    }
  }

  /** Draws what a group lacks from its units of before the period. */
  #makeGood(name: string, group: Group, wanted: number, result: Draw): number {
    const there = sizeOf(group.earlier)
    const count = Math.min(wanted - sizeOf(group.strata), there)
    if (count <= 0) return 0
    const probability = count / there
    const own = `${name}\nearlier`
    const chance = new Chance(`${this.#seed}\n${own}`)
    this.#pick(own, chance, group.earlier, count, (id, stratum) =>
      result.drawn.push({ id, group: name, stratum, probability, earlier: true })
    )
    return count
  }

  #pick(
    name: string,
    chance: Chance,
    all: Strata,
    count: number,
    take: (id: number, stratum: string) => void
  ): StratumResult[] {
    const results = this.#strataShares(name, chance, all, count).map(({ stratum, share }) => {
      const found = all.get(stratum)
      const ids = found?.take(share).sort((a, b) => a - b) ?? []
      for (const id of ids) take(id, stratum)
      return { stratum, population: found?.population ?? 0, drawn: ids.length }
    })
    return results.sort((a, b) => compareTexts(a.stratum, b.stratum))
  }

  /** How many of each stratum. */
  #strataShares(name: string, chance: Chance, strata: Strata, target: number) {
    const population = sizeOf(strata)
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
      const share = target === population ? size : Math.min(size, upTo - before)
      before = upTo
      return { stratum, share }
    })
  }
}

/** As `Lottery`, for a population at hand. */
export function draw(
  population: Iterable<Unit>,
  quota: Quota,
  seed: string,
  onShortfall: OnShortfall = 'report'
): Draw {
  const lottery = new Lottery(quota, seed, onShortfall)
  for (const unit of population) lottery.add(unit)
  return lottery.draw()
}
