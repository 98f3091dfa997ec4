/** Tags of the rich text that a form shows to its reader. */
export const ALLOWED_TAGS: ReadonlySet<string> = new Set([
  ...['p', 'br', 'hr', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
  ...['strong', 'b', 'em', 'i', 'u', 's', 'sub', 'sup', 'mark', 'a', 'span'],
])
const ALLOWED_ATTRIBUTES: ReadonlySet<string> = new Set(['href', 'dir'])

export function isAllowedLink(address: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(address)
}

/**
 * The first thing in a form's rich text that is not kept: a tag, an attribute or a link; null where all is well. Refusing at the door
 * tells the writer what a silent clean-up would hide; what is shown is built from allowed tags alone in any case.
 */
export function unsafeHtml(html: string): string | null {
  for (const [, tag = '', attributes = ''] of html.matchAll(/<\/?\s*([a-zA-Z!?][\w:-]*)([^>]*)/g)) {
    if (!ALLOWED_TAGS.has(tag.toLowerCase())) return tag
    for (const [, name = '', quoted] of attributes.matchAll(
      /([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/g
    )) {
      if (!ALLOWED_ATTRIBUTES.has(name.toLowerCase())) return name
      const value = (quoted ?? '').replace(/^["']|["']$/g, '')
      if (name.toLowerCase() === 'href' && !isAllowedLink(value)) return value
    }
  }
  return null
}
