/**
 * Prints one part of the page by itself: a copy in a frame with the page's own styles, in light colours. The frame goes when the
 * print dialogue is closed.
 */
export async function printPart(part: HTMLElement, title: string): Promise<void> {
  const frame = document.createElement('iframe')
  frame.setAttribute('aria-hidden', 'true')
  frame.style.cssText =
    'position:fixed;inset-inline-start:-10000px;inline-size:210mm;block-size:297mm'
  document.body.append(frame)
  const inner = frame.contentDocument
  const view = frame.contentWindow
  if (!inner || !view) return
  const { dir, lang } = document.documentElement
  Object.assign(inner.documentElement, { dir, lang, className: 'light' })
  inner.title = title
  const sheets = [...document.querySelectorAll('link[rel=stylesheet], style')].map(
    (sheet) => sheet.cloneNode(true) as HTMLElement
  )
  const loaded = sheets
    .filter((sheet) => sheet instanceof HTMLLinkElement)
    .map((sheet) => new Promise((done) => sheet.addEventListener('load', done, { once: true })))
  inner.head.append(...sheets)
  inner.body.className = 'bg-white p-6'
  inner.body.append(part.cloneNode(true))
  await Promise.all(loaded)
  await inner.fonts.ready
  view.addEventListener('afterprint', () => frame.remove(), { once: true })
  view.print()
}
