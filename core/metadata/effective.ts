import { createHash } from 'node:crypto'
import type { ClientChange, DefinitionIssue, EffectiveMetadata } from '#core/metadata/types'
import {
  DEFINITION_KINDS,
  type DefinitionMaps,
  type DormantChange,
} from '#core/metadata/layers/types'
import { mergeLayers } from '#core/metadata/layers/merge'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { validate } from '#core/metadata/validation/validate'
import { permanentSettingIssues } from '#core/metadata/type_changes'
import { validateBaseNames, validateChanges } from '#core/metadata/validation/client_rules'

export interface Rules {
  types: FieldTypes
  permissions: ReadonlySet<string> | null
}

/** Issues of the base layer by itself: a plugin at fault, not a client. */
export function baseIssues(base: DefinitionMaps, rules: Rules): DefinitionIssue[] {
  return [...validateBaseNames(base), ...validate({ ...rules, definitions: base })]
}

/** Issues that the merge has with `changes` and did not have with `before`. */
export function newIssues(
  base: DefinitionMaps,
  before: readonly ClientChange[],
  changes: readonly ClientChange[],
  rules: Rules
): DefinitionIssue[] {
  const known = new Set(mergedIssues(base, before, rules).map((issue) => JSON.stringify(issue)))
  return mergedIssues(base, changes, rules).filter((issue) => !known.has(JSON.stringify(issue)))
}

/** Faults of a change that cannot be merged to look for further ones. */
const UNREADABLE: ReadonlySet<string> = new Set(['E_UNKNOWN_DEFINITION', 'E_PATH', 'E_WRONG_TYPE'])

/** What a plugin ships, replaced as a whole, would be missing everywhere else: faults that nobody made. */
const stopsHere = ({ code, path }: DefinitionIssue): boolean =>
  UNREADABLE.has(code) || (code === 'E_PERMANENT' && path === '')

/** Everything that stands in the way of a write of the client layer, all at once. */
export function issuesOfWrite(
  write: {
    base: DefinitionMaps
    stored: readonly ClientChange[]
    next: readonly ClientChange[]
    changes: readonly ClientChange[]
  },
  rules: Rules
): DefinitionIssue[] {
  const { base, stored, next, changes } = write
  const issues = validateChanges(base, changes)
  if (issues.some(stopsHere)) return issues
  const before = mergeLayers(base, stored).effective
  const after = mergeLayers(base, next).effective
  const permanent = permanentSettingIssues(before, after, rules.types)
  return [...issues, ...newIssues(base, stored, next, rules), ...permanent]
}

function mergedIssues(
  base: DefinitionMaps,
  changes: readonly ClientChange[],
  rules: Rules
): DefinitionIssue[] {
  return validate({ ...rules, definitions: mergeLayers(base, changes).effective })
}

/**
 * The definitions to work with, over a base that is right by itself. A plugin's new release may leave client changes that no longer fit: those of the
 * definitions at fault are set aside, reported, and kept, so that an upgrade never stops the system nor loses them.
 */
export function workable(
  base: DefinitionMaps,
  changes: readonly ClientChange[],
  rules: Rules
): { effective: DefinitionMaps; problems: DefinitionIssue[]; dormant: DormantChange[] } {
  const first = mergeLayers(base, changes)
  if (changes.length === 0) return { ...first, problems: [] }
  const problems = validate({ ...rules, definitions: first.effective })
  if (problems.length === 0) return { ...first, problems }
  const atFault = new Set(problems.map(({ kind, name }) => `${kind}/${name}`))
  const kept = changes.filter(({ kind, name }) => !atFault.has(`${kind}/${name}`))
  return { ...mergeLayers(base, kept), problems }
}

/** Text in which equal definitions are equal: keys sorted at every depth. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )
}

export function checksum(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 20)
}

/** Frozen, with a version that is the same in every process that has the same definitions. */
export function seal(maps: DefinitionMaps): EffectiveMetadata {
  const content = DEFINITION_KINDS.map((kind) =>
    [...maps[kind]].sort(([a], [b]) => (a < b ? -1 : 1))
  )
  for (const definitions of Object.values(maps)) {
    for (const definition of definitions.values()) deepFreeze(definition)
  }
  return Object.freeze({ version: checksum(content), ...maps })
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
}
