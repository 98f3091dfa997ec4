import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf, runRows, type Dialect } from '#core/database/dialect'
import { E_NOT_CONFIRMED, E_UNKNOWN_DEFINITION } from '#core/metadata/errors'
import { effectsBetween } from '#core/metadata/effects'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { ChangeOperation } from '#core/metadata/layers/operations'
import { DEFINITION_KINDS, type DefinitionMaps } from '#core/metadata/layers/types'
import type { Metadata } from '#core/metadata/metadata'
import type {
  ChangePlan,
  DefinitionObjects,
  DesignState,
  Effect,
  PlanWarning,
  UsageReport,
} from '#core/metadata/plan_types'
import { impactOf, type StepImpact } from '#core/metadata/schema_sync/impact'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import type { EntityDefinition } from '#core/metadata/types'
import {
  fieldsWithChoices,
  usagesOf,
  type StoredView,
  type UsageTarget,
} from '#core/metadata/used/where_used'
import { tableOf } from '#core/records/system_fields'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'

interface Parts {
  metadata: Metadata
  database: Database
  types: FieldTypes
}
interface Counted {
  records: number
  deletedRecords: number
}

export type FoundPlan = Omit<ChangePlan, 'steps' | 'issues'> & {
  issues: Awaited<ReturnType<Metadata['propose']>>['issues']
  steps: (StepImpact & { entity: string | null })[]
}

/**
 * The designers' side of the definitions: both layers, what a change set would do, and where something is used. All of it is for
 * those who customise the product; it counts all rows of a table, whoever may read them, and shows no value of any.
 */
export class ChangePlans {
  readonly #parts: Parts
  readonly #dialect: Dialect

  constructor(parts: Parts) {
    this.#parts = parts
    this.#dialect = dialectOf(parts.database.dialect)
  }

  get #read(): Knex {
    return this.#parts.database.read
  }

  /** Both layers of all definitions. */
  state(actor: Actor): DesignState {
    requirePermission(actor, 'core.customise')
    const { base, changes, problems, revision } = this.#parts.metadata.design()
    const objects = DEFINITION_KINDS.map((kind) => [kind, Object.fromEntries(base[kind])])
    const { version } = this.#parts.metadata.current()
    const layer = Object.fromEntries(objects) as DefinitionObjects
    const offered = this.#parts.types.all()
    const types = offered.map(({ name, settings, becomes }) => ({ name, settings, becomes }))
    return { revision, version, base: layer, changes, types, problems }
  }

  /** Everything that a change set would do, in words' raw material. Changes nothing. */
  async plan(actor: Actor, operations: readonly ChangeOperation[]): Promise<FoundPlan> {
    requirePermission(actor, 'core.customise')
    const proposal = await this.#parts.metadata.propose(actor, operations)
    const { revision, issues, before, after } = proposal
    if (issues.length > 0) return { revision, issues, effects: [], steps: [], warnings: [] }
    const effects = effectsBetween(before, after)
    const owners = new Map([...after.entity.values()].map((one) => [tableOf(one), one.name]))
    const impacts = await impactOf(this.#read, proposal.plan, this.#dialect)
    const steps = impacts.map((step) => ({ ...step, entity: owners.get(step.table) ?? null }))
    const warnings = await this.#warnings(effects, before, after)
    return { revision, issues, effects, steps, warnings }
  }

  async apply(
    actor: Actor,
    origin: Origin,
    operations: readonly ChangeOperation[],
    revision: number
  ): Promise<{ version: string; revision: number; steps: number }> {
    requirePermission(actor, 'core.customise')
    const { metadata } = this.#parts
    const { version, plan } = await metadata.carryOut(actor, origin, operations, revision)
    return { version, revision: metadata.design().revision, steps: plan.steps.length }
  }

  /** Where something is used, and how many records have it. */
  async used(actor: Actor, target: UsageTarget): Promise<UsageReport> {
    requirePermission(actor, 'core.customise')
    const definitions = this.#parts.metadata.current()
    const known =
      'choiceList' in target
        ? definitions.choice_list.get(target.choiceList)
        : definitions.entity.get(target.entity)
    const name = 'choiceList' in target ? target.choiceList : target.entity
    if (!known) throw new E_UNKNOWN_DEFINITION({ kind: 'definition', name })
    const usages = usagesOf(definitions, target, await this.#savedViews())
    return { usages, ...(await this.#count(definitions, target)) }
  }

  /** Records of every entity that has a table. */
  async records(actor: Actor): Promise<Record<string, number>> {
    requirePermission(actor, 'core.customise')
    const entities = [...this.#parts.metadata.current().entity.values()]
    const tables = entities.map(tableOf)
    const present = await readSchema(this.#read, this.#dialect.name, tables)
    const counts: Record<string, number> = {}
    for (const entity of entities) {
      if (!present.has(tableOf(entity))) continue
      counts[entity.name] = (await this.#countWhere(entity, null)).records
    }
    return counts
  }

  /** The columns and values of a removed field go for good; the name is typed by who deletes it. */
  async purge(
    actor: Actor,
    origin: Origin,
    entity: string,
    field: string,
    confirmation: string
  ): Promise<{ revision: number }> {
    requirePermission(actor, 'core.customise')
    if (confirmation !== field) throw new E_NOT_CONFIRMED({ name: field })
    const { metadata } = this.#parts
    await metadata.purge(actor, origin, entity, field)
    return { revision: metadata.design().revision }
  }

  async #savedViews(): Promise<StoredView[]> {
    const rows: { id: number; entity: string; label: string; content: string }[] = await this.#read(
      'saved_views'
    ).select('id', 'entity', 'label', 'content')
    return rows.map(({ id, entity, label, content }) => {
      const parsed = JSON.parse(content) as Pick<StoredView, 'columns' | 'filter' | 'sort'>
      const name = String(id)
      return { kind: 'saved_view', name, entity, label: { en: label }, ...parsed }
    })
  }

  async #count(definitions: DefinitionMaps, target: UsageTarget): Promise<Counted> {
    if ('entity' in target) {
      const entity = definitions.entity.get(target.entity)
      if (!entity) return { records: 0, deletedRecords: 0 }
      return this.#countWhere(entity, target.field ?? null)
    }
    let total: Counted = { records: 0, deletedRecords: 0 }
    for (const { entity, field } of fieldsWithChoices(definitions, target.choiceList)) {
      const found = await this.#countWhere(entity, field, target.option)
      total = {
        records: total.records + found.records,
        deletedRecords: total.deletedRecords + found.deletedRecords,
      }
    }
    return total
  }

  /** Rows of an entity, those with a value in a field, or those with one value in it. */
  async #countWhere(
    entity: EntityDefinition,
    field: string | null,
    value?: string
  ): Promise<Counted> {
    const { quote } = this.#dialect
    const columns = field === null ? [] : this.#columnsOf(entity, field)
    if (field !== null && columns.length === 0) return { records: 0, deletedRecords: 0 }
    const table = tableOf(entity)
    const present = await readSchema(this.#read, this.#dialect.name, [table])
    const actual = present.get(table)
    if (!actual || columns.some((one) => !actual.columns.has(one))) {
      return { records: 0, deletedRecords: 0 }
    }
    const [column] = columns
    const condition =
      column === undefined
        ? '1 = 1'
        : `${quote(column)} ${value === undefined ? 'is not null' : '= ?'}`
    const sql =
      `select sum(case when deleted_at is null then 1 else 0 end) as records,` +
      ` sum(case when deleted_at is null then 0 else 1 end) as deleted` +
      ` from ${quote(table)} where ${condition}`
    const [found] = await runRows<{ records: number | null; deleted: number | null }>(this.#read, {
      sql,
      bindings: column === undefined || value === undefined ? [] : [value],
    })
    return { records: Number(found?.records ?? 0), deletedRecords: Number(found?.deleted ?? 0) }
  }

  #columnsOf(entity: EntityDefinition, field: string): string[] {
    const definition = Object.hasOwn(entity.fields, field) ? entity.fields[field] : undefined
    if (!definition) return []
    return Object.keys(this.#parts.types.columnsOf(field, definition))
  }

  async #warnings(
    effects: readonly Effect[],
    before: DefinitionMaps,
    after: DefinitionMaps
  ): Promise<PlanWarning[]> {
    const warnings: PlanWarning[] = []
    for (const { kind, name, path, change, properties } of effects) {
      const warn = (code: PlanWarning['code'], rows: number) => {
        if (rows > 0) warnings.push({ code, kind, name, path, rows })
      }
      const leaves = change === 'removed' || change === 'gone'
      const item = path[1]
      if (kind === 'entity' && leaves && item === undefined) {
        const entity = before.entity.get(name)
        if (entity) warn('W_RECORDS_HIDDEN', (await this.#countWhere(entity, null)).records)
      } else if (kind === 'entity' && leaves && path[0] === 'fields' && item !== undefined) {
        const entity = before.entity.get(name)
        if (entity) warn('W_VALUES_HIDDEN', (await this.#countWhere(entity, item)).records)
      } else if (kind === 'choice_list' && leaves && item !== undefined) {
        const target = { choiceList: name, option: item }
        warn('W_OPTION_IN_USE', (await this.#count(before, target)).records)
      } else if (kind === 'entity' && item !== undefined && properties.includes('required')) {
        const entity = after.entity.get(name)
        if (entity?.fields[item]?.required)
          warn('W_REQUIRED_EMPTY', await this.#empty(entity, item))
      }
    }
    return warnings
  }

  /** Records that have no value in a field. */
  async #empty(entity: EntityDefinition, field: string): Promise<number> {
    const all = await this.#countWhere(entity, null)
    const filled = await this.#countWhere(entity, field)
    return all.records - filled.records
  }
}
