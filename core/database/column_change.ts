import type { ColumnSpec } from '#core/metadata/field_type'

/**
 * Which changes of a column's type keep every value. `always`: by the types alone. `checked`: where `offenders` of the same
 * change counts no row. `never`: values would be lost or mean something else.
 */
export type Losslessness = 'always' | 'checked' | 'never'

/** Integer digits that a decimal of this scale keeps readable: 15 significant ones in all. */
const EXACT_DIGITS = 15

export function losslessness(from: ColumnSpec, to: ColumnSpec): Losslessness {
  switch (from.kind) {
    case 'string':
      if (to.kind === 'text') return 'always'
      if (to.kind !== 'string') return 'never'
      return to.length >= from.length ? 'always' : 'checked'
    case 'text':
      return to.kind === 'string' ? 'checked' : to.kind === 'text' ? 'always' : 'never'
    case 'integer':
      return fromWhole(to, 'always')
    case 'bigint':
      return to.kind === 'integer' ? 'checked' : fromWhole(to, 'checked')
    case 'decimal':
      return fromDecimal(from.scale, to)
    case 'boolean':
      return to.kind === 'boolean' || to.kind === 'integer' || to.kind === 'bigint'
        ? 'always'
        : 'never'
    case 'date':
      return to.kind === 'date' || to.kind === 'datetime' ? 'always' : 'never'
    case 'datetime':
      return to.kind === 'datetime' ? 'always' : 'never'
  }
}

function fromWhole(to: ColumnSpec, decimal: Losslessness): Losslessness {
  if (to.kind === 'decimal') return to.scale + 10 <= EXACT_DIGITS ? decimal : 'checked'
  if (to.kind === 'string') return to.length >= 20 ? 'always' : 'checked'
  return to.kind === 'integer' || to.kind === 'bigint' || to.kind === 'text' ? 'always' : 'never'
}

function fromDecimal(scale: number, to: ColumnSpec): Losslessness {
  if (to.kind === 'decimal') return to.scale === scale ? 'always' : 'checked'
  return to.kind === 'bigint' ? 'checked' : 'never'
}

/** SQLite expression of a column's value in its new type. `column` is quoted. */
export function changeToSqlite(column: string, from: ColumnSpec, to: ColumnSpec): string {
  const fromScale = from.kind === 'decimal' ? from.scale : 0
  const toScale = to.kind === 'decimal' ? to.scale : 0
  if (toScale > fromScale) return `${column} * ${10 ** (toScale - fromScale)}`
  if (toScale < fromScale) return `${column} / ${10 ** (fromScale - toScale)}`
  if (from.kind === 'date' && to.kind === 'datetime') return `${column} || 'T00:00:00.000Z'`
  if (to.kind === 'string' || to.kind === 'text') return `cast(${column} as text)`
  return column
}

/** Condition of the rows whose value would be lost, on SQLite. `column` is quoted. */
export function offendersSqlite(column: string, from: ColumnSpec, to: ColumnSpec): string {
  if (to.kind === 'string') return `length(${column}) > ${to.length}`
  if (to.kind === 'integer') return `abs(${column}) > 2147483647`
  const fromScale = from.kind === 'decimal' ? from.scale : 0
  const toScale = to.kind === 'decimal' ? to.scale : 0
  if (toScale < fromScale) return `${column} % ${10 ** (fromScale - toScale)} <> 0`
  return `abs(${column}) > ${10 ** (EXACT_DIGITS - (toScale - fromScale)) - 1}`
}

/** The same on SQL Server, where decimals are stored as such. */
export function offendersMssql(column: string, _from: ColumnSpec, to: ColumnSpec): string {
  if (to.kind === 'string') return `LEN(${column} + N'.') - 1 > ${to.length}`
  if (to.kind === 'integer') return `ABS(${column}) > 2147483647`
  const scale = to.kind === 'decimal' ? to.scale : 0
  const limit = 10 ** (EXACT_DIGITS - scale) - 1
  return `(${column} <> ROUND(${column}, ${scale}) OR ABS(${column}) > ${limit})`
}
