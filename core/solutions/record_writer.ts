import type { Knex } from 'knex'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { EffectiveMetadata, FieldDefinition, Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import type { Actor, Origin } from '#core/security/types'
import { keyValue } from '#core/solutions/reference_records'
import { naturalKeyOf } from '#core/solutions/natural_keys'

/** One reference record as it shall be. */
export interface RecordWish {
  entity: string
  key: string
  /** The record that has the key now; absent for one to be created. */
  found: { id: number; version: number } | null
  /** Values in the package's form; null for a record to be taken away. */
  values: Record<string, Json> | null
}

/** What undoing needs. */
export type RecordUndo =
  | { entity: string; id: number; did: 'removed' }
  /** `circle`: links that were set afterwards and must be let go before the record can go. */
  | { entity: string; id: number; did: 'created'; circle?: string[] }
  | { entity: string; id: number; did: 'changed'; values: Record<string, Json> }

export interface RecordWriteContext {
  records: Records
  metadata: EffectiveMetadata
  trx: Knex.Transaction
  actor: Actor
  origin: Origin
  source: Json
}

/** A record that this import itself has just written. */
const ANY_VERSION = -1

type Pending = { wish: RecordWish; postponed: Record<string, Json> }

/**
 * Writes reference records inside an import. A record is written once everything it points to is there; where records point to
 * each other in a circle, the links are set afterwards.
 *
 * @returns what was done, and what could not be: then the transaction must be rolled back
 */
export async function writeRecords(
  context: RecordWriteContext,
  wishes: readonly RecordWish[]
): Promise<{ undo: RecordUndo[]; issues: ErrorDetail[] }> {
  const undo: RecordUndo[] = []
  const issues: ErrorDetail[] = []
  const resolver = new LinkResolver(context)
  let open = wishes.filter(({ values }) => values !== null)
  const later: Pending[] = []
  while (open.length > 0) {
    const ready: RecordWish[] = []
    const waiting: RecordWish[] = []
    const coming = new Set(open.map(({ entity, key }) => linkName(entity, key)))
    for (const wish of open) {
      const blocked = await resolver.missing(wish, coming)
      ;(blocked.length > 0 ? waiting : ready).push(wish)
    }
    if (ready.length === 0) {
      const [first, ...rest] = waiting
      if (!first) break
      const postponed = await resolver.missing(first, coming)
      const values = first.values ?? {}
      later.push({
        wish: first,
        postponed: Object.fromEntries(postponed.map((field) => [field, values[field] ?? null])),
      })
      const without = Object.entries(values).filter(([field]) => !postponed.includes(field))
      await write(
        context,
        resolver,
        { ...first, values: Object.fromEntries(without) },
        undo,
        issues
      )
      open = rest
      continue
    }
    for (const wish of ready) await write(context, resolver, wish, undo, issues)
    open = waiting
  }
  for (const { wish, postponed } of later) {
    const id = await resolver.find(wish.entity, wish.key)
    if (id === null) continue
    const found = { id, version: ANY_VERSION }
    const done: RecordUndo[] = []
    await write(context, resolver, { ...wish, found, values: postponed }, done, issues)
    const made = undo.find(
      (one) => one.did === 'created' && one.id === id && one.entity === wish.entity
    )
    if (made?.did === 'created') made.circle = Object.keys(postponed)
    else undo.push(...done)
  }
  for (const wish of wishes) if (wish.values === null) await remove(context, wish, undo, issues)
  return { undo, issues }
}

const linkName = (entity: string, key: string) => `${entity}/${key}`

async function write(
  context: RecordWriteContext,
  resolver: LinkResolver,
  wish: RecordWish,
  undo: RecordUndo[],
  issues: ErrorDetail[]
): Promise<void> {
  const { records, actor, origin, trx, source } = context
  const { entity, key, found } = wish
  const place = `records.${entity}.${key}`
  const answer = await resolver.input(wish)
  if ('unresolved' in answer) {
    for (const { field, to } of answer.unresolved) {
      issues.push({ path: `${place}.${field}`, code: 'E_SOLUTION_LINK_MISSING', params: { to } })
    }
    return
  }
  if (found === null) {
    const [outcome] = await records.createMany(actor, origin, entity, [answer.input], {
      trx,
      source,
    })
    if (outcome && 'id' in outcome) undo.push({ entity, id: outcome.id, did: 'created' })
    else issues.push(...placed(place, outcome?.issues ?? []))
    return
  }
  const before = await records.get(actor, entity, found.id, {
    trx,
    select: Object.keys(answer.input),
  })
  const item = {
    id: found.id,
    values: answer.input,
    ...(found.version === ANY_VERSION ? {} : { version: found.version }),
  }
  const [outcome] = await records.updateMany(actor, origin, entity, [item], { trx, source })
  if (outcome && 'issues' in outcome) issues.push(...placed(place, outcome.issues))
  else {
    const values = Object.fromEntries(
      Object.keys(answer.input).map((field) => [field, asInput((before[field] ?? null) as Json)])
    )
    undo.push({ entity, id: found.id, did: 'changed', values })
  }
}

/** A link as it is written. */
function asInput(value: Json): Json {
  if (!isObject(value) || typeof value.id !== 'number') return value
  return value.entity === undefined ? value.id : { entity: value.entity, id: value.id }
}

async function remove(
  { records, actor, origin, trx, source }: RecordWriteContext,
  { entity, key, found }: RecordWish,
  undo: RecordUndo[],
  issues: ErrorDetail[]
): Promise<void> {
  if (!found) return
  const [outcome] = await records.removeMany(actor, origin, entity, [found], { trx, source })
  if (outcome && 'issues' in outcome)
    issues.push(...placed(`records.${entity}.${key}`, outcome.issues))
  else undo.push({ entity, id: found.id, did: 'removed' })
}

function placed(place: string, issues: readonly ErrorDetail[]): ErrorDetail[] {
  return issues.map((issue) => ({
    ...issue,
    path: issue.path === '' ? place : `${place}.${issue.path}`,
  }))
}

/** Finds what keys point to, inside the transaction: records just written are found too. */
class LinkResolver {
  readonly #context: RecordWriteContext
  readonly #known = new Map<string, number>()

  constructor(context: RecordWriteContext) {
    this.#context = context
  }

  async find(entity: string, key: string): Promise<number | null> {
    const name = linkName(entity, key)
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const { metadata, records, actor, trx } = this.#context
    const definition = metadata.entity.get(entity)
    const field = naturalKeyOf(definition)
    const keyField = field === null ? undefined : definition?.fields[field]
    if (field === null || !keyField) return null
    const filter = { path: field, op: 'eq' as const, value: keyValue(keyField, key) }
    const query = { entity, select: ['id'], filter, limit: 1 }
    const { rows } = await records.query(actor, query, { trx })
    const id = rows[0]?.id ?? null
    if (id !== null) this.#known.set(name, id)
    return id
  }

  /** Fields of a wish whose links are among those still to be written. */
  async missing(wish: RecordWish, coming: ReadonlySet<string>): Promise<string[]> {
    const fields: string[] = []
    for (const { field, entity, key } of this.#links(wish)) {
      if (!coming.has(linkName(entity, key))) continue
      if ((await this.find(entity, key)) === null) fields.push(field)
    }
    return fields
  }

  async input(
    wish: RecordWish
  ): Promise<{ input: RecordInput } | { unresolved: { field: string; to: string }[] }> {
    const input: RecordInput = { ...wish.values }
    const unresolved: { field: string; to: string }[] = []
    for (const { field, entity, key, regarding } of this.#links(wish)) {
      const id = await this.find(entity, key)
      if (id === null) unresolved.push({ field, to: linkName(entity, key) })
      else input[field] = regarding ? { entity, id } : id
    }
    return unresolved.length > 0 ? { unresolved } : { input }
  }

  #links(wish: RecordWish) {
    const definition = this.#context.metadata.entity.get(wish.entity)
    return Object.entries(wish.values ?? {}).flatMap(([field, value]) => {
      const link = linkOf(definition?.fields[field], value)
      return link ? [{ field, ...link }] : []
    })
  }
}

function linkOf(
  field: FieldDefinition | undefined,
  value: Json
): { entity: string; key: string; regarding: boolean } | null {
  if (!field || !isObject(value) || typeof value.key !== 'string') return null
  if (field.type === 'lookup') return { entity: field.target, key: value.key, regarding: false }
  if (field.type !== 'regarding' || typeof value.entity !== 'string') return null
  return { entity: value.entity, key: value.key, regarding: true }
}
