import { setImmediate as others } from 'node:timers/promises'
import type { Interval } from '#core/records/query/periods'
import type { Actor } from '#core/security/types'
import { E_SAMPLING_CLASH } from '../errors.js'
import { certify, Coverage, type Certificate } from '../kernel/certificate.js'
import { Lottery } from '../kernel/draw.js'
import { earlierPeriod } from '../kernel/schedule.js'
import type { RulePlan } from '../rules/rule_plan.js'
import type { Candidate } from './candidate.js'
import { Frame } from './frame.js'
import type { Population } from './population.js'

export type DrawnCandidate = Candidate & { probability: number; earlier: boolean }

export interface RuleDraw {
  drawn: DrawnCandidate[]
  certificate: Certificate
  frame: { content: string; digest: string }
}
/** Told how many calls were looked at. */
export type OnPage = (seen: number) => void | Promise<void>

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
  const coverage = new Coverage()
  const kept = new Frame()
  const names = new Map<string, string>()
  let seen = 0
  for await (const page of population.stream(actor, plan, period)) {
    signal?.throwIfAborted()
    for (const { unit, traits, groupName } of page) {
      lottery.add(unit)
      kept.add(unit)
      if (!names.has(unit.group)) names.set(unit.group, groupName)
      if (unit.excluded === undefined) coverage.count(traits, 'population')
    }
    await onPage((seen += page.length))
    /** The database answers at once: without this nobody else would have their turn until the end. */
    await others()
  }
  const short = plan.onShortfall === 'widen' ? lottery.short() : new Set<string>()
  if (short.size > 0) {
    const before = earlierPeriod(period, plan.widenDays)
    for await (const page of population.stream(actor, plan, before)) {
      signal?.throwIfAborted()
      for (const { unit } of page) {
        if (!short.has(unit.group)) continue
        lottery.add({ ...unit, earlier: true })
        kept.add({ ...unit, earlier: true })
      }
      await onPage((seen += page.length))
      await others()
    }
  }
  const draw = lottery.draw()
  const facts = await population.byUnit(
    actor,
    plan,
    draw.drawn.map(({ id }) => id)
  )
  const drawn = draw.drawn.map((unit): DrawnCandidate => {
    const found = facts.get(unit.id)
    /** Taken away while we drew. */
    if (!found) throw new E_SAMPLING_CLASH()
    const { id, group, stratum, probability, earlier = false } = unit
    return { ...found, unit: { id, group, stratum }, probability, earlier }
  })
  for (const { traits, earlier } of drawn) if (!earlier) coverage.count(traits, 'drawn')
  const frame = kept.close()
  const { quota, onShortfall } = plan
  const redraw = { seed, quota, onShortfall, frame: frame.digest }
  return { drawn, certificate: certify(draw, coverage, names, redraw), frame }
}
