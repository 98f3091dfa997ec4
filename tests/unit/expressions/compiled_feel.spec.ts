import { test } from '@japa/runner'
import fc from 'fast-check'
import { parseDate } from 'feelin'
import { compileFeel } from '#core/expressions/compiled_feel'
import { evaluateFeel } from '#core/expressions/feel'

const now = '2026-11-28T08:00:00.000Z'
const user = { id: 7, name: 'Sara', roles: ['agent', 'lead'] }
const lines = [
  { amount: 3, name: 'a' },
  { amount: null, name: null },
  { amount: 10, name: 'b' },
]

/** Expressions as forms have them: over a, b (numbers), s (text), flag, day, lines and the user. */
const EXPRESSIONS = [
  ...[
    'a + b',
    'a / b',
    'a > b and flag',
    'not(flag)',
    'a = b or s = "x"',
    's != null',
    'a in [1..5]',
  ],
  ...['coalesce(a, 0) + coalesce(b, 0)', 'if flag then a else b', 'string length(s) > 2', 'a'],
  ...['sum(lines.amount)', 'count(lines)', 'lines[amount > b].name', 'lines[1].amount', 'b ** 2'],
  ...['some line in lines satisfies line.amount > a', 'for line in lines return line.amount'],
  ...['list contains(user.roles, s)', 'user.name = s', 'user.id + a', 'empty(s)', 's + "!"'],
  ...[
    'day < today()',
    'day + duration("P1D")',
    'now()',
    'seconds(a)',
    'upper case(s)',
    'a between 1 and b',
  ],
  ...[
    'a +',
    '',
    'nothing(a)',
    'a // the rest is said here',
    '{x: a, y: x + 1}.y',
    '"text"',
    'missing.inner',
  ],
]

test.group('An expression that is parsed once', () => {
  test('answers what evaluateFeel answers, each time anew: {$self}')
    .with(EXPRESSIONS)
    .run(({ assert }, expression) => {
      const number = fc.option(
        fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true }))
      )
      const day = fc.constantFrom(null, parseDate('2026-11-27'), parseDate('2026-12-01'))
      const values = fc.record({
        a: fc.oneof(number, fc.constant('x')),
        b: number,
        s: fc.constantFrom(null, '', 'x', 'agent', 'Sara', 'سارا'),
        flag: fc.constantFrom(null, true, false),
        day,
        lines: fc.constantFrom(null, [], lines),
      })
      fc.assert(
        fc.property(values, (given) => {
          const names: Record<string, unknown> = { ...given, user, missing: null, amount: null }
          const expected = evaluateFeel(expression, names, { now })
          assert.deepEqual(
            compileFeel(expression).run((name) => names[name], now),
            expected
          )
        }),
        { numRuns: 60 }
      )
    })
})
