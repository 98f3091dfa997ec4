import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { maskWhole, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

/** What browsers and servers take without trouble. */
const LENGTH = 2_000

/** Only http and https: a link that runs a script when it is clicked is no address. A bare domain gets https. */
function parse(value: Json): Parsed {
  if (typeof value !== 'string') return { code: 'E_INVALID_URL' }
  const text = value.trim()
  if (text === '') return { value: null }
  if (text.length > LENGTH) return { code: 'E_TEXT_TOO_LONG', params: { max: LENGTH } }
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d+(?:\/|$)/.test(text)
  const address = whole ? text : `https://${text}`
  if (/[\s\p{Cc}]/u.test(address) || !URL.canParse(address)) return { code: 'E_INVALID_URL' }
  const { protocol, hostname, username, password } = new URL(address)
  const safe = protocol === 'http:' || protocol === 'https:'
  const plain = username === '' && password === ''
  const host = hostname === 'localhost' || hostname.includes('.') || hostname.startsWith('[')
  return safe && plain && host ? { value: address } : { code: 'E_INVALID_URL' }
}

/** An address on the web. */
export const urlType: FieldType<'url'> = {
  name: 'url',
  settings: [],
  becomes: ['text', 'long_text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: false,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask: maskWhole,
}
