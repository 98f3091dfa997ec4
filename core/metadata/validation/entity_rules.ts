import { SYSTEM_FIELDS, type EntityDefinition, type FieldDefinition } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import type { FieldType } from '#core/metadata/field_type'
import { isObject } from '#core/metadata/layers/types'
import { columnName } from '#core/metadata/field_types/registry'
import { checkField, MAX_INDEXED_LENGTH } from '#core/metadata/validation/field_rules'
import { checkComputed } from '#core/metadata/validation/computed_rules'
import { checkLabel, checkOptional, isTextList } from '#core/metadata/validation/shape'
import { isName, isReservedWord } from '#core/metadata/validation/names'

const SYSTEM = new Set<string>(SYSTEM_FIELDS)

export function checkEntity(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition
): void {
  checkLabel(issues, entity.label, 'label')
  checkLabel(issues, entity.labelPlural, 'labelPlural')
  checkTable(issues, context, entity)
  checkOptional(issues, { ...entity }, 'boolean', ['keepFormVersion', 'openForms'], '')
  if (!issues.require(isObject(entity.fields), 'E_WRONG_TYPE', 'fields')) return
  checkFields(issues, context, entity)
  checkFieldLists(issues, entity)
  checkIndexes(issues, context, entity)
  checkSummaries(issues, entity)
  checkTimeline(issues, entity)
  checkComputed(issues, context, entity)
}

function checkTable(issues: IssueList, context: ValidationContext, entity: EntityDefinition): void {
  const table = entity.table ?? entity.name
  if (!issues.require(isName(table), 'E_NAME_PATTERN', 'table', { name: table })) return
  issues.require(!isReservedWord(table), 'E_RESERVED_WORD', 'table', { name: table })
  for (const other of context.definitions.entity.values()) {
    if (other.name >= entity.name || (other.table ?? other.name) !== table) continue
    issues.add('E_TABLE_COLLISION', 'table', { other: other.name })
  }
}

function checkFields(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition
): void {
  const columns = new Map<string, string>(SYSTEM_FIELDS.map((name) => [name, name]))
  for (const [name, field] of Object.entries(entity.fields)) {
    const path = `fields.${name}`
    if (!issues.require(isObject(field), 'E_WRONG_TYPE', path)) continue
    issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
    if (!issues.require(!SYSTEM.has(name), 'E_SYSTEM_FIELD', path, { name })) continue
    const before = issues.issues.length
    checkField(issues, context, entity.name, field, path)
    if (issues.issues.length > before) continue
    for (const suffix of Object.keys(context.types.get(field.type).columns(field))) {
      const column = columnName(name, suffix)
      const other = columns.get(column)
      if (other) issues.add('E_COLUMN_COLLISION', path, { column, other })
      else columns.set(column, name)
    }
  }
}

/** The field of this name if it is in use; system fields count as read-only fields. */
function inUse(entity: EntityDefinition, name: string): FieldDefinition | 'system' | undefined {
  if (SYSTEM.has(name)) return 'system'
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
  return field?.removed ? undefined : field
}

function checkFieldLists(issues: IssueList, entity: EntityDefinition): void {
  const title = inUse(entity, entity.titleField)
  const named =
    title !== undefined &&
    (title === 'system' || !['one_to_many', 'many_to_many', 'json'].includes(title.type))
  issues.require(named, 'E_UNKNOWN_FIELD', 'titleField', {
    entity: entity.name,
    field: String(entity.titleField),
  })
  if (entity.listOrder !== undefined) {
    const order = inUse(entity, entity.listOrder)
    const ordered =
      order === 'system' || ['date', 'datetime', 'integer', 'duration'].includes(order?.type ?? '')
    issues.require(ordered, 'E_LIST_ORDER', 'listOrder')
  }
  for (const list of ['subtitleFields', 'editableFields'] as const) {
    const names = entity[list]
    if (names === undefined) continue
    if (!issues.require(isTextList(names), 'E_WRONG_TYPE', list)) continue
    for (const [at, field] of names.entries()) {
      issues.require(inUse(entity, field) !== undefined, 'E_UNKNOWN_FIELD', `${list}.${at}`, {
        entity: entity.name,
        field,
      })
    }
  }
}

function checkIndexes(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition
): void {
  for (const [name, index] of Object.entries(entity.indexes ?? {})) {
    const path = `indexes.${name}`
    issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
    const fine = isTextList(index.fields) && index.fields.length > 0 && index.fields.length <= 8
    if (!issues.require(fine, 'E_WRONG_TYPE', `${path}.fields`)) continue
    let characters = 0
    for (const [at, field] of index.fields.entries()) {
      const definition = inUse(entity, field)
      const known = definition !== undefined && hasColumn(context, definition)
      issues.require(known, 'E_UNKNOWN_FIELD', `${path}.fields.${at}`, {
        entity: entity.name,
        field,
      })
      if (definition && definition !== 'system') characters += widthOf(context, definition)
    }
    const fits = characters <= MAX_INDEXED_LENGTH
    issues.require(fits, 'E_INDEX_TOO_WIDE', path, { max: MAX_INDEXED_LENGTH })
  }
}

function typeOf(context: ValidationContext, field: FieldDefinition): FieldType | undefined {
  return context.types.has(field.type) ? context.types.get(field.type) : undefined
}

function hasColumn(context: ValidationContext, field: FieldDefinition | 'system'): boolean {
  if (field === 'system') return true
  return '' in (typeOf(context, field)?.columns(field) ?? {})
}

/** Width of a field's column in an index, in characters of nvarchar. */
function widthOf(context: ValidationContext, field: FieldDefinition): number {
  const column = typeOf(context, field)?.columns(field)['']
  if (!column) return 0
  if (column.kind === 'text') return MAX_INDEXED_LENGTH + 1
  return column.kind === 'string' ? column.length : 5
}

function checkSummaries(issues: IssueList, entity: EntityDefinition): void {
  for (const [name, summary] of Object.entries(entity.summaries ?? {})) {
    const path = `summaries.${name}`
    issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
    const fine = isTextList(summary.by) && summary.by.length >= 1 && summary.by.length <= 3
    if (!issues.require(fine, 'E_SUMMARY_FIELDS', `${path}.by`)) continue
    for (const [at, field] of summary.by.entries()) {
      const definition = inUse(entity, field)
      const countable =
        definition !== undefined &&
        definition !== 'system' &&
        ['choice', 'boolean', 'lookup'].includes(definition.type)
      issues.require(countable, 'E_SUMMARY_FIELDS', `${path}.by.${at}`)
    }
  }
}

function checkTimeline(issues: IssueList, entity: EntityDefinition): void {
  const { timeline } = entity
  if (timeline === undefined) return
  const at = inUse(entity, timeline.at)
  const instant = at === 'system' ? /_at$/.test(timeline.at) : at?.type === 'datetime'
  issues.require(instant, 'E_TIMELINE', 'timeline.at')
  if (!issues.require(isTextList(timeline.via), 'E_WRONG_TYPE', 'timeline.via')) return
  for (const [index, name] of timeline.via.entries()) {
    const link = inUse(entity, name)
    const links =
      link !== undefined &&
      (link === 'system'
        ? ['owner_id', 'unit_id', 'created_by'].includes(name)
        : link.type === 'lookup' || link.type === 'regarding')
    issues.require(links, 'E_TIMELINE', `timeline.via.${index}`)
  }
}
