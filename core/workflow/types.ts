import type { Knex } from 'knex'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { FormElement } from '#core/forms/model'
import type { FieldDefinition, Json, LocalizedText } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import type { Values } from '#core/workflow/kernel/types'

/**
 * Configurations of actions by name. Open: whoever registers an action declares its configuration by augmenting this interface, so
 * that a wrong name or a wrong configuration fails at compile time.
 */
export interface ActionConfigs {}
export type ActionName = keyof ActionConfigs & string

/** The record that an instance is about. */
export interface Subject {
  entity: string
  id: number
}

export interface ActionContext {
  /** In mode `transaction` and `wait`: everything is written here, with the step that follows. Null in mode `job`. */
  trx: Knex.Transaction | null
  /** Whose rights it has: the process's run-as user. */
  actor: Actor
  origin: Origin
  instance: { id: number; process: string }
  subject: Subject | null
  node: string
  now: Date
  /** The same however often this work is tried: what is not to happen twice is told by it. */
  idempotencyKey: string
  /** From 1. */
  attempt: number
  signal: AbortSignal
  /** Starts an instance of another process in the same transaction. Not in mode `job`. */
  startProcess(process: string, variables: Values, subject: Subject | null): Promise<number>
}

/** Only from an action of mode `wait`: what it waits for is not there yet. */
export const STILL_WAITING = Symbol('still waiting')

/**
 * `transaction`: runs inside the step, exactly once. `job`: runs outside, at least once, with retries; its result is delivered
 * exactly once. `wait`: as `transaction`, and looked at again whenever the record that `watches` names was changed.
 */
export type ActionMode = 'transaction' | 'job' | 'wait'

export interface ActionDefinition<C = Json> {
  /** Permanent, with the plugin's name in front: `telephony.originate`. */
  name: string
  label: LocalizedText
  description?: LocalizedText
  /** Name of a Lucide icon without prefix. */
  icon: string
  /** Under which it is offered. */
  group: 'records' | 'messages' | 'integration' | 'logic' | 'people'
  mode: ActionMode
  /** Default true. False for what writes nothing: it needs no savepoint. */
  writes?: boolean
  /**
   * The editor's form: questions whose names are the keys of the configuration. Any value may be given as FEEL, a text that begins
   * with `=`.
   */
  form: Record<string, FormElement>
  /** What the result holds, for auto-completion. */
  result?: Record<string, FieldDefinition>
  /** Faults of a configuration when it is published; expressions in it are not worked out yet. */
  check?(config: Json): ErrorDetail[]
  watches?(config: C): Subject | null
  /**
   * Does it. A coded error that is the caller's fault (4xx) and a `BusinessError` are errors of the business, which boundary events
   * catch; everything else is tried again by the retry policy and becomes an incident.
   */
  run(config: C, context: ActionContext): Promise<Json | typeof STILL_WAITING>
  /** What it would answer, without doing anything: for the designer's simulation and replay. */
  simulate(config: C): Json
}

/** Ends an action with a BPMN error of this code. */
export class BusinessError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly result: Json = null
  ) {
    super(message)
  }
}

/** What begins instances beyond BPMN's own start events. Plugins call `Triggers.fire` when it has happened. */
export interface TriggerDefinition {
  /** Permanent, with the plugin's name in front: `telephony.call_missed`. */
  name: string
  label: LocalizedText
  description?: LocalizedText
  icon: string
  /** The editor's form, as of an action. */
  form: Record<string, FormElement>
  /** What `fire` hands on, for auto-completion: names of variables. */
  variables?: Record<string, FieldDefinition>
  /** Whether an occurrence is one that this configuration asks for. Pure. Default: all are. */
  matches?(config: Json, variables: Values): boolean
}
