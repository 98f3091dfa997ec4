/** The three tables of a PBX that are copied. */
export const SOURCES = ['cdr', 'cel', 'queue_log'] as const
export type SourceName = (typeof SOURCES)[number]

/** How to reach a PBX's MySQL or MariaDB. The password travels beside it, never inside. */
export interface PbxConnectionSettings {
  host: string
  port: number
  user: string
  database: string
  tls: boolean
  /** Names of the tables, with `database.` in front where it is another one; null: the site has no such table. */
  tables: Record<SourceName, string | null>
}

/**
 * How far a table is copied. `id`: every row up to this auto-increment value; `time`: every row up to this text of the
 * table's time column, as far as it was there then (late rows are found by starting some hours before it). Null: nothing yet.
 */
export type Position = { by: 'id'; after: number } | { by: 'time'; from: string | null }

/** A row as values in the order of the source's columns in `model/raw.ts`. */
export type RowValues = Array<string | number>

export interface SourcePage {
  rows: RowValues[]
  /** Position after this page. */
  next: Position
  /** The table ends here, as it was when asked. */
  last: boolean
}

/** The PBX database's clock against ours. */
export interface PbxClock {
  /** PBX local time, `YYYY-MM-DD HH:MM:SS`. */
  localNow: string
  /** PBX clock minus our clock, whole seconds. */
  skewSeconds: number
  /** Offset of PBX local time from UTC in minutes. */
  offsetMinutes: number
}

/** What a table looks like at this site. */
export interface TableShape {
  source: SourceName
  table: string
  by: Position['by']
  timeColumn: string
  /** Columns of `model/raw.ts` that the table has, in their order. */
  present: string[]
  /** Those that it lacks; they stay empty. */
  absent: string[]
}
