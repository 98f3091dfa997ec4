import { test } from '@japa/runner'
import { analyseFeel, evaluateFeel, isFeel } from '#core/expressions/feel'

const namesOf = (expression: string) => analyseFeel(expression).names.map((path) => path.join('.'))
const codesOf = (expression: string) => analyseFeel(expression).faults.map(({ code }) => code)

test.group('Names of an expression', () => {
  test('{0}')
    .with<[string, string[]][]>([
      ['1 + 2', []],
      ['a + b.c.d', ['a', 'b.c.d']],
      ['a + a', ['a']],
      ['if won then amount else null', ['won', 'amount']],
      ['string length(name) > 3', ['name']],
      ['date and time(opened) < now()', ['opened']],
      ['sum(lines.amount) * 2', ['lines.amount']],
      ['for x in lines return x.amount * rate', ['lines', 'lines.amount', 'rate']],
      [
        'some x in lines, y in x.parts satisfies y.n > n',
        ['lines', 'lines.parts', 'lines.parts.n', 'n'],
      ],
      ['{a: 1, b: a + z}', ['z']],
      ['sort(list, function(p, q) p.n < q.n)', ['list']],
      ['lines[1].amount', ['lines.amount']],
      ['lines[item.amount > limit].name', ['lines.amount', 'lines.name']],
      ['x instance of number', ['x']],
      ['(contact).name', ['contact.name']],
      ['substring(string: name, start position: 2)', ['name']],
      ['"a" + "b.c"', []],
    ])
    .run(({ assert }, [expression, names]) => {
      assert.sameMembers(namesOf(expression), names)
      assert.deepEqual(codesOf(expression), [])
    })

  test('a name in a filter is of the items or from outside', ({ assert }) => {
    assert.deepEqual(analyseFeel('lines[amount > limit]').ambiguous, [
      { inner: ['lines', 'amount'], outer: ['amount'] },
      { inner: ['lines', 'limit'], outer: ['limit'] },
    ])
  })
})

test.group('Faults of an expression', () => {
  test('{0}: {1} at {2}–{3}')
    .with<[string, string, number, number][]>([
      ['', 'E_FEEL_EMPTY', 0, 0],
      ['a +', 'E_FEEL_SYNTAX', 2, 3],
      ['(a + b', 'E_FEEL_SYNTAX', 5, 6],
      ['"abc', 'E_FEEL_SYNTAX', 0, 1],
      ['a + nothing(3)', 'E_FEEL_FUNCTION', 4, 11],
      ['a.b(3)', 'E_FEEL_FUNCTION', 0, 3],
      ['function(x) x', 'E_FEEL_LAMBDA', 0, 13],
      ['matches(a, "(x+)+")', 'E_FEEL_PATTERN', 11, 18],
      ['matches(a, b)', 'E_FEEL_PATTERN', 11, 12],
      ['for i in 1..n return i', 'E_FEEL_UNBOUNDED', 9, 13],
      ['for i in 1..1000000000 return i', 'E_FEEL_UNBOUNDED', 9, 22],
      ['for i in {r: [1..1000000000]}.r return i', 'E_FEEL_UNBOUNDED', 9, 31],
      ['for a in x, b in x, c in x return 1', 'E_FEEL_TOO_COSTLY', 0, 35],
    ])
    .run(({ assert }, [expression, code, from, to]) => {
      const [first] = analyseFeel(expression).faults
      assert.deepInclude(first, { code, from, to })
      assert.isFalse(isFeel(expression))
    })

  test('nesting and length have a limit', ({ assert }) => {
    assert.deepEqual(codesOf('('.repeat(500) + '1' + ')'.repeat(500)), ['E_FEEL_TOO_DEEP'])
    assert.deepEqual(codesOf('1 +'.repeat(2_000)), ['E_FEEL_TOO_LONG'])
  })

  test('a value that doubles at every step is refused', ({ assert }) => {
    const steps = Array.from({ length: 40 }, (_, at) => `s${at + 1}: s${at} + s${at}`)
    assert.include(codesOf(`{s0: "x", ${steps.join(', ')}}.s40`), 'E_FEEL_TOO_COSTLY')
    const lists = steps.map((step) => step.replace(/(s\d+) \+ (s\d+)/, 'concatenate($1, $2)'))
    assert.include(codesOf(`{s0: [1], ${lists.join(', ')}}.s40`), 'E_FEEL_TOO_COSTLY')
  })
})

test.group('Evaluation', () => {
  test('{0}')
    .with<[string, Record<string, unknown>, unknown][]>([
      ['a + b', { a: 1, b: 2 }, 3],
      ['if score >= 80 then "good" else "poor"', { score: 85 }, 'good'],
      ['contact.name', { contact: { name: 'Sara' } }, 'Sara'],
      ['total seconds(duration("PT2H"))', {}, 7200],
      ['date and time("2026-01-01T00:00:00Z") + seconds(90)', {}, '2026-01-01T00:01:30Z'],
      ['coalesce(a, b, 3)', { a: null, b: null }, 3],
      ['empty(a) and empty([]) and not(empty("x"))', { a: ' ' }, true],
      ['today()', {}, '2026-11-28'],
      ['now() + duration("P1D")', {}, '2026-11-29T03:00:00Z'],
      ['sum(for x in lines return x.n)', { lines: [{ n: 1 }, { n: 2 }] }, 3],
      ['sort(l, function(p, q) p > q)', { l: [1, 3, 2] }, [3, 2, 1]],
      ['matches(code, "[A-Z]{2}\\\\d+")', { code: 'AB12' }, true],
    ])
    .run(({ assert }, [expression, context, expected]) => {
      const { value, fault } = evaluateFeel(expression, context, { now: '2026-11-28T03:00:00Z' })
      assert.isNull(fault)
      assert.deepEqual(value as unknown, expected)
    })

  test('what is faulted is not run', ({ assert }) => {
    const { value, fault } = evaluateFeel('for i in 1..1000000000 return i', {})
    assert.isNull(value)
    assert.match(fault ?? '', /loop/)
  })

  test('no value says why', ({ assert }) => {
    assert.deepEqual(evaluateFeel('missing', {}), {
      value: null,
      fault: "Variable 'missing' not found",
    })
  })
})
