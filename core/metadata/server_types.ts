import sanitizeHtml from 'sanitize-html'
import type { FieldType } from '#core/metadata/field_type'
import { RICH_TAGS, richTextType } from '#core/metadata/field_types/rich_text_type'
import type { Json } from '#core/metadata/types'

/**
 * Formatted text as it may be stored: the tags of `RICH_TAGS`, no attribute but the address of a link, which opens elsewhere and
 * tells the other side nothing. Scripts, styles, frames and pictures go with what is in them.
 */
export function sanitiseRichText(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...RICH_TAGS],
    allowedAttributes: { a: ['href', 'rel', 'target'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nestingLimit: 30,
    transformTags: {
      b: 'strong',
      i: 'em',
      del: 's',
      div: 'p',
      h5: 'h4',
      h6: 'h4',
      a: (tagName, { href }) => ({
        tagName,
        attribs: {
          ...(href === undefined ? {} : { href }),
          rel: 'noopener noreferrer nofollow',
          target: '_blank',
        },
      }),
    },
  }).trim()
}

const clean = (value: Json): Json => (typeof value === 'string' ? sanitiseRichText(value) : value)

/** Field types of which the server does more than the browser: what is stored has been sanitised here and nowhere else. */
export const SERVER_TYPES: readonly FieldType[] = [
  {
    ...richTextType,
    parse: (value, field) => richTextType.parse(clean(value), field),
    fromText(text, field) {
      const read = richTextType.fromText(text, field)
      return 'value' in read ? richTextType.parse(clean(read.value) ?? '', field) : read
    },
  } satisfies FieldType<'rich_text'> as FieldType,
]
