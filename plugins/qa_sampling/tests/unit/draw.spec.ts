import { test } from '@japa/runner'
import fc from 'fast-check'
import { draw, type Unit } from '#plugins/qa_sampling/server/kernel/draw'
import { quotaFault, targetOf, type Quota } from '#plugins/qa_sampling/server/kernel/quota'

/** Two agents with calls of three hours, and one with few. */
const SIZES: Record<string, Record<string, number>> = {
  ali: { '08': 9, '09': 4, '10': 7 },
  zahra: { '08': 1, '09': 8, '10': 1 },
  reza: { '08': 2 },
}

function population(sizes = SIZES): Unit[] {
  let id = 0
  return Object.entries(sizes).flatMap(([group, strata]) =>
    Object.entries(strata).flatMap(([stratum, size]) =>
      Array.from({ length: size }, () => ({ id: ++id, group, stratum }))
    )
  )
}

const quotas: fc.Arbitrary<Quota> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), count: fc.integer({ min: 1, max: 12 }) }),
  fc
    .record({
      percent: fc.double({ min: 0.5, max: 100, noNaN: true }),
      min: fc.integer({ min: 1, max: 4 }),
      more: fc.integer({ min: 0, max: 6 }),
    })
    .map(({ percent, min, more }) => ({ kind: 'percent' as const, percent, min, max: min + more })),
  fc
    .double({ min: 0.5, max: 100, noNaN: true })
    .map((percent) => ({ kind: 'percent' as const, percent }))
)
const units = fc
  .array(
    fc.record({
      group: fc.constantFrom('a', 'b', 'c'),
      stratum: fc.constantFrom('x', 'y', 'z', ''),
      excluded: fc.option(fc.constantFrom('sampled', 'short'), { nil: undefined, freq: 4 }),
    }),
    { maxLength: 60 }
  )
  .map((list) =>
    list.map(({ excluded, ...unit }, at): Unit => {
      return excluded === undefined ? { id: at * 7 + 1, ...unit } : { id: at, ...unit, excluded }
    })
  )
const RUNS = { numRuns: 300 }

test.group('The draw', () => {
  test('the same seed draws the same calls, whatever their order', ({ assert }) => {
    fc.assert(
      fc.property(
        units,
        quotas,
        fc.string(),
        fc.infiniteStream(fc.nat()),
        (all, quota, seed, mix) => {
          const shuffled = all
            .map((unit) => ({ unit, rank: Number(mix.next().value) }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ unit }) => unit)
          assert.deepEqual(draw(shuffled, quota, seed), draw(all, quota, seed))
        }
      ),
      RUNS
    )
  })

  test('no call twice, none that is excluded, each of its group and stratum', ({ assert }) => {
    fc.assert(
      fc.property(units, quotas, fc.string(), (all, quota, seed) => {
        const { drawn } = draw(all, quota, seed)
        const byId = new Map(all.filter(({ excluded }) => !excluded).map((unit) => [unit.id, unit]))
        assert.equal(new Set(drawn.map(({ id }) => id)).size, drawn.length)
        for (const { id, group, stratum } of drawn) {
          assert.deepEqual({ ...byId.get(id) }, { id, group, stratum })
        }
      }),
      RUNS
    )
  })

  test('each group gives its target, each stratum its share, rounded up or down', ({ assert }) => {
    const near = (count: number, target: number) =>
      count >= Math.floor(target - 1e-9) && count <= Math.ceil(target + 1e-9)
    fc.assert(
      fc.property(units, quotas, fc.string(), (all, quota, seed) => {
        for (const { population: size, target, drawn, strata } of draw(all, quota, seed).groups) {
          assert.equal(target, targetOf(quota, size))
          assert.isTrue(near(drawn, target))
          for (const each of strata) {
            assert.isTrue(near(each.drawn, (target * each.population) / size))
          }
        }
      }),
      RUNS
    )
  })

  test('probabilities are true: over 10,000 seeds each call is drawn as often as stated')
    .with([
      { quota: { kind: 'fixed', count: 5 } as Quota },
      { quota: { kind: 'percent', percent: 23 } as Quota },
      { quota: { kind: 'percent', percent: 10, min: 2, max: 3 } as Quota },
    ])
    .run(({ assert }, { quota }) => {
      const all = population()
      const seeds = 10_000
      const times = new Map<number, number>()
      const stated = new Map<number, number>()
      for (let seed = 0; seed < seeds; seed++) {
        for (const { id, probability } of draw(all, quota, `seed ${seed}`).drawn) {
          times.set(id, (times.get(id) ?? 0) + 1)
          stated.set(id, probability)
        }
      }
      for (const group of Object.keys(SIZES)) {
        const own = all.filter((unit) => unit.group === group)
        const statistic = own.reduce((sum, { id }) => {
          const probability = stated.get(id) ?? 0
          const expected = seeds * probability
          if (probability === 1) return sum + Number(times.get(id) !== seeds) * 1_000
          return sum + ((times.get(id) ?? 0) - expected) ** 2 / (expected * (1 - probability))
        }, 0)
        // The 99.9 % points of χ² with 2, 10 and 20 degrees of freedom.
        const bound = { reza: 13.82, zahra: 29.59, ali: 45.31 }[group] ?? 0
        assert.isBelow(statistic, bound, group)
      }
    })

  test('pairs of a stratum come together as in a simple random sample', ({ assert }) => {
    const all = population({ ali: { '08': 5 } })
    const pairs = new Map<string, number>()
    for (let seed = 0; seed < 10_000; seed++) {
      const ids = draw(all, { kind: 'fixed', count: 2 }, String(seed)).drawn.map(({ id }) => id)
      pairs.set(ids.join(), (pairs.get(ids.join()) ?? 0) + 1)
    }
    assert.equal(pairs.size, 10)
    const statistic = [...pairs.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)
    // χ², 9 degrees of freedom, 99.9 %.
    assert.isBelow(statistic, 27.88)
  })

  test('says where there were too few, and why calls were left out', ({ assert }) => {
    const all = population().map((unit) =>
      unit.group === 'reza' || unit.id === 1 ? { ...unit, excluded: 'sampled' } : unit
    )
    const { shortfalls, excluded, groups } = draw(all, { kind: 'fixed', count: 12 }, 'seed')
    assert.deepEqual(shortfalls, [
      { group: 'reza', wanted: 12, available: 0, filled: 0 },
      { group: 'zahra', wanted: 12, available: 10, filled: 0 },
    ])
    assert.deepEqual(excluded, { sampled: 3 })
    assert.deepEqual(
      groups.map(({ group, population: size, drawn }) => [group, size, drawn]),
      [
        ['ali', 19, 12],
        ['reza', 0, 0],
        ['zahra', 10, 10],
      ]
    )
  })

  test('{fault}: a quota that nothing can meet is told before')
    .with([
      { quota: { kind: 'fixed', count: 0 } as Quota, fault: 'E_SAMPLING_QUOTA_COUNT' },
      { quota: { kind: 'fixed', count: 2.5 } as Quota, fault: 'E_SAMPLING_QUOTA_COUNT' },
      { quota: { kind: 'percent', percent: 0 } as Quota, fault: 'E_SAMPLING_QUOTA_PERCENT' },
      { quota: { kind: 'percent', percent: 101 } as Quota, fault: 'E_SAMPLING_QUOTA_PERCENT' },
      {
        quota: { kind: 'percent', percent: Number.NaN } as Quota,
        fault: 'E_SAMPLING_QUOTA_PERCENT',
      },
      {
        quota: { kind: 'percent', percent: 5, min: 3, max: 2 } as Quota,
        fault: 'E_SAMPLING_QUOTA_BOUNDS',
      },
    ])
    .run(({ assert }, { quota, fault }) => {
      assert.equal(quotaFault(quota), fault)
    })
})
