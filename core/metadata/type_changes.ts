import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DefinitionIssue, FieldDefinition } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'

/**
 * Settings that say what the stored values are – where a link leads, whose choices they are, in which currency – and that were
 * changed although the field is there already. Whether its type may become another is seen with the rows. Pure.
 */
export function permanentSettingIssues(
  before: DefinitionMaps,
  after: DefinitionMaps,
  types: FieldTypes
): DefinitionIssue[] {
  const issues: DefinitionIssue[] = []
  for (const [name, entity] of before.entity) {
    const next = after.entity.get(name)?.fields ?? {}
    for (const [field, old] of Object.entries(entity.fields)) {
      const now = Object.hasOwn(next, field) ? next[field] : undefined
      if (!now || now.type !== old.type || !types.has(old.type)) continue
      for (const setting of changedSettings(old, now, types)) {
        const path = `fields.${field}.${setting}`
        issues.push({
          code: 'E_SETTING_PERMANENT',
          kind: 'entity',
          name,
          path,
          params: { setting },
        })
      }
    }
  }
  return issues
}

function changedSettings(old: FieldDefinition, now: FieldDefinition, types: FieldTypes): string[] {
  return types
    .get(old.type)
    .settings.filter(({ changeable }) => !changeable)
    .filter(({ name, preset }) => valueOf(old, name, preset) !== valueOf(now, name, preset))
    .map(({ name }) => name)
}

/** What is not said is what holds without it. */
function valueOf(field: FieldDefinition, name: string, preset: unknown): string {
  return JSON.stringify((field as unknown as Record<string, unknown>)[name] ?? preset ?? null)
}
