import { analyseFeel } from '#core/expressions/analysis'
import { isSafeTest } from '#core/workflow/decisions/kernel/tests'
import type { DecisionTable } from '../model/decision_table.js'

/** Where a fault is: `input:0`, `output:1`, `tests:<rule>:<column>`, `results:<rule>:<column>`. */
export type CellKey = string
export type CellFault = 'expression' | 'empty' | 'nameless'

/** What cannot be evaluated, cell by cell; the server finds the same when publishing. Pure. */
export function tableFaults(table: DecisionTable): Map<CellKey, CellFault> {
  const faults = new Map<CellKey, CellFault>()
  const isWrong = (text: string) => analyseFeel(text).faults.length > 0
  for (const [at, { expression }] of table.inputs.entries()) {
    if (expression.trim() === '') faults.set(`input:${at}`, 'empty')
    else if (isWrong(expression)) faults.set(`input:${at}`, 'expression')
  }
  for (const [at, { name }] of table.outputs.entries())
    if (table.outputs.length > 1 && name.trim() === '') faults.set(`output:${at}`, 'nameless')
  for (const [rule, { tests, results }] of table.rules.entries()) {
    for (const [at, text] of tests.entries())
      if (!isSafeTest(text)) faults.set(`tests:${rule}:${at}`, 'expression')
    for (const [at, text] of results.entries())
      if (text.trim() !== '' && isWrong(text)) faults.set(`results:${rule}:${at}`, 'expression')
  }
  return faults
}
