import { test } from '@japa/runner'
import {
  chainRows,
  ChainVerifier,
  deriveAuditKeys,
  type AuditHead,
  type AuditRow,
  type ChainedRow,
  type ChainFault,
} from '#core/security/audit_chain'

const keys = deriveAuditKeys('a key of the application, 32 byte')
const EMPTY: AuditHead = { seq: 0, hash: '', seal: '' }

function row(n: number): Omit<AuditRow, 'seq'> {
  return {
    at: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    actorId: n,
    actorName: `شخص ${n}`,
    address: '10.0.0.1',
    channel: 'web',
    action: 'record.updated',
    entity: 'case',
    recordId: n,
    changes: JSON.stringify({ status: { from: 'new', to: 'open' } }),
    details: null,
  }
}

function chain(count: number) {
  return chainRows(
    keys,
    EMPTY,
    Array.from({ length: count }, (_, n) => row(n + 1))
  )
}

function verify(rows: readonly ChainedRow[], head: AuditHead | null): ChainFault | null {
  const verifier = new ChainVerifier(keys)
  verifier.add(rows)
  return verifier.finish(head)
}

test.group('audit chain', () => {
  test('an untouched chain is whole, in one batch or in many', ({ assert }) => {
    const { rows, head } = chain(10)
    assert.isNull(verify(rows, head))
    const verifier = new ChainVerifier(keys)
    for (const one of rows) assert.isNull(verifier.add([one]))
    assert.isNull(verifier.finish(head))
    assert.deepEqual(verifier.checked, { seq: 10, hash: head.hash })
  })

  test('a chain continues over several appends', ({ assert }) => {
    const first = chainRows(keys, EMPTY, [row(1), row(2)])
    const second = chainRows(keys, first.head, [row(3)])
    assert.deepEqual([...first.rows, ...second.rows], chain(3).rows)
    assert.deepEqual(second.head, chain(3).head)
  })

  test('an empty chain is whole', ({ assert }) => {
    assert.isNull(verify([], EMPTY))
  })

  test('editing {field} is found at that row')
    .with<{ field: keyof AuditRow; value: string | number | null }[]>([
      { field: 'at', value: '2020-01-01T00:00:00.000Z' },
      { field: 'actorId', value: 99 },
      { field: 'actorName', value: 'somebody else' },
      { field: 'address', value: null },
      { field: 'channel', value: 'job' },
      { field: 'action', value: 'record.read' },
      { field: 'entity', value: 'contact' },
      { field: 'recordId', value: 77 },
      { field: 'changes', value: '{}' },
      { field: 'details', value: '{}' },
    ])
    .run(({ assert }, { field, value }) => {
      const { rows, head } = chain(5)
      const edited = rows.map((r) => (r.seq === 3 ? { ...r, [field]: value } : r))
      assert.deepEqual(verify(edited, head), { kind: 'edited', seq: 3 })
    })

  test('a value moved from one column to the next is found', ({ assert }) => {
    const { rows, head } = chain(3)
    const moved = rows.map((r) =>
      r.seq === 2 ? { ...r, changes: r.details, details: r.changes } : r
    )
    assert.deepEqual(verify(moved, head), { kind: 'edited', seq: 2 })
  })

  test('a deleted row is found as missing', ({ assert }) => {
    const { rows, head } = chain(5)
    assert.deepEqual(
      verify(
        rows.filter((r) => r.seq !== 2),
        head
      ),
      { kind: 'missing', seq: 2 }
    )
  })

  test('a deleted row is found when the following ones were renumbered', ({ assert }) => {
    const { rows, head } = chain(5)
    const renumbered = rows.filter((r) => r.seq !== 2).map((r, index) => ({ ...r, seq: index + 1 }))
    assert.deepEqual(verify(renumbered, head), { kind: 'edited', seq: 2 })
  })

  test('swapped rows are found', ({ assert }) => {
    const { rows, head } = chain(4)
    const [a, b, c, d] = rows as [ChainedRow, ChainedRow, ChainedRow, ChainedRow]
    const swapped = [a, { ...c, seq: 2 }, { ...b, seq: 3 }, d]
    assert.deepEqual(verify(swapped, head), { kind: 'edited', seq: 2 })
  })

  test('rows cut off the end are found', ({ assert }) => {
    const { rows, head } = chain(5)
    assert.deepEqual(verify(rows.slice(0, 3), head), { kind: 'truncated', seq: 4 })
  })

  test('rows cut off the end are found although the head was set back', ({ assert }) => {
    const { rows, head } = chain(5)
    const last = rows[2] as ChainedRow
    const forged = { seq: 3, hash: last.hash, seal: head.seal }
    assert.deepEqual(verify(rows.slice(0, 3), forged), { kind: 'head', seq: 3 })
    assert.deepEqual(verify([], EMPTY), null)
  })

  test('rows added behind the head are found', ({ assert }) => {
    const { rows } = chain(5)
    const { head } = chain(3)
    assert.deepEqual(verify(rows, head), { kind: 'head', seq: 3 })
  })

  test('a chain recomputed without the key is found at its first row', ({ assert }) => {
    const forged = chainRows(deriveAuditKeys('another key'), EMPTY, [row(1), row(2)])
    assert.deepEqual(verify(forged.rows, forged.head), { kind: 'edited', seq: 1 })
  })

  test('a missing head is found', ({ assert }) => {
    assert.deepEqual(verify(chain(2).rows, null), { kind: 'head', seq: 2 })
  })
})
