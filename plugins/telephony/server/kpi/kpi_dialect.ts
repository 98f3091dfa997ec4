import { dialectOf } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { Instant } from '../model/assembled.js'

/** What the SQL of figures does differently on each database. Expressions are quoted SQL. */
export interface KpiDialect {
  name: DialectName
  /** What is bound for an instant. */
  instant(at: Instant): string
  readInstant(value: unknown): Instant | null
  /** Difference of the whole seconds of two instants. */
  secondsBetween(from: string, to: string): string
  /** A day column as text `YYYY-MM-DD`. */
  dayText(column: string): string
  /** A whole number as one that divides with a fraction. */
  fraction(expression: string): string
  /** A query's first row; goes after ORDER BY. */
  firstRow: string
}

const read = (name: DialectName) => (value: unknown) =>
  dialectOf(name).readInstant(value)?.getTime() ?? null

const SQLITE: KpiDialect = {
  name: 'sqlite',
  instant: (at) => dialectOf('sqlite').instant(new Date(at)),
  readInstant: read('sqlite'),
  secondsBetween: (from, to) => `(unixepoch(${to}) - unixepoch(${from}))`,
  dayText: (column) => column,
  fraction: (expression) => `cast(${expression} as real)`,
  firstRow: 'limit 1',
}

const MSSQL: KpiDialect = {
  name: 'mssql',
  instant: (at) => dialectOf('mssql').instant(new Date(at)),
  readInstant: read('mssql'),
  secondsBetween: (from, to) => `datediff_big(second, ${from}, ${to})`,
  dayText: (column) => `convert(varchar(10), ${column}, 23)`,
  fraction: (expression) => `cast(${expression} as float)`,
  firstRow: 'offset 0 rows fetch next 1 rows only',
}

export function kpiDialectOf(name: DialectName): KpiDialect {
  return name === 'mssql' ? MSSQL : SQLITE
}
