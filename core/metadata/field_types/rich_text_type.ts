import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { fold } from '#core/records/folding'
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import { foldLetters } from '#core/metadata/field_types/text_folding'
import { setting } from '#core/metadata/field_types/settings'
import { boundOf, maskWhole, primitiveOf } from '#core/metadata/field_types/shared'

/** Characters of HTML. Pictures are files of their own, never inside the text. */
const DEFAULT_LENGTH = 200_000

/** What a formatted text may hold; the same list for the server's sanitiser and for the browser's reader. */
export const RICH_TAGS = [
  ...['p', 'br', 'strong', 'em', 'u', 's', 'code', 'pre', 'blockquote', 'hr'],
  ...['h1', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'a'],
] as const

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }
const BLOCK_ENDS = /<(?:br|hr|\/p|\/li|\/h[1-6]|\/blockquote|\/pre)\b[^>]*>/gi

/** The words of a formatted text, a line a block: what is searched, exported and shown in a list. Input is sanitised HTML. */
export function plainTextOf(html: string): string {
  return html
    .replace(BLOCK_ENDS, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d{1,7});/g, (_, code: string) => character(Number(code)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&([a-z]+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** Plain text as HTML: paragraphs at empty lines, breaks at the others. */
export function htmlOfText(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('')
}

function parse(value: Json, field: FieldOf<'rich_text'>): Parsed {
  if (typeof value !== 'string') return { code: 'E_WRONG_TYPE' }
  const html = foldLetters(value).replace(/\r\n?/g, '\n').trim()
  /** An editor that was emptied still answers an empty paragraph. */
  if (plainTextOf(html) === '' && !/<hr\b/i.test(html)) return { value: null }
  const max = field.maxLength ?? DEFAULT_LENGTH
  return html.length > max ? { code: 'E_TEXT_TOO_LONG', params: { max } } : { value: html }
}

/**
 * Formatted text, stored as HTML. A second column holds its folded words, so that a search finds what is read and not a tag. The
 * server registers this type with a `parse` that sanitises (see `server_types.ts`); this one, which the browser has, only checks.
 */
export const richTextType: FieldType<'rich_text'> = {
  name: 'rich_text',
  settings: [setting('maxLength', 'integer', { min: 1, max: 10_000_000, preset: DEFAULT_LENGTH })],
  becomes: [],
  columns: () => ({ '': { kind: 'text' }, [FOLDED_SUFFIX]: { kind: 'text' } }),
  operators: ['contains', 'is_empty', 'is_not_empty'],
  sortable: false,
  groupable: false,
  parse,
  fromText: (text, field) =>
    parse(/^\s*<[a-z]/i.test(text) ? text : htmlOfText(text.replace(/\r\n?/g, '\n')), field),
  toDatabase(value) {
    const bound = boundOf(value)
    const words = bound === null ? null : fold(plainTextOf(String(bound)))
    return { '': bound, [FOLDED_SUFFIX]: words }
  },
  fromDatabase: (columns) => primitiveOf(columns['']),
  toText: (value) => (typeof value === 'string' ? plainTextOf(value) : ''),
  mask: maskWhole,
}
