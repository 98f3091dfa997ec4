/** From the parts of a plan to the keys and parameters of its sentences. Pure: the words themselves stand in the locales. */
import type { LocalizedText } from '#core/metadata/types'
import type { ColumnSpec } from '#core/metadata/field_type'
import type { Effect, PlanStep, PlanWarning } from '#core/metadata/plan_types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { valueAt } from './layered.js'

export interface Sentence {
  key: string
  params: Record<string, string | number>
}
/** Reads a label in the reader's language. */
type Read = (label: LocalizedText) => string

const isText = (value: unknown): value is LocalizedText =>
  typeof value === 'object' && value !== null && typeof (value as LocalizedText).en === 'string'

/** A label over its permanent name: what is gone has its label in the definitions before. */
function labelOf(maps: readonly DefinitionMaps[], effect: Place, read: Read): string {
  for (const definitions of maps) {
    const definition = definitions[effect.kind].get(effect.name)
    const label = valueAt(definition, [...effect.path, 'label'])
    if (isText(label)) return read(label)
  }
  return effect.path.at(-1) ?? effect.name
}
type Place = Pick<Effect, 'kind' | 'name' | 'path'>

const ITEMS: Record<string, string> = {
  fields: 'field',
  indexes: 'index',
  summaries: 'summary',
  options: 'option',
  elements: 'element',
}

/** `field`, `option`, … or the kind of the definition itself. */
export function subjectOf({ kind, path }: Place): string {
  return ITEMS[path[0] ?? ''] ?? kind
}

/** What an effect does, as "adds the field {label} to {owner}". */
export function effectSentence(
  effect: Effect,
  before: DefinitionMaps,
  after: DefinitionMaps,
  read: Read
): Sentence {
  const maps = [after, before]
  const subject = subjectOf(effect)
  return {
    key: `design_changes.effect.${effect.change}.${effect.path.length > 0 ? 'item' : 'whole'}`,
    params: {
      subject: `design_changes.subject.${subject}`,
      label: labelOf(maps, effect, read),
      owner: labelOf(maps, { ...effect, path: [] }, read),
      n: effect.properties.length,
    },
  }
}

/** A column's type as people say it, with its length or decimals. */
export function columnWords(spec: ColumnSpec): Sentence {
  if (spec.kind === 'string') {
    return { key: 'design_changes.column.string', params: { n: spec.length } }
  }
  if (spec.kind === 'decimal') {
    return { key: 'design_changes.column.decimal', params: { n: spec.scale } }
  }
  return { key: `design_changes.column.${spec.kind}`, params: {} }
}

/** What the database will do, and what that costs. */
export function stepSentence(step: PlanStep): { does: Sentence; costs: Sentence } {
  const unique = step.kind === 'create_index' && step.unique ? '_unique' : ''
  return {
    does: {
      key: `design_changes.step.${step.kind}${unique}`,
      params: { table: step.table, columns: step.columns.join(', '), n: step.columns.length + 1 },
    },
    costs: { key: `design_changes.work.${step.work}`, params: { rows: step.rows } },
  }
}

export function warningSentence(
  warning: PlanWarning,
  before: DefinitionMaps,
  after: DefinitionMaps,
  read: Read
): Sentence {
  return {
    key: `design_changes.warning.${warning.code}`,
    params: { rows: warning.rows, label: labelOf([after, before], warning, read) },
  }
}
