import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { CsvError, parse, type Info } from 'csv-parse'
import {
  E_IMPORT_ENCODING,
  E_IMPORT_QUOTE,
  E_IMPORT_QUOTE_OPEN,
  E_IMPORT_ROW_TOO_LONG,
} from '#core/import_export/errors'
import { MAX_ROW } from '#core/import_export/text/csv_scan'
import type { FileFormat } from '#core/import_export/text/inspect_file'
import type { ImportRow } from '#core/import_export/types'

/** Decodes as it streams; csv-parse reads UTF-8 itself. */
export async function* decoded(path: string, format: FileFormat): AsyncGenerator<Buffer | string> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 })
  if (format.encoding === 'utf-8') {
    yield* source
    return
  }
  const decoder = new TextDecoder(format.encoding, { fatal: true })
  let line = 1
  try {
    for await (const chunk of source) {
      const text = decoder.decode(chunk as Buffer, { stream: true })
      yield text
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1
    }
    const rest = decoder.decode()
    if (rest) yield rest
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new E_IMPORT_ENCODING({ encoding: format.encoding, line }, [], { cause: error })
  }
}

/** csv-parse's complaint as ours. The row at fault begins after the last good one. */
function codedCsvError(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error
  const options = { cause: error }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new E_IMPORT_QUOTE_OPEN({ line }, [], options)
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new E_IMPORT_ROW_TOO_LONG({ line, limit: MAX_ROW }, [], options)
  }
  return new E_IMPORT_QUOTE({ line }, [], options)
}

/** Line ends inside the cells of a row; csv-parse counts each `\r\n` there twice. */
function lineEndsIn(cells: readonly string[]): { ends: number; twice: number } {
  let ends = 0
  let twice = 0
  for (const cell of cells) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue
    ends += cell.match(/\r\n|\r|\n/g)?.length ?? 0
    twice += cell.match(/\r\n/g)?.length ?? 0
  }
  return { ends, twice }
}

/**
 * Rows of a CSV file, streamed in groups of at most `size`. Memory is bounded by the group whatever the file's size. The
 * header row comes first, with number 0.
 *
 * @throws E_IMPORT_ENCODING, E_IMPORT_QUOTE, E_IMPORT_QUOTE_OPEN, E_IMPORT_ROW_TOO_LONG, each with its line
 */
export async function* readCsv(
  path: string,
  format: FileFormat,
  size: number
): AsyncGenerator<ImportRow[]> {
  let line = 1
  let number = 0
  let surplus = 0
  const parser = parse({
    delimiter: format.delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_ROW * 4,
  })
  const source = Readable.from(decoded(path, format), { objectMode: true, highWaterMark: 1 })
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let rows: ImportRow[] = []
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: Info }
      const { ends, twice } = lineEndsIn(record)
      surplus += twice
      const last = info.lines - surplus
      rows.push({ line: last - ends, number, cells: record })
      number += 1
      line = last + 1
      if (rows.length === size) {
        yield rows
        rows = []
      }
    }
    if (rows.length > 0) yield rows
  } catch (error) {
    throw codedCsvError(error, line)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

/** Names of columns: trimmed, never empty, never twice. Pure. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((cell, index) => {
    const name = cell.replace(/\s+/g, ' ').trim() || `Column ${index + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}
