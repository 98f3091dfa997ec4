import type { Json } from '#core/metadata/types'
import type { FieldValues } from '#core/records/hooks'
import type { EntityModel, ModelField } from '#core/records/writing/entity_model'
import type { WriteContext } from '#core/records/writing/write_context'

/** Records asked about in one statement. */
const CHUNK = 500

type Scalar = string | number

function listOf(value: Json | undefined): Scalar[] {
  if (!Array.isArray(value)) return []
  return value.filter((one): one is Scalar => typeof one === 'string' || typeof one === 'number')
}

/** The linked ids of records, in order, for a field that has no column. Empty lists are left out. */
export async function linkedIds(
  context: Pick<WriteContext, 'trx'>,
  field: Pick<ModelField, 'linkTable'>,
  ids: readonly number[]
): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>()
  if (field.linkTable === null) return found
  for (let start = 0; start < ids.length; start += CHUNK) {
    const rows: { record_id: number; value: number }[] = await context
      .trx(field.linkTable)
      .whereIn('record_id', ids.slice(start, start + CHUNK))
      .orderBy('value')
      .select('record_id', 'value')
    for (const { record_id: record, value } of rows) {
      const values = found.get(Number(record)) ?? []
      values.push(Number(value))
      found.set(Number(record), values)
    }
  }
  return found
}

/** Puts the links of fields without a column among the values of loaded records. */
export async function addLinks(
  context: WriteContext,
  model: EntityModel,
  records: ReadonlyMap<number, { values: FieldValues }>
): Promise<void> {
  for (const field of model.linked) {
    if (field.parts.length > 0) continue
    const found = await linkedIds(context, field, [...records.keys()])
    for (const [id, { values }] of records) values[field.name] = found.get(id) ?? null
  }
}

/** Brings the tables of links to the values that were written. */
export async function saveLinks(
  context: WriteContext,
  model: EntityModel,
  saved: readonly { id: number; before: FieldValues | null; after: FieldValues }[]
): Promise<void> {
  for (const { name, linkTable } of model.linked) {
    if (linkTable === null) continue
    const added: [number, Scalar][] = []
    for (const { id, before, after } of saved) {
      const old = new Set(listOf(before?.[name]))
      const now = new Set(listOf(after[name]))
      const gone = [...old].filter((value) => !now.has(value))
      if (gone.length > 0) {
        await context.trx(linkTable).where('record_id', id).whereIn('value', gone).delete()
      }
      for (const value of now) if (!old.has(value)) added.push([id, value])
    }
    if (added.length > 0) {
      await context.session.insertMany(linkTable, ['record_id', 'value'], added)
    }
  }
}
