/** The words of rich text, for places where it is only hinted at. Nothing of it is ever run: the parser makes an inert document. */
export function plainText(html: string): string {
  const parsed = new DOMParser().parseFromString(
    html.replace(/<\/(p|li|h\d)>|<br\s*\/?>/g, '\n'),
    'text/html'
  )
  return (parsed.body.textContent ?? '').replace(/\n{2,}/g, '\n').trim()
}
