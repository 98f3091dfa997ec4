import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { isWritable } from '#core/forms/form_entity'
import type { BoardSettings } from '#core/metadata/view_types'
import type { Filter, Sort } from '#core/records/types'
import { recordsApi } from '../../api/records.js'
import type { AggregateRow, ReadableEntity, RecordRow } from '../../api/types.js'
import { useFormat } from '../../composables/use_format.js'
import { fieldOf } from '../../list/paths.js'
import { useMetadata } from '../../stores/metadata_store.js'
import { narrowed } from '../view_settings.js'
import { useMoves } from '../use_moves.js'
import {
  appendPage,
  columnFilter,
  findCard,
  fixedColumns,
  foundColumns,
  moveCard,
  settleCard,
  withFigures,
  type BoardColumn,
} from './board_state.js'

export interface BoardQuery {
  entity: ReadableEntity
  board: BoardSettings
  filter: Filter | null
  search: string
  sort: Sort[]
  /** Further paths that are read from the cards, such as those of colour rules. */
  more: string[]
  folded: string[]
}
const PAGE = 20

/**
 * A board: one grouped query for the figures and one page of cards for each column in sight. Folded and hidden columns load
 * nothing but their count.
 */
export function useBoard(query: Ref<BoardQuery>) {
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()
  const { announcement, move: send } = useMoves()
  const columns = shallowRef<BoardColumn[]>([])
  const loading = ref(false)
  const error = shallowRef<unknown>(null)
  let running: AbortController | null = null

  const entity = computed(() => query.value.entity)
  const board = computed(() => query.value.board)
  const field = computed(() => fieldOf(entity.value, board.value.by) ?? null)
  const titlePath = computed(() => board.value.title ?? entity.value.titleField)
  const select = computed(() => {
    const { by, subtitle, sum, fields = [] } = board.value
    const wanted = [by, titlePath.value, subtitle, sum, ...fields, ...query.value.more]
    return [...new Set(wanted.filter((path) => path !== undefined))]
  })
  const mayMove = computed(
    () =>
      entity.value.access.update &&
      field.value !== null &&
      isWritable(entity.value, board.value.by, field.value)
  )
  const texts = computed(() => ({
    none: t('views.board.none'),
    yes: t('states.yes'),
    no: t('states.no'),
    label: format.value.label,
  }))
  const shown = computed(() => {
    const hidden = new Set(board.value.hidden ?? [])
    return columns.value.filter(({ key }) => !hidden.has(key))
  })
  const isFolded = (key: string): boolean => query.value.folded.includes(key)

  const common = computed(() => (query.value.search ? { search: query.value.search } : {}))
  function figures(signal: AbortSignal): Promise<AggregateRow[]> {
    const { by, sum } = board.value
    return recordsApi.aggregate(
      entity.value.name,
      {
        ...(query.value.filter ? { filter: query.value.filter } : {}),
        ...common.value,
        group: [{ path: by }],
        aggregates: {
          n: { fn: 'count' },
          ...(sum ? { sum: { fn: 'sum' as const, path: sum } } : {}),
        },
        limit: 500,
      },
      signal
    )
  }
  async function page(column: BoardColumn, signal: AbortSignal): Promise<void> {
    const { key, next } = column
    try {
      const found = await recordsApi.query(
        entity.value.name,
        {
          select: select.value,
          filter: narrowed(query.value.filter, columnFilter(board.value.by, column)),
          ...common.value,
          ...(query.value.sort.length > 0 ? { sort: query.value.sort } : {}),
          limit: PAGE,
          ...(next ? { after: next } : {}),
        },
        signal
      )
      if (signal.aborted) return
      columns.value = appendPage(columns.value, key, found.rows, found.next)
    } catch (reason) {
      if (signal.aborted) return
      columns.value = columns.value.map((own) =>
        own.key === key ? { ...own, error: reason } : own
      )
    }
  }
  const pages = (signal: AbortSignal) =>
    Promise.all(
      shown.value
        .filter(({ key, next }) => next === undefined && !isFolded(key))
        .map((column) => page(column, signal))
    )

  async function load(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    loading.value = true
    error.value = null
    try {
      const { by, sum } = board.value
      const choices = field.value?.type === 'choice' ? metadata.choices(field.value.choices) : null
      const fixed = field.value ? fixedColumns(field.value, choices, texts.value) : []
      const counted = figures(own.signal)
      if (fixed) {
        columns.value = fixed
        const first = pages(own.signal)
        const rows = await counted
        columns.value = withFigures(columns.value, by, rows, sum !== undefined)
        await first
      } else {
        const rows = await counted
        const found = foundColumns(by, rows, texts.value.none)
        columns.value = withFigures(found, by, rows, sum !== undefined)
      }
      await pages(own.signal)
    } catch (reason) {
      if (running === own) error.value = reason
    } finally {
      if (running === own) loading.value = false
    }
  }
  async function more(column: BoardColumn): Promise<void> {
    if (running) await page(column, running.signal)
  }
  /** What is there now of one record, read anew. */
  async function refresh(id: number): Promise<void> {
    const found = await recordsApi.query(entity.value.name, {
      select: select.value,
      filter: { path: 'id', op: 'eq', value: id },
      limit: 1,
    })
    const [row] = found.rows
    const options = { by: board.value.by, sum: board.value.sum }
    if (row) columns.value = settleCard(columns.value, row, options)
    else await load()
  }

  /** Moves of one card are sent one after the other: each needs the version that the one before made. */
  const sending = new Map<number, Promise<void>>()
  async function move(id: number, toKey: string): Promise<void> {
    const before = sending.get(id)
    const own = before ? before.then(() => moveNow(id, toKey)) : moveNow(id, toKey)
    sending.set(id, own)
    await own
    if (sending.get(id) === own) sending.delete(id)
  }
  async function moveNow(id: number, toKey: string): Promise<void> {
    const found = findCard(columns.value, id)
    const target = columns.value.find(({ key }) => key === toKey)
    if (!found || !target || !mayMove.value || found.column.key === toKey) return
    const { by, sum } = board.value
    const options = { by, sum }
    const title = String(found.card[titlePath.value] ?? `#${id}`)
    columns.value = moveCard(columns.value, id, toKey, options)
    await send({
      entity: entity.value.name,
      row: found.card,
      values: { [by]: target.value },
      before: { [by]: found.column.value },
      said: t('views.move.moved', { title, to: target.label }),
      settle: (row: RecordRow) => (columns.value = settleCard(columns.value, row, options)),
      revert: () => (columns.value = settleCard(columns.value, found.card, options)),
      refresh: () => refresh(id),
    })
  }

  const asked = computed(() => {
    const { board: settings, filter, search, sort, more: paths } = query.value
    return JSON.stringify([entity.value.name, settings, filter, search, sort, paths])
  })
  watch(asked, () => void load(), { immediate: true })
  watch(
    () => query.value.folded.join(),
    () => {
      if (running) void pages(running.signal)
    }
  )
  onScopeDispose(() => running?.abort())

  return {
    columns: shown,
    loading,
    error,
    announcement,
    mayMove,
    titlePath,
    isFolded,
    load,
    more,
    move,
  }
}
