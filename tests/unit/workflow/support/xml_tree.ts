import { Parser } from 'saxen'

/** What BPMN says of an attribute that is not written. */
const DEFAULTS = new Set([
  ...['isInterrupting=true', 'cancelActivity=true', 'startQuantity=1', 'completionQuantity=1'],
  ...['isForCompensation=false', 'isCollection=false', 'testBefore=false', 'instantiate=false'],
  ...['eventGatewayType=Exclusive', 'parallelMultiple=false', 'triggeredByEvent=false'],
  ...['isSequential=false', 'behavior=All', 'isClosed=false', 'processType=None'],
  ...['expressionLanguage=http://www.w3.org/1999/XPath', 'waitForCompletion=true'],
  ...['typeLanguage=http://www.w3.org/2001/XMLSchema', 'itemKind=Information'],
  ...['gatewayDirection=Unspecified', 'messageVisibleKind=initiating', 'textFormat=text/plain'],
])

/**
 * An XML document as a tree of texts, in which prefixes, white space and the order of children and attributes do not count,
 * and neither whether a default is written or how a number is.
 */
export function canonical(xml: string): string[] {
  const lines: string[] = []
  const prefixes: { [prefix: string]: string }[] = [{ xml: 'xml' }]
  const path: { name: string; text: string; attributes: string[] }[] = []
  const parser = new Parser()
  const resolve = (name: string, element: boolean): string => {
    const [prefix, local] = name.includes(':') ? name.split(':') : ['', name]
    const uri = prefixes.at(-1)?.[prefix ?? '']
    return uri === undefined || (prefix === '' && !element) ? (local ?? '') : `{${uri}}${local}`
  }
  parser.on(
    'openTag',
    (
      name: string,
      attributes: () => { [name: string]: string },
      decode: (text: string) => string
    ) => {
      const own = { ...prefixes.at(-1) }
      const all = Object.entries(attributes()).map(([key, value]) => [key, decode(value)] as const)
      for (const [key, value] of all) {
        if (key === 'xmlns') own[''] = value
        if (key.startsWith('xmlns:')) own[key.slice(6)] = value
      }
      prefixes.push(own)
      const written = all
        .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
        .map(([key, value]) => {
          const type = key.endsWith(':type') && value.includes(':') ? value.split(':')[1] : value
          const number = /^-?\d+\.\d+$/.test(type ?? '') ? String(Number(type)) : type
          return `${resolve(key, false)}=${number}`
        })
        .filter((attribute) => !DEFAULTS.has(attribute) && !/type=Point$/.test(attribute))
      path.push({ name: resolve(name, true), text: '', attributes: written.sort() })
    }
  )
  const text = (value: string, decode: (text: string) => string) => {
    const last = path.at(-1)
    if (last) last.text += decode(value)
  }
  parser.on('text', text)
  parser.on('cdata', (value: string) => text(value, (same) => same))
  parser.on('closeTag', () => {
    const { attributes, text: own } = path.at(-1) ?? { attributes: [], text: '' }
    const place = path.map(
      ({ name, attributes: all }) => `${name}[${all.find((one) => one.startsWith('id=')) ?? ''}]`
    )
    lines.push(`${place.join('/')} ${attributes.join(' ')} ${own.trim().replace(/\s+/g, ' ')}`)
    path.pop()
    prefixes.pop()
  })
  const fault = parser.parse(xml)
  if (fault instanceof Error) throw fault
  return lines.sort()
}
