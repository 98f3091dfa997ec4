import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { run, type Statement } from '#core/database/dialect'
import { fieldWord, searchDialectOf, type SearchDocument } from '#core/database/search_dialect'
import { columnName, type FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition, Json } from '#core/metadata/types'
import type { JobQueue } from '#core/jobs/types'
import { Statements } from '#core/records/execution/statements'
import type { Bound } from '#core/records/query/slots'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { MANY, PendingRanges } from '#core/records/pending_ranges'
import type { MetadataSource } from '#core/records/ports'
import { tableOf } from '#core/records/system_fields'
import type { RecordValue } from '#core/records/types'
import {
  isIndexed,
  searchedEntities,
  searchFieldsOf,
  searchFingerprint,
} from '#core/search/search_fields'
import { SearchNames, type NumberedEntity } from '#core/search/search_names'
import { indexedWords } from '#core/search/search_terms'

type SavedEvent = WriteEvent & { id: number }
export type Report = (done: number, total: number) => Promise<void>

const STATES = 'search_states'
const BATCH = 500
/** Records of a transaction that catches up. */
const TOGETHER = 1_000

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
  jobs: JobQueue
}

/**
 * The index of the global search: kept right in the transaction of each write, made anew in batches where what is searched has
 * changed. It holds words only; what is shown is read from the records, as the reader.
 */
export class SearchIndex {
  readonly names = new SearchNames()
  readonly #parts: Parts
  readonly #dialect
  readonly #statements: Statements
  readonly #pending: PendingRanges

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new PendingRanges(parts.db, 'search')
    this.#dialect = searchDialectOf(parts.db.dialect)
    this.#statements = new Statements(parts.db.dialect)
  }

  /** Hooks of every entity. */
  hooks(): RecordHooks {
    return {
      entity: '*',
      afterSave: (event) => this.#keep([event]),
      afterSaveMany: (events) => this.#keep(events),
    }
  }

  async #keep(events: readonly SavedEvent[]): Promise<void> {
    const [first] = events
    const entity = first && this.#parts.metadata.current().entity.get(first.entity)
    if (!entity || !isIndexed(entity)) return
    const names = new Set(searchFieldsOf(entity).map(({ name }) => name))
    const touched = events.filter(
      ({ operation, changed }) => operation !== 'update' || changed.some((name) => names.has(name))
    )
    if (touched.length === 0) return
    if (touched.length >= MANY && touched.every(({ operation }) => operation === 'create')) {
      const ids = touched.map(({ id }) => id)
      const key = await this.#pending.put(first.trx, first.entity, ids)
      await this.#parts.jobs.enqueue(first.trx, 'core.search.pending', {}, { key })
      return
    }
    const numbered = await this.names.ensure(first.trx, entity)
    const gone = touched.filter(({ operation }) => operation === 'delete').map(({ id }) => id)
    const documents = touched
      .filter(({ operation }) => operation !== 'delete')
      .map(({ id, after }) => this.#document(numbered, id, (name) => after[name] ?? null))
    await this.#run(first.trx, [
      ...this.#dialect.remove(numbered.no, gone),
      ...this.#dialect.put(documents),
    ])
  }

  /** By statements that are kept prepared: a batch runs the same few texts over and over. */
  #run(trx: Knex.Transaction, list: readonly Statement[]): Promise<void> {
    return this.#statements.use(trx, async (session) => {
      for (const { sql, bindings } of list) await session.change(sql, bindings as Bound[])
    })
  }

  #document(
    { no, fields }: NumberedEntity,
    id: number,
    valueOf: (name: string) => RecordValue | Json
  ): SearchDocument {
    const words: string[] = []
    for (const field of fields) {
      const value = valueOf(field.name)
      if (value === null) continue
      const { definition } = field
      const text = this.#parts.types.get(definition.type).toText(value as RecordValue, definition)
      const joined = field.rank === 'title'
      for (const word of indexedWords(definition.type, text, joined)) {
        words.push(fieldWord(field.no, word))
      }
    }
    return { entity: no, id, words }
  }

  /** Entities whose every record is in the index as it is defined now: the others are searched without it. */
  async complete(): Promise<ReadonlySet<string>> {
    const pending = await this.#pending.entities()
    return new Set([...(await this.#made())].filter((entity) => !pending.has(entity)))
  }

  /** Entities whose part was made as it is defined now; records that came by the hundred may still wait for it. */
  async #made(): Promise<ReadonlySet<string>> {
    const rows: { entity: string; fingerprint: string }[] = await this.#parts.db
      .read(STATES)
      .where('complete', true)
      .select('entity', 'fingerprint')
    const current = this.#parts.metadata.current()
    const complete = new Set<string>()
    for (const { entity, fingerprint } of rows) {
      const definition = current.entity.get(entity)
      if (definition && isIndexed(definition) && searchFingerprint(definition) === fingerprint) {
        complete.add(entity)
      }
    }
    return complete
  }

  /**
   * Numbers what is new; answers the entities whose part must be made anew. One without records needs none. Call it after the
   * schema was synchronised.
   */
  async prepare(): Promise<string[]> {
    const { db, metadata } = this.#parts
    await this.names.load(db.write)
    const complete = await this.#made()
    const waiting: string[] = []
    for (const entity of searchedEntities(metadata.current()).filter(isIndexed)) {
      const known = this.names.of(entity) !== undefined
      if (known && complete.has(entity.name)) continue
      const empty = await db.write.transaction(async (trx) => {
        await this.names.ensure(trx, entity)
        const [row] = await trx(tableOf(entity)).whereNull('deleted_at').limit(1).select('id')
        if (row === undefined) await this.#mark(trx, entity, true)
        return row === undefined
      })
      if (!empty) waiting.push(entity.name)
    }
    return waiting
  }

  async #mark(trx: Knex.Transaction, entity: EntityDefinition, complete: boolean): Promise<void> {
    await trx(STATES).where({ entity: entity.name }).delete()
    const fingerprint = searchFingerprint(entity)
    await trx(STATES).insert({ entity: entity.name, fingerprint, complete })
  }

  /**
   * Makes the parts of these entities anew, in batches of a transaction each: people keep working, and what they write meanwhile
   * is indexed by their own transactions. Answers how many records are in the index. A run cut short starts again.
   */
  async rebuild(
    names: readonly string[] | null,
    report: Report,
    signal?: AbortSignal
  ): Promise<number> {
    const { db, metadata } = this.#parts
    const entities = searchedEntities(metadata.current()).filter(
      (entity) => isIndexed(entity) && (names === null || names.includes(entity.name))
    )
    let total = 0
    for (const entity of entities) total += await this.#count(entity)
    let done = 0
    for (const entity of entities) {
      const numbered = await db.write.transaction(async (trx) => {
        const found = await this.names.ensure(trx, entity)
        await this.#mark(trx, entity, false)
        for (const statement of this.#dialect.removeEntity(found.no)) await run(trx, statement)
        return found
      })
      for (let after: number | null = 0; after !== null;) {
        signal?.throwIfAborted()
        const from: number = after
        const page = { after: from, limit: BATCH }
        const step = await db.write.transaction((trx) => this.#batch(trx, entity, numbered, page))
        done += step.count
        after = step.count < BATCH ? null : step.last
        await report(done, Math.max(total, done))
      }
      await db.write.transaction((trx) => this.#mark(trx, entity, true))
    }
    return done
  }

  /** Puts the records into the index that were written by the hundred; answers how many there were. */
  catchUp(signal?: AbortSignal): Promise<number> {
    return this.#pending.catchUp(
      TOGETHER,
      async (trx, { entity: name, ...page }) => {
        const entity = this.#parts.metadata.current().entity.get(name)
        if (!entity || !isIndexed(entity)) return { count: 0, last: null }
        return this.#batch(trx, entity, await this.names.ensure(trx, entity), page)
      },
      signal
    )
  }

  async #count(entity: EntityDefinition): Promise<number> {
    const rows = await this.#parts.db
      .read(tableOf(entity))
      .whereNull('deleted_at')
      .count<{ n: number }[]>({ n: '*' })
    return Number(rows[0]?.n ?? 0)
  }

  async #batch(
    trx: Knex.Transaction,
    entity: EntityDefinition,
    numbered: NumberedEntity,
    page: { after: number; upTo?: number; limit: number }
  ): Promise<{ last: number | null; count: number }> {
    const { types, db } = this.#parts
    const columns = numbered.fields.flatMap(({ name, definition }) =>
      Object.keys(types.get(definition.type).columns(definition)).map((suffix) =>
        columnName(name, suffix)
      )
    )
    const rows: ({ id: number } & Record<string, unknown>)[] = await trx(tableOf(entity))
      .select('id', ...columns)
      .where('id', '>', page.after)
      .modify((query) => page.upTo !== undefined && query.where('id', '<=', page.upTo))
      .whereNull('deleted_at')
      .orderBy('id')
      .limit(page.limit)
    const documents = rows.map((row) =>
      this.#document(numbered, Number(row.id), (name) => {
        const field = numbered.fields.find((item) => item.name === name)
        if (!field) return null
        const { definition } = field
        const type = types.get(definition.type)
        const stored: Record<string, unknown> = {}
        for (const suffix of Object.keys(type.columns(definition))) {
          stored[suffix] = row[columnName(name, suffix)]
        }
        return type.fromDatabase(stored, definition, db.dialect)
      })
    )
    await this.#run(trx, this.#dialect.put(documents))
    return { last: rows.length === 0 ? null : Number(rows.at(-1)?.id), count: rows.length }
  }
}
