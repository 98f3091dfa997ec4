import { compileFeel } from '#core/expressions/compiled_feel'
import { feelContext } from '#core/expressions/record_context'
import { formulaPaths } from '#core/metadata/computed'
import type {
  DuplicateRuleDefinition,
  EffectiveMetadata,
  EntityDefinition,
  Json,
} from '#core/metadata/types'
import { fieldsOf, partsInUse, type RuleParts } from '#core/duplicates/kernel/rule'
import type { Actor } from '#core/security/types'

/** Rules of an entity that are in use, by name. */
export function rulesOf(metadata: EffectiveMetadata, entity: string): DuplicateRuleDefinition[] {
  return [...metadata.duplicate_rule.values()]
    .filter((rule) => rule.entity === entity && !rule.removed && rule.off !== true)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function conditionFields({ condition }: DuplicateRuleDefinition): string[] {
  if (condition === undefined || condition.trim() === '') return []
  return [...new Set(formulaPaths(condition).map(([first = '']) => first))]
}

/** Whether a record takes part in a rule. A condition that cannot be worked out is not met. */
export function takesPart(
  rule: DuplicateRuleDefinition,
  entity: EntityDefinition,
  values: Readonly<Record<string, Json>>,
  now: Date
): boolean {
  if (rule.condition === undefined || rule.condition.trim() === '') return true
  const context = feelContext(entity.fields, values)
  const compiled = compileFeel(rule.condition)
  return compiled.run((name) => context[name], now.toISOString()).value === true
}

export function mayReadField(actor: Actor, entity: string, field: string): boolean {
  const level = actor.access.field(entity, field)
  return level === 'read' || level === 'write'
}

/**
 * The parts that a person may be told of: a match tells a value. None where the condition asks for something that they may not
 * read.
 */
export function readableParts(actor: Actor, rule: DuplicateRuleDefinition): RuleParts {
  const may = (field: string) => mayReadField(actor, rule.entity, field)
  if (!conditionFields(rule).every(may)) return {}
  const parts = Object.entries(partsInUse(rule))
  return Object.fromEntries(
    parts.flatMap(([name, part]) => {
      if (part.how === 'names') return part.fields.every(may) ? [[name, part]] : []
      const fields = part.fields.filter(may)
      return fields.length > 0 ? [[name, { ...part, fields }]] : []
    })
  )
}

export const thresholdOf = ({ list, warn }: DuplicateRuleDefinition): number => list ?? warn

/** Fields that must be read to compare the records of a rule. */
export function fieldsToRead(rule: DuplicateRuleDefinition, parts: RuleParts): string[] {
  const own = rule.scope === 'unit' ? ['unit_id'] : rule.scope === 'owner' ? ['owner_id'] : []
  return [...new Set([...fieldsOf(parts), ...conditionFields(rule), ...own])]
}
