import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'
import type { EntityModel, EntityModels, ModelField } from '#core/records/writing/entity_model'
import type { WriteContext } from '#core/records/writing/write_context'

/** Ids in one statement. */
export const CHUNK = 200

/** A field that may point to records of an entity: a look-up, a `regarding`, or a list of links. */
export interface LinkField {
  model: EntityModel
  field: ModelField
}
/** A record that points somewhere by a field. */
export interface Pointing {
  id: number
  /** False: it is deleted. */
  alive: boolean
  /** A list that has the other record too. */
  both: boolean
}
/** Pointers to one record that are led to another one of the same entity. */
export interface Leads {
  entity: string
  from: number
  to: number
}

/** Every field of any entity that may point to records of this one. */
export function linksTo(context: WriteContext, entity: string, models: EntityModels): LinkField[] {
  const links: LinkField[] = []
  for (const name of context.metadata.entity.keys()) {
    const model = models.get(context.metadata, name)
    for (const field of model?.lookups ?? []) {
      const { definition } = field
      const leads =
        definition.type === 'regarding'
          ? definition.targets.includes(entity)
          : 'target' in definition && definition.target === entity
      if (model && leads) links.push({ model, field })
    }
  }
  return links
}

const columnOf = (field: ModelField, suffix: string) =>
  field.parts.find((part) => part.suffix === suffix)?.column ?? field.name

function condition(
  { field }: LinkField,
  entity: string,
  id: number
): Record<string, string | number> {
  return field.definition.type === 'regarding'
    ? { [columnOf(field, 'entity')]: entity, [columnOf(field, 'id')]: id }
    : { [columnOf(field, '')]: id }
}

/** What the field holds once its pointer to `from` leads to `to`; a list that had both has one then. */
export function led({ field }: LinkField, value: Json | undefined, leads: Leads): Json {
  const { entity, from, to } = leads
  if (field.linkTable === null)
    return field.definition.type === 'regarding' ? { entity, id: to } : to
  const list = Array.isArray(value) ? value : []
  return [...new Set(list.map((one) => (Number(one) === from ? to : one)))]
}

/** Records that point to `id`, in order; `among` limits them, `other` is looked for in the same lists. */
export async function rowsPointing(
  trx: Knex.Transaction,
  { model, field }: LinkField,
  { entity, id, other }: { entity: string; id: number; other: number },
  { except = [], among }: { except?: readonly number[]; among?: readonly number[] }
): Promise<Pointing[]> {
  const query = trx({ r: model.table }).orderBy('r.id').select('r.id', 'r.deleted_at')
  if (except.length > 0) void query.whereNotIn('r.id', [...except])
  if (among) void query.whereIn('r.id', [...among])
  const { linkTable } = field
  if (linkTable === null) void query.where(condition({ model, field }, entity, id))
  else {
    void query
      .join({ l: linkTable }, 'l.record_id', 'r.id')
      .where('l.value', id)
      .leftJoin({ o: linkTable }, (on) => {
        on.on('o.record_id', 'r.id').andOnVal('o.value', other)
      })
      .select({ other: 'o.value' })
  }
  const rows: { id: number; deleted_at: unknown; other?: unknown }[] = await query
  return rows.map((row) => ({
    id: Number(row.id),
    alive: row.deleted_at === null,
    both: (row.other ?? null) !== null,
  }))
}

/** Leads the pointers of deleted records, which have neither version nor history to keep. */
export async function leadSilently(
  trx: Knex.Transaction,
  link: LinkField,
  rows: readonly Pointing[],
  { entity, from, to }: Leads
): Promise<void> {
  const { linkTable } = link.field
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const ids = chunk.map(({ id }) => id)
    if (linkTable === null) {
      await trx(link.model.table)
        .whereIn('id', ids)
        .update(condition(link, entity, to))
      continue
    }
    const double = chunk.filter(({ both }) => both).map(({ id }) => id)
    const pairs = (records: number[]) =>
      trx(linkTable).whereIn('record_id', records).where('value', from)
    if (double.length > 0) await pairs(double).delete()
    await pairs(ids).update({ value: to })
  }
}
