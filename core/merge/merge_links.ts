import {
  CHUNK,
  leadSilently,
  led,
  linksTo,
  rowsPointing,
  type Leads,
  type LinkField,
  type Pointing,
} from '#core/merge/link_fields'
import type { Json } from '#core/metadata/types'
import type { EntityModels } from '#core/records/writing/entity_model'
import type { RowLoader } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import type { Writer } from '#core/records/writing/writer'

export interface LinkParts {
  models: EntityModels
  loader: RowLoader
  writer: Writer
}
export interface MovedLink {
  entity: string
  field: string
  recordId: number
  /** A list that had both records before: undoing adds the one and keeps the other. */
  both?: boolean
}

/**
 * Points to `to` what points to `from`. Records in use are changed like any other change, with version, history and hooks;
 * deleted ones silently, so that they come back with a link that leads somewhere. `except` are the records being merged: a
 * record never points to itself for having been merged.
 */
export async function moveLinks(
  context: WriteContext,
  leads: Leads,
  except: ReadonlySet<number>,
  parts: LinkParts
): Promise<MovedLink[]> {
  const { entity, from, to } = leads
  const moved: MovedLink[] = []
  for (const link of linksTo(context, entity, parts.models)) {
    const { model, field } = link
    const own = model.name === entity ? [...except] : []
    const asked = { entity, id: from, other: to }
    const rows = await rowsPointing(context.trx, link, asked, { except: own })
    await change(context, link, rows, (value) => led(link, value, leads), parts)
    await leadSilently(context.trx, link, dead(rows), leads)
    for (const { id: recordId, both } of rows) {
      moved.push({ entity: model.name, field: field.name, recordId, ...(both ? { both } : {}) })
    }
  }
  return moved
}

const dead = (rows: readonly Pointing[]) => rows.filter(({ alive }) => !alive)

/** Changes the field of those records that are in use. */
async function change(
  context: WriteContext,
  { model, field }: LinkField,
  rows: readonly Pointing[],
  next: (value: Json | undefined) => Json,
  { loader, writer }: LinkParts
): Promise<void> {
  const ids = rows.filter(({ alive }) => alive).map(({ id }) => id)
  for (let start = 0; start < ids.length; start += CHUNK) {
    const loaded = await loader.load(context, model, ids.slice(start, start + CHUNK), 'update')
    const pending = [...loaded.values()].map((row) => ({
      loaded: row,
      values: { [field.name]: next(row.values[field.name]) },
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
  { entity, from, to }: Leads,
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
    const had = new Set(group.filter(({ both }) => both).map(({ recordId }) => recordId))
    const still: Pointing[] = []
    for (let start = 0; start < group.length; start += CHUNK) {
      const among = group.slice(start, start + CHUNK).map(({ recordId }) => recordId)
      const asked = { entity, id: to, other: from }
      still.push(...(await rowsPointing(context.trx, link, asked, { among })))
    }
    const back = still.filter(({ id }) => !had.has(id))
    const again = still.filter(({ id, both }) => had.has(id) && !both)
    const leads = { entity, from: to, to: from }
    await change(context, link, back, (value) => led(link, value, leads), parts)
    await leadSilently(context.trx, link, dead(back), leads)
    await addAgain(context, link, again, from, parts)
    const found = new Set(still.map(({ id }) => id))
    left.push(...group.filter(({ recordId }) => !found.has(recordId)))
  }
  return left
}

/** Puts a record back into lists that had it beside the one that stayed. */
async function addAgain(
  context: WriteContext,
  link: LinkField,
  rows: readonly Pointing[],
  id: number,
  parts: LinkParts
): Promise<void> {
  const { linkTable } = link.field
  if (linkTable === null) return
  const add = (value: Json | undefined) => [...(Array.isArray(value) ? value : []), id]
  await change(context, link, rows, add, parts)
  const pairs = dead(rows).map((row): [number, number] => [row.id, id])
  if (pairs.length > 0) await context.session.insertMany(linkTable, ['record_id', 'value'], pairs)
}
