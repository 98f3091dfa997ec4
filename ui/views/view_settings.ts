import type { ViewColumn } from '#core/metadata/types'
import type {
  BoardSettings,
  CalendarSettings,
  ChartSettings,
  ColourRule,
  Presentation,
  ViewPresentation,
} from '#core/metadata/view_types'
import type { Filter, Sort } from '#core/records/types'
import type { ReadableEntity, ReadableField } from '../api/types.js'
import { defaultColumns, fieldOf } from '../list/paths.js'

/** All that decides what a view shows; what the editor edits. */
export interface ViewSettings extends ViewPresentation {
  columns: ViewColumn[]
  filter: Filter | null
  sort: Sort[]
}

const BOARD_TYPES = new Set(['choice', 'boolean', 'lookup'])

/** Whether values of the field may be filtered and grouped by: a masked one may not. */
export const isClear = (field: ReadableField): boolean => field.access !== 'masked'

function namesOf(entity: ReadableEntity, fits: (field: ReadableField) => boolean): string[] {
  return Object.keys(entity.fields).filter((name) => {
    const field = fieldOf(entity, name)
    return field !== undefined && isClear(field) && fits(field)
  })
}

/** Fields whose values may be the columns of a board, choices first. */
export function boardFields(entity: ReadableEntity): string[] {
  const names = namesOf(entity, ({ type }) => BOARD_TYPES.has(type))
  const rank = (name: string) => (entity.fields[name]?.type === 'choice' ? 0 : 1)
  return [...names, 'owner_id'].sort((a, b) => rank(a) - rank(b))
}

export function dateFields(entity: ReadableEntity): string[] {
  const own = namesOf(entity, ({ type }) => type === 'date' || type === 'datetime')
  return [...own, 'created_at', 'updated_at']
}

/** The choice by which an entity is usually looked at: its state where it has one. */
function mainChoice(entity: ReadableEntity): string | undefined {
  const choices = namesOf(entity, ({ type }) => type === 'choice')
  const state = choices.find((name) => name === 'status' || name === 'state' || name === 'stage')
  return state ?? choices[0]
}

export function defaultBoard(entity: ReadableEntity): BoardSettings | null {
  const by = mainChoice(entity) ?? boardFields(entity)[0]
  if (!by) return null
  const fields = defaultColumns(entity).filter(
    (name) => name !== by && name !== entity.titleField && name !== 'created_at'
  )
  return { by, title: entity.titleField, fields: fields.slice(0, 3) }
}

export function defaultCalendar(entity: ReadableEntity): CalendarSettings | null {
  const dates = dateFields(entity)
  const due = dates.find((name) => /(^|_)(due|planned|starts?)(_|$)/.test(name))
  const listed = entity.listOrder ?? entity.timeline?.at
  const start = due ?? dates.find((name) => name === listed) ?? dates[0]
  if (!start) return null
  const colour = mainChoice(entity)
  return { start, title: entity.titleField, ...(colour ? { colour } : {}) }
}

export function defaultChart(entity: ReadableEntity): ChartSettings {
  const choice = mainChoice(entity)
  const path = choice ?? 'created_at'
  const group = choice ? { path } : { path, by: 'month' as const }
  return { kind: 'bar', group, measure: { fn: 'count' } }
}

/** The settings with those of the presentation filled in where the view has none of its own. */
export function completed(settings: ViewSettings, entity: ReadableEntity): ViewSettings {
  const board = settings.board ?? defaultBoard(entity)
  const calendar = settings.calendar ?? defaultCalendar(entity)
  return {
    ...settings,
    ...(board ? { board } : {}),
    ...(calendar ? { calendar } : {}),
    chart: settings.chart ?? defaultChart(entity),
  }
}

/** Presentations that an entity can have. */
export function presentationsOf(entity: ReadableEntity): Presentation[] {
  const all: Presentation[] = ['list']
  if (defaultBoard(entity)) all.push('board')
  if (defaultCalendar(entity)) all.push('calendar')
  return [...all, 'chart']
}

/** The conditions of a view and one more. */
export function narrowed(filter: Filter | null, more: Filter): Filter {
  return filter ? { and: [filter, more] } : more
}

/** Paths that colour rules read from a row. */
export function colourPaths(rules: readonly ColourRule[] | undefined): string[] {
  const walk = (filter: Filter): string[] => {
    if ('and' in filter) return filter.and.flatMap(walk)
    if ('or' in filter) return filter.or.flatMap(walk)
    if ('not' in filter) return walk(filter.not)
    return [filter.path]
  }
  return [...new Set((rules ?? []).flatMap(({ filter }) => walk(filter)))]
}
