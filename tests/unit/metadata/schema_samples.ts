import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldDefinition, FieldTypeName, Json } from '#core/metadata/types'
import { label } from '#tests/unit/metadata/definitions'

/** A field of each type that holds values, with values that it takes: small ones, so that they fit whatever it becomes. */
export const SAMPLES: Record<string, { settings: Record<string, Json>; values: Json[] }> = {
  text: { settings: { maxLength: 40 }, values: ['École', 'علی‌رضا', 'a_b%c'] },
  long_text: { settings: {}, values: ['two\nlines', 'پیوند'] },
  integer: { settings: {}, values: [0, 7, -12] },
  decimal: { settings: { scale: 2 }, values: [1.5, -3, 120.25] },
  money: { settings: { currency: 'EUR' }, values: [12, 0.5] },
  boolean: { settings: {}, values: [true, false] },
  date: { settings: {}, values: ['2026-01-02', '1999-12-31'] },
  datetime: { settings: {}, values: ['2026-01-02T03:04:05.006Z'] },
  duration: { settings: {}, values: [0, 65] },
  choice: { settings: { choices: 'x_state' }, values: ['open', 'done'] },
  lookup: { settings: { target: 'x_thing' }, values: [1, 2] },
  regarding: { settings: { targets: ['x_thing'] }, values: [{ entity: 'x_thing', id: 2 }] },
  phone: { settings: {}, values: ['+989121234567'] },
  email: { settings: {}, values: ['sara@example.com'] },
  autonumber: { settings: { format: 'T-{seq:4}' }, values: ['T-0001', 'T-0002'] },
  file: { settings: {}, values: [3] },
  image: { settings: {}, values: [4, 5] },
  rich_text: { settings: {}, values: ['<p>text</p>'] },
  percent: { settings: { scale: 1 }, values: [12.5, 0] },
  rating: { settings: { max: 5 }, values: [1, 5] },
  time: { settings: {}, values: ['09:05', '23:59'] },
  url: { settings: {}, values: ['https://example.com/a'] },
  national_id: { settings: {}, values: ['0084575948'] },
  iban: { settings: {}, values: ['IR580540105180021273113007', 'DE89370400440532013000'] },
  bank_card: { settings: {}, values: ['4111111111111111'] },
  multi_choice: { settings: { choices: 'x_state' }, values: [['open'], ['done', 'open']] },
  many_to_many: { settings: { target: 'x_thing' }, values: [[1], [1, 3]] },
  formula: { settings: { expression: '1', result: 'number', scale: 3 }, values: [1.125, 2] },
  rollup: { settings: { relation: 'things', function: 'count' }, values: [0, 4] },
  json: { settings: {}, values: [{ a: [1, 'x'] }, [1, 2]] },
}

const TEXTS = new Set(['text', 'email', 'phone', 'autonumber', 'url', 'national_id', 'iban'])
const UNIQUE = new Set(['text', 'integer', 'email', 'iban', 'date'])

/** Ways in which one type is declared: plain, searched, indexed, unique. */
function variants(type: FieldTypeName, settings: Record<string, Json>): FieldDefinition[] {
  const plain = { type, label, ...settings } as FieldDefinition
  const all: FieldDefinition[] = [plain, { ...plain, indexed: true }]
  if (TEXTS.has(type)) all.push({ ...plain, searchable: true })
  if (UNIQUE.has(type)) all.push({ ...plain, unique: true })
  return all
}

/** The definitions that a field of this kind may begin with, and those that it may have afterwards. */
export function definitionsOf(kind: string, types: FieldTypes) {
  const own = (type: string) =>
    variants(type as FieldTypeName, SAMPLES[type]?.settings ?? {}).filter(
      ({ unique }) => unique !== true || type === kind
    )
  return {
    /** Unique from the beginning would refuse the rows themselves. */
    first: own(kind).filter(({ unique }) => unique !== true),
    then: (old: FieldDefinition) => [
      ...own(kind),
      ...types.get(old.type).becomes.flatMap((type) => own(type)),
    ],
  }
}

/** Whether a value of the old definition and the one read by the new say the same. */
export function meansTheSame(old: Json, now: Json): boolean {
  if (old === null) return now === null || (Array.isArray(now) && now.length === 0)
  if (now === null) return false
  if (typeof now === 'object' && !Array.isArray(now) && 'id' in now) {
    return String(now.id) === String(typeof old === 'object' && 'id' in old ? old.id : old)
  }
  if (Array.isArray(now) && !Array.isArray(old)) return now.length === 1 && now[0] === old
  if (typeof now === 'number') return now === Number(old)
  if (typeof now === 'string' && typeof old === 'string' && now.includes('T00:00:00.000Z')) {
    return now.slice(0, 10) === old.slice(0, 10)
  }
  if (typeof now === 'string') return now === String(old)
  return JSON.stringify(now) === JSON.stringify(old)
}
