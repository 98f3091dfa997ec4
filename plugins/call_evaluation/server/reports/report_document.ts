import { formatDay, formatInstant, type Reader } from '#core/i18n/dates'
import { directionOf, type PrintDocument } from '#core/printing/page'
import { escapeHtml } from '#core/templates/compile'
import { numberText } from '#core/templates/formats'
import type { SheetCell } from '#core/import_export/sheet/sheet_xml'
import type { ColumnKind, ReportCell, ReportTable } from './report_tables.js'

/** A report on paper and as cells of a workbook. Pure. */

const BARS: ReadonlySet<ColumnKind> = new Set(['percent', 'share'])

function cellText(cell: ReportCell, kind: ColumnKind, reader: Reader): string {
  if (cell === null || cell === '') return '–'
  if (typeof cell === 'string') return kind === 'day' ? formatDay(reader, cell) : cell
  const { language } = reader
  switch (kind) {
    case 'share':
      return `${numberText(Math.round(cell * 1000) / 10, language, 1)} %`
    case 'percent':
      return numberText(cell, language, 1)
    case 'points':
      return `${cell > 0 ? '+' : ''}${numberText(cell, language, 1)}`
    case 'number':
      return numberText(cell, language, 2)
    default:
      return numberText(cell, language)
  }
}

/** How long a bar under a figure is, of 0–100; null for figures without one. */
function barOf(cell: ReportCell, kind: ColumnKind): number | null {
  if (typeof cell !== 'number' || !BARS.has(kind)) return null
  return Math.min(100, Math.max(0, kind === 'share' ? cell * 100 : cell))
}

function cellHtml(cell: ReportCell, kind: ColumnKind, reader: Reader): string {
  const written = `<bdi>${escapeHtml(cellText(cell, kind, reader))}</bdi>`
  if (kind === 'text' || kind === 'day') return `<td>${written}</td>`
  const bar = barOf(cell, kind)
  const drawn =
    bar === null
      ? ''
      : `<div style="height:1mm;background:#e4e4e7"><div style="height:1mm;background:#0f766e;width:${bar.toFixed(1)}%"></div></div>`
  return `<td class="number">${written}${drawn}</td>`
}

export function reportDocument(
  title: string,
  note: string,
  { columns, rows }: ReportTable,
  reader: Reader,
  by: { name: string; at: Date }
): PrintDocument {
  const isText = (kind: ColumnKind) => kind === 'text' || kind === 'day'
  const heads = columns.map(
    ({ header, kind }) =>
      `<th scope="col"${isText(kind) ? '' : ' class="number"'}>${escapeHtml(header)}</th>`
  )
  const lines = rows.map(
    (row) =>
      `<tr>${row.map((cell, at) => cellHtml(cell, columns[at]?.kind ?? 'text', reader)).join('')}</tr>`
  )
  const at = escapeHtml(formatInstant(reader, by.at))
  const html =
    `<div${columns.length > 6 ? ' class="wide"' : ''}><header class="doc-head"><div><h1>${escapeHtml(title)}</h1>` +
    `<div class="doc-note">${escapeHtml(note)}</div></div><div class="doc-meta">${escapeHtml(by.name)} · <bdi>${at}</bdi></div></header>` +
    `<table class="list"><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`
  const { language } = reader
  return { title, html, language, dir: directionOf(language), unreadable: [], cut: false }
}

/** Figures stay numbers, so that a spreadsheet counts on with them; shares become percent. */
export function sheetCells(row: readonly ReportCell[], kinds: readonly ColumnKind[]): SheetCell[] {
  return row.map((cell, at): SheetCell => {
    const kind = kinds[at] ?? 'text'
    if (cell === null) return null
    if (typeof cell === 'string') {
      return kind === 'day' ? { kind: 'date', day: cell } : { kind: 'text', text: cell }
    }
    const scaled = kind === 'share' ? cell * 100 : cell
    return { kind: 'number', value: Math.round(scaled * 100) / 100 }
  })
}
