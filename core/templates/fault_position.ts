import type { TemplateFault } from '#core/templates/types'

/**
 * Where Handlebars' parser stopped, from its message: the only thing it gives. The parser draws the text before the fault
 * without its line ends and a caret below; a block closed by another name ends with ` - line:column`.
 */
export function faultOfParser(message: string, source: string): TemplateFault {
  const closed = /^(\S+) doesn't match (\S+) - (\d+):(\d+)$/.exec(message)
  if (closed) {
    const [, open = '', close = '', line, column] = closed
    return {
      code: 'E_TEMPLATE_BLOCK_END',
      line: Number(line),
      column: Number(column) + 1,
      params: { open, close },
    }
  }
  const [head = '', drawn = '', caret = ''] = message.split('\n')
  const line = Number(/on line (\d+)/.exec(head)?.[1] ?? 1)
  const before = drawn.slice(0, caret.indexOf('^')).replace(/^\.\.\./, '')
  return { code: 'E_TEMPLATE_SYNTAX', ...placeBehind(before, line, source) }
}

/** Line and column behind a text that stands in the source at or before a line, its line ends left out. */
function placeBehind(before: string, line: number, source: string) {
  const flat: number[] = []
  for (let index = 0; index < source.length; index++) if (source[index] !== '\n') flat.push(index)
  const text = source.replaceAll('\n', '')
  const lineStart = source
    .split('\n')
    .slice(0, line - 1)
    .join('').length
  const found = text.indexOf(before, Math.max(0, lineStart - before.length))
  if (before === '' || found < 0) return { line, column: 1 }
  const at = flat[found + before.length] ?? source.length
  const lines = source.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
