import { E_RECORD_IN_USE } from '#core/records/errors'
import type { EntityModel, EntityModels, ModelField } from '#core/records/writing/entity_model'
import type { RowLoader } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import type { Writer } from '#core/records/writing/writer'

const CHUNK = 200

interface Parts {
  models: EntityModels
  loader: RowLoader
  writer: Writer
}

/** The look-ups of other entities that lead to an entity. */
function referrersOf(context: WriteContext, entity: string, models: EntityModels) {
  const referrers: { model: EntityModel; field: ModelField; onDelete: string }[] = []
  for (const name of context.metadata.entity.keys()) {
    const model = models.get(context.metadata, name)
    for (const field of model?.lookups ?? []) {
      const { definition } = field
      if (model && definition.type === 'lookup' && definition.target === entity) {
        referrers.push({ model, field, onDelete: definition.onDelete ?? 'restrict' })
      }
    }
  }
  return referrers
}

async function pointingAt(
  context: WriteContext,
  model: EntityModel,
  field: ModelField,
  ids: readonly number[],
  limit: number
): Promise<number[]> {
  const column = field.parts[0]?.column ?? field.name
  const rows: { id: number }[] = await context
    .trx(model.table)
    .whereIn(column, ids)
    .whereNull('deleted_at')
    .orderBy('id')
    .limit(limit)
    .select('id')
  return rows.map(({ id }) => Number(id))
}

/**
 * What points at records about to be deleted: a look-up that restricts refuses the deletion (E_RECORD_IN_USE, before anything
 * is written); one that sets null is emptied, as a change of its record with version and history. Look-ups restrict unless
 * they say otherwise. What a record regards stays, so that restoring brings it back.
 */
export async function releaseReferences(
  context: WriteContext,
  model: EntityModel,
  ids: readonly number[],
  parts: Parts
): Promise<void> {
  const referrers = referrersOf(context, model.name, parts.models)
  for (const { model: other, field, onDelete } of referrers) {
    if (onDelete !== 'restrict') continue
    const [first] = await pointingAt(context, other, field, ids, 1)
    if (first !== undefined) throw new E_RECORD_IN_USE({ entity: other.name, field: field.name })
  }
  for (const { model: other, field, onDelete } of referrers) {
    if (onDelete !== 'set_null') continue
    for (;;) {
      const found = await pointingAt(context, other, field, ids, CHUNK)
      if (found.length === 0) break
      const loaded = await parts.loader.load(context, other, found, 'update')
      const pending = [...loaded.values()].map((row) => ({
        loaded: row,
        values: { [field.name]: null },
      }))
      await parts.writer.update(context, other, pending)
    }
  }
}
