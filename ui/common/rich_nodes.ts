import { RICH_TAGS } from '#core/metadata/field_types/rich_text_type'

const ALLOWED: ReadonlySet<string> = new Set(RICH_TAGS)
/** Elements whose text is no text to be read. */
const SILENT = new Set([
  'script',
  'style',
  'template',
  'iframe',
  'object',
  'svg',
  'math',
  'noscript',
])

/**
 * The nodes of a formatted text, built anew: elements of `RICH_TAGS` without attributes, links with an address of the web, of mail
 * or of a telephone, and text. The parser's document is inert: nothing in it loads or runs.
 */
export function richNodes(html: string, owner: Document): DocumentFragment {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  const fragment = owner.createDocumentFragment()
  for (const child of body.childNodes) copy(child, fragment, owner)
  return fragment
}

function copy(node: Node, into: Node, owner: Document): void {
  if (node.nodeType === Node.TEXT_NODE) {
    into.appendChild(owner.createTextNode(node.textContent ?? ''))
    return
  }
  if (!(node instanceof Element)) return
  const name = node.localName
  if (SILENT.has(name)) return
  const target = ALLOWED.has(name) ? into.appendChild(elementOf(node, name, owner)) : into
  for (const child of node.childNodes) copy(child, target, owner)
}

function elementOf(node: Element, name: string, owner: Document): HTMLElement {
  const element = owner.createElement(name)
  const address = name === 'a' ? node.getAttribute('href') : null
  if (address !== null && /^(?:https?:|mailto:|tel:)/i.test(address)) {
    element.setAttribute('href', address)
    element.setAttribute('rel', 'noopener noreferrer nofollow')
    element.setAttribute('target', '_blank')
  }
  return element
}
