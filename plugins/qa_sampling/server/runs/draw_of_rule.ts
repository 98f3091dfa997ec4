import { setImmediate as others } from 'node:timers/promises'
import type { Interval } from '#core/records/query/periods'
import type { Actor } from '#core/security/types'
import { E_SAMPLING_CLASH } from '../errors.js'
import { certify, Coverage, type Certificate } from '../kernel/certificate.js'
import { Lottery, type Cell } from '../kernel/draw.js'
import { earlierPeriod } from '../kernel/schedule.js'
import type { RulePlan } from '../rules/rule_plan.js'
import type { Candidate } from './candidate.js'
import { Frame } from './frame.js'
import type { Place } from './places.js'
import type { PartsPage, Population } from './population.js'

export type DrawnCandidate = Candidate & { probability: number; earlier: boolean }

export interface RuleDraw {
  drawn: DrawnCandidate[]
  certificate: Certificate
  frame: { content: string; digest: string }
}
/** Told how many calls were looked at. */
export type OnPage = (seen: number) => void | Promise<void>

/** Where the parts of a place are put. */
interface Seat {
  place: Place
  cell: Cell
  ids: number[]
  count: number
}

/** Takes parts of calls, of the period or of before it. */
class Intake {
  readonly #lottery: Lottery
  readonly #frame: Frame
  readonly #earlier: boolean
  readonly #seats: (Seat | undefined)[] = []

  constructor(lottery: Lottery, frame: Frame, earlier: boolean) {
    this.#lottery = lottery
    this.#frame = frame
    this.#earlier = earlier
  }

  /** @param wanted the groups that are meant; all, where it is null */
  take({ units, places, excluded }: PartsPage, wanted: ReadonlySet<string> | null): void {
    for (const [at, place] of places.entries()) {
      if (wanted && !wanted.has(place.group)) continue
      const why = excluded[at] as string | null
      if (why === null) {
        const seat = this.#seats[place.index] ?? this.#seat(place)
        const id = units[at] as number
        seat.count++
        seat.cell.add(id)
        seat.ids.push(id)
      } else if (!this.#earlier) this.#lottery.exclude(place.group, why)
    }
  }

  #seat(place: Place): Seat {
    const { group, stratum } = place
    const where = this.#earlier ? { group, stratum, earlier: true as const } : { group, stratum }
    const [cell, ids] = [this.#lottery.cell(where), this.#frame.idsOf(where)]
    return (this.#seats[place.index] = { place, cell, ids, count: 0 })
  }

  /** Places with as many as were taken there. */
  seats(): Seat[] {
    return this.#seats.filter((seat) => seat !== undefined)
  }
}

/**
 * Goes once over the calls of a period and draws; where calls are missing and the rule says so, over those of the days before it
 * too. Writes nothing.
 */
export async function drawOfRule(
  population: Population,
  actor: Actor,
  plan: RulePlan,
  period: Interval,
  seed: string,
  signal?: AbortSignal,
  onPage: OnPage = () => undefined
): Promise<RuleDraw> {
  const lottery = new Lottery(plan.quota, seed, plan.onShortfall)
  const frame = new Frame()
  const places = await population.places(plan)
  let seen = 0
  const take = async (from: Interval, into: Intake, wanted: ReadonlySet<string> | null) => {
    for await (const page of population.stream(actor, plan, from, places)) {
      signal?.throwIfAborted()
      into.take(page, wanted)
      await onPage((seen += page.calls))
      /** The database answers at once: without this nobody else would have their turn until the end. */
      await others()
    }
  }
  const intake = new Intake(lottery, frame, false)
  await take(period, intake, null)
  const short = plan.onShortfall === 'widen' ? lottery.short() : new Set<string>()
  if (short.size > 0) {
    const before = earlierPeriod(period, plan.widenDays)
    await take(before, new Intake(lottery, frame, true), short)
  }
  const draw = lottery.draw()
  const facts = await population.byUnit(
    actor,
    plan,
    draw.drawn.map(({ id }) => id),
    places
  )
  const drawn = draw.drawn.map(({ id, probability, earlier = false }): DrawnCandidate => {
    const found = facts.get(id)
    /** Taken away while we drew. */
    if (!found) throw new E_SAMPLING_CLASH()
    return { ...found, probability, earlier }
  })
  const coverage = new Coverage()
  for (const { place, count } of intake.seats()) coverage.count(place.traits, 'population', count)
  for (const { place, earlier } of drawn) if (!earlier) coverage.count(place.traits, 'drawn')
  const kept = frame.close()
  const { quota, onShortfall } = plan
  const redraw = { seed, quota, onShortfall, frame: kept.digest }
  const certificate = certify(draw, coverage, places.groupNames(), redraw)
  return { drawn, certificate, frame: kept }
}
