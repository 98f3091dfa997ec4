import { test } from '@japa/runner'
import fc from 'fast-check'
import { draw, Lottery, type Unit } from '#plugins/qa_sampling/server/kernel/draw'
import type { Quota } from '#plugins/qa_sampling/server/kernel/quota'
import { evenShares } from '#plugins/qa_sampling/server/kernel/shares'
import { Frame, openFrame } from '#plugins/qa_sampling/server/runs/frame'

const FOUR: Quota = { kind: 'fixed', count: 4 }

/** Ali has enough, Zahra has enough, Reza has too few and had more before the period. */
function population(): Unit[] {
  let id = 0
  const of = (group: string, stratum: string, size: number, earlier = false): Unit[] =>
    Array.from({ length: size }, () => ({
      id: ++id,
      group,
      stratum,
      ...(earlier ? { earlier } : {}),
    }))
  return [
    ...of('ali', '08', 6),
    ...of('ali', '09', 4),
    ...of('zahra', '08', 7),
    ...of('reza', '08', 1),
    ...of('reza', '08', 3, true),
    ...of('reza', '09', 5, true),
    ...of('ali', '09', 9, true),
  ]
}

/** χ² of how often each unit came against how often it was to come; units that come for certain must always do. */
function statistic(seeds: number, units: readonly Unit[], quota: Quota, how: 'widen' | 'fill') {
  const times = new Map<number, number>()
  const stated = new Map<number, number>()
  for (let seed = 0; seed < seeds; seed++) {
    for (const { id, probability } of draw(units, quota, `s${seed}`, how).drawn) {
      times.set(id, (times.get(id) ?? 0) + 1)
      stated.set(id, probability)
    }
  }
  let sum = 0
  for (const [id, probability] of stated) {
    const came = times.get(id) ?? 0
    if (probability === 1) sum += came === seeds ? 0 : 1_000
    else sum += (came - seeds * probability) ** 2 / (seeds * probability * (1 - probability))
  }
  return { sum, units: stated.size }
}

test.group('Where there are too few calls', () => {
  test('widen: all of the period, the rest from before it; nobody else’s are touched', ({
    assert,
  }) => {
    const { drawn, shortfalls, groups } = draw(population(), FOUR, 'seed', 'widen')
    const reza = drawn.filter(({ group }) => group === 'reza')
    assert.lengthOf(reza, 4)
    assert.deepEqual(
      reza.map(({ earlier = false, probability }) => [earlier, probability]),
      [
        [false, 1],
        [true, 3 / 8],
        [true, 3 / 8],
        [true, 3 / 8],
      ]
    )
    assert.isFalse(drawn.some(({ group, earlier }) => group === 'ali' && earlier))
    assert.deepEqual(shortfalls, [{ group: 'reza', wanted: 4, available: 1, filled: 3 }])
    assert.equal(groups.find(({ group }) => group === 'reza')?.population, 1)
  })

  test('widen says which groups want their earlier calls', ({ assert }) => {
    const lottery = new Lottery(FOUR, 'seed', 'widen')
    for (const unit of population()) if (!unit.earlier) lottery.add(unit)
    assert.deepEqual([...lottery.short()], ['reza'])
  })

  test('fill: exactly what is missing comes from those who have more', ({ assert }) => {
    const units = population().filter(({ earlier }) => !earlier)
    for (let seed = 0; seed < 200; seed++) {
      const { drawn, shared, groups } = draw(units, FOUR, String(seed), 'fill')
      assert.lengthOf(drawn, 12)
      assert.equal(shared, 3)
      const byGroup = Object.fromEntries(groups.map(({ group, drawn: count }) => [group, count]))
      assert.equal(byGroup.reza, 1)
      // Zahra has room for three, Ali for six: one and a half more of each on the average.
      assert.includeMembers([5, 6], [byGroup.ali ?? 0, byGroup.zahra ?? 0])
    }
  })

  test('{how}: over 10,000 seeds each call is drawn as often as stated')
    .with([
      // Own units are certain; eight earlier ones of which three come: 7 degrees of freedom, 99.9 %.
      { how: 'widen' as const, quota: FOUR, bound: 59.7 },
      { how: 'fill' as const, quota: FOUR, bound: 42.3 },
      {
        how: 'fill' as const,
        quota: { kind: 'percent', percent: 30, min: 3, max: 5 } as Quota,
        bound: 42.3,
      },
    ])
    .run(({ assert }, { how, quota, bound }) => {
      const units = population().filter(({ earlier }) => how === 'widen' || !earlier)
      const found = statistic(10_000, units, quota, how)
      assert.isBelow(found.sum, bound)
      assert.isAbove(found.units, 17)
    })

  test('laws of every population: nobody twice, no more than wanted unless shared', ({
    assert,
  }) => {
    const units = fc
      .array(
        fc.record({
          group: fc.constantFrom('a', 'b', 'c'),
          stratum: fc.constantFrom('x', 'y'),
          earlier: fc.boolean(),
        }),
        { maxLength: 50 }
      )
      .map((list) =>
        list.map(({ group, stratum, earlier }, at): Unit => {
          return { id: at + 1, group, stratum, ...(earlier ? { earlier: true as const } : {}) }
        })
      )
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: 1, max: 8 }),
        fc.string(),
        fc.constantFrom('report' as const, 'widen' as const, 'fill' as const),
        (all, count, seed, how) => {
          const quota: Quota = { kind: 'fixed', count }
          const { drawn, groups, shortfalls, shared } = draw(all, quota, seed, how)
          assert.equal(new Set(drawn.map(({ id }) => id)).size, drawn.length)
          for (const { probability } of drawn) assert.isTrue(probability > 0 && probability <= 1)
          const own = (name: string) => all.filter((u) => u.group === name && !u.earlier).length
          const missing = shortfalls.reduce((sum, one) => sum + one.wanted - one.available, 0)
          const room = groups.reduce((sum, one) => sum + Math.max(0, own(one.group) - count), 0)
          if (how === 'fill') assert.equal(shared, Math.min(missing, room))
          else for (const one of groups) assert.isAtMost(one.drawn + one.earlier, count)
          if (how !== 'widen') assert.isFalse(drawn.some(({ earlier }) => earlier))
        }
      ),
      { numRuns: 500 }
    )
  })

  test('shares are even, within the room there is, and sum up', ({ assert }) => {
    assert.deepEqual(evenShares([1, 10, 10], 7), [1, 3, 3])
    assert.deepEqual(evenShares([0, 2], 5), [0, 2])
    assert.deepEqual(evenShares([], 5), [])
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), fc.nat(100), (room, amount) => {
        const shares = evenShares(room, amount)
        const sum = shares.reduce((total, each) => total + each, 0)
        const all = room.reduce((total, each) => total + each, 0)
        assert.closeTo(sum, Math.min(amount, all), 1e-9)
        for (const [at, share] of shares.entries()) {
          assert.isAtMost(share, room[at] ?? 0)
          // Who gets less than somebody else has no more room.
          if (shares.some((other) => other > share + 1e-9)) assert.equal(share, room[at])
        }
      })
    )
  })

  test('what was kept of a widened draw draws the same again', ({ assert }) => {
    const frame = new Frame()
    for (const unit of population()) frame.idsOf(unit).push(unit.id)
    const { content, digest } = frame.close()
    const units = openFrame(content, digest) ?? []
    assert.lengthOf(units, population().length)
    assert.deepEqual(
      draw(units, FOUR, 'seed', 'widen').drawn,
      draw(population(), FOUR, 'seed', 'widen').drawn
    )
  })
})
