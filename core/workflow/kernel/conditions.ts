import type { Run } from '#core/workflow/kernel/run'
import { evaluate } from '#core/workflow/kernel/variables'

/**
 * Conditional events: they are triggered when their condition becomes true. What FEEL cannot tell yet – a variable is missing –
 * is not true. Looked at when a variable was written or a condition began to be waited for. Says whether one was triggered.
 */
export function checkConditions(run: Run): boolean {
  if (!run.conditionsDue) return false
  run.conditionsDue = false
  let triggered = false
  for (const wait of Object.values(run.state.waits)) {
    if (wait.kind !== 'condition') continue
    const { value } = evaluate(run, wait.scope, wait.condition)
    if (value === true && wait.armed) {
      run.queue.push({ do: 'answer', wait: wait.id, result: null })
      triggered = true
    } else if (value !== true && !wait.armed) {
      run.state.waits[wait.id] = { ...wait, armed: true }
      run.changed = true
    }
  }
  return triggered
}
