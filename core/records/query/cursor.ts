/**
 * Cursors of keyset paging: the sort keys of the last row seen. They are opaque to clients and checked on return: a forged
 * one can only ask for another place in the same, authorised list.
 */
import { E_BAD_QUERY } from '#core/errors/errors'
import type { JsonPrimitive } from '#core/metadata/types'

export type KeyKind = 'text' | 'number'

function invalid(): never {
  throw new E_BAD_QUERY({ reason: 'E_QUERY_CURSOR' }, [{ path: 'after', code: 'E_QUERY_CURSOR' }])
}

/** `order` names the order the keys belong to; instants are given as ISO texts. */
export function encodeCursor(order: string, keys: readonly JsonPrimitive[]): string {
  return Buffer.from(JSON.stringify([order, ...keys])).toString('base64url')
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return invalid()
  }
}

/** The keys of a cursor made for the same order; `checkKeys` follows. Throws E_BAD_QUERY for any other text. */
export function decodeCursor(cursor: string, order: string): JsonPrimitive[] {
  const parts = read(cursor)
  if (!Array.isArray(parts) || parts.length > 8 || parts[0] !== order) return invalid()
  const keys: unknown[] = parts.slice(1)
  for (const key of keys) if (typeof key === 'object' && key !== null) return invalid()
  return keys as JsonPrimitive[]
}

/** Throws E_BAD_QUERY unless every key is null or of its column's kind. */
export function checkKeys(keys: readonly JsonPrimitive[], kinds: readonly KeyKind[]): void {
  if (keys.length !== kinds.length) invalid()
  kinds.forEach((kind, index) => {
    const key = keys[index]
    if (key === null) return
    const isText = typeof key === 'string'
    if (isText !== (kind === 'text')) invalid()
  })
}
