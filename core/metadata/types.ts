/**
 * The shapes of metadata. A definition is plain data with a permanent name; it holds no function, so that it can be stored,
 * compared, merged property by property and sent to the browser. Everything here is isomorphic.
 */
import type { FormDefinition } from '#core/forms/model'
import type { RoleAudience, ViewPresentation } from '#core/metadata/view_types'

export const LANGUAGES = ['en', 'fa', 'az'] as const
export type Language = (typeof LANGUAGES)[number]

/** A text in the product's languages. English is required and stands in for a missing one. */
export interface LocalizedText {
  en: string
  fa?: string
  az?: string
}

export type JsonPrimitive = string | number | boolean | null
export type Json = JsonPrimitive | Json[] | { [key: string]: Json }

/**
 * Settings of each field type beyond the common ones. Open: a plugin that adds a field type declares its settings by
 * augmenting this interface, so that a wrong type name or setting fails at compile time.
 */
export interface FieldTypeSettings {
  text: { maxLength?: number; minLength?: number; pattern?: string }
  long_text: { maxLength?: number }
  integer: { min?: number; max?: number }
  /** `scale` digits behind the point (0–6); stored exactly. */
  decimal: { scale?: number; min?: number; max?: number; unit?: LocalizedText }
  /** ISO 4217 currency; `scale` defaults to that of the currency. Stored exactly. */
  money: { currency?: string; scale?: number; min?: number; max?: number }
  boolean: Record<never, never>
  /** A day without a time: `YYYY-MM-DD`. */
  date: Record<never, never>
  /** An instant: ISO 8601 in UTC with milliseconds, `2026-11-22T08:00:00.000Z`. */
  datetime: Record<never, never>
  /** Whole seconds. */
  duration: { min?: number; max?: number }
  /** One value of a choice list. */
  choice: { choices: string }
  /** Many-to-one: the id of a record of `target`. */
  lookup: { target: string; onDelete?: 'restrict' | 'set_null' }
  /** The records of `target` whose lookup `inverse` points here. Has no column. */
  one_to_many: { target: string; inverse: string }
  /** Polymorphic lookup: two columns, `<name>_entity` and `<name>_id`. */
  regarding: { targets: string[] }
  /** Phone as typed; normalised into the phone index. */
  phone: Record<never, never>
  email: Record<never, never>
  /**
   * A code given once on creation, such as a case's tracking code. `format` may hold `{yyyy}`, `{yy}`, `{mm}` and `{seq:6}`
   * (zero-padded running number).
   */
  autonumber: { format: string }
  /** The id of a stored file. */
  file: { maxBytes?: number; accept?: string[] }
  /** Formatted text as sanitised HTML. */
  rich_text: { maxLength?: number }
  /** `12.5` is 12.5 %; `scale` digits behind the point (0–6), default 2. Stored exactly. */
  percent: { scale?: number; min?: number; max?: number }
  /** Several values of a choice list, in the order given, none twice. */
  multi_choice: { choices: string; maxItems?: number }
  /** Ids of records of `target`, in a table of their own; read as `{ id, label }` in the reader's scope. */
  many_to_many: { target: string; maxItems?: number }
  /** An address of the web, http or https. */
  url: Record<never, never>
  /** `ir` (default): the Iranian code with its check digit; `az`: the FIN; `none`: any code. */
  national_id: { country?: 'ir' | 'az' | 'none' }
  /** Bank account; `countries` narrows it to some, such as `IR`. */
  iban: { countries?: string[] }
  /** Shown masked unless `sensitive` is false or the role unmasks it. */
  bank_card: Record<never, never>
  /** The id of a stored picture. */
  image: { maxBytes?: number }
  /** A mark from 1 to `max` (default 5, at most 10). */
  rating: { max?: number }
  /** `HH:MM`, with `seconds` `HH:MM:SS`. */
  time: { seconds?: boolean }
  /** A FEEL expression over the record and the records its look-ups point at; `scale` is of numbers, default 2. */
  formula: {
    expression: string
    result: 'text' | 'number' | 'boolean' | 'date' | 'datetime'
    scale?: number
  }
  /**
   * A figure over the records of the one-to-many field `relation` that pass `filter`; `field` is what is added up or compared.
   * Of no record: 0 for `count` and `sum`, else empty.
   */
  rollup: {
    relation: string
    function: 'count' | 'sum' | 'min' | 'max' | 'mean'
    field?: string
    filter?: import('#core/records/types').Filter
    result?: 'number' | 'date' | 'datetime'
    scale?: number
    /** Default `transaction`: right at once. `job`: soon after, for parents with very many children. */
    recompute?: 'transaction' | 'job'
  }
  /** An object or a list, at most `maxBytes` (default 65,536) as text. */
  json: { maxBytes?: number }
}
export type FieldTypeName = keyof FieldTypeSettings

export interface FieldCommon {
  label: LocalizedText
  help?: LocalizedText
  required?: boolean
  /** Unique among the records that are not deleted; empty values do not count. */
  unique?: boolean
  /** A literal, or a FEEL expression evaluated on creation. */
  default?: Json | { feel: string }
  readOnly?: boolean
  indexed?: boolean
  /** Part of the quick search of lists, lookups and the command palette. */
  searchable?: boolean
  /** Default true: changes are written to the field history. */
  audited?: boolean
  /** Shown masked unless the role unmasks it. */
  sensitive?: boolean
  /** A removed field leaves use at once; its column and data stay until purged. */
  removed?: boolean
}

export type FieldDefinition = {
  [T in FieldTypeName]: FieldCommon & { type: T } & FieldTypeSettings[T]
}[FieldTypeName]
export type FieldOf<T extends FieldTypeName> = Extract<FieldDefinition, { type: T }>

export interface IndexDefinition {
  fields: string[]
  unique?: boolean
}

/**
 * Counts kept right inside the transaction of every write, so that "how many by status" does not read every row.
 * `by` are choice, boolean or lookup fields. Kept per owner and unit as well, so that row scopes apply to it.
 */
export interface SummaryDefinition {
  by: string[]
}

export interface EntityDefinition {
  name: string
  label: LocalizedText
  labelPlural: LocalizedText
  /** Name of a Lucide icon without prefix. */
  icon?: string
  /** The plugin (or `core`) that ships it; `client` for one made in the browser. Set by the registry. */
  origin?: string
  /** Table name; defaults to the entity's name. */
  table?: string
  /** The field whose value names a record wherever it is shown as a link. */
  titleField: string
  /** Further fields shown under the title in look-ups and search results. */
  subtitleFields?: string[]
  fields: Record<string, FieldDefinition>
  /**
   * The date, instant or whole number by which lists of this entity are usually sorted, newest first; default the timeline's
   * `at`. Indexes of owners, links, choices and booleans keep it behind them, so that such a list needs no sorting.
   */
  listOrder?: string
  indexes?: Record<string, IndexDefinition>
  summaries?: Record<string, SummaryDefinition>
  /** Default true: creation, change and deletion are audited with field history. */
  audited?: boolean
  /** Records that only the system writes (calls from the PBX): the API and the UI offer no create/update beyond these fields. */
  systemManaged?: boolean
  /** Fields of a system-managed entity that people may still change. */
  editableFields?: string[]
  /**
   * Puts the records on the timeline of others: `at` is the instant shown, `via` the lookup or regarding fields that link
   * to the other record. `kind` chooses the block that draws it.
   */
  timeline?: { at: string; via: string[]; kind: string }
  /** A record filled in through a form keeps that version of it: so it is shown and judged whatever the form becomes. */
  keepFormVersion?: boolean
  /** Its forms are made by whoever has `core.design_forms` too: nobody must shape the whole product to make an evaluation form. */
  openForms?: boolean
  removed?: boolean
}

export interface ChoiceOption {
  label: LocalizedText
  /** A colour token: neutral, teal, green, yellow, orange, red, blue, purple. */
  color?: 'neutral' | 'teal' | 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'purple'
  order?: number
  /** For dependent lists: the values of the parent list under which this one is offered. */
  parents?: string[]
  removed?: boolean
}
export interface ChoiceListDefinition {
  name: string
  label: LocalizedText
  origin?: string
  /** The choice list whose value decides which options are offered. */
  parentList?: string
  options: Record<string, ChoiceOption>
  removed?: boolean
}

export interface ViewColumn {
  path: string
  width?: number
}
export interface ViewDefinition extends ViewPresentation {
  name: string
  entity: string
  label: LocalizedText
  origin?: string
  columns: ViewColumn[]
  filter?: import('#core/records/types').Filter
  sort?: import('#core/records/types').Sort[]
  order?: number
  audience?: RoleAudience
  removed?: boolean
}

export type { FormDefinition }

/** How far a privilege reaches. Each depth includes those before it. */
export const DEPTHS = ['none', 'own', 'team', 'unit', 'all'] as const
export type Depth = (typeof DEPTHS)[number]
export const PRIVILEGES = [
  'create',
  'read',
  'update',
  'delete',
  'assign',
  'share',
  'export',
  'import',
] as const
export type Privilege = (typeof PRIVILEGES)[number]
export type FieldAccessLevel = 'none' | 'masked' | 'read' | 'write'

export interface RoleDefinition {
  name: string
  label: LocalizedText
  origin?: string
  /** By entity name; `*` is every entity not named. What is not granted is denied. */
  entities: Record<string, Partial<Record<Privilege, Depth>>>
  /** By entity, then field: narrows what the entity privileges give. Unlisted: `write`, or `masked` where the field is sensitive. */
  fields?: Record<string, Record<string, FieldAccessLevel>>
  /** Named permissions that plugins declare, such as `telephony.listen`. */
  permissions?: string[]
  removed?: boolean
}

export const TEMPLATE_KINDS = ['sms', 'email', 'print', 'chat'] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]
/** A text by language, none of them required: what is missing is reported and another language stands in. */
export type LocalizedBody = Partial<Record<Language, string>>
/**
 * A text made of a record: Handlebars, checked and rendered by core/templates. SMS and chat have a `text`, e-mail a `subject`
 * with `html` and/or `text`, print an `html` (and a `subject` as its title).
 */
export interface TemplateDefinition {
  name: string
  entity: string
  label: LocalizedText
  origin?: string
  kind: TemplateKind
  subject?: LocalizedBody
  text?: LocalizedBody
  html?: LocalizedBody
  order?: number
  removed?: boolean
}

/** How two values are compared: see core/duplicates/kernel. */
export const MATCH_KINDS = ['exact', 'folded', 'phone', 'email', 'names', 'date'] as const
export type MatchKind = (typeof MATCH_KINDS)[number]
/** Which records are compared with each other: all, or those of one unit or one owner. */
export const DUPLICATE_SCOPES = ['all', 'unit', 'owner'] as const
export type DuplicateScope = (typeof DUPLICATE_SCOPES)[number]

export interface MatchingPart {
  /** Any of these against any of these; for `names` their texts joined are one name. */
  fields: string[]
  how: MatchKind
  /** How sure equal values alone make that the records are the same, 0 to 1. */
  weight: number
  /** How much it speaks against it that both have a value and these differ, 0 to 1; default 0. */
  against?: number
  /** `names`: below this likeness two names are different; default 0.8. */
  likeness?: number
  removed?: boolean
}
/** What makes two records of an entity likely to be the same. */
export interface DuplicateRuleDefinition {
  name: string
  entity: string
  label: LocalizedText
  origin?: string
  /** FEEL over the fields of a record: only records for which it is true take part. */
  condition?: string
  /** By permanent name. */
  parts: Record<string, MatchingPart>
  /** Scores from which a warning is shown while a record is entered, 0 to 1. */
  warn: number
  /** From this score on a record is not saved; absent: never refused. */
  block?: number
  /** From this score on a search of the whole entity names a pair; default `warn`. */
  list?: number
  scope?: DuplicateScope
  /** Out of use for now. */
  off?: boolean
  removed?: boolean
}

export interface DefinitionKinds {
  entity: EntityDefinition
  choice_list: ChoiceListDefinition
  view: ViewDefinition
  form: FormDefinition
  role: RoleDefinition
  template: TemplateDefinition
  duplicate_rule: DuplicateRuleDefinition
}
export type DefinitionKind = keyof DefinitionKinds
export type Definition<K extends DefinitionKind = DefinitionKind> = DefinitionKinds[K]

/** Columns that every entity has and that no definition may name. */
export const SYSTEM_FIELDS = [
  'id',
  'owner_id',
  'unit_id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'version',
  'deleted_at',
] as const
export type SystemField = (typeof SYSTEM_FIELDS)[number]

/** Prefix of every name made in the browser, so that a later plugin release can never collide with it. */
export const CLIENT_PREFIX = 'x_'
/** Header that says which version of the definitions was in force when an answer was made. */
export const DEFINITIONS_HEADER = 'x-peyvand-definitions'

/**
 * One property-level change of the client layer. `path` leads from the definition's root to the property; `value`
 * undefined (absent) in the stored row means "reset to base" was never made: a reset deletes the change.
 */
export interface ClientChange {
  kind: DefinitionKind
  name: string
  path: string[]
  value: Json
}

/** The effective definitions at one version of the metadata. */
export interface EffectiveMetadata {
  readonly version: string
  readonly entity: ReadonlyMap<string, EntityDefinition>
  readonly choice_list: ReadonlyMap<string, ChoiceListDefinition>
  readonly view: ReadonlyMap<string, ViewDefinition>
  readonly form: ReadonlyMap<string, FormDefinition>
  readonly role: ReadonlyMap<string, RoleDefinition>
  readonly template: ReadonlyMap<string, TemplateDefinition>
  readonly duplicate_rule: ReadonlyMap<string, DuplicateRuleDefinition>
}

/** An error of a definition: all are collected before anything is refused. */
export interface DefinitionIssue {
  code: string
  kind: DefinitionKind
  name: string
  /** Dotted path inside the definition. */
  path: string
  params?: Record<string, JsonPrimitive>
}
