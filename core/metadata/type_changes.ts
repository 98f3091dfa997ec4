import type { DefinitionIssue, FieldDefinition, FieldTypeName } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'

/**
 * Into which types a field may be changed so that its values still mean what they meant. Whether each value also fits is seen
 * from the rows (`E_SCHEMA_WOULD_LOSE`). Two types that are stored alike are not alike: a whole number is no link.
 */
const TYPE_CHANGES: { [T in FieldTypeName]?: readonly FieldTypeName[] } = {
  text: ['long_text'],
  long_text: ['text'],
  email: ['text', 'long_text'],
  phone: ['text', 'long_text'],
  autonumber: ['text', 'long_text'],
  choice: ['text', 'long_text'],
  integer: ['decimal', 'money', 'text'],
  duration: ['integer'],
  decimal: ['money'],
  money: ['decimal'],
  boolean: ['integer'],
  date: ['datetime'],
}

/** The types that a field of this type may become. */
export function typeChangesOf(type: FieldTypeName): readonly FieldTypeName[] {
  return TYPE_CHANGES[type] ?? []
}

/** Fields that would become something their values do not mean. Pure. */
export function typeChangeIssues(before: DefinitionMaps, after: DefinitionMaps): DefinitionIssue[] {
  const issues: DefinitionIssue[] = []
  for (const [name, entity] of before.entity) {
    const next = after.entity.get(name)?.fields ?? {}
    for (const [field, old] of Object.entries(entity.fields)) {
      const now = Object.hasOwn(next, field) ? next[field] : undefined
      const property = now ? changedMeaning(old, now) : null
      if (!now || property === null) continue
      const params = { from: old.type, to: now.type }
      const path = `fields.${field}.${property}`
      issues.push({ code: 'E_TYPE_CHANGE', kind: 'entity', name, path, params })
    }
  }
  return issues
}

/** The property by which the stored values would mean something else; null where they keep their meaning. */
function changedMeaning(old: FieldDefinition, now: FieldDefinition): 'type' | 'target' | null {
  if (old.type !== now.type) return typeChangesOf(old.type).includes(now.type) ? null : 'type'
  if (old.type === 'lookup' && now.type === 'lookup' && old.target !== now.target) return 'target'
  return null
}
