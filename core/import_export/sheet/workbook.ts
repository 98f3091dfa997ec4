import {
  E_IMPORT_SHEET_BROKEN,
  E_IMPORT_SHEET_CHOICE,
  E_IMPORT_SHEET_TOO_LARGE,
  E_IMPORT_SHEET_UNKNOWN,
} from '#core/import_export/errors'
import { meaningOf, serialText, type NumberMeaning } from '#core/import_export/sheet/number_formats'
import {
  attributeOf,
  XmlFault,
  XmlTokens,
  type XmlToken,
} from '#core/import_export/sheet/xml_tokens'
import { ZipFile } from '#core/import_export/sheet/zip_file'

export interface SheetName {
  name: string
  /** Its part in the zip. */
  path: string
}
export interface SheetRow {
  /** From 1, as the spreadsheet numbers it. */
  number: number
  cells: string[]
}

const SMALL_PART = 32 * 1024 ** 2
/** Texts that cells share are held while the sheet is read: the only part whose memory grows with the file, up to here. */
const MAX_SHARED = 120_000_000
const MAX_COLUMNS = 16_384

async function* tokensOf(zip: ZipFile, path: string, limit?: number): AsyncGenerator<XmlToken> {
  const tokens = new XmlTokens()
  try {
    for await (const chunk of zip.text(path, limit)) yield* tokens.push(chunk)
  } catch (error) {
    if (error instanceof XmlFault) throw new E_IMPORT_SHEET_BROKEN({}, [], { cause: error })
    throw error
  }
}

/** A spreadsheet (XLSX) on disk. Rows are streamed. */
export class Workbook {
  readonly sheets: readonly SheetName[]
  readonly #zip: ZipFile
  readonly #from1904: boolean
  #styles: NumberMeaning[] | null = null
  #shared: string[] | null = null

  private constructor(zip: ZipFile, sheets: readonly SheetName[], from1904: boolean) {
    this.#zip = zip
    this.sheets = sheets
    this.#from1904 = from1904
  }

  /** @throws E_IMPORT_SHEET_BROKEN for what is no workbook */
  static async open(file: string): Promise<Workbook> {
    const zip = await ZipFile.open(file)
    if (!zip.has('xl/workbook.xml')) throw new E_IMPORT_SHEET_BROKEN()
    const targets = new Map<string, string>()
    if (zip.has('xl/_rels/workbook.xml.rels')) {
      for await (const token of tokensOf(zip, 'xl/_rels/workbook.xml.rels', SMALL_PART)) {
        if (token.kind !== 'open' || token.name !== 'Relationship') continue
        const target = attributeOf(token.attributes, 'Target') ?? ''
        const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`
        targets.set(attributeOf(token.attributes, 'Id') ?? '', part)
      }
    }
    const sheets: SheetName[] = []
    let from1904 = false
    for await (const token of tokensOf(zip, 'xl/workbook.xml', SMALL_PART)) {
      if (token.kind !== 'open') continue
      if (token.name === 'workbookPr') {
        from1904 = ['1', 'true'].includes(attributeOf(token.attributes, 'date1904') ?? '')
      }
      if (token.name !== 'sheet' || attributeOf(token.attributes, 'state') !== null) continue
      const path = targets.get(
        attributeOf(token.attributes, 'r:id') ?? attributeOf(token.attributes, 'id') ?? ''
      )
      const name = attributeOf(token.attributes, 'name') ?? ''
      if (path !== undefined && zip.has(path)) sheets.push({ name, path })
    }
    if (sheets.length === 0) throw new E_IMPORT_SHEET_BROKEN()
    return new Workbook(zip, sheets, from1904)
  }

  /**
   * The sheet of a name; without one the only sheet there is.
   *
   * @throws E_IMPORT_SHEET_CHOICE with their names in its details, E_IMPORT_SHEET_UNKNOWN
   */
  sheet(name: string | undefined): SheetName {
    const [first] = this.sheets
    if (name === undefined && this.sheets.length === 1 && first) return first
    if (name === undefined) {
      const details = this.sheets.map((sheet) => ({
        path: 'sheet',
        code: 'E_IMPORT_SHEET',
        params: { name: sheet.name },
      }))
      throw new E_IMPORT_SHEET_CHOICE({ sheets: this.sheets.length }, details)
    }
    const found = this.sheets.find((sheet) => sheet.name === name)
    if (!found) throw new E_IMPORT_SHEET_UNKNOWN({ sheet: name })
    return found
  }

  /** Rows that hold something, in order. */
  async *rows({ path }: SheetName): AsyncGenerator<SheetRow> {
    const styles = (this.#styles ??= await this.#readStyles())
    const shared = (this.#shared ??= await this.#readShared())
    let row: SheetRow = { number: 0, cells: [] }
    let column = -1
    let type = ''
    let style = 0
    let content: string | null = null
    let value = ''
    for await (const token of tokensOf(this.#zip, path)) {
      if (token.kind === 'text') {
        if (content !== null) content += token.text
        continue
      }
      if (token.kind === 'open') {
        if (token.name === 'row') {
          const number = Number(attributeOf(token.attributes, 'r') ?? row.number + 1)
          row = { number, cells: [] }
          column = -1
        } else if (token.name === 'c') {
          column = columnOf(attributeOf(token.attributes, 'r')) ?? column + 1
          if (column >= MAX_COLUMNS) throw new E_IMPORT_SHEET_BROKEN()
          type = attributeOf(token.attributes, 't') ?? 'n'
          style = Number(attributeOf(token.attributes, 's') ?? 0)
          value = ''
        } else if ((token.name === 'v' || token.name === 't') && !token.empty) content = ''
        continue
      }
      if (token.name === 'v' || token.name === 't') {
        value += content ?? ''
        content = null
      } else if (token.name === 'rPh') value = ''
      else if (token.name === 'c') {
        while (row.cells.length < column) row.cells.push('')
        row.cells[column] = this.#textOf(value, type, styles[style] ?? 'number', shared)
      } else if (token.name === 'row' && row.cells.some((cell) => cell !== '')) yield row
    }
  }

  #textOf(value: string, type: string, meaning: NumberMeaning, shared: readonly string[]): string {
    switch (type) {
      case 's':
        return shared[Number(value)] ?? ''
      case 'b':
        return value === '' ? '' : value === '1' ? 'true' : 'false'
      case 'n': {
        const number = Number(value)
        if (value === '' || !Number.isFinite(number)) return value
        return serialText(number, meaning, this.#from1904)
      }
      case 'd':
        return value.replace(/T00:00:00(\.0+)?$/, '').replace('T', ' ')
      default:
        return value
    }
  }

  /** The meaning of each cell format. */
  async #readStyles(): Promise<NumberMeaning[]> {
    const path = 'xl/styles.xml'
    if (!this.#zip.has(path)) return []
    const codes = new Map<number, string>()
    const meanings: NumberMeaning[] = []
    let inFormats = false
    for await (const token of tokensOf(this.#zip, path, SMALL_PART)) {
      if (token.kind === 'text') continue
      if (token.name === 'cellXfs') inFormats = token.kind === 'open'
      if (token.kind !== 'open') continue
      const id = Number(attributeOf(token.attributes, 'numFmtId') ?? 0)
      if (token.name === 'numFmt') codes.set(id, attributeOf(token.attributes, 'formatCode') ?? '')
      if (token.name === 'xf' && inFormats) meanings.push(meaningOf(id, codes.get(id)))
    }
    return meanings
  }

  async #readShared(): Promise<string[]> {
    const path = 'xl/sharedStrings.xml'
    if (!this.#zip.has(path)) return []
    const texts: string[] = []
    let size = 0
    let text = ''
    let content = false
    let phonetic = false
    for await (const token of tokensOf(this.#zip, path)) {
      if (token.kind === 'text') {
        if (content && !phonetic) text += token.text
      } else if (token.name === 't') content = token.kind === 'open' && !token.empty
      else if (token.name === 'rPh') phonetic = token.kind === 'open'
      else if (token.name === 'si') {
        if (token.kind === 'open' && !token.empty) text = ''
        else {
          texts.push(token.kind === 'open' ? '' : text)
          size += text.length + 16
          if (size > MAX_SHARED) throw new E_IMPORT_SHEET_TOO_LARGE()
        }
      }
    }
    return texts
  }
}

/** Column from 0 of a place such as `AB12`. */
function columnOf(place: string | null): number | null {
  const letters = /^[A-Z]{1,3}/.exec(place ?? '')?.[0]
  if (letters === undefined) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
