import fc from 'fast-check'
import { test } from '@japa/runner'
import { peakOf } from '#plugins/telephony/server/kpi/extremes'
import { agentTimes, intersection, occupancy, union } from '#plugins/telephony/server/kpi/presence'

const intervals = fc.array(
  fc
    .tuple(fc.nat({ max: 60 }), fc.nat({ max: 15 }))
    .map(([start, length]): [number, number] => [start, start + length]),
  { maxLength: 25 }
)

const holds = (list: ReadonlyArray<readonly [number, number]>, at: number) =>
  list.filter(([start, end]) => start <= at && at < end).length

const instants = Array.from({ length: 80 }, (_, at) => at)

test.group('Most at once', () => {
  test('is what counting at every instant gives, at the first such instant', ({ assert }) => {
    fc.assert(
      fc.property(intervals, (list) => {
        const counts = instants.map((at) => holds(list, at))
        const value = Math.max(0, ...counts)
        assert.deepEqual(peakOf(list), {
          value,
          firstAt: value === 0 ? null : counts.indexOf(value),
        })
      })
    )
  })

  test('one that ends as another begins is not at once with it, one of no length is never', ({
    assert,
  }) => {
    assert.equal(
      peakOf([
        [0, 10],
        [10, 20],
      ]).value,
      1
    )
    assert.deepEqual(peakOf([[5, 5]]), { value: 0, firstAt: null })
  })
})

test.group('Presence', () => {
  test('union and intersection hold exactly at the instants of theirs', ({ assert }) => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const first = union(a.filter(([start, end]) => end > start))
        const second = union(b.filter(([start, end]) => end > start))
        const both = intersection(first, second)
        for (const at of instants) {
          assert.equal(holds(first, at), Math.min(1, holds(a, at)))
          assert.equal(holds(both, at), Math.min(1, holds(a, at)) * Math.min(1, holds(b, at)))
        }
      })
    )
  })

  const second = 1000
  const span = (queue: string, from: number, to: number | null, reason = '') => ({
    agent: '201',
    queue,
    startedAt: from * second,
    endedAt: to === null ? null : to * second,
    reason,
  })

  test('an agent in two queues is present once; open sessions end with the period', ({
    assert,
  }) => {
    const time = agentTimes(
      [span('1', 0, 100), span('2', 50, 150), span('1', 200, null)],
      [span('1', 90, 110, 'Lunch'), span('2', 140, 210, 'Lunch')],
      { from: 10 * second, to: 260 * second }
    ).get('201')
    assert.deepEqual(time, {
      presenceSessions: 2,
      presenceSeconds: 140 + 60,
      pauseCount: 2,
      pauseSeconds: 20 + 10 + 10,
      pauseMeanSeconds: 45,
      pausesByReason: { Lunch: { count: 2, seconds: 20 + 70 } },
    })
    assert.equal(occupancy(80, time ?? { presenceSeconds: 0, pauseSeconds: 0 }), 0.5)
  })

  test('occupancy of one who was not available is not defined', ({ assert }) => {
    assert.isNull(occupancy(10, { presenceSeconds: 30, pauseSeconds: 30 }))
  })
})
