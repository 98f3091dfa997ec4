/**
 * What a reader is shown of a view. Columns, figures, colours and settings on fields that the reader may not see are left out; a
 * view whose filter asks for such a field is not shown at all, because to leave the condition out would show other rows under
 * the same name, and to keep it would tell what the field holds. Pure; the query compiler refuses the same uses once more.
 */
import type { EffectiveMetadata, EntityDefinition, ViewColumn } from '#core/metadata/types'
import type {
  BoardSettings,
  CalendarSettings,
  ChartSettings,
  ViewPresentation,
} from '#core/metadata/view_types'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { Filter, Sort } from '#core/records/types'
import type { Access } from '#core/security/types'

export interface Sight {
  metadata: Pick<EffectiveMetadata, 'entity'>
  access: Pick<Access, 'depth' | 'field'>
}

export interface ViewContent extends ViewPresentation {
  columns: ViewColumn[]
  filter?: Filter | null | undefined
  sort?: Sort[] | undefined
}

function openEntity({ metadata, access }: Sight, name: string): EntityDefinition | null {
  const entity = metadata.entity.get(name)
  return entity && !entity.removed && access.depth(name, 'read') !== 'none' ? entity : null
}

/**
 * Whether a path can be used: shown, or (`clear`) also filtered, sorted and grouped by, which a masked field cannot. Look-ups on
 * the way must be clear.
 */
export function maySee(sight: Sight, entityName: string, path: string, clear: boolean): boolean {
  const steps = path.split('.')
  let name = entityName
  for (const [index, step] of steps.entries()) {
    const entity = openEntity(sight, name)
    const field = entity && fieldOf(entity, step)
    if (!entity || !field) return false
    const last = index === steps.length - 1
    const level = isSystemField(step) ? 'read' : sight.access.field(name, step)
    if (level === 'none' || (level === 'masked' && (clear || !last))) return false
    if (last) return true
    if (field.type !== 'lookup') return false
    name = field.target
  }
  return false
}

/** Whether every field that a filter asks for may be filtered by. */
export function mayFilter(sight: Sight, entityName: string, filter: Filter): boolean {
  if ('and' in filter) return filter.and.every((part) => mayFilter(sight, entityName, part))
  if ('or' in filter) return filter.or.every((part) => mayFilter(sight, entityName, part))
  if ('not' in filter) return mayFilter(sight, entityName, filter.not)
  if (!maySee(sight, entityName, filter.path, true)) return false
  const inner = 'some' in filter ? filter.some : 'none' in filter ? filter.none : null
  if (!inner) return true
  const target = relationTarget(sight, entityName, filter.path)
  return target !== null && mayFilter(sight, target, inner)
}

function relationTarget({ metadata }: Sight, entityName: string, path: string): string | null {
  let entity = metadata.entity.get(entityName)
  for (const step of path.split('.')) {
    const field = entity && fieldOf(entity, step)
    if (!field || (field.type !== 'lookup' && field.type !== 'one_to_many')) return null
    entity = metadata.entity.get(field.target)
  }
  return entity?.name ?? null
}

/** The view as its reader sees it, or null where its filter may not be asked. */
export function visibleContent<V extends ViewContent>(
  sight: Sight,
  entityName: string,
  view: V
): V | null {
  if (!openEntity(sight, entityName)) return null
  if (view.filter && !mayFilter(sight, entityName, view.filter)) return null
  const shown = (path: string) => maySee(sight, entityName, path, false)
  const clear = (path: string) => maySee(sight, entityName, path, true)
  const result: V = { ...view, columns: view.columns.filter(({ path }) => shown(path)) }
  if (view.sort) result.sort = view.sort.filter(({ path }) => clear(path))
  if (view.group) result.group = view.group.filter(({ path }) => clear(path))
  if (view.aggregates) {
    result.aggregates = view.aggregates.filter(({ path }) => path === undefined || clear(path))
  }
  if (view.colours) {
    result.colours = view.colours.filter(
      ({ filter, column }) =>
        mayFilter(sight, entityName, filter) && (column === undefined || shown(column))
    )
  }
  const settings = {
    board: view.board && visibleBoard(view.board, shown, clear),
    calendar: view.calendar && visibleCalendar(view.calendar, shown, clear),
    chart: view.chart && visibleChart(view.chart, clear),
  }
  for (const [name, own] of Object.entries(settings)) {
    if (own) Object.assign(result, { [name]: own })
    else delete (result as Record<string, unknown>)[name]
  }
  const { presentation } = view
  if (presentation && presentation !== 'list' && !settings[presentation]) {
    result.presentation = 'list'
  }
  return result
}

type May = (path: string) => boolean

/** A copy without the named parts that may not be seen. */
function without<S extends object>(settings: S, names: (keyof S)[], may: May): S {
  const copy = { ...settings }
  for (const name of names) {
    const path = copy[name]
    if (typeof path === 'string' && !may(path)) delete copy[name]
  }
  return copy
}

function visibleBoard(board: BoardSettings, shown: May, clear: May): BoardSettings | undefined {
  if (!clear(board.by)) return undefined
  const copy = without(without(board, ['title', 'subtitle'], shown), ['sum'], clear)
  return copy.fields ? { ...copy, fields: copy.fields.filter(shown) } : copy
}

function visibleCalendar(
  calendar: CalendarSettings,
  shown: May,
  clear: May
): CalendarSettings | undefined {
  if (!clear(calendar.start)) return undefined
  return without(without(calendar, ['title', 'colour'], shown), ['end'], clear)
}

/** Half a chart says something else than the whole: it is there with all it counts, or not at all. */
function visibleChart(chart: ChartSettings, clear: May): ChartSettings | undefined {
  const paths = [chart.group.path, chart.series?.path, chart.measure.path]
  return paths.every((path) => path === undefined || clear(path)) ? chart : undefined
}
