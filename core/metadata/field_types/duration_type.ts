import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf } from '#core/metadata/types'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { parseExact } from '#core/metadata/field_types/exact_number'
import { maskWhole, NUMBER_OPERATORS, numberColumn } from '#core/metadata/field_types/shared'
import { numberSettings } from '#core/metadata/field_types/settings'

/** What four bytes hold: 68 years. */
const MAX_SECONDS = 2_147_483_647

function checked(value: number | string, field: FieldOf<'duration'>): Parsed {
  return parseExact(value, 0, {
    min: field.min ?? -MAX_SECONDS,
    max: field.max ?? MAX_SECONDS,
  })
}

/** `1:02:03`, `02:03` (minutes and seconds), or a count of seconds. */
function fromText(text: string, field: FieldOf<'duration'>): Parsed {
  const folded = foldWord(text)
  const clock = /^(-?)(?:(\d+):)?(\d{1,2}|\d+(?=:\d{2}$)):(\d{2})$/.exec(folded)
  if (!clock) return checked(folded, field)
  const [, sign, hours, minutes, seconds] = clock
  if (Number(seconds) > 59 || (hours !== undefined && Number(minutes) > 59)) {
    return { code: 'E_INVALID_DURATION' }
  }
  const total = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)
  return checked(sign === '-' ? -total : total, field)
}

/** Whole seconds. */
export const durationType: FieldType<'duration'> = {
  name: 'duration',
  settings: numberSettings(),
  becomes: ['integer', 'decimal'],
  columns: () => ({ '': { kind: 'integer' } }),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: false,
  parse(value, field) {
    if (typeof value === 'string') return fromText(value, field)
    return typeof value === 'number' ? checked(value, field) : { code: 'E_INVALID_DURATION' }
  },
  fromText,
  ...numberColumn,
  toText(value) {
    if (typeof value !== 'number') return value === null ? '' : String(value)
    const seconds = Math.abs(value)
    const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
    const clock = `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
    return value < 0 ? `-${clock}` : clock
  },
  mask: maskWhole,
}
