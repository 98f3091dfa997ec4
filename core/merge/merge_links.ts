import type { EntityModel, EntityModels, ModelField } from '#core/records/writing/entity_model'
import type { RowLoader } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import type { Writer } from '#core/records/writing/writer'

const CHUNK = 200

export interface LinkParts {
  models: EntityModels
  loader: RowLoader
  writer: Writer
}
export interface MovedLink {
  entity: string
  field: string
  recordId: number
}
interface LinkField {
  model: EntityModel
  field: ModelField
}

/** Every look-up and every `regarding` of any entity that may point to records of this one. */
export function linksTo(context: WriteContext, entity: string, models: EntityModels): LinkField[] {
  const links: LinkField[] = []
  for (const name of context.metadata.entity.keys()) {
    const model = models.get(context.metadata, name)
    for (const field of model?.lookups ?? []) {
      const { definition } = field
      const leads =
        (definition.type === 'lookup' && definition.target === entity) ||
        (definition.type === 'regarding' && definition.targets.includes(entity))
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

const valueOf = ({ field }: LinkField, entity: string, id: number) =>
  field.definition.type === 'regarding' ? { entity, id } : id

/**
 * Points to `to` what points to `from`. Records in use are changed like any other change, with version, history and hooks;
 * deleted ones silently, so that they come back with a link that leads somewhere. `except` are the records being merged: a
 * record never points to itself for having been merged.
 */
export async function moveLinks(
  context: WriteContext,
  entity: string,
  from: number,
  to: number,
  except: ReadonlySet<number>,
  parts: LinkParts
): Promise<MovedLink[]> {
  const moved: MovedLink[] = []
  for (const link of linksTo(context, entity, parts.models)) {
    const { model, field } = link
    const own = model.name === entity ? [...except] : []
    const rows: { id: number; deleted_at: unknown }[] = await context
      .trx(model.table)
      .where(condition(link, entity, from))
      .whereNotIn('id', own)
      .orderBy('id')
      .select('id', 'deleted_at')
    const alive = rows.filter((row) => row.deleted_at === null).map((row) => Number(row.id))
    const gone = rows.filter((row) => row.deleted_at !== null).map((row) => Number(row.id))
    await pointTo(context, link, alive, entity, to, parts)
    for (let start = 0; start < gone.length; start += CHUNK) {
      await context
        .trx(model.table)
        .whereIn('id', gone.slice(start, start + CHUNK))
        .update(condition(link, entity, to))
    }
    for (const recordId of [...alive, ...gone]) {
      moved.push({ entity: model.name, field: field.name, recordId })
    }
  }
  return moved
}

async function pointTo(
  context: WriteContext,
  link: LinkField,
  ids: readonly number[],
  entity: string,
  to: number,
  { loader, writer }: LinkParts
): Promise<void> {
  const { model, field } = link
  for (let start = 0; start < ids.length; start += CHUNK) {
    const loaded = await loader.load(context, model, ids.slice(start, start + CHUNK), 'update')
    const pending = [...loaded.values()].map((row) => ({
      loaded: row,
      values: { [field.name]: valueOf(link, entity, to) },
    }))
    await writer.update(context, model, pending)
  }
}

/**
 * Points the links of a merge back to `from`, where they still point to `to`. Answers those that were changed since and are left
 * as they are.
 */
export async function restoreLinks(
  context: WriteContext,
  entity: string,
  from: number,
  to: number,
  moved: readonly MovedLink[],
  parts: LinkParts
): Promise<MovedLink[]> {
  const left: MovedLink[] = []
  const fields = linksTo(context, entity, parts.models)
  for (const group of Map.groupBy(moved, (item) => `${item.entity}.${item.field}`).values()) {
    const [first] = group
    const link = fields.find(
      ({ model, field }) => model.name === first?.entity && field.name === first.field
    )
    if (!link) {
      left.push(...group)
      continue
    }
    const still = new Map<number, boolean>()
    for (let start = 0; start < group.length; start += CHUNK) {
      const ids = group.slice(start, start + CHUNK).map(({ recordId }) => recordId)
      const rows: { id: number; deleted_at: unknown }[] = await context
        .trx(link.model.table)
        .where(condition(link, entity, to))
        .whereIn('id', ids)
        .select('id', 'deleted_at')
      for (const row of rows) still.set(Number(row.id), row.deleted_at === null)
    }
    const alive = [...still].filter(([, inUse]) => inUse).map(([id]) => id)
    const gone = [...still].filter(([, inUse]) => !inUse).map(([id]) => id)
    await pointTo(context, link, alive, entity, from, parts)
    if (gone.length > 0) {
      await context
        .trx(link.model.table)
        .whereIn('id', gone)
        .update(condition(link, entity, from))
    }
    left.push(...group.filter(({ recordId }) => !still.has(recordId)))
  }
  return left
}
