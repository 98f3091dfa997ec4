import type { CodedError } from '#core/errors/coded_error'
import { CDR_COLUMNS, CEL_COLUMNS, QUEUE_LOG_COLUMNS } from '../model/raw.js'
import { E_TELEPHONY_PBX_MISSING_COLUMNS } from '../errors.js'
import type { SourceName, TableShape } from './types.js'

/** Columns of each source in the order of `RowValues`. */
export const COLUMNS: Record<SourceName, readonly string[]> = {
  cdr: CDR_COLUMNS,
  cel: CEL_COLUMNS,
  queue_log: QUEUE_LOG_COLUMNS,
}

/** Columns whose values are numbers; all others are text. */
export const NUMERIC = new Set(['id', 'duration', 'billsec', 'amaflags', 'sequence'])

/** Without these a table tells nothing; all others are optional (older and leaner schemas lack them). */
const REQUIRED: Record<SourceName, string[]> = {
  cdr: ['calldate', 'src', 'dst', 'channel', 'lastapp', 'duration', 'disposition', 'uniqueid'],
  cel: ['eventtype', 'eventtime', 'channame', 'uniqueid', 'linkedid'],
  queue_log: ['time', 'callid', 'queuename', 'agent', 'event'],
}

const TIME_COLUMN: Record<SourceName, string> = {
  cdr: 'calldate',
  cel: 'eventtime',
  queue_log: 'time',
}

/** A column as `information_schema` tells it. */
export interface ColumnFact {
  name: string
  /** Counts by itself, or is the integer that the table is kept in order by. */
  rising: boolean
}

/**
 * How a table is read, from its columns. Copied by its id where that rises with every row (those that arrive late too), else by its time. Pure.
 */
export function shapeOf(
  source: SourceName,
  table: string,
  columns: ColumnFact[]
): TableShape | CodedError {
  const names = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  const missing = REQUIRED[source].filter((name) => !names.has(name))
  if (missing.length > 0) {
    return new E_TELEPHONY_PBX_MISSING_COLUMNS({ table, columns: missing.join(', ') })
  }
  const byId = source !== 'cdr' && names.get('id')?.rising === true
  const usable = (name: string) => names.has(name) && (name !== 'id' || byId)
  return {
    source,
    table,
    by: byId ? 'id' : 'time',
    timeColumn: TIME_COLUMN[source],
    present: COLUMNS[source].filter(usable),
    absent: COLUMNS[source].filter((name) => !usable(name)),
  }
}
