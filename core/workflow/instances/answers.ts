import type { ProcessEvent, ProcessState } from '#core/workflow/kernel/types'
import type { KeptAnswer, WaitAnswer } from '#core/workflow/kernel/replay_types'

/** What is larger is not kept: played again, it is simulated. */
const LIMIT = 4_000

/** Timers, conditions and decisions answer by themselves when a run is played again. */
const KEPT = new Set(['user', 'action', 'message', 'signal', 'call'])

/** What an event says to a wait, for the trail; null where it says nothing that could be said again. Pure. */
export function keptAnswer(event: ProcessEvent, { waits }: ProcessState): KeptAnswer | null {
  const wait = 'wait' in event ? waits[event.wait] : undefined
  const answer = answerOf(event)
  if (!wait || !answer || !KEPT.has(wait.kind)) return null
  if (JSON.stringify(answer).length > LIMIT) return null
  return { wait: wait.id, node: wait.node, ...answer }
}

function answerOf(event: ProcessEvent): WaitAnswer | null {
  switch (event.type) {
    case 'done':
      return { type: 'done', result: event.result }
    case 'error': {
      const { code, message, result = null } = event
      return { type: 'error', code, message, result }
    }
    default:
      return null
  }
}
