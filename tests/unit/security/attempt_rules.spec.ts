import { test } from '@japa/runner'
import { countAttempt, takeBack, type AttemptState } from '#core/security/attempt_rules'

const rule = { free: 3, window: 10_000, lock: 1_000, maxLock: 4_000 }
const START = 1_000_000

function fail(state: AttemptState | null, at: number): AttemptState {
  const decision = countAttempt(state, rule, at)
  if (!decision.allowed) throw new Error('locked')
  return decision.state
}

test.group('sign-in attempts', () => {
  test('locks with the last free attempt, and twice as long with each further one', ({
    assert,
  }) => {
    let now = START
    let state: AttemptState | null = null
    const locks: (number | null)[] = []
    for (let n = 0; n < 7; n++) {
      state = fail(state, now)
      locks.push(state.lockedUntil && state.lockedUntil - now)
      now = (state.lockedUntil ?? now) + 1
    }
    assert.deepEqual(locks, [null, null, 1_000, 2_000, 4_000, 4_000, 4_000])
  })

  test('says how many whole seconds are left, and counts nothing while locked', ({ assert }) => {
    const state = { failures: 3, windowEndsAt: START + 10_000, lockedUntil: START + 1_500 }
    assert.deepEqual(countAttempt(state, rule, START), { allowed: false, seconds: 2 })
    assert.isTrue(countAttempt(state, rule, START + 1_500).allowed)
  })

  test('starts afresh after the window', ({ assert }) => {
    const state = fail(fail(null, START), START + 1)
    assert.equal(fail(state, START + 20_000).failures, 1)
  })

  test('success takes one failure and the lock that it caused back', ({ assert }) => {
    const two = fail(fail(null, START), START)
    const three = fail(two, START)
    assert.deepInclude(takeBack(three, rule), { failures: 2, lockedUntil: null })
    assert.isNull(takeBack(fail(null, START), rule))
  })
})
