import type { Unit } from '../../../api/admin.js'

export interface UnitLine {
  unit: Unit
  /** 0 for a unit that belongs to none. */
  depth: number
}

/** Units below their parents, in the order they came in. A unit whose parent is not there counts as one that belongs to none. Pure. */
export function unitLines(units: readonly Unit[]): UnitLine[] {
  const ids = new Set(units.map(({ id }) => id))
  const children = Map.groupBy(units, ({ parent }) =>
    parent !== null && ids.has(parent) ? parent : 0
  )
  const lines: UnitLine[] = []
  const walk = (parent: number, depth: number): void => {
    for (const unit of children.get(parent) ?? []) {
      lines.push({ unit, depth })
      walk(unit.id, depth + 1)
    }
  }
  walk(0, 0)
  return lines
}

/** The unit and all below it: none of them can become its parent. Pure. */
export function withBelow(units: readonly Unit[], id: number): Set<number> {
  const found = new Set([id])
  for (const { unit } of unitLines(units)) {
    if (unit.parent !== null && found.has(unit.parent)) found.add(unit.id)
  }
  return found
}
