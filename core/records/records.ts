import type { DatabaseConnections } from '#core/database/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Actor, Origin } from '#core/security/types'
import { Bulk, type BulkChange, type BulkResult, type BulkTarget } from '#core/records/bulk'
import { Statements } from '#core/records/execution/statements'
import { History, type HistoryItem } from '#core/records/history'
import type { RecordHookRegistry } from '#core/records/hook_registry'
import type { RecordHooks } from '#core/records/hooks'
import type { AuditSink, DefaultEvaluator, EventSink, MetadataSource } from '#core/records/ports'
import { QueryCompiler } from '#core/records/query/compiler'
import {
  Reads,
  type CountQuery,
  type ReadOptions,
  type RecordRights,
  type ScannedRow,
} from '#core/records/reads'
import { Search, type Found, type FoundRecord } from '#core/records/search'
import { SummaryStates } from '#core/records/summaries/summary_states'
import { Timeline, type TimelineOptions, type TimelinePage } from '#core/records/timeline'
import type {
  AggregateQuery,
  AggregateRow,
  RecordInput,
  RecordPage,
  RecordQuery,
  RecordRow,
} from '#core/records/types'
import {
  Writes,
  type CreateOptions,
  type ManyOptions,
  type UpdateItem,
  type UpdateOutcome,
  type WriteOptions,
} from '#core/records/writes'
import { ComputedValues } from '#core/records/computed/computed_values'
import type { RecomputePayload, RecomputeQueue } from '#core/records/computed/recompute'
import { Recomputation, type RecomputeOptions } from '#core/records/computed/recomputation'
import { EntityModels } from '#core/records/writing/entity_model'
import { References } from '#core/records/writing/references'
import { RowLoader } from '#core/records/writing/row_loader'
import { Writer, type Outcome } from '#core/records/writing/writer'

export interface RecordServices {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
  hooks: RecordHookRegistry
  audit: AuditSink
  events: EventSink
  evaluate: DefaultEvaluator
  /** Where what need not be right at once is put off to; without it nothing is put off. */
  recomputeLater?: RecomputeQueue
  now: () => Date
}

export interface RecordEngine {
  models: EntityModels
  loader: RowLoader
  writer: Writer
  statements: Statements
}

/**
 * The door to records of every entity, for people and programs alike. All reading goes through the query compiler, all writing
 * through one pipeline, so that row scopes, field access, history and counts cannot be forgotten. Bound as a singleton.
 */
export class Records {
  readonly #reads: Reads
  readonly #writes: Writes
  readonly #bulk: Bulk
  readonly #history: History
  readonly #timeline: Timeline
  readonly #search: Search
  readonly #summaries: SummaryStates
  readonly #hooks: RecordHookRegistry
  readonly #recomputation: Recomputation

  /** The parts that write, for what changes many records as one: merging. Rights are the caller's to check. */
  readonly engine: RecordEngine

  constructor(services: RecordServices) {
    const { db, metadata, types, hooks, now } = services
    const { dialect } = db
    const statements = new Statements(dialect)
    const models = new EntityModels(types)
    const knex = db.write
    this.#hooks = hooks
    this.#summaries = new SummaryStates(db, metadata, models, statements)
    const summaries = () => this.#summaries.ready()
    const compiler = new QueryCompiler(knex, dialect, types)
    this.#reads = new Reads({ db, metadata, compiler, statements, now, summaries })
    const loader = new RowLoader(knex, dialect)
    const references = new References(knex, dialect)
    const reads = this.#reads
    const { events } = services
    const queue = services.recomputeLater ?? null
    const computed = new ComputedValues({ knex, dialect, models, loader, reads, events, queue })
    const writer = new Writer({ ...services, knex, dialect, references, computed })
    this.engine = { models, loader, writer, statements }
    this.#recomputation = new Recomputation({
      db,
      metadata,
      models,
      statements,
      computed,
      queue,
      now,
    })
    this.#writes = new Writes({
      db,
      metadata,
      models,
      types,
      statements,
      loader,
      writer,
      reads,
      now,
    })
    this.#bulk = new Bulk({ db, reads, writes: this.#writes })
    this.#history = new History({ db, metadata, types, reads })
    this.#timeline = new Timeline({ metadata, reads, history: this.#history })
    this.#search = new Search({ metadata, reads, types })
  }

  /** Counts the summaries that are new or were changed. Call it after the schema was synchronised; safe to repeat. */
  async prepare(): Promise<void> {
    await this.#summaries.prepare()
    await this.#recomputation.prepare()
  }

  /** Works computed values out anew in batches, each a transaction. Safe to repeat. */
  recompute(payload: RecomputePayload, options?: RecomputeOptions): Promise<void> {
    return this.#recomputation.run(payload, options)
  }

  addHooks(hooks: readonly RecordHooks[]): void {
    this.#hooks.add(hooks)
  }

  query(actor: Actor, query: RecordQuery, options?: ReadOptions): Promise<RecordPage> {
    return this.#reads.query(actor, query, options)
  }

  count(actor: Actor, query: CountQuery): Promise<number> {
    return this.#reads.count(actor, query)
  }

  aggregate(actor: Actor, query: AggregateQuery): Promise<AggregateRow[]> {
    return this.#reads.aggregate(actor, query)
  }

  /** Throws E_NOT_FOUND also when the record is out of the actor's scope. */
  get(
    actor: Actor,
    entity: string,
    id: number,
    options?: ReadOptions & { select?: string[]; deleted?: RecordQuery['deleted'] }
  ): Promise<RecordRow> {
    return this.#reads.get(actor, entity, id, options)
  }

  getWithRights(
    actor: Actor,
    entity: string,
    id: number,
    options?: ReadOptions & { select?: string[] }
  ): Promise<{ record: RecordRow; access: RecordRights }> {
    return this.#reads.getWithRights(actor, entity, id, options)
  }

  stream(actor: Actor, query: RecordQuery): AsyncGenerator<RecordRow[]> {
    return this.#reads.stream(actor, query)
  }

  /** For a look at very many records: arrays of the id and the values of `select`, linked records by their ids. */
  scan(
    actor: Actor,
    query: RecordQuery & { select: readonly string[] }
  ): AsyncGenerator<ScannedRow[]> {
    return this.#reads.scan(actor, query)
  }

  /** Throws E_VALIDATION, E_UNKNOWN_FIELD, E_FIELD_FORBIDDEN or E_FORBIDDEN; details name the fields. */
  create(
    actor: Actor,
    origin: Origin,
    entity: string,
    input: RecordInput,
    options?: CreateOptions
  ): Promise<RecordRow> {
    return this.#writes.create(actor, origin, entity, input, options)
  }

  /** As `create`; with `version` throws E_STALE_VERSION when somebody else was faster. */
  update(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    input: RecordInput,
    options?: WriteOptions
  ): Promise<RecordRow> {
    return this.#writes.update(actor, origin, entity, id, input, options)
  }

  /** Soft deletion. Throws E_RECORD_IN_USE while a restricting look-up points here. */
  remove(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    options?: WriteOptions
  ): Promise<void> {
    return this.#writes.setDeleted(actor, origin, entity, id, true, options)
  }

  restore(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    options?: WriteOptions
  ): Promise<void> {
    return this.#writes.setDeleted(actor, origin, entity, id, false, options)
  }

  createMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    inputs: readonly RecordInput[],
    options: ManyOptions
  ): Promise<Outcome[]> {
    return this.#writes.createMany(actor, origin, entity, inputs, options)
  }

  updateMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly UpdateItem[],
    options: ManyOptions
  ): Promise<UpdateOutcome[]> {
    return this.#writes.updateMany(actor, origin, entity, items, options)
  }

  removeMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly { id: number; version?: number }[],
    options: ManyOptions
  ): Promise<UpdateOutcome[]> {
    return this.#writes.removeMany(actor, origin, entity, items, options)
  }

  bulk(
    actor: Actor,
    origin: Origin,
    entity: string,
    target: BulkTarget,
    change: BulkChange
  ): Promise<BulkResult> {
    return this.#bulk.run(actor, origin, entity, target, change)
  }

  history(
    actor: Actor,
    entity: string,
    id: number,
    options?: { before?: number; limit?: number }
  ): Promise<HistoryItem[]> {
    return this.#history.of(actor, entity, id, options)
  }

  timeline(
    actor: Actor,
    entity: string,
    id: number,
    options?: TimelineOptions
  ): Promise<TimelinePage> {
    return this.#timeline.of(actor, entity, id, options)
  }

  search(
    actor: Actor,
    text: string,
    options?: { entities?: string[]; limit?: number }
  ): Promise<FoundRecord[]> {
    return this.#search.everywhere(actor, text, options)
  }

  lookup(actor: Actor, entity: string, text: string, limit?: number): Promise<Found[]> {
    return this.#search.inEntity(actor, entity, text, limit)
  }
}
