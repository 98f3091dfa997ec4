import type { FieldDefinition } from '#core/metadata/types'

/** Stars unless the field says otherwise. */
const RATING_MAX = 5

/** Between what a number or rating lies; 0 to 100 and 1 to 5 where the field does not say. */
export function ratingBounds(definition: FieldDefinition): { min: number; max: number } {
  const type: string = definition.type
  const { min, max } = definition as { min?: number; max?: number }
  if (type === 'rating') return { min: 1, max: max ?? RATING_MAX }
  return { min: min ?? 0, max: max ?? 100 }
}
