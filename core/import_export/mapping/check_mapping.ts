import type { ErrorDetail } from '#core/errors/coded_error'
import { isDateFormat } from '#core/import_export/mapping/date_format'
import { isImportable } from '#core/import_export/mapping/suggest'
import type {
  FieldMapping,
  FieldSource,
  ImportMapping,
  ImportOptions,
} from '#core/import_export/types'
import type { EffectiveMetadata, EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { Actor } from '#core/security/types'

interface Surroundings {
  entity: EntityDefinition
  columns: readonly string[]
  metadata: EffectiveMetadata
  actor: Actor
}

/** System fields that only the system itself may bring: histories taken over from another product. */
const HISTORY_FIELDS = ['created_at', 'owner_id', 'unit_id']

/** Types by whose value a record can be recognised. */
const KEY_TYPES = ['text', 'email', 'phone', 'integer', 'autonumber']

function checkLookup(
  source: FieldSource,
  field: FieldDefinition,
  path: string,
  around: Surroundings
) {
  if (field.type !== 'lookup' && field.type !== 'regarding') {
    return source.lookup ? [{ path: `${path}.lookup`, code: 'E_IMPORT_NO_LOOKUP' }] : []
  }
  if (!source.lookup)
    return field.type === 'regarding' ? [{ path, code: 'E_IMPORT_LOOKUP_BY' }] : []
  const target = field.type === 'lookup' ? field.target : source.lookup.entity
  if (!target || (field.type === 'regarding' && !field.targets.includes(target))) {
    return [{ path: `${path}.lookup.entity`, code: 'E_IMPORT_LOOKUP_BY' }]
  }
  const { by } = source.lookup
  const key = around.metadata.entity.get(target)?.fields[by]
  if (by !== 'id' && (!key || key.removed || !KEY_TYPES.includes(key.type))) {
    return [
      { path: `${path}.lookup.by`, code: 'E_UNKNOWN_FIELD', params: { entity: target, field: by } },
    ]
  }
  const { access } = around.actor
  if (access.depth(target, 'read') === 'none') {
    return [{ path: `${path}.lookup`, code: 'E_FORBIDDEN', params: { what: `${target}.read` } }]
  }
  const readable = by === 'id' || ['read', 'write'].includes(access.field(target, by))
  return readable
    ? []
    : [
        {
          path: `${path}.lookup.by`,
          code: 'E_FIELD_FORBIDDEN',
          params: { entity: target, field: by },
        },
      ]
}

function checkSource(
  source: FieldSource,
  field: FieldDefinition | null,
  path: string,
  around: Surroundings
): ErrorDetail[] {
  const issues: ErrorDetail[] = []
  const columns = source.columns ?? []
  if (columns.length === 0 && source.constant === undefined) {
    issues.push({ path, code: 'E_IMPORT_NO_SOURCE' })
  }
  for (const column of columns) {
    if (around.columns.includes(column)) continue
    issues.push({ path: `${path}.columns`, code: 'E_IMPORT_UNKNOWN_COLUMN', params: { column } })
  }
  if (source.dateFormat !== undefined && !isDateFormat(source.dateFormat)) {
    const params = { format: source.dateFormat }
    issues.push({ path: `${path}.dateFormat`, code: 'E_IMPORT_DATE_FORMAT', params })
  }
  if (field) issues.push(...checkLookup(source, field, path, around))
  return issues
}

function checkField(mapping: FieldMapping, path: string, around: Surroundings): ErrorDetail[] {
  const { entity, actor } = around
  const params = { entity: entity.name, field: mapping.field }
  const field = entity.fields[mapping.field] ?? null
  const history = HISTORY_FIELDS.includes(mapping.field)
  if (!field || field.removed) {
    if (!history) return [{ path: `${path}.field`, code: 'E_UNKNOWN_FIELD', params }]
    if (actor.kind !== 'system')
      return [{ path: `${path}.field`, code: 'E_FIELD_FORBIDDEN', params }]
  } else if (!isImportable(field) && actor.kind !== 'system') {
    return [{ path: `${path}.field`, code: 'E_IMPORT_FIELD_READ_ONLY', params }]
  } else if (actor.access.field(entity.name, mapping.field) !== 'write') {
    return [{ path: `${path}.field`, code: 'E_FIELD_FORBIDDEN', params }]
  }
  const issues = mapping.sources.flatMap((source, index) =>
    checkSource(source, field, `${path}.sources.${index}`, around)
  )
  if (mapping.createChoices && !actor.access.can('core.customise')) {
    const what = 'core.customise'
    issues.push({ path: `${path}.createChoices`, code: 'E_FORBIDDEN', params: { what } })
  }
  return issues
}

function checkKey(
  mapping: ImportMapping,
  options: ImportOptions,
  around: Surroundings
): ErrorDetail[] {
  if (options.mode === 'create') return []
  const { key } = options
  if (!key) return [{ path: 'options.key', code: 'E_IMPORT_KEY_MISSING' }]
  const field = around.entity.fields[key]
  if (!field || field.removed || !KEY_TYPES.includes(field.type)) {
    const params = { entity: around.entity.name, field: key }
    return [{ path: 'options.key', code: 'E_UNKNOWN_FIELD', params }]
  }
  return mapping.fields.some((one) => one.field === key)
    ? []
    : [{ path: 'options.key', code: 'E_IMPORT_KEY_UNMAPPED', params: { field: key } }]
}

/** Everything that is wrong with a mapping, at once. Empty: the import can be started. Pure. */
export function checkMapping(
  mapping: ImportMapping,
  options: ImportOptions,
  around: Surroundings
): ErrorDetail[] {
  const issues = mapping.fields.flatMap((field, index) =>
    checkField(field, `mapping.fields.${index}`, around)
  )
  if (mapping.fields.length === 0) issues.push({ path: 'mapping.fields', code: 'E_IMPORT_NOTHING' })
  const seen = new Set<string>()
  for (const [index, { field }] of mapping.fields.entries()) {
    if (seen.has(field)) {
      const path = `mapping.fields.${index}.field`
      issues.push({ path, code: 'E_IMPORT_FIELD_TWICE', params: { field } })
    }
    seen.add(field)
  }
  return [...issues, ...checkKey(mapping, options, around)]
}
