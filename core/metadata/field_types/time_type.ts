import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { setting } from '#core/metadata/field_types/settings'
import { maskWhole, NUMBER_OPERATORS, plainColumn, textOf } from '#core/metadata/field_types/shared'

/** `9:05`, `09:05`, `21:05:30`, `9:05 pm`. */
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm|ق\.?ظ\.?|ب\.?ظ\.?)?$/

function parse(value: Json, field: FieldOf<'time'>): Parsed {
  if (typeof value !== 'string') return { code: 'E_INVALID_TIME' }
  const text = foldWord(value)
  if (text === '') return { value: null }
  const match = CLOCK.exec(text)
  if (!match) return { code: 'E_INVALID_TIME' }
  const [, hour = '', minute = '', second = '00', half] = match
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (/^[pب]/.test(half) ? 12 : 0)
  const twelve = half === undefined || (Number(hour) >= 1 && Number(hour) <= 12)
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59 || !twelve) {
    return { code: 'E_INVALID_TIME' }
  }
  const start = `${String(hours).padStart(2, '0')}:${minute}`
  return { value: field.seconds ? `${start}:${second}` : start }
}

/** A time of day without a day: `HH:MM`, with `seconds` `HH:MM:SS`. Stored as text, which sorts as the clock does. */
export const timeType: FieldType<'time'> = {
  name: 'time',
  settings: [setting('seconds', 'boolean', { changeable: false })],
  becomes: ['text'],
  columns: () => ({ '': { kind: 'string', length: 8 } }),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: true,
  parse,
  fromText: parse,
  ...plainColumn,
  toText: textOf,
  mask: maskWhole,
}
