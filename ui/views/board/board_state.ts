/** The board as data: columns from choices and figures, and every change of them as a new value. Pure. */
import type { ChoiceListDefinition, Json } from '#core/metadata/types'
import type { Colour } from '#core/metadata/view_types'
import type { AggregateRow, Filter, RecordRow, Reference } from '#core/records/types'
import type { ReadableField } from '../../api/types.js'

export interface BoardColumn {
  /** The value as text; `''` for records without one. */
  key: string
  /** What a card gets that is put here. */
  value: Json
  label: string
  colour: Colour | null
  count: number | null
  sum: number | null
  cards: RecordRow[]
  /** Cursor of the next page; undefined until the first one came. */
  next: string | null | undefined
  error: unknown
}

export interface ColumnTexts {
  none: string
  yes: string
  no: string
  label(text: { en: string } | undefined): string
}

/** The most columns that a look-up gives; beyond them a board is no help. */
export const MAX_COLUMNS = 40

function column(key: string, value: Json, label: string, colour: Colour | null): BoardColumn {
  const empty = { count: null, sum: null, cards: [], next: undefined, error: null }
  return { key, value, label, colour, ...empty }
}

/** The key of a value of the field by which a board is made. */
export function keyOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  return typeof value === 'object' ? String((value as Reference).id) : String(value)
}

/** The columns that are known before anything is counted; null for look-ups, whose values the figures tell. */
export function fixedColumns(
  field: ReadableField,
  choices: ChoiceListDefinition | null,
  texts: ColumnTexts
): BoardColumn[] | null {
  const none = field.required ? [] : [column('', null, texts.none, null)]
  if (field.type === 'boolean') {
    const two = [column('true', true, texts.yes, 'green'), column('false', false, texts.no, null)]
    return [...two, ...none]
  }
  if (field.type !== 'choice') return null
  const options = Object.entries(choices?.options ?? {})
    .filter(([, option]) => !option.removed)
    .sort(([, a], [, b]) => (a.order ?? 1_000) - (b.order ?? 1_000))
  return [
    ...options.map(([value, { label, color }]) =>
      column(value, value, texts.label(label), color ?? null)
    ),
    ...none,
  ]
}

/** Columns for the values that records point at, the fullest first. */
export function foundColumns(path: string, rows: readonly AggregateRow[], none: string) {
  const found = rows
    .flatMap(({ keys, values }): { column: BoardColumn; n: number }[] => {
      const reference = keys[path]
      if (typeof reference !== 'object' || reference === null) return []
      const { id, label } = reference
      return [{ column: column(String(id), id, label ?? `#${id}`, null), n: Number(values.n ?? 0) }]
    })
    .sort((a, b) => b.n - a.n)
    .slice(0, MAX_COLUMNS)
  return [...found.map((one) => one.column), column('', null, none, null)]
}

/**
 * The columns with their figures; a column without a row has none of anything. A value that is in use though it is offered no
 * more (a removed choice) gets a column of its own, so that no record is out of sight.
 */
export function withFigures(
  columns: readonly BoardColumn[],
  path: string,
  rows: readonly AggregateRow[],
  summed: boolean
): BoardColumn[] {
  const figures = new Map(rows.map((row) => [keyOf(row.keys[path]), row.values]))
  const known = new Set(columns.map(({ key }) => key))
  const stray = rows.flatMap(({ keys, values }) => {
    const key = keyOf(keys[path])
    const value = keys[path] ?? null
    const plain = typeof value === 'object' && value !== null ? value.id : value
    return known.has(key) || typeof value === 'object' || Number(values.n ?? 0) === 0
      ? []
      : [column(key, plain, key, null)]
  })
  return [...columns, ...stray].map((own) => {
    const values = figures.get(own.key)
    const count = Number(values?.n ?? 0)
    return { ...own, count, sum: summed ? Number(values?.sum ?? 0) : null }
  })
}

/** The condition of a column's records. */
export function columnFilter(
  path: string,
  { key, value }: Pick<BoardColumn, 'key' | 'value'>
): Filter {
  return key === '' ? { path, op: 'is_empty' } : { path, op: 'eq', value }
}

export function findCard(
  columns: readonly BoardColumn[],
  id: number
): { column: BoardColumn; card: RecordRow } | null {
  for (const own of columns) {
    const card = own.cards.find((candidate) => candidate.id === id)
    if (card) return { column: own, card }
  }
  return null
}

const amountOf = (card: RecordRow, sum: string | undefined): number =>
  sum === undefined ? 0 : Number(card[sum] ?? 0)
const plus = (figure: number | null, by: number): number | null =>
  figure === null ? null : figure + by

/**
 * The board after a card went to another column, at its top, with figures that follow. Unchanged where it is there already or not
 * on the board.
 */
export function moveCard(
  columns: readonly BoardColumn[],
  id: number,
  toKey: string,
  { by, sum }: { by: string; sum?: string | undefined }
): BoardColumn[] {
  const found = findCard(columns, id)
  const target = columns.find(({ key }) => key === toKey)
  if (!found || !target || found.column.key === toKey) return [...columns]
  const card = { ...found.card, [by]: target.value } as RecordRow
  const amount = amountOf(card, sum)
  return columns.map((own) => {
    if (own.key === found.column.key) {
      const cards = own.cards.filter((other) => other.id !== id)
      return { ...own, cards, count: plus(own.count, -1), sum: plus(own.sum, -amount) }
    }
    if (own.key !== toKey) return own
    const cards = [card, ...own.cards]
    return { ...own, cards, count: plus(own.count, 1), sum: plus(own.sum, amount) }
  })
}

/** The board with a card as the host has it now: in the column of its value, whatever column it was dropped on. */
export function settleCard(
  columns: readonly BoardColumn[],
  card: RecordRow,
  options: { by: string; sum?: string | undefined }
): BoardColumn[] {
  const moved = moveCard(columns, card.id, keyOf(card[options.by]), options)
  return moved.map((own) => ({
    ...own,
    cards: own.cards.map((other) => (other.id === card.id ? card : other)),
  }))
}

/** A column with a further page; cards that are on the board already (moved meanwhile) do not come twice. */
export function appendPage(
  columns: readonly BoardColumn[],
  key: string,
  rows: readonly RecordRow[],
  next: string | null
): BoardColumn[] {
  const present = new Set(columns.flatMap(({ cards }) => cards.map(({ id }) => id)))
  const fresh = rows.filter(({ id }) => !present.has(id))
  return columns.map((own) =>
    own.key === key ? { ...own, cards: [...own.cards, ...fresh], next, error: null } : own
  )
}

/** Where the arrow keys lead from a card: the neighbour in its column, or the same height in the next one with cards. */
export function neighbour(
  columns: readonly BoardColumn[],
  id: number,
  step: 'up' | 'down' | 'before' | 'after'
): number | null {
  const place = columns.findIndex(({ cards }) => cards.some((card) => card.id === id))
  const cards = columns[place]?.cards ?? []
  const at = cards.findIndex((card) => card.id === id)
  if (at < 0) return null
  if (step === 'up' || step === 'down') return cards[at + (step === 'up' ? -1 : 1)]?.id ?? null
  const by = step === 'before' ? -1 : 1
  for (let other = place + by; other >= 0 && other < columns.length; other += by) {
    const there = columns[other]?.cards ?? []
    const card = there[Math.min(at, there.length - 1)]
    if (card) return card.id
  }
  return null
}
