import { test } from '@japa/runner'
import type { Json } from '#core/metadata/types'
import { MAX_REMARKS, readRemarks } from '#plugins/call_evaluation/server/kernel/remarks'

const remark = (changes: Record<string, Json> = {}): Json => ({
  id: 'a',
  at: 1,
  text: 'x',
  ...changes,
})

test.group('Remarks on a recording', () => {
  test('are put in the order in which they are heard, with what was not said filled in', ({
    assert,
  }) => {
    const read = readRemarks([
      remark({ id: 'c', at: 3, recording: 2 }),
      remark({ id: 'b', at: 7.26, recording: 1, criterion: 'tone' }),
      remark({ id: 'a', at: 3, recording: 2, text: '  y ' }),
    ])
    assert.deepEqual(read, [
      { id: 'b', at: 7.3, recording: 1, criterion: 'tone', text: 'x' },
      { id: 'a', at: 3, recording: 2, criterion: null, text: 'y' },
      { id: 'c', at: 3, recording: 2, criterion: null, text: 'x' },
    ])
    assert.deepEqual(readRemarks(null), [])
  })

  test('refuses {why}')
    .with<{ why: string; value: Json }[]>([
      { why: 'what is no list', value: { at: 1 } },
      { why: 'a text alone', value: ['x'] },
      { why: 'no text', value: [remark({ text: '  ' })] },
      { why: 'too long a text', value: [remark({ text: 'x'.repeat(2_001) })] },
      { why: 'a second before the beginning', value: [remark({ at: -1 })] },
      { why: 'a second that is none', value: [remark({ at: '1' })] },
      { why: 'a recording that is none', value: [remark({ recording: 1.5 })] },
      { why: 'a criterion that is no name', value: [remark({ criterion: 'a b' })] },
      { why: 'one id twice', value: [remark(), remark()] },
      {
        why: 'too many',
        value: Array.from({ length: MAX_REMARKS + 1 }, (_, at) => remark({ id: `r${at}` })),
      },
    ])
    .run(({ assert }, { value }) => assert.isNull(readRemarks(value)))
})
