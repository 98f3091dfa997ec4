import { compileFeel } from '#core/expressions/compiled_feel'
import { feelContext } from '#core/expressions/record_context'
import type { EntityDefinition, Json } from '#core/metadata/types'
import type { FieldValues, WriteEvent } from '#core/records/hooks'

/** A start event's `record` trigger, as it is drawn. */
export interface RecordTriggerConfig {
  entity: string
  /** Default: created. */
  on: WriteEvent['operation'][]
  /** Only changes of one of these fields; empty: of any. */
  fields: string[]
  /** FEEL over `record`, `before` (null on creation) and `changed` (names of fields). */
  condition: string | null
  /** Imported records, too. */
  imports: boolean
}

const OPERATIONS = ['create', 'update', 'delete', 'restore'] as const

const textsOf = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).filter(
    (one) => typeof one === 'string'
  )

export function readRecordTrigger(config: Json): RecordTriggerConfig {
  const given =
    typeof config === 'object' && config !== null && !Array.isArray(config) ? config : {}
  const on = OPERATIONS.filter((one) => textsOf(given.on).includes(one))
  const condition = typeof given.condition === 'string' ? given.condition.trim() : ''
  return {
    entity: typeof given.entity === 'string' ? given.entity : '',
    on: on.length > 0 ? on : ['create'],
    fields: textsOf(given.fields),
    condition: condition === '' ? null : condition.replace(/^=/, ''),
    imports: given.imports === true,
  }
}

export interface RecordChange {
  operation: WriteEvent['operation']
  before: FieldValues | null
  after: FieldValues
  changed: readonly string[]
}

/** Whether a change is one that the trigger asks for. What an expression cannot work out is no yes. Pure. */
export function asksFor(
  trigger: RecordTriggerConfig,
  entity: EntityDefinition,
  { operation, before, after, changed }: RecordChange,
  now: string
): boolean {
  if (!trigger.on.includes(operation)) return false
  const narrowed = operation === 'update' && trigger.fields.length > 0
  if (narrowed && !trigger.fields.some((field) => changed.includes(field))) return false
  if (trigger.condition === null) return true
  const record = feelContext(entity.fields, after)
  const context: { [name: string]: unknown } = {
    record,
    before: before ? feelContext(entity.fields, before) : null,
    changed: [...changed],
  }
  return compileFeel(trigger.condition).run((name) => context[name], now).value === true
}
