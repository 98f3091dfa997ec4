import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Json } from '#core/metadata/types'
import { decide } from '#core/workflow/decisions/kernel/evaluate'
import { isSafeTest } from '#core/workflow/decisions/kernel/tests'
import type { Aggregation, Decisions, HitPolicy } from '#core/workflow/decisions/kernel/types'
import { parseDecisions } from '#core/workflow/decisions/parse'

const NOW = '2026-11-28T08:00:00.000Z'

interface Table {
  hitPolicy: HitPolicy
  aggregation?: Aggregation
  outputs?: { name: string; values: string[] }[]
  rules: [tests: string[], results: string[]][]
}

/** Over `n` and `kind`. */
function table({ hitPolicy, aggregation, outputs, rules }: Table): Decisions {
  return {
    t: {
      key: 't',
      name: null,
      requires: [],
      kind: 'table',
      hitPolicy,
      aggregation: aggregation ?? null,
      inputs: [
        { expression: 'n', label: null },
        { expression: 'kind', label: null },
      ],
      outputs: outputs ?? [{ name: '', values: [] }],
      rules: rules.map(([tests, results]) => ({ tests, results })),
    },
  }
}
const ask = (decisions: Decisions, n: Json, kind: Json = null) =>
  decide(decisions, 't', { n, kind }, NOW)

const overlapping: Table['rules'] = [
  [['> 0', '-'], ['"low"']],
  [['> 10', '-'], ['"high"']],
  [['> 10', '"vip"'], ['"top"']],
]

test.group('decision tables', () => {
  test('{policy} of several rules that fit')
    .with<{ policy: HitPolicy; result: Json }[]>([
      { policy: 'FIRST', result: 'low' },
      { policy: 'RULE ORDER', result: ['low', 'high', 'top'] },
      { policy: 'COLLECT', result: ['low', 'high', 'top'] },
      { policy: 'PRIORITY', result: 'top' },
      { policy: 'OUTPUT ORDER', result: ['top', 'high', 'low'] },
    ])
    .run(({ assert }, { policy, result }) => {
      const outputs = [{ name: 'class', values: ['"top"', '"high"', '"low"'] }]
      const answer = ask(table({ hitPolicy: policy, outputs, rules: overlapping }), 11, 'vip')
      assert.deepEqual('result' in answer ? answer.result : answer, result)
    })

  test('UNIQUE refuses two that fit, ANY two that differ; none that fits is null', ({ assert }) => {
    const unique = table({ hitPolicy: 'UNIQUE', rules: overlapping })
    assert.deepEqual(ask(unique, 11), {
      code: 'E_DECISION_SEVERAL',
      params: { decision: 't', rules: '1, 2' },
    })
    assert.deepEqual(ask(unique, 5), { result: 'low', rules: [1] })
    assert.deepEqual(ask(unique, -1), { result: null, rules: [] })
    const any = table({ hitPolicy: 'ANY', rules: overlapping })
    assert.property(ask(any, 11), 'code')
    const same = table({
      hitPolicy: 'ANY',
      rules: [
        [['> 0', '-'], ['1']],
        [['> 1', '-'], ['1']],
      ],
    })
    assert.deepEqual(ask(same, 2), { result: 1, rules: [1, 2] })
  })

  test('collected numbers: {aggregation}')
    .with<{ aggregation: Aggregation; result: Json }[]>([
      { aggregation: 'SUM', result: 10 },
      { aggregation: 'MIN', result: 2 },
      { aggregation: 'MAX', result: 4 },
      { aggregation: 'COUNT', result: 2 },
    ])
    .run(({ assert }, { aggregation, result }) => {
      const rules: Table['rules'] = ['4', '2', '4'].map((value) => [['-', ''], [value]])
      const answer = ask(table({ hitPolicy: 'COLLECT', aggregation, rules }), 1)
      assert.deepEqual('result' in answer && answer.result, result)
    })

  test('several outputs are an object; results may be worked out, and see the input', ({
    assert,
  }) => {
    const decisions = table({
      hitPolicy: 'FIRST',
      outputs: [
        { name: 'percent', values: [] },
        { name: 'text', values: [] },
      ],
      rules: [
        [
          ['[1..20]', 'not("vip")'],
          ['n * 2', '"n is " + string(n)'],
        ],
      ],
    })
    assert.deepEqual(ask(decisions, 4, 'x'), { result: { percent: 8, text: 'n is 4' }, rules: [1] })
    assert.deepEqual(ask(decisions, 4, 'vip'), { result: null, rules: [] })
    const broken = table({ hitPolicy: 'FIRST', rules: [[['-', '-'], ['n + kind']]] })
    assert.deepEqual(ask(broken, 1, 'x'), {
      code: 'E_DECISION_EXPRESSION',
      params: { decision: 't', rule: 1 },
    })
  })

  test('tests that run without bound are refused: {test}')
    .with([
      { test: '< 5', safe: true },
      { test: '"a", "b"', safe: true },
      { test: 'not([1..3])', safe: true },
      { test: 'contains(?, "x?")', safe: true },
      { test: '-', safe: true },
      { test: '', safe: true },
      { test: 'for x in 1..100000000 return x', safe: false },
      { test: 'matches(?, "(a+)+b")', safe: false },
      { test: 'no such function(?)', safe: false },
      { test: '< ', safe: false },
    ])
    .run(({ assert }, { test: entry, safe }) => {
      assert.equal(isSafeTest(entry), safe)
    })

  test('law: FIRST is the first of RULE ORDER, PRIORITY the first of OUTPUT ORDER', ({
    assert,
  }) => {
    const entry = fc.constantFrom('-', '> 3', '< 3', '[2..4]', '3')
    const rule = fc.tuple(
      fc.tuple(entry, fc.constantFrom('-', '"a"', '"b"')),
      fc.constantFrom('"x"', '"y"', '"z"')
    )
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), fc.integer({ min: 0, max: 6 }), (drawn, n) => {
        const rules = drawn.map(([tests, result]): Table['rules'][number] => [[...tests], [result]])
        const outputs = [{ name: 'o', values: ['"z"', '"y"', '"x"'] }]
        const by = (hitPolicy: HitPolicy) => {
          const answer = ask(table({ hitPolicy, outputs, rules }), n, 'a')
          return 'result' in answer ? answer.result : null
        }
        const first = (list: Json) => (Array.isArray(list) ? (list[0] ?? null) : null)
        assert.deepEqual(by('FIRST'), first(by('RULE ORDER')))
        assert.deepEqual(by('PRIORITY'), first(by('OUTPUT ORDER')))
      }),
      { numRuns: 200 }
    )
  })

  test('documents: {name}')
    .with([
      { name: 'no XML', xml: '<a', codes: ['xml_broken'] },
      {
        name: 'BPMN',
        xml: '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"/>',
        codes: ['xml_broken'],
      },
      { name: 'no decision', xml: dmn(''), codes: ['no_decision'] },
      { name: 'without logic', xml: dmn('<decision id="a" name="a"/>'), codes: ['decision_empty'] },
      {
        name: 'wrong expressions and lengths',
        xml: dmn(
          '<decision id="a" name="a"><decisionTable id="t"><input id="i"><inputExpression id="e"><text>1 +</text></inputExpression></input><output id="o"/><rule id="r"><outputEntry id="y"><text>1</text></outputEntry></rule></decisionTable></decision>'
        ),
        codes: ['expression_invalid', 'rule_length'],
      },
      {
        name: 'circle',
        xml: dmn(
          ['a', 'b']
            .map(
              (id, at) =>
                `<decision id="${id}" name="${id}"><informationRequirement id="q${at}"><requiredDecision href="#${at ? 'a' : 'b'}"/></informationRequirement><literalExpression id="l${at}"><text>1</text></literalExpression></decision>`
            )
            .join('')
        ),
        codes: ['required_circle', 'required_circle'],
      },
    ])
    .run(async ({ assert }, { xml, codes }) => {
      const { faults } = await parseDecisions(xml)
      assert.deepEqual(
        faults.map(({ code }) => code),
        codes
      )
    })

  test('a decision sees those it requires', async ({ assert }) => {
    const { decisions, faults } = await parseDecisions(
      dmn(
        '<decision id="base" name="Base"><literalExpression id="l1"><text>n * 2</text></literalExpression></decision>' +
          '<decision id="total" name="Total"><informationRequirement id="q"><requiredDecision href="#base"/></informationRequirement><literalExpression id="l2"><text>base + 1</text></literalExpression></decision>'
      )
    )
    assert.deepEqual(faults, [])
    assert.deepEqual(decide(decisions, 'total', { n: 5 }, NOW), { result: 11, rules: [] })
  })
})

function dmn(inner: string): string {
  return `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:t">${inner}</definitions>`
}
