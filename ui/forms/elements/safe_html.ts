import { h, type VNode } from 'vue'
import { ALLOWED_TAGS, isAllowedLink } from '#core/forms/form_html'

const TEXT = 3
const ELEMENT = 1

/** Formatted text as nodes of Vue: only the tags that forms may use, nothing that could run. */
export function htmlNodes(html: string): (VNode | string)[] {
  const document = new DOMParser().parseFromString(html, 'text/html')
  return childrenOf(document.body)
}

function childrenOf(parent: Node): (VNode | string)[] {
  return [...parent.childNodes].flatMap((node): (VNode | string)[] => {
    if (node.nodeType === TEXT) return [node.textContent ?? '']
    if (node.nodeType !== ELEMENT) return []
    const element = node as Element
    const tag = element.tagName.toLowerCase()
    if (!ALLOWED_TAGS.has(tag)) return childrenOf(element)
    const target = element.getAttribute('href') ?? ''
    const link = tag === 'a' && isAllowedLink(target)
    return [
      h(
        tag,
        link ? { href: target, target: '_blank', rel: 'noopener noreferrer' } : null,
        childrenOf(element)
      ),
    ]
  })
}
