import { test } from '@japa/runner'
import fc from 'fast-check'
import { isDuration, isInstant, readCycle } from '#core/workflow/kernel/time'
import {
  TIMER_UNITS,
  timerOf,
  timerWords,
  turnedInto,
  writtenTimer,
  type Timer,
  type WrittenTimer,
} from '#designer/workflow/model/timer.js'

const CASES: [WrittenTimer, Timer][] = [
  [
    { kind: 'duration', text: 'PT2H', working: true },
    { form: 'after', amount: 2, unit: 'hours', working: true },
  ],
  [
    { kind: 'duration', text: 'P3D', working: false },
    { form: 'after', amount: 3, unit: 'days', working: false },
  ],
  [
    { kind: 'duration', text: 'PT10M', working: false },
    { form: 'after', amount: 10, unit: 'minutes', working: false },
  ],
  [
    { kind: 'duration', text: 'P2M', working: false },
    { form: 'after', amount: 2, unit: 'months', working: false },
  ],
  [
    { kind: 'cycle', text: 'R/P1D', working: false },
    { form: 'every', amount: 1, unit: 'days', times: null, from: null },
  ],
  [
    { kind: 'cycle', text: 'R5/2026-01-01T08:00:00Z/PT15M', working: false },
    { form: 'every', amount: 15, unit: 'minutes', times: 5, from: '2026-01-01T08:00:00Z' },
  ],
  [
    { kind: 'date', text: '2026-03-20T00:00:00Z', working: false },
    { form: 'at', instant: '2026-03-20T00:00:00Z' },
  ],
]
/** What has no words stays as it is written. */
const WRITTEN: WrittenTimer[] = [
  { kind: 'duration', text: 'PT1H30M', working: false },
  { kind: 'duration', text: '=record.sla', working: true },
  { kind: 'date', text: '2026-03-20', working: false },
  { kind: 'cycle', text: 'R/PT1H30M', working: false },
  { kind: 'cycle', text: '0 9 * * 6', working: false },
]

test.group('timers in words', () => {
  test('{0.text} is said and written again')
    .with(CASES)
    .run(({ assert }, [written, timer]) => {
      assert.deepEqual(timerOf(written), timer)
      assert.deepEqual(writtenTimer(timer), written)
    })

  test('{text} stays as it is written')
    .with(WRITTEN)
    .run(({ assert }, written) => {
      assert.deepEqual(timerOf(written), { form: 'written', ...written })
      assert.deepEqual(writtenTimer(timerOf(written)), written)
    })

  test('a timer without a text says nothing yet', ({ assert }) => {
    const timer = timerOf({ kind: 'duration', text: '', working: false })
    assert.deepEqual(timer, { form: 'written', kind: 'duration', text: '', working: false })
  })

  test('whatever is said can be read by the kernel, and comes back', ({ assert }) => {
    const amount = fc.integer({ min: 1, max: 1_000 })
    const unit = fc.constantFrom(...TIMER_UNITS)
    const timers = fc.oneof(
      fc.record({ form: fc.constant('after' as const), amount, unit, working: fc.boolean() }),
      fc.record({
        form: fc.constant('every' as const),
        amount,
        unit,
        times: fc.option(fc.integer({ min: 1, max: 999 })),
        from: fc.constant(null),
      })
    )
    fc.assert(
      fc.property(timers, (timer) => {
        const written = writtenTimer(timer)
        if (written.kind === 'cycle') assert.isNotNull(readCycle(written.text))
        else assert.isTrue(isDuration(written.text))
        assert.deepEqual(timerOf(written), timer)
      })
    )
  })

  test('turning into another form and back keeps amount and unit', ({ assert }) => {
    const timer: Timer = { form: 'after', amount: 4, unit: 'weeks', working: true }
    const now = '2026-11-28T10:00:00.000Z'
    const every = turnedInto(timer, 'every', now)
    assert.deepEqual(every, { form: 'every', amount: 4, unit: 'weeks', times: null, from: null })
    assert.deepInclude(turnedInto(every, 'after', now), { amount: 4, unit: 'weeks' })
    const at = turnedInto(timer, 'at', now)
    assert.isTrue(at.form === 'at' && isInstant(at.instant))
    assert.deepEqual(turnedInto(timer, 'written', now), {
      form: 'written',
      kind: 'duration',
      text: 'P4W',
      working: true,
    })
  })

  test('working time and a number of times have words of their own', ({ assert }) => {
    assert.equal(timerWords(CASES[0]?.[1] as Timer).key, 'after_working')
    assert.equal(timerWords(CASES[1]?.[1] as Timer).key, 'after')
    assert.equal(timerWords(CASES[4]?.[1] as Timer).key, 'every')
    assert.equal(timerWords(CASES[5]?.[1] as Timer).key, 'every_times')
  })
})
