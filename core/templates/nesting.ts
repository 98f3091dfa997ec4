/**
 * Where a source nests deeper than allowed, found before it is parsed: Handlebars' parser takes minutes over thousands of
 * nested parentheses. Looks at braces, parentheses and quotes only. Pure; one pass.
 */
export function tooDeepAt(source: string, limit: number): { line: number; column: number } | null {
  let blocks = 0
  for (let at = source.indexOf('{{'); at >= 0;) {
    const kind = /^\{\{[{~]*([#/])?/.exec(source.slice(at, at + 8))?.[1]
    if (kind === '#') blocks += 1
    else if (kind === '/') blocks = Math.max(0, blocks - 1)
    const { deepest, end } = parenthesesFrom(source, at + 2)
    if (blocks > limit || deepest > limit) return placeOf(source, at)
    at = source.indexOf('{{', end)
  }
  return null
}

/** How deep parentheses nest up to the end of a mustache; those in texts do not count. */
function parenthesesFrom(source: string, start: number): { deepest: number; end: number } {
  let open = 0
  let deepest = 0
  let quote: string | null = null
  let at = start
  for (; at < source.length; at++) {
    const letter = source[at] ?? ''
    if (quote !== null) {
      if (letter === quote && source[at - 1] !== '\\') quote = null
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '}') break
    else if (letter === '(') deepest = Math.max(deepest, ++open)
    else if (letter === ')') open -= 1
  }
  return { deepest, end: at }
}

function placeOf(source: string, at: number): { line: number; column: number } {
  const lines = source.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
