/** A start or end of an element, or text between them. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: string; empty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

/** Longest tag or text that is kept while its end has not come: a cell holds 32,767 characters. */
const MAX_TOKEN = 1_000_000

/** The file is no XML that a spreadsheet writes. */
export class XmlFault extends Error {}

/**
 * The tokens of a spreadsheet's XML, fed chunk by chunk. Only what such files hold: no document type (hence no entities of its
 * own), no processing of names but the part behind a prefix. Pure.
 */
export class XmlTokens {
  #rest: string

  constructor() {
    this.#rest = ''
  }

  /** @throws XmlFault */
  *push(chunk: string): Generator<XmlToken> {
    const text = this.#rest + chunk
    let at = 0
    while (at < text.length) {
      const open = text.indexOf('<', at)
      if (open < 0) break
      if (open > at) yield { kind: 'text', text: decodeEntities(text.slice(at, open)) }
      at = open
      const special = text.startsWith('<!', open) || text.startsWith('<?', open)
      const ending = !special ? '>' : endingOf(text, open)
      if (ending === null) break
      const end = text.indexOf(ending, open + 1)
      if (end < 0) break
      at = end + ending.length
      if (special) {
        if (ending === ']]>') yield { kind: 'text', text: text.slice(open + 9, end) }
        continue
      }
      yield tagOf(text.slice(open + 1, end))
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > MAX_TOKEN) throw new XmlFault('token')
  }
}

/** How a comment, a CDATA section or an instruction ends; null while that cannot be told yet. */
function endingOf(text: string, open: number): string | null {
  if (text.startsWith('<?', open)) return '?>'
  if (text.startsWith('<!--', open)) return '-->'
  if (text.startsWith('<![CDATA[', open)) return ']]>'
  if (text.length - open >= 9) throw new XmlFault('doctype')
  return null
}

function tagOf(content: string): XmlToken {
  if (content.startsWith('/')) return { kind: 'close', name: localName(content.slice(1).trim()) }
  const empty = content.endsWith('/')
  const inner = empty ? content.slice(0, -1) : content
  const space = inner.search(/\s/)
  const name = localName(space < 0 ? inner : inner.slice(0, space))
  return { kind: 'open', name, attributes: space < 0 ? '' : inner.slice(space), empty }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The value of an attribute by its name without prefix. */
export function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`[\\s:]${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2]
  return value === undefined ? null : decodeEntities(value)
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
