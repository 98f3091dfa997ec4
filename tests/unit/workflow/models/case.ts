import type { ProcessState, Values } from '#core/workflow/kernel/types'
import type { Instance } from '#tests/unit/workflow/support/instance'

/** An executable model and what is expected of it. */
export interface ModelCase {
  title: string
  xml: string
  variables?: Values
  /** The start event that was triggered; the plain one where it says nothing. */
  from?: string
  /** What the world does after the start. */
  run?: (instance: Instance) => void
  /** The nodes in the order in which tokens come to them. */
  trail: string
  /** `completed` unless it says otherwise. */
  status?: ProcessState['status']
  /** Variables of the process at the end; only those named are compared. */
  values?: Values
  /** Open incidents at the end, `node: code`. */
  incidents?: string[]
}
