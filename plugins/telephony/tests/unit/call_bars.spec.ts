import { test } from '@japa/runner'
import type { CallAttempt, CallLeg } from '#plugins/telephony/ui/api/types'
import { callBars } from '#plugins/telephony/ui/call/call_bars'

const START = '2026-01-05T08:00:00.000Z'
const at = (second: number) => new Date(Date.parse(START) + second * 1000).toISOString()

function leg(values: Partial<CallLeg>): CallLeg {
  return {
    id: 1,
    kind: 'queue',
    label: '',
    queue: '1000',
    agentName: null,
    extension: null,
    startedAt: START,
    answeredAt: null,
    endedAt: null,
    waitSeconds: null,
    talkSeconds: null,
    outcome: 'answered',
    positionEntry: null,
    positionLeave: null,
    ...values,
  }
}
function attempt(values: Partial<CallAttempt>): CallAttempt {
  const base = { agentName: null, extension: '201', startedAt: START, ringSeconds: 0 }
  return { id: 1, legId: 1, outcome: 'rang_out', ...base, ...values }
}

test.group('bars of a call', () => {
  test('an answered leg is a wait followed by a talk, on the axis of the whole call', ({
    assert,
  }) => {
    const answered = leg({
      startedAt: at(10),
      answeredAt: at(30),
      endedAt: at(90),
      talkSeconds: 60,
    })
    const { bars, seconds } = callBars(START, at(100), [answered], [])
    assert.equal(seconds, 100)
    assert.deepEqual(
      bars.map(({ kind, from, width }) => ({ kind, from, width })),
      [
        { kind: 'wait', from: 0.1, width: 0.2 },
        { kind: 'talk', from: 0.3, width: 0.6 },
      ]
    )
  })

  test('attempts stand under their leg, those without one at the end', ({ assert }) => {
    const { rows } = callBars(
      START,
      at(60),
      [leg({ id: 1, endedAt: at(20) }), leg({ id: 2, startedAt: at(20), endedAt: at(60) })],
      [attempt({ id: 7, legId: 2 }), attempt({ id: 8, legId: null }), attempt({ id: 9, legId: 1 })]
    )
    assert.deepEqual(
      rows.map((row) => [row.legId, row.attemptId]),
      [
        [1, null],
        [1, 9],
        [2, null],
        [2, 7],
        [null, 8],
      ]
    )
  })

  test('a ring of no second still shows, and no bar leaves the axis', ({ assert }) => {
    const { bars } = callBars(
      START,
      at(50),
      [],
      [attempt({ legId: null, startedAt: at(50) }), attempt({ id: 2, legId: null })]
    )
    for (const bar of bars) assert.isAtMost(bar.from + bar.width, 1)
    assert.equal(bars[1]?.width, 0.004)
  })

  test('a call that ended where it began divides by no zero', ({ assert }) => {
    const { seconds, bars } = callBars(START, START, [leg({})], [])
    assert.equal(seconds, 1)
    assert.isTrue(bars.every((bar) => Number.isFinite(bar.from) && Number.isFinite(bar.width)))
  })
})
