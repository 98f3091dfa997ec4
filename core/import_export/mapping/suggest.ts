import { foldWord } from '#core/metadata/field_types/text_folding'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { ImportMapping } from '#core/import_export/types'

/** Below this likeness nothing is suggested: a wrong suggestion costs more than none. */
const LEAST = 0.75

const letters = (text: string) => foldWord(text).replace(/[^\p{L}\p{N}]+/gu, '')
const words = (text: string) =>
  foldWord(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** How many letters must be put in, taken out or changed. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

function likeness(header: string, name: string): number {
  const a = letters(header)
  const b = letters(name)
  if (a === '' || b === '') return 0
  if (a === b) return 1
  const headerWords = new Set(words(header))
  const nameWords = words(name)
  if (nameWords.every((word) => headerWords.has(word))) return 0.9
  if (headerWords.size > 0 && [...headerWords].every((word) => nameWords.includes(word))) return 0.8
  return 1 - distance(a.slice(0, 60), b.slice(0, 60)) / Math.max(a.length, b.length)
}

function fieldLikeness(header: string, name: string, field: FieldDefinition): number {
  const labels = [field.label.en, field.label.fa, field.label.az]
  const byLabel = labels.map((label) => (label === undefined ? 0 : likeness(header, label)))
  return Math.max(likeness(header, name), ...byLabel)
}

/**
 * A mapping suggested by the columns' names: field names and labels in any language, exact before similar, each column and
 * field once. A look-up is suggested by the title field of what it points to. Pure.
 *
 * @param writable whether the importer may write the field
 */
export function suggestMapping(
  columns: readonly string[],
  entity: EntityDefinition,
  titleFieldOf: (entity: string) => string | undefined,
  writable: (field: string) => boolean
): ImportMapping {
  const pairs: { column: string; field: string; score: number }[] = []
  for (const [name, field] of Object.entries(entity.fields)) {
    if (!isImportable(field) || !writable(name)) continue
    for (const column of columns) {
      const score = fieldLikeness(column, name, field)
      if (score >= LEAST) pairs.push({ column, field: name, score })
    }
  }
  pairs.sort((a, b) => b.score - a.score)
  const taken = new Set<string>()
  const fields: ImportMapping['fields'] = []
  for (const { column, field } of pairs) {
    if (taken.has(`column:${column}`) || taken.has(`field:${field}`)) continue
    taken.add(`column:${column}`).add(`field:${field}`)
    const definition = entity.fields[field]
    const by = definition?.type === 'lookup' ? titleFieldOf(definition.target) : undefined
    fields.push({ field, sources: [{ columns: [column], ...(by ? { lookup: { by } } : {}) }] })
  }
  return { fields }
}

/** Fields that take a value from a file. Codes given by the system may be brought along from elsewhere. */
export function isImportable(field: FieldDefinition): boolean {
  return !field.removed && !field.readOnly && field.type !== 'one_to_many'
}
