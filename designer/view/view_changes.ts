/** From an edited view to the changes of the client layer. Pure. */
import type { Json, LocalizedText, ViewDefinition } from '#core/metadata/types'
import type { RoleAudience } from '#core/metadata/view_types'
import type { ViewSettings } from '#ui/views/view_settings.js'
import type { ViewPropertyChange } from '#ui/api/view_definitions.js'

/** What the designer edits of a view. */
export interface DesignedView {
  label: LocalizedText
  audience: RoleAudience | null
  settings: ViewSettings
}

/** Properties of a view that are changed as a whole. */
export const VIEW_PROPERTIES = [
  'label',
  'columns',
  'filter',
  'sort',
  'presentation',
  'group',
  'aggregates',
  'colours',
  'board',
  'calendar',
  'chart',
  'audience',
] as const
export type ViewProperty = (typeof VIEW_PROPERTIES)[number]

/** The value of a property as a definition holds it; nothing where it says no more than its absence. */
function valueOf(view: DesignedView, property: ViewProperty): unknown {
  const { label, audience, settings } = view
  if (property === 'label') return label
  if (property === 'audience') return audience ?? undefined
  if (property === 'presentation') {
    return settings.presentation === 'list' ? undefined : settings.presentation
  }
  const value = settings[property]
  const empty = value === null || (Array.isArray(value) && value.length === 0)
  return empty ? undefined : value
}

export function designedOf(definition: ViewDefinition): DesignedView {
  const { label, audience, columns, filter, sort } = definition
  const { presentation, group, aggregates, colours, board, calendar, chart } = definition
  return {
    label,
    audience: audience ?? null,
    settings: {
      columns,
      filter: filter ?? null,
      sort: sort ?? [],
      presentation: presentation ?? 'list',
      group: group ?? [],
      aggregates: aggregates ?? [],
      colours: colours ?? [],
      ...(board ? { board } : {}),
      ...(calendar ? { calendar } : {}),
      ...(chart ? { chart } : {}),
    },
  }
}

/** The properties that differ, each as one change; null takes a property away. */
export function changesBetween(before: DesignedView, after: DesignedView): ViewPropertyChange[] {
  return VIEW_PROPERTIES.flatMap((property) => {
    const [was, is] = [valueOf(before, property), valueOf(after, property)]
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    return [{ path: [property], value: (is ?? null) as Json }]
  })
}

/** A new definition in one piece. */
export function definitionOf(entity: string, view: DesignedView): Json {
  const properties = VIEW_PROPERTIES.flatMap((property) => {
    const value = valueOf(view, property)
    return value === undefined ? [] : [[property, value] as const]
  })
  return { entity, ...Object.fromEntries(properties) } as Json
}

/** Properties that the client changed of a shipped view. */
export function clientProperties(layer: Record<string, 'base' | 'client'>): ViewProperty[] {
  return VIEW_PROPERTIES.filter((property) =>
    Object.entries(layer).some(
      ([path, of]) => of === 'client' && (path === property || path.startsWith(`${property}.`))
    )
  )
}

/** A name of the client's own that is not taken: `x_case_view_2`. */
export function freeName(entity: string, taken: ReadonlySet<string>): string {
  const base = `x_${entity.replace(/^x_/, '')}_view`
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`
    if (!taken.has(name)) return name
  }
}
