import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import {
  E_FIELD_FORBIDDEN,
  E_FORBIDDEN,
  E_NOT_FOUND,
  E_STALE_VERSION,
  E_UNKNOWN_ENTITY,
  E_UNKNOWN_FIELD,
  E_VALIDATION,
} from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json, Privilege } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import { E_SYSTEM_MANAGED } from '#core/records/errors'
import type { Statements } from '#core/records/execution/statements'
import type { FieldValues } from '#core/records/hooks'
import type { MetadataSource } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import type { RecordInput, RecordRow } from '#core/records/types'
import { releaseReferences } from '#core/records/writing/referrers'
import type { EntityModel, EntityModels } from '#core/records/writing/entity_model'
import type { Loaded, RowLoader } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import type { Outcome, Writer } from '#core/records/writing/writer'
import { validateInput, type Validated, type WriteRights } from '#core/records/writing/validate'

export interface CreateOptions {
  trx?: Knex.Transaction
  /** Values that the system worked out: written whoever the actor is, checked as any other. */
  computed?: RecordInput
}
export interface WriteOptions extends CreateOptions {
  version?: number
}
export interface ManyOptions {
  trx: Knex.Transaction
  /** Named in the audit beside the ids: the import or sync that brought them. */
  source?: Json
}
export type UpdateItem = { id: number; version?: number; values: RecordInput }
export type UpdateOutcome = { id: number; version: number } | { issues: ErrorDetail[] }

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  models: EntityModels
  types: FieldTypes
  statements: Statements
  loader: RowLoader
  writer: Writer
  reads: Reads
  now: () => Date
}

/** The refusal of an input: the gravest issue decides the error, the others come as details. */
function refuse(issues: ErrorDetail[]): never {
  const first = issues.find(
    ({ code }) => code === 'E_FIELD_FORBIDDEN' || code === 'E_UNKNOWN_FIELD'
  )
  const params = first?.params as { entity: string; field: string } | undefined
  if (first?.code === 'E_FIELD_FORBIDDEN' && params) throw new E_FIELD_FORBIDDEN(params, issues)
  if (first && params) throw new E_UNKNOWN_FIELD(params, issues)
  throw new E_VALIDATION({}, issues)
}

/** Everything that changes records. */
export class Writes {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  #model(name: string): EntityModel {
    const model = this.#parts.models.get(this.#parts.metadata.current(), name)
    if (!model) throw new E_UNKNOWN_ENTITY({ entity: name })
    return model
  }

  /** People need the privilege at some depth, and leave what the system manages alone. */
  #require(actor: Actor, model: EntityModel, privilege: Privilege): void {
    if (actor.access.depth(model.name, privilege) === 'none') {
      throw new E_FORBIDDEN({ what: `${model.name}.${privilege}` })
    }
    const managed = model.definition.systemManaged && actor.kind !== 'system'
    if (managed && (privilege !== 'update' || !model.definition.editableFields?.length)) {
      throw new E_SYSTEM_MANAGED({ entity: model.name })
    }
  }

  #rights(actor: Actor, model: EntityModel, many: boolean): WriteRights {
    return {
      level: (field) => actor.access.field(model.name, field),
      system: actor.kind === 'system',
      autonumbers: many && actor.access.depth(model.name, 'import') !== 'none',
    }
  }

  #checked(
    actor: Actor,
    model: EntityModel,
    input: RecordInput,
    computed: RecordInput = {}
  ): Validated {
    const { types } = this.#parts
    const rights = this.#rights(actor, model, false)
    const given = validateInput(model, input, rights, types)
    const system: WriteRights = { level: () => 'write', system: true, autonumbers: false }
    const own = validateInput(model, computed, system, types)
    return {
      values: { ...given.values, ...own.values },
      issues: [...given.issues, ...own.issues],
    }
  }

  /** Runs work with a context: in the caller's transaction, or in one of its own. */
  async #inside<T>(
    actor: Actor,
    origin: Origin,
    trx: Knex.Transaction | undefined,
    work: (context: WriteContext) => Promise<T>
  ): Promise<T> {
    const { db, statements, metadata, now } = this.#parts
    const run = (own: Knex.Transaction) =>
      statements.use(own, (session) =>
        work({ actor, origin, now: now(), trx: own, session, metadata: metadata.current() })
      )
    return trx ? run(trx) : db.write.transaction(run)
  }

  async create(
    actor: Actor,
    origin: Origin,
    entity: string,
    input: RecordInput,
    options: CreateOptions = {}
  ): Promise<RecordRow> {
    const model = this.#model(entity)
    this.#require(actor, model, 'create')
    const checked = this.#checked(actor, model, input, options.computed)
    if (checked.issues.length > 0) refuse(checked.issues)
    return this.#inside(actor, origin, options.trx, async (context) => {
      const { outcomes } = await this.#parts.writer.create(context, model, [checked.values])
      const outcome = outcomes[0] as Outcome
      if ('issues' in outcome) throw new E_VALIDATION({}, outcome.issues)
      await this.#checkPlace(context, model, checked.values, [outcome.id])
      return this.#answer(context, entity, outcome.id, 1)
    })
  }

  /** A record given to somebody else must stay within what the writer may hand over. */
  async #checkPlace(
    context: WriteContext,
    model: EntityModel,
    given: FieldValues,
    ids: readonly number[]
  ): Promise<void> {
    const { actor } = context
    const moved = (name: 'owner_id' | 'unit_id', own: number | null) =>
      given[name] !== undefined && given[name] !== own
    if (moved('owner_id', actor.userId) || moved('unit_id', actor.unitId)) {
      await this.#parts.writer.requireWithin(context, model, ids, 'assign')
    }
  }

  /** What the writer may see of what it wrote; only id and version where it may not read. */
  async #answer(
    context: WriteContext,
    entity: string,
    id: number,
    version: number
  ): Promise<RecordRow> {
    const { actor, trx } = context
    if (actor.access.depth(entity, 'read') === 'none') return { id, version }
    try {
      return await this.#parts.reads.get(actor, entity, id, { trx })
    } catch (error) {
      if (error instanceof E_NOT_FOUND) return { id, version }
      throw error
    }
  }

  async update(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    input: RecordInput,
    options: WriteOptions = {}
  ): Promise<RecordRow> {
    const model = this.#model(entity)
    this.#require(actor, model, 'update')
    const checked = this.#checked(actor, model, input, options.computed)
    if (checked.issues.length > 0) refuse(checked.issues)
    return this.#inside(actor, origin, options.trx, async (context) => {
      const loaded = await this.#load(context, model, id, 'update', options.version)
      const pending = [{ loaded, values: checked.values }]
      const versions = await this.#parts.writer.update(context, model, pending)
      await this.#checkGiven(context, model, loaded, checked.values)
      return this.#answer(context, entity, id, versions.get(id) ?? loaded.version)
    })
  }

  async #checkGiven(
    context: WriteContext,
    model: EntityModel,
    { id, values }: Loaded,
    given: FieldValues
  ): Promise<void> {
    const moved = (['owner_id', 'unit_id'] as const).some(
      (name) => given[name] !== undefined && given[name] !== values[name]
    )
    if (moved) await this.#parts.writer.requireWithin(context, model, [id], 'assign')
  }

  /** Throws E_NOT_FOUND for what the actor may not see, E_FORBIDDEN for what it may only see, E_STALE_VERSION. */
  #admit(
    model: EntityModel,
    loaded: Loaded | undefined,
    privilege: Privilege,
    version: number | undefined,
    deleted: boolean
  ): Loaded {
    if (!loaded || !loaded.readable || loaded.deleted !== deleted) {
      throw new E_NOT_FOUND({ what: model.name })
    }
    if (!loaded.allowed) throw new E_FORBIDDEN({ what: `${model.name}.${privilege}` })
    if (version !== undefined && version !== loaded.version) {
      throw new E_STALE_VERSION({ current: loaded.version })
    }
    return loaded
  }

  async #load(
    context: WriteContext,
    model: EntityModel,
    id: number,
    privilege: Privilege,
    version: number | undefined,
    deleted = false
  ): Promise<Loaded> {
    const found = await this.#parts.loader.load(context, model, [id], privilege)
    return this.#admit(model, found.get(id), privilege, version, deleted)
  }

  async setDeleted(
    actor: Actor,
    origin: Origin,
    entity: string,
    id: number,
    deleted: boolean,
    options: WriteOptions = {}
  ): Promise<void> {
    const model = this.#model(entity)
    this.#require(actor, model, 'delete')
    await this.#inside(actor, origin, options.trx, async (context) => {
      const loaded = await this.#load(context, model, id, 'delete', options.version, !deleted)
      if (deleted) await this.#release(context, model, [id])
      await this.#parts.writer.setDeleted(context, model, [loaded], deleted)
    })
  }

  #release(context: WriteContext, model: EntityModel, ids: readonly number[]): Promise<void> {
    const { models, loader, writer } = this.#parts
    return releaseReferences(context, model, ids, { models, loader, writer })
  }

  /** One batch inside the caller's transaction. Rows with issues are reported, the others written. */
  async createMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    inputs: readonly RecordInput[],
    options: ManyOptions
  ): Promise<Outcome[]> {
    const model = this.#model(entity)
    this.#require(actor, model, 'create')
    const rights = this.#rights(actor, model, true)
    const outcomes = new Array<Outcome>(inputs.length)
    const places: number[] = []
    const rows: FieldValues[] = []
    inputs.forEach((input, place) => {
      const { values, issues } = validateInput(model, input, rights, this.#parts.types)
      if (issues.length > 0) outcomes[place] = { issues }
      else rows[places.push(place) - 1] = values
    })
    return this.#inside(actor, origin, options.trx, async (context) => {
      const { writer } = this.#parts
      const written = await writer.create(context, model, rows, options.source)
      written.outcomes.forEach((outcome, index) => (outcomes[places[index] as number] = outcome))
      await this.#checkPlaces(context, model, rows, written.outcomes)
      return outcomes
    })
  }

  async #checkPlaces(
    context: WriteContext,
    model: EntityModel,
    rows: readonly FieldValues[],
    outcomes: readonly Outcome[]
  ): Promise<void> {
    if (context.actor.access.depth(model.name, 'assign') === 'all') return
    for (const [index, values] of rows.entries()) {
      const outcome = outcomes[index] as Outcome
      if ('id' in outcome) await this.#checkPlace(context, model, values, [outcome.id])
    }
  }

  /**
   * Changes several records inside the caller's transaction. A record that may not be changed, is stale or does not validate
   * is reported; what hooks and the database refuse throws and leaves the transaction to be rolled back.
   */
  async updateMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly UpdateItem[],
    options: ManyOptions
  ): Promise<UpdateOutcome[]> {
    const model = this.#model(entity)
    this.#require(actor, model, 'update')
    const rights = this.#rights(actor, model, true)
    return this.#inside(actor, origin, options.trx, async (context) => {
      const { loader, writer, types } = this.#parts
      const ids = items.map(({ id }) => id)
      const found = await loader.load(context, model, ids, 'update')
      const outcomes: UpdateOutcome[] = []
      for (const { id, version, values: input } of items) {
        const { values, issues } = validateInput(model, input, rights, types)
        if (issues.length > 0) {
          outcomes.push({ issues })
          continue
        }
        outcomes.push(
          await reported(async () => {
            const loaded = this.#admit(model, found.get(id), 'update', version, false)
            const versions = await writer.update(context, model, [{ loaded, values }])
            await this.#checkGiven(context, model, loaded, values)
            const now = versions.get(id) ?? loaded.version
            found.set(id, { ...loaded, version: now, values: { ...loaded.values, ...values } })
            return { id, version: now }
          })
        )
      }
      return outcomes
    })
  }

  /** Deletes several records inside the caller's transaction; as `updateMany`. */
  removeMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly { id: number; version?: number }[],
    options: ManyOptions
  ): Promise<UpdateOutcome[]> {
    return this.#setDeletedMany(actor, origin, entity, items, options, true)
  }

  restoreMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly { id: number; version?: number }[],
    options: ManyOptions
  ): Promise<UpdateOutcome[]> {
    return this.#setDeletedMany(actor, origin, entity, items, options, false)
  }

  async #setDeletedMany(
    actor: Actor,
    origin: Origin,
    entity: string,
    items: readonly { id: number; version?: number }[],
    options: ManyOptions,
    deleted: boolean
  ): Promise<UpdateOutcome[]> {
    const model = this.#model(entity)
    this.#require(actor, model, 'delete')
    return this.#inside(actor, origin, options.trx, async (context) => {
      const { loader, writer } = this.#parts
      const ids = items.map(({ id }) => id)
      const found = await loader.load(context, model, ids, 'delete')
      const outcomes: UpdateOutcome[] = []
      for (const { id, version } of items) {
        outcomes.push(
          await reported(async () => {
            const loaded = this.#admit(model, found.get(id), 'delete', version, !deleted)
            if (deleted) await this.#release(context, model, [id])
            await writer.setDeleted(context, model, [loaded], deleted)
            found.delete(id)
            return { id, version: loaded.version + 1 }
          })
        )
      }
      return outcomes
    })
  }
}

const REPORTED = new Set(['E_NOT_FOUND', 'E_FORBIDDEN', 'E_STALE_VERSION', 'E_RECORD_IN_USE'])

/** Refusals that are known before anything was written become outcomes. */
async function reported(work: () => Promise<UpdateOutcome>): Promise<UpdateOutcome> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof E_VALIDATION && !error.cause) return { issues: error.details }
    const { code } = error as { code?: unknown }
    if (typeof code === 'string' && REPORTED.has(code)) {
      const { params } = error as { params?: ErrorDetail['params'] }
      return { issues: [{ path: '', code, ...(params ? { params } : {}) }] }
    }
    throw error
  }
}
