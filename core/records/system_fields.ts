import type { EntityDefinition, FieldDefinition, SystemField } from '#core/metadata/types'

/** What the columns that every entity has are to the query language. They are readable wherever the entity is. */
export const SYSTEM_FIELD_DEFINITIONS: Record<SystemField, FieldDefinition> = {
  id: { type: 'integer', label: { en: 'Number', fa: 'شماره', az: 'Nömrə' }, readOnly: true },
  owner_id: {
    type: 'lookup',
    target: 'user',
    label: { en: 'Owner', fa: 'مالک', az: 'Sahib' },
  },
  unit_id: {
    type: 'lookup',
    target: 'unit',
    label: { en: 'Unit', fa: 'واحد', az: 'Bölmə' },
  },
  created_at: {
    type: 'datetime',
    label: { en: 'Created', fa: 'ایجاد', az: 'Yaradılıb' },
    readOnly: true,
  },
  created_by: {
    type: 'lookup',
    target: 'user',
    label: { en: 'Created by', fa: 'ایجادکننده', az: 'Yaradan' },
    readOnly: true,
  },
  updated_at: {
    type: 'datetime',
    label: { en: 'Changed', fa: 'تغییر', az: 'Dəyişdirilib' },
    readOnly: true,
  },
  updated_by: {
    type: 'lookup',
    target: 'user',
    label: { en: 'Changed by', fa: 'تغییردهنده', az: 'Dəyişdirən' },
    readOnly: true,
  },
  version: { type: 'integer', label: { en: 'Version', fa: 'نسخه', az: 'Versiya' }, readOnly: true },
  deleted_at: {
    type: 'datetime',
    label: { en: 'Deleted', fa: 'حذف', az: 'Silinib' },
    readOnly: true,
  },
}

/** Columns that are never null: keyset paging needs no case for nulls there. */
export const NEVER_NULL: ReadonlySet<string> = new Set([
  'id',
  'created_at',
  'updated_at',
  'version',
])

export function isSystemField(name: string): name is SystemField {
  return Object.hasOwn(SYSTEM_FIELD_DEFINITIONS, name)
}

/** The definition of a field or system field that is in use; undefined for an unknown or removed one. */
export function fieldOf(entity: EntityDefinition, name: string): FieldDefinition | undefined {
  if (isSystemField(name)) return SYSTEM_FIELD_DEFINITIONS[name]
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
  return field?.removed ? undefined : field
}

export function tableOf(entity: EntityDefinition): string {
  return entity.table ?? entity.name
}
