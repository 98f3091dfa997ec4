import type { ViewAggregate } from '#core/metadata/view_types'
import type { AggregateQuery } from '#core/records/types'
import type { ReadableField } from '../api/types.js'

export const figureName = (index: number): string => `f${index}`

/** The aggregates of a query for the figures of a view, named by their place. `n` is always counted. */
export function aggregatesOf(figures: readonly ViewAggregate[]): AggregateQuery['aggregates'] {
  const all: AggregateQuery['aggregates'] = { n: { fn: 'count' } }
  figures.forEach(({ fn, path }, index) => {
    all[figureName(index)] = fn === 'count' || path === undefined ? { fn: 'count' } : { fn, path }
  })
  return all
}

/** The field as whose value a figure is written: a count is a whole number, a mean of whole numbers has decimals. */
export function figureField(
  { fn, path }: ViewAggregate,
  field: ReadableField | null
): ReadableField {
  if (fn === 'count' || path === undefined || !field) return { type: 'integer', label: { en: 'n' } }
  if (fn === 'avg' && field.type === 'integer') {
    return { type: 'decimal', scale: 1, label: field.label }
  }
  return field
}

/** A figure as a number: exact sums come as texts. */
export function figureValue(value: number | string | null | undefined): number | string | null {
  if (value === null || value === undefined) return null
  const number = Number(value)
  return typeof value === 'string' && Number.isNaN(number) ? value : number
}
