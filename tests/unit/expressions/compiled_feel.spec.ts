import { test } from '@japa/runner'
import { compileFeel } from '#core/expressions/compiled_feel'
import { evaluateFeel } from '#core/expressions/feel'

const NOW = '2026-03-01T12:00:00Z'
const VALUES: { [name: string]: unknown } = {
  n: 3,
  x: 'text',
  yes: true,
  nothing: null,
  list: [1, 2, 3],
  rows: [
    { n: 1, x: 'a' },
    { n: 5, x: 'b' },
  ],
  deep: { n: { m: 7 } },
}

test.group('Expressions that are parsed once', () => {
  test('{0}')
    .with([
      ...['n > 2', 'n + 1', 'n / 0', 'x + "!"', 'x > 1', 'not(yes)', 'nothing', 'nothing + 1'],
      ...['missing', 'missing = null', 'missing.a', 'missing > 1', 'deep.n.m * n', 'deep.a.b'],
      ...['sum(list)', 'count(rows[n > 2])', 'rows[x = "a"].n', 'rows[1].x', 'list[item > n]'],
      ...['for i in list return i * n', 'some r in rows satisfies r.n > n', '{a: n, b: a + 1}'],
      ...[
        'now() + duration("P1D")',
        'today()',
        'date("2026-01-01") < today()',
        'total seconds(seconds(n))',
      ],
      ...['sort(rows, function(p, q) p.n > q.n)', 'if yes then n else x', 'coalesce(nothing, n)'],
      ...[
        'n in [1..5]',
        'string length(x)',
        '"a',
        'n +',
        'unknown function(1)',
        '',
        'n // a comment',
      ],
      ...['upper case(missing)', 'number("12", ",", ".")', 'empty(nothing)', '[n, x, yes]', 'null'],
    ])
    .run(({ assert }, expression) => {
      const expected = evaluateFeel(expression, VALUES, { now: NOW })
      const compiled = compileFeel(expression)
      const read = (name: string) => VALUES[name]
      assert.deepEqual(compiled.run(read, NOW), expected)
      /** The second run is like the first: nothing of it is left. */
      assert.deepEqual(compiled.run(read, NOW), expected)
      assert.deepEqual(
        compiled.run(() => undefined, NOW),
        evaluateFeel(expression, {}, { now: NOW })
      )
    })
})
