import type { Knex } from 'knex'
import type {
  ClientChange,
  Definition,
  DefinitionIssue,
  DefinitionKind,
  EffectiveMetadata,
} from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import { CodedError } from '#core/errors/coded_error'
import { dialectOf, type Dialect } from '#core/database/dialect'
import {
  applyOperations,
  changesIn,
  type ChangeOperation,
  type Place,
} from '#core/metadata/layers/operations'
import { E_CONFLICT } from '#core/errors/errors'
import { requireShaping } from '#core/metadata/form_design'
import { requirePermission } from '#core/security/guards'
import { tableOf } from '#core/records/system_fields'
import { assembleBase, type BasePart } from '#core/metadata/layers/base_layer'
import {
  addChanges,
  changesOf,
  layerOfProperties,
  mergeLayers,
  newChanges,
  removeChanges,
  replaceDefinitions,
  sameChanges,
} from '#core/metadata/layers/merge'
import type {
  DefinitionReplacement,
  LayerPreview,
  LayerReplacement,
} from '#core/metadata/layers/replacement'
import type { DefinitionMaps, DormantChange, LayeredDefinition } from '#core/metadata/layers/types'
import {
  baseIssues,
  checksum,
  issuesOfWrite,
  seal,
  workable,
  type Rules,
} from '#core/metadata/effective'
import { readClientLayer, writeClientLayer } from '#core/metadata/client_layer'
import { bumpRevision, readState, writeState } from '#core/metadata/installation_state'
import {
  E_METADATA_CHANGED,
  E_METADATA_NOT_LOADED,
  E_UNKNOWN_DEFINITION,
} from '#core/metadata/errors'
import {
  auditOf,
  invalid,
  requireUnchanged,
  withoutAll,
  type ChangeOptions,
  type LayerWrite,
} from '#core/metadata/layer_write'
export type { DefinitionSource, MetadataServices } from '#core/metadata/ports'
import type { MetadataServices } from '#core/metadata/ports'
import { applyPlan, checkPlan } from '#core/metadata/schema_sync/apply'
import { purgePlan } from '#core/metadata/schema_sync/diff'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import type { SchemaPlan, SchemaStep } from '#core/metadata/schema_sync/plan'
import { madeBy, planBetween, unreadable } from '#core/metadata/table_plans'
import { sealFields } from '#core/metadata/sealed_fields'
import { lossyTypes } from '#core/metadata/schema_sync/type_changes'
import { targetSchema } from '#core/metadata/schema_sync/target'

/** What a change set would come to. */
export interface Proposal {
  revision: number
  issues: DefinitionIssue[]
  before: DefinitionMaps
  after: DefinitionMaps
  plan: SchemaPlan
}

interface Loaded {
  metadata: EffectiveMetadata
  base: DefinitionMaps
  changes: ClientChange[]
  dormant: DormantChange[]
  problems: DefinitionIssue[]
  revision: string | null
}

/** Bump when the way from definitions to tables changes, so that every installation compares anew. */
const SCHEMA_RULES = 1

/**
 * The definitions in effect. One copy a process, replaced as a whole when something changes; whoever holds `current()` keeps
 * a consistent view.
 */
export class Metadata {
  readonly #services: MetadataServices
  readonly #dialect: Dialect
  #loaded: Loaded | null = null
  /** Checksum of the base layer last found right: plugins change seldom, and checking costs more than merging. */
  #checked = ''

  constructor(services: MetadataServices) {
    this.#services = services
    this.#dialect = dialectOf(services.database.dialect)
  }

  /** @throws E_METADATA_NOT_LOADED before the first `load` */
  current(): EffectiveMetadata {
    return this.#state().metadata
  }

  get isLoaded(): boolean {
    return this.#loaded !== null
  }

  /** What a plugin's new release left without effect: shown to the consultant, kept until reset. */
  problems(): { issues: DefinitionIssue[]; dormant: DormantChange[] } {
    const { problems, dormant } = this.#state()
    return { issues: problems, dormant }
  }

  /**
   * Reads both layers anew.
   *
   * @throws E_METADATA_INVALID when the base layer by itself is wrong: a plugin is at fault
   */
  async load(): Promise<void> {
    const { read } = this.#services.database
    const revision = await readState(read, 'revision')
    const changes = await readClientLayer(read)
    const base = this.checkBase(await this.#services.source.parts())
    const { effective, problems, dormant } = workable(base, changes, this.#rules())
    if (problems.length > 0) this.#services.warn('client changes set aside', problems)
    const metadata = seal(effective)
    this.#loaded = { metadata, base, changes, dormant, problems, revision }
  }

  /** Whether another process has changed something since `load`; one row is read. */
  async isStale(): Promise<boolean> {
    const revision = await readState(this.#services.database.read, 'revision')
    return revision !== this.#state().revision
  }

  /**
   * Checks a base layer that is about to come into effect (a plugin enabled or disabled).
   *
   * @throws E_METADATA_INVALID with every issue
   */
  checkBase(
    parts: readonly BasePart[],
    permissions: ReadonlySet<string> = this.#services.source.permissions()
  ): DefinitionMaps {
    const { base, issues } = assembleBase(parts)
    const seen = checksum([parts, [...permissions]])
    if (seen === this.#checked) return base
    const rules = { types: this.#services.types, permissions }
    const all = [...issues, ...baseIssues(base, rules)]
    if (all.length > 0) throw invalid(all)
    this.#checked = seen
    return base
  }

  /** One definition, its base, the client's changes, and the layer of each property. */
  layers<K extends DefinitionKind>(kind: K, name: string): LayeredDefinition<K> {
    const { metadata, base, changes } = this.#state()
    const effective = metadata[kind]?.get(name) ?? null
    const own = base[kind]?.get(name) ?? null
    if (effective === null && own === null) throw new E_UNKNOWN_DEFINITION({ kind, name })
    const mine = changes.filter((change) => change.kind === kind && change.name === name)
    const asJson = JSON.parse(JSON.stringify(effective ?? own)) as Parameters<
      typeof layerOfProperties
    >[0]
    return {
      effective: effective as LayeredDefinition<K>['effective'],
      base: own as LayeredDefinition<K>['base'],
      changes: mine,
      revision: checksum(effective),
      layer: layerOfProperties(asJson, mine),
    }
  }

  /** The client layer as it is stored, with what has no effect now. */
  clientLayer(): readonly ClientChange[] {
    return this.#state().changes
  }

  /** A definition as the plugins ship it. */
  baseDefinition<K extends DefinitionKind>(kind: K, name: string): Definition<K> | null {
    return (this.#state().base[kind].get(name) as Definition<K> | undefined) ?? null
  }

  /** What replacing the client layer of definitions would do. Changes nothing. */
  async previewReplacement(
    actor: Actor,
    definitions: readonly DefinitionReplacement[]
  ): Promise<LayerPreview> {
    const { base, changes: stored } = this.#state()
    const next = replaceDefinitions(stored, definitions)
    const issues = await this.#issuesOf(actor, base, stored, next, newChanges(stored, next))
    const old = mergeLayers(base, stored)
    const merged = mergeLayers(base, next)
    const slept = new Set(old.dormant.map(({ change }) => JSON.stringify(change)))
    const dormant = merged.dormant.filter(({ change }) => !slept.has(JSON.stringify(change)))
    const answer = { issues, before: old.effective, after: merged.effective, dormant }
    if (issues.length > 0) return { ...answer, plan: { steps: [] }, unsafe: null }
    const plan = await this.#planFor(answer.after, this.#services.database.read, answer.before)
    return { ...answer, plan, unsafe: await this.#unsafe(plan) }
  }

  /**
   * Replaces the client layer of whole definitions at once, with what goes along with them in the same transaction.
   *
   * @throws E_CONFLICT when one of them is no longer what the replacement was made from
   * @throws E_METADATA_INVALID with every issue
   */
  replace(
    actor: Actor,
    origin: Origin,
    { action, definitions, before, inTables }: LayerReplacement
  ): Promise<{ version: string; plan: SchemaPlan }> {
    const next = definitions.flatMap(({ to }) => to)
    return this.#write(actor, origin, {
      action,
      what: definitions.map(({ kind, name }) => ({ kind, name, path: [] })),
      changes: newChanges(this.#state().changes, next),
      transform: (stored) => {
        const moved = definitions.find((one) => !sameChanges(changesOf(stored, one), one.from))
        if (moved) throw new E_CONFLICT({ what: `${moved.kind}.${moved.name}` })
        return replaceDefinitions(stored, definitions)
      },
      ...(before ? { also: before } : {}),
      ...(inTables ? { inTables } : {}),
    })
  }

  /** What a change would do: every issue, or the steps that the database would take. Changes nothing. */
  async preview(
    actor: Actor,
    changes: readonly ClientChange[],
    resets: readonly Place[] = []
  ): Promise<{ issues: DefinitionIssue[]; plan: SchemaPlan }> {
    const { base, changes: stored } = this.#state()
    requireShaping(actor, [...resets, ...changes], changes, [base, this.current()])
    const next = addChanges(withoutAll(stored, resets), changes)
    const issues = await this.#issuesOf(actor, base, stored, next, changes)
    if (issues.length > 0) return { issues, plan: { steps: [] } }
    const { effective } = mergeLayers(base, next)
    const before = mergeLayers(base, stored).effective
    return { issues, plan: await this.#planFor(effective, this.#services.database.read, before) }
  }

  /**
   * Writes changes of the client layer, brings the tables along, audits, and tells every process. All or nothing. `resets`
   * takes client changes away first; `basedOn` refuses where somebody else was faster.
   *
   * @throws E_METADATA_INVALID with every issue
   * @throws E_DEFINITION_CHANGED
   * @throws E_FORBIDDEN (requireShaping)
   */
  change(
    actor: Actor,
    origin: Origin,
    changes: readonly ClientChange[],
    { resets = [], basedOn = [], action = 'metadata.change', note }: ChangeOptions = {}
  ): Promise<{ version: string; plan: SchemaPlan }> {
    return this.#write(actor, origin, {
      action,
      what: [...resets, ...changes],
      changes,
      basedOn,
      ...(note === undefined ? {} : { note }),
      transform: (stored) => addChanges(withoutAll(stored, resets), changes),
    })
  }

  /**
   * What a change set would do: every issue, or the definitions after it with the steps that the database would take. Changes
   * nothing.
   */
  async propose(actor: Actor, operations: readonly ChangeOperation[]): Promise<Proposal> {
    const { base, changes: stored, revision } = this.#state()
    const next = applyOperations(stored, operations)
    const before = mergeLayers(base, stored).effective
    const issues = await this.#issuesOf(actor, base, stored, next, changesIn(operations))
    const found = { revision: Number(revision ?? 0), issues, before }
    if (issues.length > 0) return { ...found, after: before, plan: { steps: [] } }
    const after = mergeLayers(base, next).effective
    return {
      ...found,
      after,
      plan: await this.#planFor(after, this.#services.database.read, before),
    }
  }

  /**
   * Carries a change set out as it was planned: all or nothing.
   *
   * @throws E_METADATA_CHANGED when somebody changed definitions since `expected`
   * @throws E_METADATA_INVALID with every issue
   */
  carryOut(
    actor: Actor,
    origin: Origin,
    operations: readonly ChangeOperation[],
    expected: number
  ): Promise<{ version: string; plan: SchemaPlan }> {
    return this.#write(actor, origin, {
      action: 'metadata.change',
      what: operations,
      changes: changesIn(operations),
      transform: (stored) => applyOperations(stored, operations),
      expected,
    })
  }

  /** Both layers as they are, with the revision that a change set is made against. */
  design(): Pick<Loaded, 'base' | 'changes' | 'problems'> & { revision: number } {
    const { base, changes, problems, revision } = this.#state()
    return { base, changes, problems, revision: Number(revision ?? 0) }
  }

  /** Takes the client's changes at or below a path away: back to base. */
  reset(
    actor: Actor,
    origin: Origin,
    kind: DefinitionKind,
    name: string,
    path: string[]
  ): Promise<{ version: string; plan: SchemaPlan }> {
    return this.#write(actor, origin, {
      action: 'metadata.reset',
      what: [{ kind, name, path }],
      changes: [],
      transform: (stored) => removeChanges(stored, { kind, name, path }),
    })
  }

  /** The steps between the tables as they are and the definitions. */
  async plan(): Promise<SchemaPlan> {
    return this.#planFor(this.current(), this.#services.database.read)
  }

  /** Runs a plan. Safe to repeat after a crash: make a new plan and apply that. */
  async apply(plan: SchemaPlan, onStep?: (step: SchemaStep, index: number) => void): Promise<void> {
    const { database, types } = this.#services
    const tools = { dialect: this.#dialect, types, ...(onStep ? { onStep } : {}) }
    await applyPlan(database.write, plan, tools)
    await database.transaction((trx) => this.#rememberSchema(trx, this.current()))
  }

  /**
   * Brings the tables to the definitions unless a former run already did; answers the steps taken. Costs one row when nothing
   * has changed.
   */
  async synchronise(onStep?: (step: SchemaStep, index: number) => void): Promise<SchemaPlan> {
    const known = await readState(this.#services.database.read, 'schema')
    if (known === this.#schemaChecksum(this.current())) return { steps: [] }
    const plan = await this.plan()
    await this.apply(plan, onStep)
    return plan
  }

  /**
   * The second step of dropping: the columns and data of a removed field go for good. A field that the client made leaves
   * the client layer as well.
   *
   * @throws E_CONFLICT while the field is in use
   */
  async purge(actor: Actor, origin: Origin, entity: string, field: string): Promise<SchemaPlan> {
    requirePermission(actor, 'core.customise')
    const definition = this.current().entity.get(entity)
    const gone = definition?.fields[field]
    if (!definition || !gone) throw new E_UNKNOWN_DEFINITION({ kind: 'field', name: field })
    if (!gone.removed) throw new E_CONFLICT({ what: `${entity}.${field}` })
    const table = tableOf(definition)
    const columns = Object.keys(this.#services.types.columnsOf(field, gone))
    const actual = await readSchema(this.#services.database.read, this.#dialect.name, [table])
    const present = actual.get(table)
    const plan = present ? purgePlan(table, columns, present) : { steps: [] }
    const tools = { dialect: this.#dialect, types: this.#services.types }
    const change = { kind: 'entity' as const, name: entity, path: ['fields', field] }
    const inBase = this.#state().base.entity.get(entity)?.fields[field] !== undefined
    const stillRemoved = { ...change, path: [...change.path, 'removed'], value: true }
    await this.#write(actor, origin, {
      action: 'metadata.purge',
      what: [change],
      changes: [],
      transform: (stored) => [...removeChanges(stored, change), ...(inBase ? [stillRemoved] : [])],
      also: (trx) => applyPlan(trx, plan, tools),
    })
    return plan
  }

  #state(): Loaded {
    if (!this.#loaded) throw new E_METADATA_NOT_LOADED()
    return this.#loaded
  }

  #rules(): Rules {
    const { types, source } = this.#services
    return { types, permissions: source.permissions() }
  }

  /** All that stands in the way: of the definitions, else of what the writer may read, else of the rows. */
  async #issuesOf(
    actor: Actor,
    base: DefinitionMaps,
    stored: readonly ClientChange[],
    next: readonly ClientChange[],
    changes: readonly ClientChange[],
    knex: Knex = this.#services.database.read
  ): Promise<DefinitionIssue[]> {
    const issues = issuesOfWrite({ base, stored, next, changes }, this.#rules())
    if (issues.length > 0) return issues
    const before = mergeLayers(base, stored).effective
    const after = mergeLayers(base, next).effective
    const unread = await unreadable(knex, this.#dialect, actor, before, after)
    if (unread.length > 0) return unread
    return lossyTypes(knex, this.#services.types, base, [stored, next])
  }

  async #write(
    actor: Actor,
    origin: Origin,
    { action, what, changes, transform, basedOn = [], expected, also, inTables, note }: LayerWrite
  ): Promise<{ version: string; plan: SchemaPlan }> {
    const { base } = this.#state()
    requireShaping(actor, what, changes, [base, this.current()])
    const at = this.#services.now()
    const plan = await this.#services.database.transaction(async (trx) => {
      const revision = await bumpRevision(trx, this.#dialect)
      if (expected !== undefined && revision - 1 !== expected) {
        const last = await this.#services.lastChange(trx)
        throw new E_METADATA_CHANGED({ by: last?.by ?? '', at: last?.at ?? '' })
      }
      const stored = await readClientLayer(trx)
      requireUnchanged(base, stored, basedOn)
      const next = transform(stored)
      const issues = await this.#issuesOf(actor, base, stored, next, changes, trx)
      if (issues.length > 0) throw invalid(issues)
      const { effective } = mergeLayers(base, next)
      const before = mergeLayers(base, stored).effective
      requireShaping(actor, what, changes, [before, effective])
      const made = await madeBy(trx, this.#dialect, before, effective)
      await this.#services.guardRoles(actor, before.role, effective.role, made)
      await writeClientLayer(trx, this.#dialect, stored, next, { userId: actor.userId, at })
      await sealFields(trx, this.#dialect, before, effective)
      await also?.(trx)
      const steps = await this.#bringTables(trx, before, effective)
      await inTables?.(trx, seal(effective))
      const kept = { actor, at, action, note: note ?? null, before, after: effective }
      await this.#services.keepVersions(trx, kept)
      await this.#services.audit(trx, auditOf(actor, origin, action, at, what))
      return steps
    })
    await this.load()
    const { version } = this.current()
    await this.#services.emitChanged(version)
    return { version, plan }
  }

  async #bringTables(trx: Knex.Transaction, before: DefinitionMaps, after: DefinitionMaps) {
    const plan = await this.#planFor(after, trx, before)
    await applyPlan(trx, plan, { dialect: this.#dialect, types: this.#services.types })
    await this.#rememberSchema(trx, after)
    return plan
  }

  #planFor(
    after: DefinitionMaps,
    knex: Knex | Knex.Transaction,
    before = after
  ): Promise<SchemaPlan> {
    return planBetween(knex, this.#dialect, this.#services.types, before, after)
  }

  /** Why a plan would be refused, by what the rows hold. */
  async #unsafe(plan: SchemaPlan): Promise<CodedError | null> {
    try {
      await checkPlan(this.#services.database.read, plan, this.#dialect)
      return null
    } catch (error) {
      if (error instanceof CodedError && error.status < 500) return error
      throw error
    }
  }

  #schemaChecksum(effective: DefinitionMaps): string {
    const target = targetSchema(effective, this.#services.types)
    return checksum([SCHEMA_RULES, this.#dialect.name, target])
  }

  async #rememberSchema(trx: Knex.Transaction, effective: DefinitionMaps): Promise<void> {
    await writeState(trx, this.#dialect, 'schema', this.#schemaChecksum(effective))
  }
}
