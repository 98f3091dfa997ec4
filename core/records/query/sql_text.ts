/** The few expressions in which the dialects differ for a query. Identifiers are bound as `??`, values as `?`. */
import type { DialectName } from '#core/database/types'
import { fold } from '#core/records/folding'
import type { Fragment } from '#core/records/query/slots'

/** Name of the function that `prepareSqlite` registers. */
export const SQLITE_FOLD = 'peyvand_fold'

/** What T-SQL can fold by single letters: built from the pure fold, so that both dialects agree on these. */
function translatable(): { from: string; to: string } {
  let from = ''
  let to = ''
  const candidates = 'ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيىكةٱآأإؤئ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ıİəçğöşüÇĞÖŞÜƏ'
  for (const letter of candidates) {
    const key = fold(letter)
    if (key.length === 1) {
      from += letter
      to += key
    }
  }
  return { from, to }
}
const TSQL = translatable()

/** The folded form of a text column without a shadow column. */
export function foldedExpression(dialect: DialectName, column: string): Fragment {
  if (dialect === 'sqlite') return { sql: `${SQLITE_FOLD}(??)`, bindings: [column] }
  return {
    sql: 'translate(replace(lower(??) collate Latin1_General_100_BIN2, nchar(8204), ?), ?, ?)',
    bindings: [column, '', TSQL.from, TSQL.to],
  }
}

/** Where `needle` stands in `text`, from 1; 0 when it does not. Needs no escaping, unlike LIKE. */
export function positionExpression(
  dialect: DialectName,
  text: Fragment,
  needle: Fragment
): Fragment {
  return dialect === 'sqlite'
    ? { sql: `instr(${text.sql}, ${needle.sql})`, bindings: [...text.bindings, ...needle.bindings] }
    : {
        sql: `charindex(${needle.sql}, ${text.sql})`,
        bindings: [...needle.bindings, ...text.bindings],
      }
}

/** The greatest text that can follow a prefix in the dialect's binary order. */
export function prefixEnd(dialect: DialectName): string {
  return dialect === 'sqlite' ? '\u{10ffff}' : '\uffff'
}

/**
 * The quarter of an hour of an instant, `2026-11-22T08:15`. Offsets of all zones are multiples of it, so that local days and
 * months are put together from quarters outside the database, which knows neither zones nor calendars.
 */
export function quarterExpression(dialect: DialectName, column: string): Fragment {
  if (dialect === 'sqlite') {
    return {
      sql: "substr(??, 1, 14) || substr('00153045', cast(substr(??, 15, 2) as integer) / 15 * 2 + 1, 2)",
      bindings: [column, column],
    }
  }
  return {
    sql: 'convert(nvarchar(16), dateadd(minute, datediff(minute, 0, ??) / 15 * 15, 0), 126)',
    bindings: [column],
  }
}

/** A date as `YYYY-MM-DD`. */
export function dayExpression(dialect: DialectName, column: string): Fragment {
  return dialect === 'sqlite'
    ? { sql: '??', bindings: [column] }
    : { sql: 'convert(nvarchar(10), ??, 23)', bindings: [column] }
}

/**
 * Keeps SQLite from choosing an index for a condition, where walking the sort order is the better plan at any size. T-SQL
 * decides by statistics.
 */
export function unindexed(dialect: DialectName): string {
  return dialect === 'sqlite' ? '+' : ''
}
