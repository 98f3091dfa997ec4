import type { DefinitionKind } from '#core/metadata/types'
import { DEFINITION_KINDS } from '#core/metadata/layers/types'

/** A unit taken apart. */
export type Unit =
  | { section: 'definitions'; kind: DefinitionKind; name: string }
  | { section: 'settings'; plugin: string }
  | { section: 'records'; entity: string; key: string }
  | { section: 'parts'; part: string; name: string }

export const definitionUnit = (kind: string, name: string) => `definitions/${kind}/${name}`
export const settingsUnit = (plugin: string) => `settings/${plugin}`
export const recordUnit = (entity: string, key: string) =>
  `records/${entity}/${encodeURIComponent(key)}`
export const partUnit = (part: string, name: string) => `parts/${part}/${name}`

const NAME = /^[a-z][a-z0-9_]{0,63}$/

/** Null for what is no unit. */
export function parseUnit(unit: string): Unit | null {
  const [section, first = '', second = '', ...more] = unit.split('/')
  if (more.length > 0 || !NAME.test(first)) return null
  switch (section) {
    case 'definitions': {
      const kind = DEFINITION_KINDS.find((one) => one === first)
      return kind && NAME.test(second) ? { section, kind, name: second } : null
    }
    case 'settings':
      return second === '' ? { section, plugin: first } : null
    case 'records': {
      const key = decoded(second)
      return key === null || key === '' ? null : { section, entity: first, key }
    }
    case 'parts':
      return /^[a-z0-9][a-z0-9_.-]{0,99}$/.test(second)
        ? { section, part: first, name: second }
        : null
    default:
      return null
  }
}

function decoded(text: string): string | null {
  try {
    const key = decodeURIComponent(text)
    return encodeURIComponent(key) === text ? key : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
