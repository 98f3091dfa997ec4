import { open } from 'node:fs/promises'
import { E_IMPORT_EMPTY, E_IMPORT_SHEET_PROTECTED } from '#core/import_export/errors'
import { csvCell } from '#core/import_export/csv_writer'
import { Workbook } from '#core/import_export/sheet/workbook'

/** Whether a file is a workbook by its first bytes. A protected or old one is told from a broken one. */
export async function isWorkbook(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0)
    if (bytesRead === 8 && buffer.toString('hex') === 'd0cf11e0a1b11ae1') {
      throw new E_IMPORT_SHEET_PROTECTED()
    }
    return bytesRead >= 4 && buffer.readUInt32LE(0) === 0x04034b50
  } finally {
    await file.close()
  }
}

const FLUSH = 64 * 1024

/**
 * A sheet as CSV, streamed: so that everything behind it (mapping, preview, resuming, the error report) is the same for both
 * kinds of files. Rows keep their places: an empty row of the sheet is an empty line.
 *
 * @throws E_IMPORT_SHEET_… and E_IMPORT_EMPTY
 */
export async function* sheetAsCsv(path: string, sheet: string | undefined): AsyncGenerator<string> {
  const workbook = await Workbook.open(path)
  const chosen = workbook.sheet(sheet)
  let line = 1
  let width = 0
  let text = ''
  for await (const { number, cells } of workbook.rows(chosen)) {
    if (width === 0) width = cells.length
    for (; line < number && line < 1_048_576; line++) text += '\n'
    while (cells.length < width) cells.push('')
    text += `${cells.map((cell) => csvCell(cell, ',', true)).join(',')}\n`
    line = number + 1
    if (text.length > FLUSH) {
      yield text
      text = ''
    }
  }
  if (width === 0) throw new E_IMPORT_EMPTY()
  if (text !== '') yield text
}
