import type { RecordRow } from '#core/records/types'
import type { PlannedList, PlannedPath, ReadPlan } from '#core/templates/plan'
import type { Cell, Scope } from '#core/templates/types'

/** What the record engine answered, as templates ask for it. Unreadable paths are simply not in the row. */
export class RecordScope implements Scope {
  readonly #row: RecordRow
  readonly #cells: ReadonlyMap<string, PlannedPath>
  readonly #lists: ReadonlyMap<string, readonly RecordScope[]>

  constructor(
    row: RecordRow,
    cells: ReadonlyMap<string, PlannedPath>,
    lists: ReadonlyMap<string, readonly RecordScope[]> = new Map()
  ) {
    this.#row = row
    this.#cells = cells
    this.#lists = lists
  }

  static ofRecord(
    plan: ReadPlan,
    row: RecordRow,
    rows: ReadonlyMap<PlannedList, readonly RecordRow[]>
  ): RecordScope {
    const lists = new Map(
      [...rows].map(([list, items]) => [
        list.path,
        items.map((item) => new RecordScope(item, list.cells)),
      ])
    )
    return new RecordScope(row, plan.cells, lists)
  }

  /** A list written as a value is the number of its rows. */
  cell(path: string): Cell {
    const list = this.#lists.get(path)
    if (list) return { value: list.length, field: null }
    const value = Object.hasOwn(this.#row, path) ? this.#row[path] : undefined
    return { value, field: this.#cells.get(path)?.field ?? null }
  }

  rows(path: string): Scope[] {
    return [...(this.#lists.get(path) ?? [])]
  }
}
