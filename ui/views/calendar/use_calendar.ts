import { computed, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { isWritable } from '#core/forms/form_entity'
import type { CalendarMode, CalendarSettings } from '#core/metadata/view_types'
import type { Filter } from '#core/records/types'
import { recordsApi } from '../../api/records.js'
import type { ReadableEntity, RecordRow } from '../../api/types.js'
import { useFormat } from '../../composables/use_format.js'
import { useLoad } from '../../composables/use_load.js'
import { fieldOf } from '../../list/paths.js'
import { useMoves } from '../use_moves.js'
import { narrowed } from '../view_settings.js'
import {
  addDays,
  daysBetween,
  daysShown,
  entriesOf,
  movedDates,
  rangeFilter,
  titleOf,
  type CalendarEntry,
  type DatePaths,
} from './calendar_days.js'

export interface CalendarQuery {
  entity: ReadableEntity
  calendar: CalendarSettings
  filter: Filter | null
  search: string
  day: string
  mode: CalendarMode
  /** Further paths that are read, such as those of colour rules. */
  more: string[]
}
/** The most records of one page of the calendar; where there are more, it says so. */
const LIMIT = 500

/** The records of the days shown, and no others. */
export function useCalendar(query: Ref<CalendarQuery>) {
  const format = useFormat()
  const { t } = useI18n()
  const { announcement, move: send } = useMoves()

  const entity = computed(() => query.value.entity)
  const startField = computed(() => fieldOf(entity.value, query.value.calendar.start) ?? null)
  const paths = computed<DatePaths>(() => ({
    start: query.value.calendar.start,
    end: query.value.calendar.end,
    instants: startField.value?.type === 'datetime',
  }))
  const reader = computed(() => format.value.reader)
  const days = computed(() => daysShown(query.value.day, query.value.mode, reader.value))
  const title = computed(() => titleOf(query.value.day, query.value.mode, reader.value))
  const titlePath = computed(() => query.value.calendar.title ?? entity.value.titleField)
  const mayMove = computed(() => {
    if (!entity.value.access.update) return false
    return [paths.value.start, paths.value.end].every((path) => {
      const field = path ? fieldOf(entity.value, path) : null
      return (
        !path || (field !== undefined && field !== null && isWritable(entity.value, path, field))
      )
    })
  })

  const asked = computed(() => {
    const { filter, search, calendar, more } = query.value
    const { start, end, instants } = paths.value
    const [first, last] = [days.value[0]?.day ?? '', days.value.at(-1)?.day ?? '']
    const range = rangeFilter(first, last, { start, end, instants }, reader.value.timeZone)
    const wanted = [start, end, titlePath.value, calendar.colour, ...more]
    return {
      select: [...new Set(wanted.filter((path) => path !== undefined))],
      filter: narrowed(filter, range),
      ...(search ? { search } : {}),
      sort: [{ path: start }],
      limit: LIMIT,
    }
  })
  const state = useLoad((signal) => recordsApi.query(entity.value.name, asked.value, signal), false)
  /** Rows that were moved and not read again yet. */
  const changed = shallowRef<ReadonlyMap<number, RecordRow>>(new Map())
  async function load(): Promise<void> {
    await state.reload()
    changed.value = new Map()
  }
  const rows = computed(() =>
    (state.data.value?.rows ?? []).map((row) => changed.value.get(row.id) ?? row)
  )
  const entries = computed(() => entriesOf(rows.value, paths.value, reader.value.timeZone))
  const incomplete = computed(() => state.data.value !== null && state.data.value.next !== null)
  watch(
    () => JSON.stringify([entity.value.name, asked.value]),
    () => void load(),
    {
      immediate: true,
    }
  )

  const show = (row: RecordRow): void => {
    changed.value = new Map(changed.value).set(row.id, row)
  }
  async function move(entry: CalendarEntry, by: number): Promise<void> {
    if (by === 0 || !mayMove.value) return
    const { row } = entry
    const values = movedDates(row, by, paths.value, reader.value.timeZone)
    const before = Object.fromEntries(Object.keys(values).map((path) => [path, row[path] ?? null]))
    show({ ...row, ...values })
    const to = format.value.date(addDays(entry.first, by))
    await send({
      entity: entity.value.name,
      row,
      values,
      before,
      said: t('views.move.moved', { title: String(row[titlePath.value] ?? `#${row.id}`), to }),
      settle: show,
      revert: () => show(row),
      refresh: load,
    })
  }
  const moveTo = (entry: CalendarEntry, from: string, to: string): Promise<void> =>
    move(entry, daysBetween(from, to))

  return {
    state,
    days,
    title,
    titlePath,
    paths,
    entries,
    incomplete,
    mayMove,
    announcement,
    load,
    move,
    moveTo,
  }
}
