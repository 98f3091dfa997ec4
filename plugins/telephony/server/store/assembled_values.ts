import type { Json } from '#core/metadata/types'
import type {
  AgentSession,
  AssembledCall,
  Attempt,
  Call,
  Leg,
  Pause,
  Recording,
  SurveyMark,
  Transfer,
} from '../model/assembled.js'
import type { EntityValues } from './entity_table.js'

/** Instants among the properties of assembled records; all other numbers are numbers. */
const INSTANTS = new Set(['startedAt', 'answeredAt', 'endedAt', 'at'])
/** Properties under another name in the tables: `key` is a reserved word. */
const RENAMED: Record<string, string> = { key: 'pbx_key' }

export type Part = Leg | Attempt | Transfer | Recording | SurveyMark

/** The lists of parts of a call, with the entity that each is stored in. */
export const PARTS = [
  { entity: 'call_leg', of: (call: AssembledCall): readonly Part[] => call.legs },
  { entity: 'call_attempt', of: (call: AssembledCall): readonly Part[] => call.attempts },
  { entity: 'call_transfer', of: (call: AssembledCall): readonly Part[] => call.transfers },
  { entity: 'recording', of: (call: AssembledCall): readonly Part[] => call.recordings },
  { entity: 'survey_mark', of: (call: AssembledCall): readonly Part[] => call.surveys },
] as const

interface FieldName {
  name: string
  isInstant: boolean
}
const fieldNames = new Map<string, FieldName>()

/** The field of a property; worked out once each. */
function fieldNameOf(property: string): FieldName {
  const known = fieldNames.get(property)
  if (known) return known
  const made = {
    name: RENAMED[property] ?? snakeCase(property),
    isInstant: INSTANTS.has(property),
  }
  fieldNames.set(property, made)
  return made
}

/** The record's values by field name: properties in snake_case, instants as ISO texts. Pure. */
export function fieldValues(record: Call | Part | AgentSession | Pause): EntityValues {
  const values: EntityValues = {}
  const properties = record as unknown as Record<string, Json>
  for (const property in properties) {
    const value = properties[property] ?? null
    const { name, isInstant } = fieldNameOf(property)
    values[name] = isInstant && typeof value === 'number' ? new Date(value).toISOString() : value
  }
  return values
}

/** What names a call wherever it is a link: who with whom. */
export function callTitle(call: Call): string {
  const from = call.callerNumber || call.callerName || '—'
  return `${from} → ${call.dialledNumber || call.firstQueue || '—'}`.slice(0, 200)
}

/** `startedAt` → `started_at`. */
export function snakeCase(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
