import { localized } from '#core/i18n/catalogue'
import type { ExportColumn } from '#core/import_export/cell_texts'
import type { SheetColumn } from '#core/import_export/sheet/sheet_writer'
import type { SheetCell } from '#core/import_export/sheet/sheet_xml'
import type { EntityDefinition, FieldTypeName } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import type { Actor } from '#core/security/types'

/** Values as typed cells: a spreadsheet sorts and sums what is a number or a date there. Pure. */

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/
const NUMBERS: ReadonlySet<FieldTypeName> = new Set(['integer', 'decimal', 'money'])

/** The wall clock of an instant in a zone, always in the calendar that serial numbers count in. */
export function wallClock(timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE-u-ca-gregory-nu-latn', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  })
  return (iso) => format.format(new Date(iso)).replace(',', '')
}

export function sheetCell(
  { field, text }: ExportColumn,
  value: RecordValue | undefined,
  wall: (iso: string) => string
): SheetCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  if (typeof value === 'number' && field?.type === 'duration') {
    return { kind: 'duration', seconds: value }
  }
  if (typeof value === 'number' && (!field || NUMBERS.has(field.type))) {
    return { kind: 'number', value }
  }
  if (typeof value === 'string') {
    if (field?.type === 'date' && DAY.test(value)) return { kind: 'date', day: value }
    if (field?.type === 'datetime' && /^\d{4}-\d{2}-\d{2}T/.test(value)) {
      const at = wall(value)
      return INSTANT.test(at) ? { kind: 'datetime', wall: at } : { kind: 'text', text: value }
    }
  }
  return { kind: 'text', text: text(value).text }
}

const WIDTHS: Partial<Record<FieldTypeName, number>> = {
  long_text: 48,
  date: 12,
  datetime: 20,
  integer: 12,
  boolean: 10,
}

export function sheetColumn({ header, field }: ExportColumn): SheetColumn {
  const width = (field && WIDTHS[field.type]) ?? 22
  return { header, width: Math.min(60, Math.max(width, header.length + 2)) }
}

/** Title and look of the sheet for its reader: Persian runs from the right. */
export function sheetLook(entity: EntityDefinition, actor: Actor) {
  return {
    title: localized(entity.labelPlural, actor.language),
    look: { rightToLeft: actor.language === 'fa', calendar: actor.calendar },
  }
}
