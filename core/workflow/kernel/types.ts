/**
 * The shapes of the workflow kernel. The kernel is pure: `step(graph, state, event, now) → { state, commands }`. Everything here
 * is plain JSON (it is stored, compared and sent to the browser) and isomorphic: the designer lints and simulates with what the
 * server executes. Instants are ISO 8601 texts in UTC. Ids of nodes and flows are those of the BPMN document.
 */
import type { Json } from '#core/metadata/types'
import type { CompileFaultCode } from '#core/workflow/kernel/codes'

export type Values = { [name: string]: Json }

// ---------------------------------------------------------------------------------------------------------------- graph

/** What a publishable process compiles to: one for each executable `bpmn:process` of a document. */
export interface ProcessGraph {
  /** The id of the `bpmn:process`: the permanent key of the process. */
  key: string
  name: string | null
  /** Roles that may start it by hand; without any: whoever may start processes. */
  starters?: string[]
  /** The process itself, sub-processes, event sub-processes and transactions, by id; the root's id is `key`. */
  scopes: { [id: string]: Scope }
  nodes: { [id: string]: FlowNode }
  flows: { [id: string]: SequenceFlow }
  /** What `errorRef`, `messageRef`, `signalRef` and `escalationRef` name, resolved into the nodes already. */
}

export interface Scope {
  id: string
  kind: 'process' | 'subProcess' | 'eventSubProcess' | 'transaction'
  /** The node it is in its parent; null for the process. */
  node: string | null
  parent: string | null
  nodes: string[]
  /** Plain start event of the scope; null where there is none (BPMN's implicit start: `entries`). */
  start: string | null
  /** Nodes without an incoming flow that begin where there is no start event. */
  entries: string[]
  /** Ids of the scopes of its event sub-processes. */
  eventSubProcesses: string[]
  /** Data objects: variables of this scope that begin as null. Other names are variables of the process unless mapped. */
  dataObjects: string[]
}

export interface SequenceFlow {
  id: string
  source: string
  target: string
  /** FEEL, without the leading `=`. */
  condition: string | null
}

export type TaskKind =
  'user' | 'service' | 'send' | 'receive' | 'script' | 'businessRule' | 'manual' | 'task'

/** How an event waits or what it throws. `expression` fields are `Text`: see there. */
export type EventDefinition =
  | { kind: 'none' }
  | { kind: 'timer'; form: 'date' | 'duration' | 'cycle'; value: Text; calendar: Text | null }
  | { kind: 'message'; name: Text; correlation: Text | null }
  | { kind: 'signal'; name: Text }
  | { kind: 'error'; code: string | null }
  | { kind: 'escalation'; code: string | null }
  | { kind: 'conditional'; condition: string }
  /** `target`: where a throwing link goes on, the catch event of the same name in its scope. */
  | { kind: 'link'; name: string; target: string | null }
  | { kind: 'compensate'; activity: string | null; wait: boolean }
  | { kind: 'cancel' }
  | { kind: 'terminate' }

/** A literal, or FEEL where it begins with `=` (which is taken off here). */
export type Text = { literal: string } | { feel: string }

/** A JSON tree in which every text that begins with `=` is FEEL, worked out when the node is entered. */
export type Template = Json

export interface Mapping {
  target: string
  source: Text
}

export interface MultiInstance {
  sequential: boolean
  cardinality: string | null
  collection: string | null
  elementVariable: string | null
  outputCollection: string | null
  outputElement: string | null
  completionCondition: string | null
}

export interface StandardLoop {
  testBefore: boolean
  condition: string | null
  maximum: number | null
}

interface NodeBase {
  id: string
  name: string | null
  scope: string
  incoming: string[]
  outgoing: string[]
}

export interface ActivityBase extends NodeBase {
  /** Boundary events attached to it. */
  boundary: string[]
  inputs: Mapping[]
  outputs: Mapping[]
  /** Where the result goes when there are no `outputs`; null: nowhere (user tasks: their values, one by one). */
  resultVariable: string | null
  multiInstance: MultiInstance | null
  loop: StandardLoop | null
  forCompensation: boolean
  defaultFlow: string | null
}

export type FlowNode =
  | (ActivityBase & {
      type: 'task'
      kind: TaskKind
      /** Service and send tasks: the name in the registry of actions and its configuration. */
      action: { type: string; config: Template } | null
      /** User tasks: assignment, form, due date…; the kernel works out its FEEL and hands it on. */
      userTask: Template | null
      /** Business rule tasks: the name of the decision. */
      decision: string | null
      /** Script tasks: FEEL. */
      script: string | null
      /** Receive tasks, and send tasks without an action. `instantiate`: it begins the process, as a message start event does. */
      message: { name: Text; correlation: Text | null; instantiate: boolean } | null
      retry: RetryPolicy | null
    })
  | (ActivityBase & { type: 'callActivity'; process: Text })
  | (ActivityBase & { type: 'subProcess'; body: string })
  | (NodeBase & {
      type: 'startEvent'
      event: EventDefinition
      interrupting: boolean
      trigger: Trigger | null
      outputs: Mapping[]
    })
  | (NodeBase & {
      type: 'endEvent'
      event: EventDefinition
      inputs: Mapping[]
      action: { type: string; config: Template } | null
    })
  | (NodeBase & {
      type: 'throwEvent'
      event: EventDefinition
      inputs: Mapping[]
      action: { type: string; config: Template } | null
    })
  | (NodeBase & { type: 'catchEvent'; event: EventDefinition; outputs: Mapping[] })
  | (NodeBase & {
      type: 'boundaryEvent'
      event: EventDefinition
      attachedTo: string
      interrupting: boolean
      outputs: Mapping[]
      /** Compensation boundary: the handler activity that its association points at. */
      handler: string | null
    })
  | (NodeBase & {
      type: 'gateway'
      kind: 'exclusive' | 'inclusive' | 'parallel' | 'eventBased'
      defaultFlow: string | null
      /** Event-based gateway that starts a process. */
      instantiate: boolean
    })

/** Starts that BPMN has no element for: record events, business schedules, web hooks, what plugins register. */
export interface Trigger {
  type: string
  config: Template
}

export interface RetryPolicy {
  /** How often an action is tried before it is an incident. */
  attempts: number
  /** ISO 8601 duration before the second attempt; doubled each time. */
  backoff: string
}

/** Why a document cannot be published. All at once, in document order. */
export interface CompileFault {
  /** One per cause. Texts: `workflow.fault.<code>`. */
  code: CompileFaultCode
  /** The id of the element in the document; null for the document itself. */
  element: string | null
  params: { [name: string]: string | number }
  /** `warning` does not hinder publishing (a task without a name, a dead path). */
  severity: 'error' | 'warning'
}

// ---------------------------------------------------------------------------------------------------------------- state

/** Ids of tokens, scopes and waits are `t1`, `s2`, `w3`… from one counter: they are never used twice in an instance. */
export interface ProcessState {
  status: 'new' | 'active' | 'completed' | 'terminated' | 'cancelled' | 'failed'
  next: number
  tokens: { [id: string]: Token }
  scopes: { [id: string]: ScopeInstance }
  waits: { [id: string]: Wait }
  incidents: { [token: string]: Incident }
}

export interface Token {
  id: string
  /** The scope instance it runs in. */
  scope: string
  node: string
  /** The flow it came by; null at a start. */
  via: string | null
  /** At a join: it is counted there and waits for the others. */
  joining?: true
  /** What it waits for: ids of `waits`. */
  waits: string[]
  /** The scope instance that it opened (sub-process, multi-instance body, inputs of a task). */
  opened?: string
  /** What could not be finished after the work was done, with the work's result: a retry does not do the work again. */
  pending?: { stage: 'outputs' | 'flows'; result: Json }
  /** A thrown compensation: what is still to be undone, last first, and who waits for it. */
  compensating?: { left: Compensation[]; then: 'leave' | 'cancel' | 'end' }
}

/** A completed activity that can be undone, with the variables it left behind. */
export interface Compensation {
  node: string
  variables: Values
  /** Of a sub-process without a handler of its own: what was completed in it. */
  inner?: Compensation[]
}

/** A process, a sub-process or one turn of a multi-instance or loop; holds variables. */
export interface ScopeInstance {
  id: string
  /** Id of the `Scope`, or of the activity for a multi-instance body, one of its turns, or an activity with inputs. */
  of: string
  kind:
    | 'process'
    | 'subProcess'
    | 'eventSubProcess'
    | 'transaction'
    | 'multi'
    | 'turn'
    | 'activity'
    | 'compensation'
  parent: string | null
  /** The token that waits for its end in the parent. */
  token: string | null
  variables: Values
  /** Multi-instance: what is left to do and what is done. */
  multi?: { items: Json[]; started: number; completed: number; terminated: number; results: Json[] }
  /** Completed activities that can be compensated, in order. */
  compensations?: Compensation[]
}

/** How a timer goes on: how many times more (null: without end), after what duration, counted in which calendar. */
export interface Cycle {
  left: number | null
  every: string
  calendar: string | null
}

/** Something that the world answers. Every wait is answered once; a repeating one is replaced by a new wait with a new id. */
export type Wait = { id: string; token: string | null; scope: string; node: string } & (
  | { kind: 'user'; task: Json; local: Values }
  | { kind: 'action'; action: string; config: Json; retry: RetryPolicy | null }
  | { kind: 'decision'; decision: string; input: Values }
  | { kind: 'manual' }
  | { kind: 'timer'; due: string; cycle: Cycle | null }
  | { kind: 'message'; name: string; correlation: string | null }
  | { kind: 'signal'; name: string }
  /** `armed`: it was false since the wait was opened or fired last, so that it fires when it becomes true. */
  | { kind: 'condition'; condition: string; armed: boolean }
  | { kind: 'call'; process: string; variables: Values }
)

export interface Incident {
  /** `i1`…: of the same counter as the ids of tokens. */
  id: string
  token: string
  node: string
  /** The wait whose work failed, where there is one. */
  wait: string | null
  /** One of the kernel's `IncidentCode`, or what the shell says of failed work. Texts of the kernel's: `workflow.incident.<code>`. */
  code: string
  params: { [name: string]: string | number | boolean | null }
}

// ---------------------------------------------------------------------------------------------------------------- events

/**
 * What happens to an instance. An event that names a wait which is not open any more (answered, interrupted, repeated delivery)
 * changes nothing and gives no command.
 */
export type ProcessEvent =
  /** Only for `new`. `node`: the start event that was triggered; null: the plain one. */
  | { type: 'start'; node: string | null; variables: Values }
  /** The work of a wait was done: task completed, action succeeded, message or signal came, timer is due, call ended. */
  | { type: 'done'; wait: string; result: Json }
  /** The work ended with an error of the business (BPMN error): caught by a boundary or event sub-process, else an incident. */
  | { type: 'error'; wait: string; code: string; message: string | null; result?: Json }
  /**
   * A called process, or a user at a task, escalated: the wait stays open unless what catches it interrupts. The one event that
   * is not repeatable: the shell delivers an escalation once.
   */
  | { type: 'escalation'; wait: string; code: string; result?: Json }
  /** The work failed for technical reasons and will not be tried again: an incident. The wait stays open. */
  | { type: 'failed'; wait: string; code: string; params: Incident['params'] }
  /** Variables changed from outside (an operator, a record's change): conditional events are looked at again. */
  | { type: 'variables'; scope: string | null; values: Values }
  // --- operators
  /**
   * Tries anew: opens the work of an incident again under a new wait id, or runs a node again whose expression failed. With the
   * incident's id the order is repeatable: the incident that a retry ends in is another.
   */
  | { type: 'retry'; token: string; incident?: string }
  /** Leaves the node of a token as if it had succeeded with `result`. */
  | { type: 'skip'; token: string; result: Json }
  /** Takes a token away from where it is (its waits are closed) and puts it before another node of the same scope. */
  | { type: 'move'; token: string; node: string }
  | { type: 'cancel'; reason: string | null }

// -------------------------------------------------------------------------------------------------------------- commands

/** What the shell has to do; in order. */
export type Command =
  | { type: 'open'; wait: Wait }
  | { type: 'close'; wait: string; reason: 'done' | 'interrupted' | 'cancelled' }
  /** A message thrown to other instances or outside (`action` null), addressed by name and correlation. */
  | { type: 'message'; node: string; name: string; correlation: string | null; payload: Values }
  /**
   * A signal thrown to all. The waits of this instance have had it already (they are answered in the same step): the shell
   * delivers it to every other instance and to signal starts, and not to this one again.
   */
  | { type: 'signal'; node: string; name: string; payload: Values }
  | { type: 'incident'; incident: Incident }
  | { type: 'resolved'; token: string }
  /** An escalation that nothing in this instance caught: for the calling instance. */
  | { type: 'escalated'; code: string; payload: Values }
  /** The end: `error` holds the uncaught BPMN error of a called process's error end event. */
  | {
      type: 'finished'
      status: 'completed' | 'terminated' | 'cancelled' | 'failed'
      variables: Values
      error: { code: string; message: string | null } | null
    }
  /** History: what is drawn as the trail. */
  | { type: 'trace'; entry: Trace }

export interface Trace {
  kind: 'entered' | 'left' | 'interrupted' | 'taken' | 'compensated' | 'moved' | 'skipped'
  /** Node id, or flow id for `taken`. */
  element: string
  token: string
  scope: string
  /** One turn of a multi-instance or loop; the activity as a whole has entries without it. */
  turn?: true
}

export interface StepResult {
  state: ProcessState
  commands: Command[]
}

/** What a step may read besides its arguments; passed in so that the kernel stays pure. */
export interface StepContext {
  /** ISO 8601. */
  now: string
  /** Values every expression may read: `process`, `record`, … The shell fills it; variables of the same name win. */
  globals?: Values
  /** Adds working time of a named business calendar to an instant; asked by timers with a calendar. Null: no such calendar. */
  addWorkingTime?: (calendar: string, from: string, duration: string) => string | null
  /** How many nodes one step may enter before it is called endless; default 10,000. */
  limit?: number
}
