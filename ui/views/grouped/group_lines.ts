/** A tree of groups as the lines that are drawn. Pure. */
import type { Colour } from '#core/metadata/view_types'
import type { Filter, RecordRow } from '#core/records/types'

export interface GroupNode {
  /** The values on the way, joined. */
  id: string
  level: number
  label: string
  colour: Colour | null
  /** The condition of its records, those of the groups around it included. */
  filter: Filter
  count: number
  values: Record<string, number | string | null>
  open: boolean
  /** Groups inside; null where there are none or they have not come yet. */
  groups: string[] | null
  rows: RecordRow[]
  /** Cursor of the next page; undefined until the first one came. */
  next: string | null | undefined
  error: unknown
}

export type GroupedLine =
  | { kind: 'group'; key: string; node: GroupNode }
  | { kind: 'row'; key: string; row: RecordRow; level: number; group: string }
  | { kind: 'more'; key: string; node: GroupNode }
  | { kind: 'loading'; key: string; level: number }
  | { kind: 'error'; key: string; node: GroupNode }

export function flatten(
  roots: readonly string[],
  nodes: ReadonlyMap<string, GroupNode>
): GroupedLine[] {
  const lines: GroupedLine[] = []
  const walk = (id: string): void => {
    const node = nodes.get(id)
    if (!node) return
    lines.push({ kind: 'group', key: `g${id}`, node })
    if (!node.open) return
    if (node.groups) node.groups.forEach(walk)
    for (const row of node.rows) {
      lines.push({ kind: 'row', key: `r${id}/${row.id}`, row, level: node.level + 1, group: id })
    }
    if (node.error) lines.push({ kind: 'error', key: `e${id}`, node })
    else if (!node.groups && node.next === undefined) {
      lines.push({ kind: 'loading', key: `l${id}`, level: node.level + 1 })
    } else if (node.next) lines.push({ kind: 'more', key: `m${id}`, node })
  }
  roots.forEach(walk)
  return lines
}
