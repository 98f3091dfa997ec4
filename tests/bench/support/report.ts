/** Prints a table with right-aligned figures. */
export function table(title: string, head: string[], rows: (string | number)[][]): void {
  const text = (value: string | number) => {
    if (typeof value === 'string') return value
    if (value >= 1000) return Math.round(value).toLocaleString('en')
    return value >= 10 ? value.toFixed(1) : value.toFixed(3)
  }
  const lines = [head, ...rows.map((row) => row.map(text))]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length))
  )
  console.log(`\n${title}`)
  for (const line of lines) {
    console.log(
      `  ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`
    )
  }
}
