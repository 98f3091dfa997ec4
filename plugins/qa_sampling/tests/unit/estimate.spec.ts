import { test } from '@japa/runner'
import { draw, type Unit } from '#plugins/qa_sampling/server/kernel/draw'
import { estimateMean } from '#plugins/qa_sampling/server/kernel/estimate'
import type { Quota } from '#plugins/qa_sampling/server/kernel/quota'
import { Chance } from '#plugins/qa_sampling/server/kernel/random'
import { twoSidedT } from '#plugins/qa_sampling/server/kernel/student_t'

interface Marked extends Unit {
  mark: number
}

/** Agents who differ, hours that differ, and calls that differ most; marks of 0–100. */
function bank(name: string): Marked[] {
  const chance = new Chance(name)
  let id = 0
  return Array.from({ length: 40 }, (_, agent) => {
    const level = 55 + 30 * chance.of(1_000_000 + agent)
    const size = 30 + Math.floor(60 * chance.of(2_000_000 + agent))
    return Array.from({ length: size }, () => {
      id++
      const hour = 8 + Math.floor(4 * chance.of(3_000_000 + id))
      const noise = 40 * (chance.of(4_000_000 + id) + chance.of(5_000_000 + id) - 1)
      const mark = Math.min(100, Math.max(0, level - hour + noise))
      return { id, group: `agent ${agent}`, stratum: String(hour), mark }
    })
  }).flat()
}

const meanOf = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length

test.group('The estimated mean', () => {
  test('t for {level} and {freedom} degrees of freedom is {t}')
    .with([
      // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided.
      { level: 0.95, freedom: 1, t: 12.706 },
      { level: 0.95, freedom: 10, t: 2.228 },
      { level: 0.99, freedom: 5, t: 4.032 },
      { level: 0.9, freedom: 30, t: 1.697 },
      { level: 0.95, freedom: 100, t: 1.984 },
    ])
    .run(({ assert }, { level, freedom, t }) => {
      assert.closeTo(twoSidedT(level, freedom), t, 0.0006)
    })

  test('intervals of 95 % hold the true mean in 95 of 100 draws, and the mean leans to no side')
    .with([
      { quota: { kind: 'fixed', count: 4 } as Quota, least: 0.935, most: 0.975 },
      { quota: { kind: 'percent', percent: 9 } as Quota, least: 0.935, most: 0.975 },
      // One call of each agent: how calls of one agent vary is not seen, so the interval is wider than need be.
      { quota: { kind: 'fixed', count: 1 } as Quota, least: 0.94, most: 1 },
    ])
    .run(({ assert }, { quota, least, most }) => {
      const all = bank('coverage')
      const marks = new Map(all.map(({ id, mark }) => [id, mark]))
      const truth = meanOf(all.map(({ mark }) => mark))
      const draws = 1_500
      let held = 0
      const means: number[] = []
      for (let seed = 0; seed < draws; seed++) {
        const { drawn, groups } = draw(all, quota, String(seed))
        const given = groups.map(({ group, population }) => ({
          population,
          marks: drawn.filter((one) => one.group === group).map(({ id }) => marks.get(id) ?? 0),
        }))
        const found = estimateMean(given)
        if (!found) throw new Error('No mean')
        means.push(found.mean)
        if ((found.low ?? 0) <= truth && truth <= (found.high ?? 0)) held++
      }
      assert.isAtLeast(held / draws, least)
      assert.isAtMost(held / draws, most)
      const mean = meanOf(means)
      const error = Math.sqrt(meanOf(means.map((each) => (each - mean) ** 2)) / draws)
      assert.isBelow(Math.abs(mean - truth), 4 * error)
    })

  test('large groups count for more; groups without marks are left out and said to be', ({
    assert,
  }) => {
    const found = estimateMean([
      { population: 90, marks: [80, 80] },
      { population: 10, marks: [20, 20] },
      { population: 100, marks: [] },
    ])
    assert.equal(found?.mean, 74)
    assert.deepEqual([found?.low, found?.high, found?.covered, found?.marks], [74, 74, 0.5, 4])
  })

  test('all calls marked: nothing is uncertain; one mark: nothing can be said', ({ assert }) => {
    const all = estimateMean([{ population: 2, marks: [10, 20] }])
    assert.deepEqual([all?.low, all?.mean, all?.high], [15, 15, 15])
    const one = estimateMean([{ population: 9, marks: [10] }])
    assert.deepEqual([one?.low, one?.mean, one?.high], [null, 10, null])
    assert.isNull(estimateMean([{ population: 9, marks: [] }]))
  })
})
