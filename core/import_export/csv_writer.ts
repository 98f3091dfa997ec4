/** Writing CSV. Pure. */

/** A byte-order mark: Excel takes the file for UTF-8 only with it. */
export const BOM = '\uFEFF'

/**
 * A cell as CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection);
 * numbers are none. The import takes the apostrophe off again.
 */
export function csvCell(value: string, delimiter: string, isNumber = false): string {
  const guarded = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  const quoted =
    guarded.includes('"') ||
    guarded.includes(delimiter) ||
    guarded.includes('\n') ||
    guarded.includes('\r')
  return quoted ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

export function csvLine(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`
}
