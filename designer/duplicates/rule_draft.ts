import { MATCHED_TYPES } from '#core/metadata/field_types/match_types'
import type {
  ClientChange,
  DuplicateRuleDefinition,
  DuplicateScope,
  FieldDefinition,
  Json,
  LocalizedText,
  MatchingPart,
  MatchKind,
} from '#core/metadata/types'

/** A rule of duplicates while it is edited. Pure. */
export interface PartDraft {
  name: string
  fields: string[]
  how: MatchKind
  weight: number
  against: number
  likeness: number
}
export interface RuleDraft {
  name: string
  entity: string
  label: Partial<LocalizedText>
  parts: PartDraft[]
  warn: number
  /** Null: never refused. */
  block: number | null
  /** Null: as for the warning. */
  list: number | null
  scope: DuplicateScope
  condition: string
  off: boolean
}

const LIKENESS = 0.8

export function newRule(name: string, entity: string): RuleDraft {
  return {
    name,
    entity,
    label: { en: '' },
    parts: [],
    warn: 0.5,
    block: null,
    list: null,
    scope: 'all',
    condition: '',
    off: false,
  }
}

export function draftOf(rule: DuplicateRuleDefinition): RuleDraft {
  const { name, entity, label, warn, block, list, scope = 'all', condition = '' } = rule
  const parts = Object.entries(rule.parts)
    .filter(([, { removed }]) => !removed)
    .map(([part, { fields, how, weight, against = 0, likeness = LIKENESS }]) => ({
      name: part,
      fields: [...fields],
      how,
      weight,
      against,
      likeness,
    }))
  return {
    name,
    entity,
    label: { ...label },
    parts,
    warn,
    block: block ?? null,
    list: list ?? null,
    scope,
    condition,
    off: rule.off === true,
  }
}

/** A name that no part has yet, after its first field. */
export function partName(parts: readonly { name: string }[], field: string): string {
  const start = field.replace(/^x_/, '') || 'part'
  const taken = new Set(parts.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? start : `${start}_${n}`
    if (!taken.has(name)) return name
  }
}

function partOf({ fields, how, weight, against, likeness }: PartDraft): MatchingPart {
  return {
    fields: [...fields],
    how,
    weight,
    ...(against > 0 ? { against } : {}),
    ...(how === 'names' && likeness !== LIKENESS ? { likeness } : {}),
  }
}

function definitionOf(draft: RuleDraft): Omit<DuplicateRuleDefinition, 'name'> {
  const { entity, label, warn, block, list, scope, condition, off } = draft
  return {
    entity,
    label: label as LocalizedText,
    parts: Object.fromEntries(draft.parts.map((part) => [part.name, partOf(part)])),
    warn,
    ...(block === null ? {} : { block }),
    ...(list === null ? {} : { list }),
    ...(scope === 'all' ? {} : { scope }),
    ...(condition.trim() === '' ? {} : { condition: condition.trim() }),
    ...(off ? { off } : {}),
  }
}

/**
 * The changes of the client layer that make a rule what the draft says. One that this installation made is written as a whole; of
 * one that is shipped, only what differs, so that a later release still reaches the rest.
 */
export function changesOf(draft: RuleDraft, base: DuplicateRuleDefinition | null): ClientChange[] {
  const at = { kind: 'duplicate_rule' as const, name: draft.name }
  const next = definitionOf(draft)
  if (!base) return [{ ...at, path: [], value: next as unknown as Json }]
  const changes: ClientChange[] = []
  const set = (path: string[], before: unknown, value: unknown) => {
    if (JSON.stringify(before) === JSON.stringify(value)) return
    changes.push({ ...at, path, value: (value ?? null) as Json })
  }
  for (const language of ['en', 'fa', 'az'] as const)
    set(['label', language], base.label[language], next.label[language])
  for (const key of ['warn', 'block', 'list', 'scope', 'condition', 'off'] as const)
    set([key], base[key], next[key])
  for (const name of new Set([...Object.keys(base.parts), ...Object.keys(next.parts)])) {
    const [before, after] = [base.parts[name], next.parts[name]]
    if (after) set(['parts', name], before, after)
    else if (before) set(['parts', name, 'removed'], before.removed, true)
  }
  return changes
}

/** Fields that can be compared in a way. */
export const fitting = (
  fields: Readonly<Record<string, FieldDefinition>>,
  how: MatchKind
): string[] =>
  Object.entries(fields)
    .filter(([, field]) => !field.removed && MATCHED_TYPES[how].includes(field.type))
    .map(([name]) => name)

/** The way that suits a field best. */
export function usualWay(field: FieldDefinition | undefined): MatchKind {
  if (field?.type === 'phone') return 'phone'
  if (field?.type === 'email') return 'email'
  if (field?.type === 'date') return 'date'
  return 'exact'
}
