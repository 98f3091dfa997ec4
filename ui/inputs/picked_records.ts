import type { Json } from '#core/metadata/types'

export interface PickedRecord {
  id: number
  label: string
}

/** The records of a many-to-many value: references as they are read, or bare ids as they are written. */
export function pickedRecords(value: Json | undefined): PickedRecord[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one) => {
    if (typeof one === 'number') return [{ id: one, label: `#${one}` }]
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const { id, label } = one
    if (typeof id !== 'number') return []
    return [{ id, label: typeof label === 'string' && label !== '' ? label : `#${id}` }]
  })
}
