/**
 * Where an entity, a field, a choice list or one of its options is used by other definitions: shown before it is removed. Pure.
 * `blocks` marks what the definitions' rules would refuse; everything else merely stops showing or asking for it.
 */
import type {
  ChoiceListDefinition,
  DuplicateRuleDefinition,
  EntityDefinition,
  LocalizedText,
} from '#core/metadata/types'
import type { Usage } from '#core/metadata/plan_types'
import { isObject, type DefinitionMaps } from '#core/metadata/layers/types'
import { fieldOf } from '#core/records/system_fields'
import { namesIn, textsIn } from '#core/metadata/used/expression_names'

export type UsageTarget =
  { entity: string; field?: string } | { choiceList: string; option?: string }

/** A view as it is stored for one person; the same rules find what it shows. */
export interface StoredView {
  kind: 'view' | 'saved_view'
  name: string
  entity: string
  label: LocalizedText
  columns: readonly { path: string }[]
  filter?: unknown
  sort?: readonly { path: string }[]
}

export function usagesOf(
  definitions: DefinitionMaps,
  target: UsageTarget,
  savedViews: readonly StoredView[] = []
): Usage[] {
  const views: StoredView[] = [
    ...present(definitions.view).map((view) => ({ ...view, kind: 'view' as const })),
    ...savedViews,
  ]
  if ('choiceList' in target) {
    return target.option === undefined
      ? listUsages(definitions, target.choiceList)
      : optionUsages(definitions, target.choiceList, target.option, views)
  }
  return target.field === undefined
    ? entityUsages(definitions, target.entity, views)
    : fieldUsages(definitions, target.entity, target.field, views)
}

function present<D extends { removed?: boolean }>(map: ReadonlyMap<string, D>): D[] {
  return [...map.values()].filter(({ removed }) => !removed)
}

type Owner = { name: string; label: LocalizedText }

function usage(
  kind: Usage['kind'],
  owner: Owner,
  path: string,
  as: Usage['as'],
  blocks = false
): Usage {
  return { kind, name: owner.name, label: owner.label, path, as, blocks }
}

/** Fields in use of all entities. */
function* allFields(definitions: DefinitionMaps) {
  for (const entity of present(definitions.entity)) {
    for (const [name, field] of Object.entries(entity.fields)) {
      if (!field.removed) yield { entity, name, field: field as typeof field & Settings }
    }
  }
}
/** What fields of several types are told, and of those to come. */
interface Settings {
  target?: string
  targets?: string[]
  inverse?: string
  choices?: string
}

function entityUsages(
  definitions: DefinitionMaps,
  entity: string,
  views: readonly StoredView[]
): Usage[] {
  const found: Usage[] = []
  for (const { entity: owner, name, field } of allFields(definitions)) {
    if (owner.name === entity) continue
    const points = field.target === entity || field.targets?.includes(entity)
    if (!points) continue
    const as = field.type === 'one_to_many' ? 'inverse' : 'lookup'
    found.push(usage('entity', owner, `fields.${name}`, as, true))
  }
  for (const view of views) {
    if (view.entity === entity)
      found.push(usage(view.kind, view, '', 'target', view.kind === 'view'))
  }
  for (const form of present(definitions.form)) {
    if (form.entity === entity) found.push(usage('form', form, '', 'target', true))
  }
  for (const rule of present(definitions.duplicate_rule)) {
    if (rule.entity === entity) found.push(usage('duplicate_rule', rule, '', 'target', true))
  }
  for (const role of present(definitions.role)) {
    if (Object.hasOwn(role.entities, entity)) {
      found.push(usage('role', role, `entities.${entity}`, 'access'))
    }
  }
  return found
}

function fieldUsages(
  definitions: DefinitionMaps,
  entityName: string,
  field: string,
  views: readonly StoredView[]
): Usage[] {
  const entity = definitions.entity.get(entityName)
  if (!entity) return []
  const found = [...ownUsages(entity, field)]
  for (const { entity: owner, name, field: other } of allFields(definitions)) {
    const inverse = other.target === entityName && other.inverse === field
    if (inverse) found.push(usage('entity', owner, `fields.${name}.inverse`, 'inverse', true))
  }
  for (const view of views) {
    const passes = (path: string) =>
      passesThrough(definitions, view.entity, path, entityName, field)
    for (const [at, { path }] of view.columns.entries()) {
      const depth = passes(path)
      if (depth !== null) found.push(usage(view.kind, view, `columns.${at}`, 'column', depth > 0))
    }
    for (const path of filterPaths(view.filter)) {
      if (passes(path) !== null) found.push(usage(view.kind, view, 'filter', 'filter', true))
    }
    for (const [at, { path }] of (view.sort ?? []).entries()) {
      if (passes(path) !== null) found.push(usage(view.kind, view, `sort.${at}`, 'sort', true))
    }
  }
  for (const form of present(definitions.form)) {
    if (form.entity !== entityName) continue
    for (const { path, text, key } of textsIn(form)) {
      if (text === field && key !== 'name') found.push(usage('form', form, path, 'form'))
      else if (EXPRESSION_KEYS.test(key) && namesIn(text).has(field)) {
        found.push(usage('form', form, path, 'expression'))
      }
    }
  }
  for (const rule of present(definitions.duplicate_rule)) {
    if (rule.entity === entityName) found.push(...ruleUsages(rule, field))
  }
  for (const role of present(definitions.role)) {
    if (role.fields?.[entityName] && Object.hasOwn(role.fields[entityName], field)) {
      found.push(usage('role', role, `fields.${entityName}.${field}`, 'access'))
    }
  }
  return found.map((one) => (one.kind === 'saved_view' ? { ...one, blocks: false } : one))
}

/** What a rule of duplicates compares, and the condition under which it does. */
function* ruleUsages(rule: DuplicateRuleDefinition, field: string): Generator<Usage> {
  for (const [name, part] of Object.entries(rule.parts)) {
    if (part.removed || !part.fields.includes(field)) continue
    yield usage('duplicate_rule', rule, `parts.${name}`, 'match', true)
  }
  if (rule.condition !== undefined && namesIn(rule.condition).has(field))
    yield usage('duplicate_rule', rule, 'condition', 'expression', true)
}

/** Keys under which definitions keep FEEL. */
const EXPRESSION_KEYS =
  /^(feel|expression|formula|condition|visible|required|readOnly|value|calculation)$/

/** What the entity itself says with the field's name. */
function* ownUsages(entity: EntityDefinition, field: string): Generator<Usage> {
  const own = (path: string, as: Usage['as'], blocks = true) =>
    usage('entity', entity, path, as, blocks)
  if (entity.titleField === field) yield own('titleField', 'title')
  for (const list of ['subtitleFields', 'editableFields'] as const) {
    if (entity[list]?.includes(field)) yield own(list, 'title')
  }
  if (entity.listOrder === field) yield own('listOrder', 'list_order')
  if (entity.timeline?.at === field) yield own('timeline.at', 'timeline')
  if (entity.timeline?.via.includes(field)) yield own('timeline.via', 'timeline')
  for (const [name, index] of Object.entries(entity.indexes ?? {})) {
    if (index.fields.includes(field)) yield own(`indexes.${name}`, 'index')
  }
  for (const [name, summary] of Object.entries(entity.summaries ?? {})) {
    if (summary.by.includes(field)) yield own(`summaries.${name}`, 'summary')
  }
  for (const [name, other] of Object.entries(entity.fields)) {
    if (name === field || other.removed) continue
    for (const { path, text, key } of textsIn(other)) {
      const names = EXPRESSION_KEYS.test(key) ? namesIn(text) : new Set<string>()
      if (names.has(field)) yield own(`fields.${name}.${path}`, 'expression', false)
    }
  }
}

/** At which step a path from an entity goes through a field of another (0: it begins with it), or null. */
function passesThrough(
  definitions: DefinitionMaps,
  from: string,
  path: string,
  entityName: string,
  field: string
): number | null {
  let entity = definitions.entity.get(from)
  for (const [depth, step] of path.split('.').entries()) {
    if (!entity) return null
    if (entity.name === entityName && step === field) return depth
    const link = fieldOf(entity, step) as Settings | undefined
    entity = link?.target === undefined ? undefined : definitions.entity.get(link.target)
  }
  return null
}

function* filterPaths(filter: unknown): Generator<string> {
  if (Array.isArray(filter)) for (const part of filter) yield* filterPaths(part)
  if (!isObject(filter)) return
  if (typeof filter.path === 'string') yield filter.path
  for (const key of ['and', 'or', 'not'] as const) yield* filterPaths(filter[key])
  for (const key of ['some', 'none'] as const) {
    for (const inner of filterPaths(filter[key])) yield `${String(filter.path)}.${inner}`
  }
}

function* filterLeaves(filter: unknown): Generator<{ path: string; value: unknown }> {
  if (Array.isArray(filter)) for (const part of filter) yield* filterLeaves(part)
  if (!isObject(filter)) return
  if (typeof filter.path === 'string') yield { path: filter.path, value: filter.value }
  for (const key of ['and', 'or', 'not'] as const) yield* filterLeaves(filter[key])
}

function listUsages(definitions: DefinitionMaps, list: string): Usage[] {
  const found: Usage[] = []
  for (const { entity, name, field } of allFields(definitions)) {
    if (field.choices === list)
      found.push(usage('entity', entity, `fields.${name}`, 'choices', true))
  }
  for (const other of present(definitions.choice_list)) {
    if (other.parentList === list)
      found.push(usage('choice_list', other, 'parentList', 'parent', true))
  }
  return found
}

function optionUsages(
  definitions: DefinitionMaps,
  list: string,
  option: string,
  views: readonly StoredView[]
): Usage[] {
  const found: Usage[] = []
  for (const { entity, name, field } of allFields(definitions)) {
    if (field.choices !== list) continue
    if (field.default === option) {
      found.push(usage('entity', entity, `fields.${name}.default`, 'default', true))
    }
  }
  for (const other of present(definitions.choice_list)) {
    if (other.parentList === list) found.push(...childUsages(other, option))
  }
  for (const view of views) {
    for (const { path, value } of filterLeaves(view.filter)) {
      const asks = value === option || (Array.isArray(value) && value.includes(option))
      if (asks && choicesAt(definitions, view.entity, path) === list) {
        found.push(usage(view.kind, view, 'filter', 'filter'))
      }
    }
  }
  return found
}

function* childUsages(list: ChoiceListDefinition, option: string): Generator<Usage> {
  for (const [value, child] of Object.entries(list.options)) {
    if (child.removed || !child.parents?.includes(option)) continue
    yield usage('choice_list', list, `options.${value}.parents`, 'parent')
  }
}

/** The choice list of the field at the end of a path. */
function choicesAt(definitions: DefinitionMaps, from: string, path: string): string | null {
  let entity = definitions.entity.get(from)
  const steps = path.split('.')
  for (const [depth, step] of steps.entries()) {
    const field = entity ? (fieldOf(entity, step) as Settings | undefined) : undefined
    if (!field) return null
    if (depth === steps.length - 1) return field.choices ?? null
    entity = field.target === undefined ? undefined : definitions.entity.get(field.target)
  }
  return null
}

/** The fields whose columns hold values of a choice list. */
export function fieldsWithChoices(
  definitions: DefinitionMaps,
  list: string
): { entity: EntityDefinition; field: string }[] {
  return [...allFields(definitions)]
    .filter(({ field }) => field.choices === list)
    .map(({ entity, name }) => ({ entity, field: name }))
}
