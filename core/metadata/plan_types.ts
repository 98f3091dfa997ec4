/** What the designers are told about a change set before it is carried out. Isomorphic: data only. */
import type {
  ClientChange,
  DefinitionIssue,
  DefinitionKind,
  DefinitionKinds,
  JsonPrimitive,
} from '#core/metadata/types'
import type { ColumnSpec, FieldType } from '#core/metadata/field_type'

/** How much a step asks of the database: nothing to speak of, one reading of the table, or writing every row anew. */
export type StepWork = 'instant' | 'scan' | 'rewrite'

/** One step of the database, described apart from any language. */
export interface PlanStep {
  kind:
    | 'create_table'
    | 'add_column'
    | 'change_column'
    | 'create_index'
    | 'drop_index'
    | 'drop_search_key'
    | 'drop_column'
    | 'drop_table'
  table: string
  entity: string | null
  columns: string[]
  unique: boolean
  from: ColumnSpec | null
  to: ColumnSpec | null
  /** Rows of the table as they are now. */
  rows: number
  work: StepWork
  destroys: boolean
  /** Why the step would be refused: an error code with its parameters and the reader's text. */
  blocked: { code: string; params: Record<string, JsonPrimitive>; message: string } | null
}

/** What a change set does to the definitions: a definition, or an item of one (a field, an option), or properties of either. */
export interface Effect {
  change: 'made' | 'changed' | 'removed' | 'restored' | 'gone'
  kind: DefinitionKind
  name: string
  /** Empty for the definition itself, `['fields', 'x_amount']` for an item. */
  path: string[]
  /** The properties that differ, as dotted paths inside the item; only of `changed`. */
  properties: string[]
}

/** Something that is allowed and that the consultant should know: how many records are touched by an effect. */
export interface PlanWarning {
  code: 'W_VALUES_HIDDEN' | 'W_RECORDS_HIDDEN' | 'W_OPTION_IN_USE' | 'W_REQUIRED_EMPTY'
  kind: DefinitionKind
  name: string
  path: string[]
  rows: number
}

/** The answer of `POST /api/metadata/plan`. With issues there are no steps: nothing could be carried out. */
export interface ChangePlan {
  /** Of the definitions that the plan was made for; applying expects it unchanged. */
  revision: number
  issues: (DefinitionIssue & { message: string })[]
  effects: Effect[]
  steps: PlanStep[]
  warnings: PlanWarning[]
}

export type DefinitionObjects = { [K in DefinitionKind]: Record<string, DefinitionKinds[K]> }

/** A field type as the designers offer it, those of plugins among them. */
export type FieldTypeOffer = Pick<FieldType, 'name' | 'settings' | 'becomes'>

/** The answer of `GET /api/metadata/design`: both layers, from which the designers merge by the same rules. */
export interface DesignState {
  revision: number
  version: string
  base: DefinitionObjects
  changes: ClientChange[]
  /** What a field may be. */
  types: FieldTypeOffer[]
  /** Definitions whose client changes are set aside, because a new release of a plugin left them no place. */
  problems: DefinitionIssue[]
}

/** One place that uses an entity, a field, a choice list or an option. */
export interface Usage {
  /** A kind of definition, or where else it stands (`saved_view`). */
  kind: DefinitionKind | 'saved_view'
  name: string
  label: { en: string; fa?: string; az?: string }
  /** Dotted path inside the definition. */
  path: string
  /** How it is used, for the wording. */
  as:
    | 'lookup'
    | 'inverse'
    | 'target'
    | 'title'
    | 'list_order'
    | 'timeline'
    | 'index'
    | 'summary'
    | 'column'
    | 'filter'
    | 'sort'
    | 'form'
    | 'access'
    | 'expression'
    | 'match'
    | 'choices'
    | 'parent'
    | 'default'
    | 'other'
  /** Whether it must be changed before the thing can be removed. */
  blocks: boolean
}

/** The answer of `GET /api/metadata/used/…`. */
export interface UsageReport {
  usages: Usage[]
  /** Records that exist (of an entity), hold a value (of a field) or that value (of an option). */
  records: number
  deletedRecords: number
}
