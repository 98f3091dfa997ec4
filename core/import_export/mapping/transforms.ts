import { foldDigits } from '#core/metadata/field_types/text_folding'
import type { FieldSource, Transform } from '#core/import_export/types'

function apply(text: string, transform: Transform): string {
  switch (transform.kind) {
    case 'prefix':
      return transform.text + text
    case 'suffix':
      return text + transform.text
    case 'pad':
      return text.padStart(Math.min(transform.length, 1_000), transform.with)
    case 'replace':
      return transform.search === '' ? text : text.replaceAll(transform.search, transform.by)
    case 'lower':
      return text.toLowerCase()
    case 'upper':
      return text.toUpperCase()
    case 'digits':
      return foldDigits(text).replace(/\D/g, '')
  }
}

/**
 * Cells that an export made safe carry an apostrophe in front of a sign that would make a spreadsheet calculate: taken off
 * again, so that what was exported is imported as it was.
 */
export function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

/** The text of a source in a row: its cells joined, then transformed. Empty when all cells are. Pure. */
export function sourceText(
  source: FieldSource,
  cells: readonly string[],
  positions: readonly number[]
): string {
  const [only] = positions
  const joined =
    positions.length === 1 && only !== undefined
      ? unguarded(cells[only] ?? '').trim()
      : positions
          .map((position) => unguarded(cells[position] ?? '').trim())
          .filter((cell) => cell !== '')
          .join(source.separator ?? ' ')
  if (joined === '') return ''
  return (source.transforms ?? []).reduce(apply, joined)
}
