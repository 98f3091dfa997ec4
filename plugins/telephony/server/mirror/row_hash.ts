import { hash } from 'node:crypto'
import { COLUMNS } from '../pbx/table_shape.js'
import type { RowValues, SourceName } from '../pbx/types.js'

/**
 * `created` is the database's own clock rendered in the session's zone: the same row may show another text after the
 * server's zone was changed, so it does not belong to what a row *is*.
 */
const NOT_CONTENT = new Set(['created'])
const KEPT: Record<SourceName, number[]> = {
  cdr: kept('cdr'),
  cel: kept('cel'),
  queue_log: kept('queue_log'),
}

/** What a row is known by: 128 bits of the SHA-256 of its content, in hexadecimal. Pure. */
export function rowHash(source: SourceName, row: RowValues, occurrence = 0): string {
  const content: Array<string | number | undefined> = KEPT[source].map((index) => row[index])
  if (occurrence > 0) content.push(occurrence)
  return hash('sha256', JSON.stringify(content), 'hex').slice(0, 32)
}

/**
 * Hashes of a page. Rows of `cel` and `queue_log` without an id that are alike are different events of one moment: they
 * are told apart by their number. Alike rows of `cdr` are the work of two CDR backends: one row. A page must hold all rows
 * of each moment, which `PbxReader` guarantees.
 */
export function pageHashes(source: SourceName, rows: readonly RowValues[]): string[] {
  if (source === 'cdr') return rows.map((row) => rowHash(source, row))
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const first = rowHash(source, row)
    const occurrence = seen.get(first) ?? 0
    seen.set(first, occurrence + 1)
    return occurrence === 0 ? first : rowHash(source, row, occurrence)
  })
}

function kept(source: SourceName): number[] {
  return COLUMNS[source].flatMap((name, index) => (NOT_CONTENT.has(name) ? [] : [index]))
}
