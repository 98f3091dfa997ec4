export interface UnitNode {
  id: number
  parent: number | null
}

/** A unit and all units below it, in rising order. A cycle, should one ever be stored, ends the walk instead of hanging it. */
export function unitsBelow(units: readonly UnitNode[], root: number): number[] {
  const children = new Map<number, number[]>()
  for (const unit of units) {
    if (unit.parent === null) continue
    const siblings = children.get(unit.parent)
    if (siblings) siblings.push(unit.id)
    else children.set(unit.parent, [unit.id])
  }
  const found = new Set<number>([root])
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child)
  return [...found].sort((a, b) => a - b)
}

/** Whether hanging `unit` under `parent` would make it its own ancestor. */
export function wouldCycle(units: readonly UnitNode[], unit: number, parent: number): boolean {
  return unitsBelow(units, unit).includes(parent)
}
