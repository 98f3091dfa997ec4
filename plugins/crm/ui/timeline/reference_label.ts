import type { Json } from '#core/metadata/types'

/** The name in a look-up's value, where there is one that may be read. */
export function labelOf(value: Json | undefined): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return typeof value.label === 'string' ? value.label : null
}
