const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16))
    )
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** Names of the elements of a document by their ids, without reading it whole: lists have no BPMN library. Pure. */
export function namesIn(xml: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const [tag] of xml.matchAll(/<[\w:.-]+\s[^<>]*>/g)) {
    const id = /\sid\s*=\s*"([^"]*)"/.exec(tag)?.[1]
    const name = /\sname\s*=\s*"([^"]*)"/.exec(tag)?.[1]
    if (id && name) names.set(id, plain(name).replaceAll(/\s+/g, ' ').trim())
  }
  return names
}
