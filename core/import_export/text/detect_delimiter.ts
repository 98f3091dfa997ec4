import { DELIMITERS, type Delimiter } from '#core/import_export/types'

const LINES = 50

/** How often a delimiter stands outside quotes on each of the first lines. */
function countsOf(text: string, delimiter: string): number[] {
  const counts: number[] = []
  let quoted = false
  let count = 0
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    else if (quoted) continue
    else if (letter === delimiter) count += 1
    else if (letter === '\n') {
      counts.push(count)
      count = 0
      if (counts.length === LINES) return counts
    }
  }
  if (count > 0) counts.push(count)
  return counts
}

/**
 * The delimiter of a CSV by its beginning: the one that stands on the most lines as often as in the header; among equals the
 * one that makes more columns. A file of one column gets the comma. Pure.
 */
export function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const counts = countsOf(text, delimiter)
    const header = counts[0] ?? 0
    if (header === 0) continue
    const same = counts.filter((count) => count === header).length / counts.length
    const score = same * 1_000 + Math.min(header, 500)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}
