import { serialOf } from '#core/import_export/sheet/number_formats'

/** A cell of a column: what it is decides how a spreadsheet treats it. A text never is a formula, whatever it begins with. */
export type SheetCell =
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  /** `YYYY-MM-DD` */
  | { kind: 'date'; day: string }
  /** `YYYY-MM-DD HH:mm:ss`, the reader's wall clock. */
  | { kind: 'datetime'; wall: string }
  /** Whole seconds. */
  | { kind: 'duration'; seconds: number }
  | null

export interface SheetLook {
  /** First column at the right. */
  rightToLeft: boolean
  /** Dates are shown in this calendar; they are dates either way. */
  calendar: 'persian' | 'gregory'
}

/** The most rows a sheet can have (Excel's specification); what is further begins another one. */
export const MAX_SHEET_ROWS = 1_048_576
const MAX_TEXT = 32_767
const DAY_SECONDS = 86_400

/** Places of the formats in `styles.xml`. */
const STYLE = { header: 1, date: 2, datetime: 3, duration: 4, text: 5 } as const

/** What XML 1.0 cannot hold (controls, halves of pairs): left out, since Excel would refuse the whole file. */
function fits(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x20) return code === 9 || code === 10 || code === 13
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
}
/** Nearly every text is fine as it is: looked at letter by letter only where this finds something. */
const SUSPECT = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/

function escaped(text: string): string {
  const cut = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text
  const clean = SUSPECT.test(cut) ? [...cut].filter(fits).join('') : cut
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const inline = (text: string, style: number) =>
  `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`

function cellXml(cell: SheetCell): string {
  switch (cell?.kind) {
    case undefined:
      return '<c/>'
    case 'text':
      return cell.text === '' ? '<c/>' : inline(cell.text, STYLE.text)
    case 'number':
      return Number.isFinite(cell.value) ? `<c><v>${cell.value}</v></c>` : '<c/>'
    case 'boolean':
      return `<c t="b"><v>${cell.value ? 1 : 0}</v></c>`
    case 'date':
      return `<c s="${STYLE.date}"><v>${serialOf(cell.day)}</v></c>`
    case 'datetime':
      return `<c s="${STYLE.datetime}"><v>${serialOf(cell.wall)}</v></c>`
    case 'duration':
      return `<c s="${STYLE.duration}"><v>${cell.seconds / DAY_SECONDS}</v></c>`
  }
}

export const rowXml = (cells: readonly SheetCell[]) => `<row>${cells.map(cellXml).join('')}</row>`
export const headerXml = (headers: readonly string[]) =>
  `<row>${headers.map((header) => inline(header, STYLE.header)).join('')}</row>`

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/** The beginning of a sheet: direction, the frozen header, the widths of columns. */
export function sheetStart(widths: readonly number[], { rightToLeft }: SheetLook): string {
  const columns = widths
    .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
    .join('')
  return (
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews>` +
    `<sheetView workbookViewId="0"${rightToLeft ? ' rightToLeft="1"' : ''}>` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>' +
    `</sheetViews>${columns === '' ? '' : `<cols>${columns}</cols>`}<sheetData>`
  )
}
export const SHEET_END = '</sheetData></worksheet>'

export function sheetName(title: string, at: number): string {
  const clean =
    title
      .replace(/[[\]:*?/\\']/g, ' ')
      .trim()
      .slice(0, 26) || 'Sheet'
  return at === 0 ? clean : `${clean} ${at + 1}`
}

export function workbookXml(names: readonly string[]): string {
  const sheets = names
    .map(
      (name, at) =>
        `<sheet name="${escaped(name).replaceAll('"', '&quot;')}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`
    )
    .join('')
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets}</sheets></workbook>`
}

export function workbookRelations(sheets: number): string {
  const ofSheets = Array.from(
    { length: sheets },
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`
  )
  const styles = `<Relationship Id="rId${sheets + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/>`
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${ofSheets.join('')}${styles}</Relationships>`
}

export const PACKAGE_RELATIONS =
  `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">` +
  `<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

export function contentTypes(sheets: number): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const ofSheets = Array.from(
    { length: sheets },
    (_, at) =>
      `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${type}.worksheet+xml"/>`
  )
  return (
    `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${ofSheets.join('')}</Types>`
  )
}

/** Formats of the cells. `[$-fa-IR,16]` is the Persian calendar of Excel: the cell stays a date. */
export function stylesXml({ calendar }: SheetLook): string {
  const day = calendar === 'persian' ? '[$-fa-IR,16]yyyy/mm/dd;@' : 'yyyy-mm-dd'
  const formats = [
    [164, day],
    [165, calendar === 'persian' ? '[$-fa-IR,16]yyyy/mm/dd hh:mm:ss;@' : 'yyyy-mm-dd hh:mm:ss'],
    [166, '[h]:mm:ss'],
  ]
    .map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`)
    .join('')
  const cell = (format: number, font = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`
  return (
    `${DECLARATION}<styleSheet xmlns="${MAIN}"><numFmts count="3">${formats}</numFmts>` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="6">${cell(0)}${cell(49, 1)}${cell(164)}${cell(165)}${cell(166)}${cell(49)}</cellXfs>` +
    '</styleSheet>'
  )
}
