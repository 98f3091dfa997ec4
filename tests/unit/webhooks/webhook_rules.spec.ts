import { test } from '@japa/runner'
import fc from 'fast-check'
import type { EntityDefinition } from '#core/metadata/types'
import { fullAccess, mergeRoles } from '#core/security/access'
import { ATTEMPTS, isFinal, retryAfter } from '#core/webhooks/retry'
import { newSecret, secretsOf } from '#core/webhooks/secrets'
import { narrowed, sendable } from '#core/webhooks/sent_fields'

test.group('when a delivery is tried again', () => {
  test('later each time, never at once, never more than six hours off, and at last no more', () => {
    const attempt = fc.integer({ min: 1, max: ATTEMPTS - 1 })
    const jitter = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(attempt, jitter, jitter, (n, a, b) => {
        const [first, next] = [retryAfter(n, a), retryAfter(n + 1, b)]
        const bounded = first !== null && first >= 11_250 && first <= 6 * 3_600_000
        const later = next === null || first === null || next >= first * 0.75
        return bounded && later && (next === null) === (n + 1 === ATTEMPTS)
      })
    )
  })

  test('the last is tried most of a day after the first', ({ assert }) => {
    let sum = 0
    for (let n = 1; n < ATTEMPTS; n++) sum += retryAfter(n, 1) ?? 0
    assert.approximately(sum / 3_600_000, 20.5, 0.5)
  })

  test('what only an administrator can mend is not tried again', ({ assert }) => {
    const failures = ['malformed', 'not_allowed', 'address_refused', 'timeout', 'status']
    assert.deepEqual(failures.map(isFinal), [true, true, true, false, false])
  })
})

test.group('what a webhook may send', () => {
  const label = { en: 'A' }
  const entity = (name: string, fields: EntityDefinition['fields']): EntityDefinition => ({
    name,
    label,
    labelPlural: label,
    titleField: 'title',
    fields: { title: { type: 'text', label }, ...fields },
  })
  const entities = new Map([
    [
      'loan',
      entity('loan', {
        card: { type: 'text', label, sensitive: true },
        branch: { type: 'lookup', label, target: 'branch' },
        parts: { type: 'one_to_many', label, target: 'branch', inverse: 'title' },
        gone: { type: 'text', label, removed: true },
      }),
    ],
    ['branch', entity('branch', { head: { type: 'lookup', label, target: 'loan' } })],
  ])
  const metadata = { version: '1', entity: entities } as Parameters<typeof mergeRoles>[1]
  const paths = ['title', 'card', 'branch', 'branch.title', 'branch.head.card', 'parts', 'gone']
  const role = (branch: 'all' | 'none') => ({
    name: 'r',
    label,
    entities: { loan: { read: 'all' as const }, branch: { read: branch } },
  })

  test('fields that are there and read in full, and nothing sensitive by default', ({ assert }) => {
    const may = (access: Parameters<typeof sendable>[1]) =>
      sendable(metadata, access, 'loan', [...paths, 'nothing', 'title.x', '__proto__', ''])
    assert.deepEqual(may(fullAccess()), paths.slice(0, 5))
    assert.deepEqual(may(mergeRoles([role('all')], metadata)), ['title', 'branch', 'branch.title'])
    assert.deepEqual(may(mergeRoles([role('none')], metadata)), ['title', 'branch'])
    assert.deepEqual(may(mergeRoles([], metadata)), [])
  })

  test('a body loses what may no longer be sent, but not which record it is', ({ assert }) => {
    const record = { id: 1, version: 2, title: 'A', card: '6037' }
    const body = { webhook: 'x', event: 'updated' as const, entity: 'loan', at: '', record }
    const left = narrowed({ ...body, changed: ['card', 'title'] }, ['title'])
    assert.deepEqual(left.record, { id: 1, version: 2, title: 'A' })
    assert.deepEqual(left.changed, ['title'])
    assert.notProperty(narrowed(body, []), 'changed')
  })
})

test.group('secrets', () => {
  const plain = { decrypt: (text: string) => (text === 'broken' ? null : text) }
  const at = new Date(1_000)

  test('the former one holds until its time is over, and one that cannot be read is none', ({
    assert,
  }) => {
    const row = { secret: 'new', old_secret: 'old', old_secret_until: 1_001 }
    assert.deepEqual(secretsOf(row, plain, at), ['new', 'old'])
    assert.deepEqual(secretsOf({ ...row, old_secret_until: 1_000 }, plain, at), ['new'])
    assert.deepEqual(secretsOf({ ...row, old_secret: 'broken' }, plain, at), ['new'])
    assert.throws(() => secretsOf({ ...row, secret: 'broken' }, plain, at), /E_WEBHOOK_INCOMPLETE/)
    assert.notEqual(newSecret(), newSecret())
  })
})
