import { createReadStream } from 'node:fs'
import {
  E_IMPORT_EMPTY,
  E_IMPORT_ENCODING,
  E_IMPORT_ENCODING_UNKNOWN,
  E_IMPORT_NOT_TEXT,
  E_IMPORT_QUOTE,
  E_IMPORT_QUOTE_OPEN,
  E_IMPORT_ROW_TOO_LONG,
} from '#core/import_export/errors'
import { decoded } from '#core/import_export/text/csv_reader'
import { CsvScan, MAX_ROW } from '#core/import_export/text/csv_scan'
import { detectDelimiter } from '#core/import_export/text/detect_delimiter'
import { EncodingDetector } from '#core/import_export/text/detect_encoding'
import type { Delimiter, Encoding } from '#core/import_export/types'

export interface FileFormat {
  encoding: Encoding
  delimiter: Delimiter
}

export interface InspectedFile extends FileFormat {
  /** Rows below the header. */
  rows: number
}

const HEAD = 64 * 1024
const CHUNK = 256 * 1024

/**
 * Goes over a whole file, says how it is to be read, and refuses what cannot be read to its end: an import that has begun
 * does not fail because of the file.
 *
 * @throws E_IMPORT_EMPTY, E_IMPORT_NOT_TEXT, E_IMPORT_ENCODING, E_IMPORT_ENCODING_UNKNOWN, E_IMPORT_QUOTE,
 *   E_IMPORT_QUOTE_OPEN, E_IMPORT_ROW_TOO_LONG
 */
export async function inspectFile(
  path: string,
  mime: string,
  chosen: Partial<FileFormat> = {}
): Promise<InspectedFile> {
  const detector = new EncodingDetector()
  let head = Buffer.alloc(0)
  for await (const part of createReadStream(path, { highWaterMark: CHUNK })) {
    const chunk = part as Buffer
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)])
    detector.push(chunk)
  }
  if (head.length === 0) throw new E_IMPORT_EMPTY()
  const found = detector.detect(chosen.encoding)
  if ('problem' in found) {
    if (found.problem === 'binary' || !/^text\/|octet-stream|json|xml/.test(mime)) {
      throw new E_IMPORT_NOT_TEXT({ mime })
    }
    if (found.problem === 'unknown') throw new E_IMPORT_ENCODING_UNKNOWN({ line: found.line })
    throw new E_IMPORT_ENCODING({ encoding: found.encoding, line: found.line })
  }
  const text = new TextDecoder(found.encoding).decode(head)
  const delimiter = chosen.delimiter ?? detectDelimiter(text)
  const format = { encoding: found.encoding, delimiter }
  return { ...format, rows: await scanStructure(path, format) }
}

/** UTF-16 code units of a text. */
function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index)
  return units
}

async function scanStructure(path: string, format: FileFormat): Promise<number> {
  const scan = new CsvScan(format.delimiter)
  const wide = format.encoding.startsWith('utf-16')
  const source = wide ? decoded(path, format) : createReadStream(path, { highWaterMark: CHUNK })
  for await (const chunk of source) {
    scan.push(typeof chunk === 'string' ? unitsOf(chunk) : withoutMark(chunk as Buffer))
    if (scan.problem) break
  }
  scan.end()
  const { problem } = scan
  if (problem?.problem === 'open_quote') throw new E_IMPORT_QUOTE_OPEN({ line: problem.line })
  if (problem?.problem === 'quote') throw new E_IMPORT_QUOTE({ line: problem.line })
  if (problem) throw new E_IMPORT_ROW_TOO_LONG({ line: problem.line, limit: MAX_ROW })
  if (scan.rows === 0) throw new E_IMPORT_EMPTY()
  return scan.rows - 1
}

/** A quote right after the byte-order mark opens the first cell. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk
}
