import { E_FORBIDDEN } from '#core/errors/errors'
import type { Actor } from '#core/security/types'
import type { ProcessGraph } from '#core/workflow/kernel/types'

/** Everything with what runs, its variables included. */
export const OPERATE = 'core.workflow.operate'
/** Looks at runs: where they stand and what has happened, not what they know. */
export const WATCH = 'core.workflow.watch'
/** Starts whatever process says of nobody else that they may. */
export const START = 'core.workflow.start'

export const mayOperate = ({ access }: Actor): boolean => access.can(OPERATE)

/** @throws E_FORBIDDEN */
export function requireWatch(actor: Actor): void {
  if (!actor.access.can(WATCH) && !mayOperate(actor)) throw new E_FORBIDDEN({ what: WATCH })
}

/** Whether a person may start a process by hand: it names roles, or is open to all who may start processes. */
export function mayStart(actor: Actor, { starters = [] }: Pick<ProcessGraph, 'starters'>): boolean {
  if (starters.length === 0) return actor.access.can(START)
  return mayOperate(actor) || starters.some((role) => actor.roles.includes(role))
}
