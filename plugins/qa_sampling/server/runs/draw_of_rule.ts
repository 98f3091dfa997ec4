import type { Interval } from '#core/records/query/periods'
import type { Actor } from '#core/security/types'
import { certify, Coverage, type Certificate } from '../kernel/certificate.js'
import { Lottery, type Draw } from '../kernel/draw.js'
import type { RulePlan } from '../rules/rule_plan.js'
import { Frame } from './frame.js'
import type { Candidate, Population } from './population.js'

export interface RuleDraw {
  draw: Draw
  /** Of the drawn, in the same order. */
  candidates: Candidate[]
  certificate: Certificate
  frame: { content: string; digest: string }
}

/** Goes once over the calls of a period and draws. Writes nothing. */
export async function drawOfRule(
  population: Population,
  actor: Actor,
  plan: RulePlan,
  period: Interval,
  seed: string,
  signal?: AbortSignal
): Promise<RuleDraw> {
  const lottery = new Lottery(plan.quota, seed)
  const coverage = new Coverage()
  const kept = new Frame()
  for await (const page of population.stream(actor, plan, period)) {
    signal?.throwIfAborted()
    for (const { unit, traits } of page) {
      lottery.add(unit)
      kept.add(unit)
      if (unit.excluded === undefined) coverage.count(traits, 'population')
    }
  }
  const draw = lottery.draw()
  const facts = await population.byUnit(
    actor,
    plan,
    draw.drawn.map(({ id }) => id)
  )
  const candidates = draw.drawn.map(({ id }) => facts.get(id)).filter((one) => one !== undefined)
  for (const { traits } of candidates) coverage.count(traits, 'drawn')
  const frame = kept.close()
  const redraw = { seed, quota: plan.quota, frame: frame.digest }
  return { draw, candidates, certificate: certify(draw, coverage, redraw), frame }
}
