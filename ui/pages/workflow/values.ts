import type { Json } from '#core/metadata/types'
import type { Values } from '#core/workflow/kernel/types'

/** Values by name as JSON; null for what is none. Nothing typed is no values. Pure. */
export function readValues(text: string): Values | null {
  if (text.trim() === '') return {}
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
