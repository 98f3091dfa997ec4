import { Zip, ZipDeflate } from 'fflate'
import {
  contentTypes,
  headerXml,
  MAX_SHEET_ROWS,
  PACKAGE_RELATIONS,
  rowXml,
  SHEET_END,
  sheetName,
  sheetStart,
  stylesXml,
  workbookRelations,
  workbookXml,
  type SheetCell,
  type SheetLook,
} from '#core/import_export/sheet/sheet_xml'

export interface SheetColumn {
  header: string
  /** In characters. */
  width: number
}

/**
 * A workbook (XLSX), streamed: rows are packed as they come and never held, so memory does not grow with their number. More
 * rows than a sheet can have go on in a further one. No strings are shared between cells: that would need all of them at hand.
 */
export async function* writeWorkbook(
  title: string,
  columns: readonly SheetColumn[],
  batches: AsyncIterable<readonly (readonly SheetCell[])[]>,
  look: SheetLook,
  rowsASheet = MAX_SHEET_ROWS
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  const encoder = new TextEncoder()
  const add = (name: string) => {
    const entry = new ZipDeflate(name, { level: 6 })
    zip.add(entry)
    return entry
  }
  const put = (name: string, content: string) => add(name).push(encoder.encode(content), true)
  const headers = columns.map(({ header }) => header)
  const start =
    sheetStart(
      columns.map(({ width }) => width),
      look
    ) + headerXml(headers)
  let sheets = 0
  let rows = 0
  const begin = () => {
    sheets += 1
    rows = 1
    const entry = add(`xl/worksheets/sheet${sheets}.xml`)
    entry.push(encoder.encode(start))
    return entry
  }
  let sheet = begin()
  for await (const batch of batches) {
    for (let at = 0; at < batch.length;) {
      if (rows === rowsASheet) {
        sheet.push(encoder.encode(SHEET_END), true)
        sheet = begin()
      }
      const part = batch.slice(at, at + rowsASheet - rows)
      sheet.push(encoder.encode(part.map(rowXml).join('')))
      rows += part.length
      at += part.length
    }
    yield* ready.splice(0)
  }
  sheet.push(encoder.encode(SHEET_END), true)
  const names = Array.from({ length: sheets }, (_, at) => sheetName(title, at))
  put('[Content_Types].xml', contentTypes(sheets))
  put('_rels/.rels', PACKAGE_RELATIONS)
  put('xl/workbook.xml', workbookXml(names))
  put('xl/_rels/workbook.xml.rels', workbookRelations(sheets))
  put('xl/styles.xml', stylesXml(look))
  zip.end()
  yield* ready.splice(0)
}
