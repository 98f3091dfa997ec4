import type { Knex } from 'knex'
import type { EntityDefinition } from '#core/metadata/types'
import { linkTableOf } from '#core/metadata/field_types/registry'
import { linkedIds } from '#core/records/writing/links'
import { tableOf } from '#core/records/system_fields'
import type { RecordQuery, RecordRow, Reference } from '#core/records/types'

/** A many-to-many field of an answer. */
export interface LinkOutput {
  path: string
  name: string
  entity: EntityDefinition
  target: EntityDefinition
}

const CHUNK = 500

/**
 * Fills many-to-many fields of a page: the links first, then the linked records by a query of the reader's own, so that scopes and
 * field access of the target hold as everywhere. A record that the reader may not see is not there.
 */
export async function hydrateLinks(
  knex: Knex,
  rows: readonly RecordRow[],
  outputs: readonly LinkOutput[],
  read: (query: RecordQuery) => Promise<RecordRow[]>,
  readableTitle: (target: EntityDefinition) => boolean
): Promise<void> {
  for (const { path, name, entity, target } of outputs) {
    const table = { linkTable: linkTableOf(tableOf(entity), name) }
    const links = await linkedIds(
      { trx: knex as Knex.Transaction },
      table,
      rows.map(({ id }) => id)
    )
    const ids = [...new Set([...links.values()].flat())]
    const known = new Map<number, Reference>()
    for (let start = 0; start < ids.length; start += CHUNK) {
      const found = await read({
        entity: target.name,
        filter: { path: 'id', op: 'in', value: ids.slice(start, start + CHUNK) },
        limit: CHUNK,
        sort: [{ path: 'id' }],
        select: readableTitle(target) ? [target.titleField] : ['id'],
      })
      for (const row of found) {
        const title = row[target.titleField]
        known.set(row.id, {
          id: row.id,
          label: title === null || title === undefined ? null : String(title),
        })
      }
    }
    for (const row of rows) {
      const own = (links.get(row.id) ?? []).flatMap((id) => known.get(id) ?? [])
      row[path] = own.length > 0 ? own : null
    }
  }
}
