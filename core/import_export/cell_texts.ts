import { isNumeric, readAs } from '#core/metadata/field_types/shapes'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type {
  EffectiveMetadata,
  EntityDefinition,
  FieldDefinition,
  Language,
  LocalizedText,
} from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import type { Actor } from '#core/security/types'

export interface ExportColumn {
  path: string
  header: string
  /** The field at the end of the path; null where it leads nowhere. */
  field: FieldDefinition | null
  /** The value as text, and whether it is a number (which no spreadsheet takes for a formula). */
  text(value: RecordValue | undefined): { text: string; number: boolean }
}

export const labelOf = (label: LocalizedText, language: Language) => label[language] ?? label.en

const SYSTEM_COLUMNS: Record<string, FieldDefinition> = {
  id: { type: 'integer', label: { en: 'ID', fa: 'شناسه', az: 'ID' } },
  version: { type: 'integer', label: { en: 'Version', fa: 'نگارش', az: 'Versiya' } },
  created_at: {
    type: 'datetime',
    label: { en: 'Created at', fa: 'زمان ایجاد', az: 'Yaradılma vaxtı' },
  },
  updated_at: {
    type: 'datetime',
    label: { en: 'Changed at', fa: 'زمان تغییر', az: 'Dəyişmə vaxtı' },
  },
  owner_id: { type: 'lookup', target: 'user', label: { en: 'Owner', fa: 'مالک', az: 'Sahibi' } },
  unit_id: { type: 'lookup', target: 'unit', label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' } },
  created_by: {
    type: 'lookup',
    target: 'user',
    label: { en: 'Created by', fa: 'ایجادکننده', az: 'Yaradan' },
  },
  updated_by: {
    type: 'lookup',
    target: 'user',
    label: { en: 'Changed by', fa: 'تغییردهنده', az: 'Dəyişən' },
  },
}

/** The fields that a path walks over; empty where it leads nowhere. */
function walk(
  path: string,
  entity: EntityDefinition,
  metadata: EffectiveMetadata
): FieldDefinition[] {
  const fields: FieldDefinition[] = []
  let at: EntityDefinition | undefined = entity
  for (const name of path.split('.')) {
    const field: FieldDefinition | undefined = at?.fields[name] ?? SYSTEM_COLUMNS[name]
    if (!field) return []
    fields.push(field)
    at = field.type === 'lookup' ? metadata.entity.get(field.target) : undefined
  }
  return fields
}

/** `YYYY-MM-DD HH:mm:ss` in the reader's zone and calendar, Latin digits: spreadsheets sort it. */
function instantFormat(actor: Actor): (iso: string) => string {
  const calendar = actor.calendar === 'persian' ? 'persian' : 'gregory'
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone: actor.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return (iso) => {
    const parts = new Map(
      format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value])
    )
    const of = (part: Intl.DateTimeFormatPartTypes) => parts.get(part) ?? ''
    return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')}`
  }
}

/**
 * Columns of an export: headers and values as people read them (labels in their language, times in their zone and calendar),
 * or raw as the API has them.
 */
export function exportColumns(
  paths: readonly string[],
  entity: EntityDefinition,
  metadata: EffectiveMetadata,
  fieldTypes: FieldTypes,
  actor: Actor,
  values: 'labels' | 'raw'
): ExportColumn[] {
  const instant = instantFormat(actor)
  return paths.map((path) => {
    const fields = walk(path, entity, metadata)
    const field = fields.at(-1)
    if (values === 'raw' || !field) {
      return { path, header: path, field: field ?? null, text: rawText }
    }
    const header = fields.map(({ label }) => labelOf(label, actor.language)).join(' › ')
    return { path, header, field, text: labelText(field, metadata, fieldTypes, actor, instant) }
  })
}

function rawText(value: RecordValue | undefined): { text: string; number: boolean } {
  if (value === null || value === undefined) return { text: '', number: false }
  if (typeof value !== 'object') return { text: String(value), number: typeof value === 'number' }
  if (!Array.isArray(value) && 'id' in value) return { text: String(value.id), number: true }
  return { text: JSON.stringify(value), number: false }
}

function labelText(
  field: FieldDefinition,
  metadata: EffectiveMetadata,
  fieldTypes: FieldTypes,
  actor: Actor,
  instant: (iso: string) => string
): ExportColumn['text'] {
  const type = fieldTypes.get(field.type)
  const number = isNumeric(field)
  const options =
    field.type === 'choice' || field.type === 'multi_choice'
      ? metadata.choice_list.get(field.choices)?.options
      : null
  const choiceText = (value: string) => {
    const option = options?.[value]
    return option ? labelOf(option.label, actor.language) : value
  }
  return (value) => {
    if (value === null || value === undefined) return { text: '', number: false }
    if (options && typeof value === 'string') return { text: choiceText(value), number: false }
    if (options && Array.isArray(value)) {
      return { text: value.map((item) => choiceText(String(item))).join(', '), number: false }
    }
    if (readAs(field).type === 'datetime' && typeof value === 'string' && /^\d{4}-/.test(value)) {
      return { text: instant(value), number: false }
    }
    const text = type.toText(value, field)
    return { text, number: number && /^-?[\d.]+$/.test(text) }
  }
}
