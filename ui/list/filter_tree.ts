import type { Json } from '#core/metadata/types'
import type { Filter, Operator } from '#core/records/types'

/** The filter as the builder edits it: every part has an id of its own, conditions may still be incomplete. */
export interface FilterCondition {
  kind: 'condition'
  id: number
  path: string
  op: Operator
  value: Json | undefined
}
export interface FilterGroup {
  kind: 'group'
  id: number
  join: 'and' | 'or'
  negated: boolean
  items: FilterPart[]
}
/** A part the builder does not edit (`some`, `none`): shown, kept, removable. */
export interface FilterOpaque {
  kind: 'opaque'
  id: number
  filter: Filter
}
export type FilterPart = FilterCondition | FilterGroup | FilterOpaque

export const WITHOUT_VALUE: ReadonlySet<Operator> = new Set(['is_empty', 'is_not_empty'])

/** Makes a tree whose ids rise from `firstId`. A single condition becomes a group of one. */
export function toTree(filter: Filter | null | undefined, firstId = 1): FilterGroup {
  let next = firstId
  const convert = (part: Filter, negated = false): FilterPart => {
    const id = next++
    if ('and' in part)
      return {
        kind: 'group',
        id,
        join: 'and',
        negated,
        items: part.and.map((item) => convert(item)),
      }
    if ('or' in part)
      return { kind: 'group', id, join: 'or', negated, items: part.or.map((item) => convert(item)) }
    if ('not' in part) {
      if ('and' in part.not || 'or' in part.not) return convert(part.not, true)
      return { kind: 'group', id, join: 'and', negated: true, items: [convert(part.not)] }
    }
    if ('op' in part)
      return { kind: 'condition', id, path: part.path, op: part.op, value: part.value }
    return { kind: 'opaque', id, filter: part }
  }
  if (!filter) return { kind: 'group', id: next, join: 'and', negated: false, items: [] }
  const root = convert(filter)
  if (root.kind === 'group') return root
  return { kind: 'group', id: next++, join: 'and', negated: false, items: [root] }
}

/** A condition that can be asked: it has a path, and a value where its operator needs one. */
export function isComplete({ path, op, value }: FilterCondition): boolean {
  if (path === '') return false
  if (WITHOUT_VALUE.has(op)) return true
  if (value === undefined || value === null || value === '') return false
  if (!Array.isArray(value)) return true
  if (op === 'between')
    return value.length === 2 && value.every((part) => part !== null && part !== '')
  return value.length > 0
}

/** The filter of a tree; incomplete conditions and empty groups are left out. Null when nothing is left. */
export function fromTree(part: FilterPart): Filter | null {
  if (part.kind === 'opaque') return part.filter
  if (part.kind === 'condition') {
    if (!isComplete(part)) return null
    const { path, op, value } = part
    return WITHOUT_VALUE.has(op) || value === undefined ? { path, op } : { path, op, value }
  }
  const items = part.items.map(fromTree).filter((item) => item !== null)
  if (items.length === 0) return null
  const first = items[0]
  const joined: Filter =
    items.length === 1 && first ? first : part.join === 'and' ? { and: items } : { or: items }
  return part.negated ? { not: joined } : joined
}

type Change = (part: FilterPart) => FilterPart | null

/** A copy of the tree with one part changed; null from `change` removes it. */
export function changePart(group: FilterGroup, id: number, change: Change): FilterGroup {
  const items = group.items.flatMap((item): FilterPart[] => {
    if (item.id === id) {
      const changed = change(item)
      return changed ? [changed] : []
    }
    return item.kind === 'group' ? [changePart(item, id, change)] : [item]
  })
  if (group.id !== id) return { ...group, items }
  const changed = change({ ...group, items })
  return changed?.kind === 'group' ? changed : { ...group, items: [] }
}

export const maxId = (part: FilterPart): number =>
  part.kind === 'group' ? Math.max(part.id, ...part.items.map(maxId)) : part.id

/** A copy of the tree with a part added at the end of the group `groupId`. */
export function addPart(
  tree: FilterGroup,
  groupId: number,
  make: (id: number) => FilterPart
): FilterGroup {
  const id = maxId(tree) + 1
  return changePart(tree, groupId, (part) =>
    part.kind === 'group' ? { ...part, items: [...part.items, make(id)] } : part
  )
}
