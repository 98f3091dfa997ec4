import { test } from '@japa/runner'
import { E_CONFLICT, E_NOT_FOUND } from '#core/errors/errors'
import { outcomeOf, type AbortReason } from '#core/jobs/outcome'
import { retryDelay, secondsLeft, slotStart } from '#core/jobs/timing'

test.group('job timing', () => {
  test('the delay doubles and stays below an hour', ({ assert }) => {
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => retryDelay(n, 1_000)),
      [1_000, 2_000, 4_000, 8_000]
    )
    assert.equal(retryDelay(30, 1_000), 3_600_000)
  })

  test('a slot begins at a multiple of its length', ({ assert }) => {
    assert.equal(slotStart(125_000, 60), 120_000)
    assert.equal(slotStart(120_000, 60), 120_000)
  })

  test('secondsLeft: {why}')
    .with([
      { why: 'half done', done: 50, baseDone: 0, total: 100, startedAt: 0, left: 10 },
      {
        why: 'resumed: only this pace counts',
        done: 60,
        baseDone: 50,
        total: 100,
        startedAt: 0,
        left: 40,
      },
      { why: 'nothing done', done: 0, baseDone: 0, total: 100, startedAt: 0, left: null },
      { why: 'no total', done: 5, baseDone: 0, total: null, startedAt: 0, left: null },
      { why: 'not begun', done: 5, baseDone: 0, total: 10, startedAt: null, left: null },
    ])
    .run(({ assert }, { left, ...progress }) => {
      assert.equal(secondsLeft(progress, 10_000), left)
    })
})

test.group('what becomes of a job', () => {
  const base = { number: 1, attempts: 3, backoff: 100, now: 1_000 }
  const unforeseen = { error: new Error('disk full') }

  test('{why}')
    .with([
      { why: 'ended', failure: null, aborted: null, state: 'done' },
      { why: 'ended although asked to stop', failure: null, aborted: 'cancelled', state: 'done' },
      { why: 'stopped by a person', failure: unforeseen, aborted: 'cancelled', state: 'cancelled' },
      { why: 'process stops', failure: unforeseen, aborted: 'shutdown', state: 'queued' },
      { why: 'another has it', failure: unforeseen, aborted: 'lost', state: 'lost' },
      { why: 'unforeseen', failure: unforeseen, aborted: null, state: 'queued' },
      {
        why: 'caller at fault',
        failure: { error: new E_NOT_FOUND({}) },
        aborted: null,
        state: 'failed',
      },
      {
        why: 'conflict may pass',
        failure: { error: new E_CONFLICT({}) },
        aborted: null,
        state: 'queued',
      },
    ])
    .run(({ assert }, { failure, aborted, state }) => {
      const outcome = outcomeOf({ ...base, failure, aborted: aborted as AbortReason | null })
      assert.equal(outcome.state, state)
    })

  test('a retry waits, the last attempt fails', ({ assert }) => {
    const retry = outcomeOf({ ...base, number: 2, failure: unforeseen, aborted: null })
    assert.deepInclude(retry, { state: 'queued', runAt: 1_200, counted: true })
    const last = outcomeOf({ ...base, number: 3, failure: unforeseen, aborted: null })
    assert.deepInclude(last, { state: 'failed' })
  })
})
