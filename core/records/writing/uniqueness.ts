import type { DialectName } from '#core/database/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import { DETAIL } from '#core/records/errors'
import type { FieldValues } from '#core/records/hooks'
import { storedValues, type EntityModel, type ModelField } from '#core/records/writing/entity_model'
import type { WriteContext } from '#core/records/writing/write_context'

const CHUNK = 500

/** Whether a driver's error says that a unique index refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, number } = error as { code?: unknown; number?: unknown }
  if (typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')) {
    return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  }
  return number === 2601 || number === 2627
}

/** Unique fields and the fields of unique indexes, each set apart. */
function uniqueSets(model: EntityModel): ModelField[][] {
  const sets = model.unique.map((field) => [field])
  for (const index of Object.values(model.definition.indexes ?? {})) {
    if (!index.unique) continue
    const fields = index.fields.map((name) => model.fields.get(name))
    if (fields.every((field) => field !== undefined)) sets.push(fields as ModelField[])
  }
  return sets
}

/** After a unique index refused one record: which of its fields another record has already. */
export async function clashesOf(
  context: WriteContext,
  model: EntityModel,
  values: FieldValues,
  id: number | null,
  dialect: DialectName
): Promise<ErrorDetail[]> {
  const issues: ErrorDetail[] = []
  for (const fields of uniqueSets(model)) {
    const query = context.trx(model.table).whereNull('deleted_at').select('id').limit(1)
    if (id !== null) query.whereNot('id', id)
    let empty = false
    for (const field of fields) {
      const [stored] = storedValues(field, values[field.name] ?? null, dialect)
      const [part] = field.parts
      if (stored === null || stored === undefined || !part) empty = true
      else query.where(part.column, stored)
    }
    if (empty) continue
    const rows: unknown[] = await query
    if (rows.length === 0) continue
    for (const field of fields) issues.push({ path: field.name, code: DETAIL.notUnique })
  }
  return issues
}

/**
 * Finds, before a batch is inserted, the rows whose unique fields another record or an earlier row of the batch has already.
 * Compared without regard to case, as the indexes do. Only single fields: sets of fields are left to the database.
 */
export async function clashesOfMany(
  context: WriteContext,
  model: EntityModel,
  rows: readonly FieldValues[],
  dialect: DialectName
): Promise<Map<number, ErrorDetail[]>> {
  const issues = new Map<number, ErrorDetail[]>()
  const add = (row: number, path: string) =>
    issues.set(row, [...(issues.get(row) ?? []), { path, code: DETAIL.notUnique }])
  for (const field of model.unique) {
    const places = new Map<string, number>()
    const bound: (string | number)[] = []
    rows.forEach((values, row) => {
      const [stored] = storedValues(field, values[field.name] ?? null, dialect)
      if (stored === null || stored === undefined) return
      const key = String(stored).toLowerCase()
      if (places.has(key)) return add(row, field.name)
      places.set(key, row)
      bound.push(stored as string | number)
    })
    const column = field.parts[0]?.column
    if (column === undefined) continue
    for (let start = 0; start < bound.length; start += CHUNK) {
      const taken: Record<string, unknown>[] = await context
        .trx(model.table)
        .whereNull('deleted_at')
        .whereIn(column, bound.slice(start, start + CHUNK))
        .select(column)
      for (const row of taken) {
        const place = places.get(String(row[column]).toLowerCase())
        if (place !== undefined) add(place, field.name)
      }
    }
  }
  return issues
}
