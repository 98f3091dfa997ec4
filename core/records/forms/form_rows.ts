/** Rows of a repeater over a one-to-many field: records of their own, written under their own rules and rights. */
import type { Knex } from 'knex'
import type { Repeater } from '#core/forms/compiled_form'
import { rowsToSave, type JsonRecord } from '#core/forms/form_saving'
import type { FormState } from '#core/forms/form_state'
import { E_BAD_QUERY, E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import { FORM_DETAIL } from '#core/records/forms/form_errors'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'

export const MAX_ROWS = 200

export interface RowWriter {
  records: Pick<Records, 'query' | 'create' | 'update' | 'remove'>
  actor: Actor
  origin: Origin
  trx: Knex.Transaction
}

interface Relation {
  field: string
  target: string
  inverse: string
  /** Whether the link is polymorphic and names the entity too. */
  regarding: boolean
}

export function relationOf({ input, entity }: Repeater): Relation | null {
  const { definition } = input
  if (definition.type !== 'one_to_many' || !entity) return null
  const regarding = entity.fields[definition.inverse]?.type === 'regarding'
  return { field: input.key, target: definition.target, inverse: definition.inverse, regarding }
}

/** Look-ups as their ids, as they are written. */
export function plainValues(row: RecordRow): JsonRecord {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Json] => {
      const reference =
        typeof value === 'object' && value !== null && !Array.isArray(value) && 'id' in value
      if (!reference) return [name, (value ?? null) as Json]
      const { id, entity } = value as { id: number; entity?: string }
      return [name, entity === undefined ? id : { entity, id }]
    })
  )
}

/** The rows of a record as an actor sees them, in the order in which they were made. */
export async function storedRows(
  { records, trx }: Pick<RowWriter, 'records' | 'trx'>,
  actor: Actor,
  { target, inverse, regarding }: Relation,
  entity: string,
  id: number
): Promise<JsonRecord[]> {
  const value: Json = regarding ? { entity, id } : id
  const page = await records.query(
    actor,
    {
      entity: target,
      filter: { path: inverse, op: 'eq', value },
      sort: [{ path: 'id' }],
      limit: MAX_ROWS,
    },
    { trx }
  )
  return page.rows.map(plainValues)
}

export function sentRows(value: Json, field: string): JsonRecord[] {
  const bad = () =>
    new E_BAD_QUERY({ reason: FORM_DETAIL.rows }, [{ path: field, code: FORM_DETAIL.rows }])
  if (!Array.isArray(value) || value.length > MAX_ROWS) throw bad()
  return value.map((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) throw bad()
    return row
  })
}

/**
 * The rows that a record has after the write: those sent, each over what is stored of it, and those that the sender does not see,
 * which stay as they are.
 */
export function mergedRows(
  all: readonly JsonRecord[],
  visible: readonly JsonRecord[],
  sent: readonly JsonRecord[]
): JsonRecord[] {
  const byId = new Map(all.map((row) => [row.id, row]))
  const seen = new Set(visible.map(({ id }) => id))
  const own = sent.map((row) => ({ ...(row.id === undefined ? {} : byId.get(row.id)), ...row }))
  return [...own, ...all.filter(({ id }) => !seen.has(id))]
}

/** Creates, changes and removes records so that those which the sender sees become those that were sent. */
export async function writeRows(
  writer: RowWriter,
  repeater: Repeater,
  state: FormState,
  parent: { entity: string; id: number },
  sent: readonly JsonRecord[],
  visible: readonly JsonRecord[]
): Promise<void> {
  const relation = relationOf(repeater)
  if (!relation) return
  const { records, actor, origin, trx } = writer
  const { target, inverse, regarding, field } = relation
  const link: Json = regarding ? { entity: parent.entity, id: parent.id } : parent.id
  const before = new Map(visible.map((row) => [row.id, row]))
  const saved = rowsToSave(state, repeater.input.element).slice(0, sent.length)
  for (const [at, row] of saved.entries()) {
    await within(`${field}.${at}`, async () => {
      const { given, computed } = splitRow(repeater, row, before.get(row.id))
      if (row.id === undefined) {
        const options = { trx, computed }
        await records.create(actor, origin, target, { ...given, [inverse]: link }, options)
        return
      }
      if (!before.has(row.id)) throw new E_NOT_FOUND({ what: target })
      if (Object.keys(given).length + Object.keys(computed).length === 0) return
      const version = typeof row.version === 'number' ? { version: row.version } : {}
      await records.update(actor, origin, target, Number(row.id), given, {
        trx,
        computed,
        ...version,
      })
    })
  }
  const kept = new Set(sent.map(({ id }) => id))
  for (const { id } of visible) {
    if (!kept.has(id))
      await within(field, () => records.remove(actor, origin, target, Number(id), { trx }))
  }
}

/** What of a row its sender changes, and what the form worked out. */
function splitRow({ rows }: Repeater, row: JsonRecord, before: JsonRecord | undefined) {
  const given: JsonRecord = {}
  const computed: JsonRecord = {}
  for (const input of rows.inputs.values()) {
    const value = row[input.key]
    if (value === undefined) continue
    if (JSON.stringify(value) === JSON.stringify(before?.[input.key] ?? null)) continue
    if (input.logic.value === undefined) given[input.key] = value
    else computed[input.key] = value
  }
  return { given, computed }
}

/** What is wrong with a row, told with its place. */
async function within<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof E_VALIDATION)) throw error
    const details = error.details.map((detail): ErrorDetail => ({
      ...detail,
      path: detail.path === '' ? place : `${place}.${detail.path}`,
    }))
    throw new E_VALIDATION({}, details, { cause: error })
  }
}
