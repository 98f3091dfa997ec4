import { test } from '@japa/runner'
import { csvCell, csvLine } from '#core/import_export/csv_writer'
import { fromRanges, toRanges } from '#core/import_export/import_rows'
import { unguarded } from '#core/import_export/mapping/transforms'

test.group('cells of an export', () => {
  test('{value} → {cell}')
    .with([
      { value: 'plain', cell: 'plain' },
      { value: 'a,b', cell: '"a,b"' },
      { value: 'say "hi"', cell: '"say ""hi"""' },
      { value: 'two\nlines', cell: '"two\nlines"' },
      { value: '=HYPERLINK("x")', cell: `"'=HYPERLINK(""x"")"` },
      { value: '+98 21 1234', cell: `'+98 21 1234` },
      { value: '-1+1', cell: `'-1+1` },
      { value: '@SUM(A1)', cell: `'@SUM(A1)` },
      { value: '\tx', cell: `'\tx` },
    ])
    .run(({ assert }, { value, cell }) => {
      assert.equal(csvCell(value, ','), cell)
    })

  test('numbers are no formulas', ({ assert }) => {
    assert.equal(csvCell('-5.20', ',', true), '-5.20')
  })

  test('what was guarded is imported as it was', ({ assert }) => {
    for (const value of ['=1', '+98', '-x', '@y', 'plain', `'quoted`]) {
      assert.equal(unguarded(csvCell(value, ';')), value)
    }
  })

  test('lines end as RFC 4180 wants', ({ assert }) => {
    assert.equal(csvLine(['a', 'b;c'], ';'), 'a;"b;c"\r\n')
  })
})

test.group('ids of a batch', () => {
  test('are kept as ranges', ({ assert }) => {
    assert.deepEqual(toRanges([3, 4, 5, 9, 11, 12]), [
      [3, 5],
      [9, 9],
      [11, 12],
    ])
    assert.deepEqual(fromRanges(toRanges([3, 4, 5, 9])), [3, 4, 5, 9])
    assert.deepEqual(fromRanges([]), [])
  })
})
