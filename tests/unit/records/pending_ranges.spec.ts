import { test } from '@japa/runner'
import { joined, type PendingRange } from '#core/records/pending_ranges'

const range = (id: number, entity: string, first: number, last: number): PendingRange => ({
  id,
  entity,
  first_id: first,
  last_id: last,
})

test.group('Ranges of records that wait', () => {
  test('neighbours of one entity are one range, gaps and other entities part them', ({
    assert,
  }) => {
    const found = joined([
      range(1, 'contact', 1, 2000),
      range(2, 'case', 1, 500),
      range(3, 'contact', 2001, 4000),
      range(4, 'contact', 9000, 9100),
      range(5, 'contact', 3990, 4100),
    ])
    assert.deepEqual(
      found.map(({ entity, upTo, ids }) => [entity, ids.map(({ id }) => id), upTo]),
      [
        ['case', [2], 500],
        ['contact', [1, 3, 5], 4100],
        ['contact', [4], 9100],
      ]
    )
  })
})
