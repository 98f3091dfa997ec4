/// <reference path="../../../core/workflow/decisions/dmn_moddle.d.ts" />
import { DmnModdle } from 'dmn-moddle'
import type { Moddle, ModdleFactory } from '#ui/diagram/moddle.js'
import { readTable, tablesIn, writeTable, type DecisionTable } from '../model/decision_table.js'

/** A DMN document that is open: its tables can be read and written, everything else of it stays. */
export interface DecisionDocument {
  readonly definitions: Moddle
  /** Ids and names of its tables. */
  readonly tables: readonly { key: string; name: string }[]
  read(key: string): DecisionTable
  /** The document with a table as it is now. */
  write(key: string, table: DecisionTable): Promise<string>
  newId(prefix: string): string
}

/** @throws an error for what is no DMN */
export async function openDecisions(xml: string): Promise<DecisionDocument> {
  const moddle = new DmnModdle()
  const { rootElement } = await moddle.fromXML(xml)
  const definitions = rootElement as Moddle
  const factory = moddle as unknown as ModdleFactory
  const taken = new Set([...xml.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? ''))
  const decisionOf = (key: string): Moddle => {
    const found = tablesIn(definitions).find(({ id }) => id === key)
    if (!found) throw new Error(`There is no decision table ${key}`)
    return found
  }
  return {
    definitions,
    tables: tablesIn(definitions).map((decision) => {
      const name = decision.get('name')
      return { key: decision.id ?? '', name: typeof name === 'string' ? name : '' }
    }),
    read: (key) => readTable(decisionOf(key)),
    async write(key, table) {
      writeTable(factory, decisionOf(key), table)
      return (await moddle.toXML(rootElement, { format: true })).xml
    },
    newId(prefix) {
      for (let count = 1; ; count++) {
        const id = `${prefix}_${count}`
        if (taken.has(id)) continue
        taken.add(id)
        return id
      }
    },
  }
}
