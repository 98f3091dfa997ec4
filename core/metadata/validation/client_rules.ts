import { CLIENT_PREFIX, type ClientChange, type DefinitionIssue } from '#core/metadata/types'
import { DEFINITION_KINDS, isObject, type DefinitionMaps } from '#core/metadata/layers/types'
import { isName } from '#core/metadata/validation/names'

/** Properties that say what something is: a client refines definitions, it does not turn them into others. */
const PERMANENT = new Set(['name', 'origin', 'table'])
const PREFIXED: Record<string, readonly string[]> = {
  entity: ['fields', 'indexes', 'summaries'],
  choice_list: ['options'],
  form: ['elements'],
}
/** By container: what an item of the base layer is and stays. */
const PERMANENT_IN_ITEMS: Record<string, readonly string[]> = {
  fields: ['type', 'target', 'inverse'],
  elements: ['kind', 'field'],
}
const MAX_DEPTH = 8
const MAX_BYTES = 100_000

/**
 * Rules for what may be made in the browser: new names carry the client's prefix, permanent properties stay, a base field
 * keeps its type. Looks at the changes alone; the merged result is checked by `validate`.
 */
export function validateChanges(
  base: DefinitionMaps,
  changes: readonly ClientChange[]
): DefinitionIssue[] {
  return changes.flatMap((change) => {
    const { kind, name, path } = change
    const code = faultOf(base, change)
    return code ? [{ code, kind, name, path: Array.isArray(path) ? path.join('.') : '' }] : []
  })
}

function faultOf(base: DefinitionMaps, change: ClientChange): string | null {
  const { kind, name, path, value } = change
  if (!DEFINITION_KINDS.includes(kind) || typeof name !== 'string') return 'E_UNKNOWN_DEFINITION'
  if (!Array.isArray(path) || path.length > MAX_DEPTH || !path.every(isSegment)) return 'E_PATH'
  if (value === undefined || JSON.stringify(value).length > MAX_BYTES) return 'E_WRONG_TYPE'
  const own = base[kind].get(name)
  if (own === undefined && !isClientName(name)) return 'E_CLIENT_PREFIX'
  if (own === undefined && !ownsTable(change)) return 'E_CLIENT_PREFIX'
  if (path.length === 0) {
    if (own !== undefined) return 'E_PERMANENT'
    return isObject(value) || value === null ? null : 'E_WRONG_TYPE'
  }
  if (PERMANENT.has(path[0] ?? '') && own !== undefined) return 'E_PERMANENT'
  return itemFault(kind, own as object | undefined, change)
}

/**
 * Whether the table that a client's entity names, if it names one, is a client's: the system's own tables (sessions, the audit)
 * are no entity's, and nobody may put one over them.
 */
function ownsTable({ kind, path, value }: ClientChange): boolean {
  if (kind !== 'entity') return true
  const [first] = path
  const table = first === undefined ? isObject(value) && value.table : first === 'table' && value
  return table === false || table === undefined || table === null || isClientTable(table)
}

const isClientTable = (table: unknown): boolean => typeof table === 'string' && isClientName(table)

/** Faults inside maps of items: a field, an option, an element. */
function itemFault(kind: string, own: object | undefined, { path }: ClientChange): string | null {
  const [container = '', item = '', property] = path
  if (!PREFIXED[kind]?.includes(container)) return null
  if (path.length === 1) return 'E_PERMANENT'
  const items = own ? (own as Record<string, unknown>)[container] : undefined
  const inBase = isObject(items) && Object.hasOwn(items, item)
  if (!inBase) return isClientName(item) ? null : 'E_CLIENT_PREFIX'
  if (property === undefined) return 'E_PERMANENT'
  return PERMANENT_IN_ITEMS[container]?.includes(property) ? 'E_PERMANENT' : null
}

function isClientName(name: string): boolean {
  return name.startsWith(CLIENT_PREFIX) && isName(name)
}

/** Any key but those that reach the prototype. */
function isSegment(segment: unknown): boolean {
  return (
    typeof segment === 'string' &&
    /^[A-Za-z0-9*][A-Za-z0-9_.*-]{0,63}$/.test(segment) &&
    !['constructor', 'prototype'].includes(segment)
  )
}

/** Names that the base layer may not use: they belong to the client. */
export function validateBaseNames(base: DefinitionMaps): DefinitionIssue[] {
  const issues: DefinitionIssue[] = []
  for (const kind of DEFINITION_KINDS) {
    for (const [name, definition] of base[kind]) {
      if (name.startsWith(CLIENT_PREFIX)) {
        issues.push({ code: 'E_PREFIX_RESERVED', kind, name, path: 'name' })
      }
      for (const container of PREFIXED[kind] ?? []) {
        const items = (definition as unknown as Record<string, unknown>)[container]
        for (const item of isObject(items) && kind !== 'choice_list' ? Object.keys(items) : []) {
          if (!item.startsWith(CLIENT_PREFIX)) continue
          issues.push({ code: 'E_PREFIX_RESERVED', kind, name, path: `${container}.${item}` })
        }
      }
    }
  }
  return issues
}
