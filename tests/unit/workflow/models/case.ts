import type { Json } from '#core/metadata/types'
import type { ProcessState, Values } from '#core/workflow/kernel/types'
import type { Instance } from '#tests/unit/workflow/support/instance'

/** What any engine can be told. */
export interface World {
  done(node: string, result?: Json): this
  fails(node: string, code: string, message?: string | null): this
  arrives(kind: 'message' | 'signal', name: string, payload?: Json, key?: string | null): this
  passes(duration: string): this
}

/** An executable model and what is expected of it. */
export interface ModelCase {
  title: string
  xml: string
  variables?: Values
  /** The start event that was triggered; the plain one where it says nothing. */
  from?: string
  /** What the world does after the start. */
  run?: (world: World) => unknown
  /** The same, where it takes more than any engine can be told. */
  drive?: (instance: Instance) => unknown
  /** The nodes in the order in which tokens come to them. */
  trail: string
  /** `completed` unless it says otherwise. */
  status?: ProcessState['status']
  /** Variables of the process at the end; only those named are compared. */
  values?: Values
  /** Open incidents at the end, `node: code`. */
  incidents?: string[]
  /** Why bpmn-engine does otherwise, or cannot be asked. */
  engine?: string
}
