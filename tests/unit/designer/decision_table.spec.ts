import { test } from '@japa/runner'
import { openDecisions } from '#designer/workflow/decisions/dmn.js'
import { tableFaults } from '#designer/workflow/decisions/table_faults.js'
import { neededBy, tryTable } from '#designer/workflow/decisions/try_table.js'
import { parseDecisions } from '#core/workflow/decisions/parse'
import {
  addInput,
  addOutput,
  addRule,
  duplicateRule,
  moveRule,
  newDecisionDocument,
  removeInput,
  removeOutput,
  removeRule,
  setCell,
  setInput,
  setNote,
  setOutput,
  type DecisionTable,
} from '#designer/workflow/model/decision_table.js'

const NOW = '2026-11-28T10:00:00.000Z'
const counter = () => {
  let count = 0
  return (prefix: string) => `${prefix}_new_${++count}`
}
const TABLE: DecisionTable = {
  hitPolicy: 'FIRST',
  aggregation: '',
  inputs: [{ id: 'i1', label: 'Amount', expression: 'amount' }],
  outputs: [{ id: 'o1', name: 'limit', label: '', values: '' }],
  rules: [
    { id: 'r1', tests: ['> 100'], results: ['"high"'], note: '' },
    { id: 'r2', tests: ['-'], results: ['"low"'], note: 'all others' },
  ],
}

test.group('decision tables', () => {
  test('columns come and go with their cells', ({ assert }) => {
    const wider = addOutput(addInput(TABLE, counter()), counter())
    assert.deepEqual(
      wider.rules.map(({ tests, results }) => [tests, results]),
      [
        [
          ['> 100', '-'],
          ['"high"', ''],
        ],
        [
          ['-', '-'],
          ['"low"', ''],
        ],
      ]
    )
    assert.deepEqual(removeOutput(removeInput(wider, 1), 1), TABLE)
    assert.equal(removeOutput(TABLE, 0), TABLE, 'the last answer stays')
  })

  test('rules are added, doubled, moved and taken away', ({ assert }) => {
    const ids = (table: DecisionTable) => table.rules.map(({ id }) => id)
    const more = addRule(TABLE, 1, counter())
    assert.deepEqual(ids(more), ['r1', 'Rule_new_1', 'r2'])
    assert.deepEqual(more.rules[1]?.tests, ['-'])
    const doubled = duplicateRule(TABLE, 0, counter())
    assert.deepEqual(doubled.rules[1]?.tests, ['> 100'])
    assert.notEqual(doubled.rules[1]?.id, 'r1')
    assert.deepEqual(ids(moveRule(TABLE, 0, 1)), ['r2', 'r1'])
    assert.equal(moveRule(TABLE, 0, -1), TABLE)
    assert.equal(moveRule(TABLE, 1, 1), TABLE)
    assert.deepEqual(ids(removeRule(TABLE, 0)), ['r2'])
  })

  test('a cell that says the same is no change', ({ assert }) => {
    assert.equal(setCell(TABLE, 0, 'tests', 0, '> 100'), TABLE)
    assert.equal(setCell(TABLE, 9, 'tests', 0, 'x'), TABLE)
    assert.equal(setCell(TABLE, 0, 'results', 0, '1').rules[0]?.results[0], '1')
  })

  test('what is written into DMN is read again, by us and by the engine', async ({ assert }) => {
    const opened = await openDecisions(newDecisionDocument('limits', 'Limits & more'))
    let table = opened.read('limits')
    table = setInput(table, 0, { label: 'Amount', expression: 'amount' })
    table = setOutput(table, 0, { name: 'limit', values: '"high", "low"' })
    table = setCell(table, 0, 'tests', 0, '> 100')
    table = setCell(table, 0, 'results', 0, '"high"')
    table = setNote(addRule(table, 1, opened.newId), 1, 'all others')
    table = { ...setCell(table, 1, 'results', 0, '"low"'), hitPolicy: 'PRIORITY' }
    const xml = await opened.write('limits', table)

    assert.deepEqual((await openDecisions(xml)).read('limits'), table)
    const { decisions, faults } = await parseDecisions(xml)
    assert.deepEqual(faults, [])
    const read = decisions.limits
    assert.deepInclude(read?.kind === 'table' ? read : {}, {
      name: 'Limits & more',
      hitPolicy: 'PRIORITY',
      rules: [
        { tests: ['> 100'], results: ['"high"'] },
        { tests: ['-'], results: ['"low"'] },
      ],
    })
  })

  test('what other tools wrote stays, and cells follow their columns', async ({ assert }) => {
    const opened = await openDecisions(
      newDecisionDocument('d', 'D')
        .replace('<decision ', '<decision xmlns:o="urn:o" o:kept="yes" ')
        .replace('<inputEntry id="Entry_1">', '<inputEntry id="Entry_1" expressionLanguage="x">')
    )
    const wider = addInput(opened.read('d'), opened.newId)
    const shifted = removeInput(wider, 0)
    const xml = await opened.write('d', shifted)
    assert.include(xml, 'o:kept="yes"')
    assert.notInclude(xml, 'expressionLanguage="x"', 'the cell of a removed column is gone')
    assert.equal((await openDecisions(xml)).read('d').inputs.length, 1)
  })

  test('what cannot be evaluated is found cell by cell', ({ assert }) => {
    const wrong = setCell(
      setCell(setInput(TABLE, 0, { expression: '' }), 0, 'tests', 0, '"gold'),
      1,
      'results',
      0,
      '"low'
    )
    assert.deepEqual(Object.fromEntries(tableFaults(wrong)), {
      'input:0': 'empty',
      'tests:0:0': 'expression',
      'results:1:0': 'expression',
    })
    assert.equal(tableFaults(TABLE).size, 0)
    const two = setOutput(addOutput(TABLE, counter()), 1, { name: '' })
    assert.equal(tableFaults(two).get('output:1'), 'nameless')
  })

  test('it is tried with the evaluation that processes use', ({ assert }) => {
    assert.deepEqual(neededBy(TABLE), ['amount'])
    assert.deepEqual(tryTable(TABLE, { amount: 500 }, NOW), { result: 'high', rules: [1] })
    assert.deepEqual(tryTable(TABLE, { amount: 5 }, NOW), { result: 'low', rules: [2] })
    const unique = tryTable({ ...TABLE, hitPolicy: 'UNIQUE' }, { amount: 500 }, NOW)
    assert.propertyVal(unique, 'code', 'E_DECISION_SEVERAL')
  })
})
