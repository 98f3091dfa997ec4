import type { Language } from '#core/metadata/types'
import { escapeHtml } from '#core/templates/compile'

/** A document for paper: its body is HTML that is safe to show; `title` is text. */
export interface PrintDocument {
  title: string
  html: string
  language: Language
  dir: 'rtl' | 'ltr'
  /** Paths that the reader may not see: written empty. */
  unreadable: string[]
  /** Rows were left out, because there are more than fit a print. */
  cut: boolean
}

/** How documents look on A4. One sheet for the preview, the printer and the PDF. */
const STYLE = `
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; color: #666 } }
@page wide { size: A4 landscape }
* { box-sizing: border-box }
html { font: 10pt/1.55 Vazirmatn, 'Segoe UI', Tahoma, sans-serif; color: #18181b; background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { margin: 0 }
.wide { page: wide }
h1 { font-size: 16pt; line-height: 1.3; margin: 0 0 2mm } h2 { font-size: 11.5pt; margin: 6mm 0 2mm; break-after: avoid }
h3 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid } p { margin: 0 0 2mm }
table { width: 100%; border-collapse: collapse } thead { display: table-header-group } tr { break-inside: avoid }
th, td { padding: 1.4mm 2mm; text-align: start; vertical-align: top; border-bottom: 0.2mm solid #d4d4d8; overflow-wrap: anywhere }
thead th { border-bottom: 0.4mm solid #52525b; font-weight: 600; white-space: nowrap }
.facts th { width: 32%; font-weight: 400; color: #52525b } .number { text-align: end; font-variant-numeric: tabular-nums }
.doc-head { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; border-bottom: 0.6mm solid #0f766e; padding-bottom: 2mm; margin-bottom: 4mm }
.doc-meta { font-size: 8pt; color: #52525b; white-space: nowrap } .doc-note { font-size: 8.5pt; color: #52525b }
.list td, .list th { font-size: 8.5pt }
img { max-width: 100% }
`

/** Page numbers with the digits of the text. */
const PERSIAN_PAGES =
  '@page { @bottom-center { content: counter(page, persian) " / " counter(pages, persian) } }'

/** The whole page. `fonts` are `@font-face` rules: nothing is fetched from elsewhere. */
export function printPage(document: PrintDocument, fonts: string): string {
  const { title, html, language, dir } = document
  return (
    `<!doctype html><html lang="${language}" dir="${dir}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data: 'self'">` +
    `<title>${escapeHtml(title)}</title><style>${fonts}${STYLE}${language === 'fa' ? PERSIAN_PAGES : ''}</style></head><body>${html}</body></html>`
  )
}

export const directionOf = (language: Language): 'rtl' | 'ltr' =>
  language === 'fa' ? 'rtl' : 'ltr'
