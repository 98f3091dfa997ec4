/** What a document calls its first process, without reading it whole: for the list, which has no BPMN library. */
export function processOf(xml: string): { key: string; name: string } | null {
  const tag = /<(?:[\w-]+:)?process\b[^>]*>/.exec(xml)?.[0]
  const attribute = (name: string): string =>
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
      .exec(tag ?? '')
      ?.slice(1)
      .find(Boolean) ?? ''
  const key = attribute('id')
  return key === '' ? null : { key, name: plain(attribute('name')) }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16))
    )
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
