import type { Filter } from '#core/records/types'
import type { Solution } from '#core/solutions/kernel/types'
import { parseUnit } from '#core/solutions/kernel/unit_names'

/** What goes into a solution. */
export interface SolutionSelection {
  /** Units of definitions, or everything that the client has changed. */
  definitions: 'all' | string[]
  /** Plugins whose settings go along. */
  settings: string[]
  records: RecordSelection[]
  /** Units of what plugins contribute. */
  parts: string[]
}

/** Reference records by a filter, or by their natural keys. Without either, all of the entity. */
export interface RecordSelection {
  entity: string
  filter?: Filter
  keys?: string[]
}

export const EMPTY_SELECTION: SolutionSelection = {
  definitions: [],
  settings: [],
  records: [],
  parts: [],
}

/** What a package holds, so that it can be exported again where it was imported. */
export function selectionOf({ content }: Pick<Solution, 'content'>): SolutionSelection {
  const selection = structuredClone(EMPTY_SELECTION) as SolutionSelection & {
    definitions: string[]
  }
  const keys = new Map<string, string[]>()
  for (const unit of content.keys()) {
    const place = parseUnit(unit)
    if (place?.section === 'definitions') selection.definitions.push(unit)
    else if (place?.section === 'settings') selection.settings.push(place.plugin)
    else if (place?.section === 'parts') selection.parts.push(unit)
    else if (place) keys.set(place.entity, [...(keys.get(place.entity) ?? []), place.key])
  }
  selection.records = [...keys].map(([entity, list]) => ({ entity, keys: list }))
  return selection
}

/** Both together: an import never makes the next export smaller. */
export function joinSelections(a: SolutionSelection, b: SolutionSelection): SolutionSelection {
  const join = (one: readonly string[], other: readonly string[]) => [
    ...new Set([...one, ...other]),
  ]
  const definitions =
    a.definitions === 'all' || b.definitions === 'all' ? 'all' : join(a.definitions, b.definitions)
  const records = new Map(a.records.map((selected) => [selected.entity, selected]))
  for (const selected of b.records) {
    const known = records.get(selected.entity)
    if (!known) records.set(selected.entity, selected)
    else if (known.keys && selected.keys) {
      records.set(selected.entity, { ...known, keys: join(known.keys, selected.keys) })
    }
  }
  return {
    definitions,
    settings: join(a.settings, b.settings),
    records: [...records.values()],
    parts: join(a.parts, b.parts),
  }
}
