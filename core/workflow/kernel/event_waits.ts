import type { Run, WaitDetails } from '#core/workflow/kernel/run'
import { addDuration, instantOf, readCycle } from '#core/workflow/kernel/time'
import type { EventDefinition, Values } from '#core/workflow/kernel/types'
import { Failure, nameValue, textValue } from '#core/workflow/kernel/variables'

/** What an event waits for; null for events that are thrown inside the process (error, escalation, compensation…). */
export function waitOfEvent(
  run: Run,
  scope: string,
  event: EventDefinition,
  local: Values = {}
): WaitDetails | Failure | null {
  switch (event.kind) {
    case 'timer':
      return timer(run, scope, event, local)
    case 'message': {
      const name = nameValue(run, scope, event.name, local)
      if (name instanceof Failure) return name
      if (!event.correlation) return { kind: 'message', name, correlation: null }
      const correlation = nameValue(run, scope, event.correlation, local)
      return correlation instanceof Failure ? correlation : { kind: 'message', name, correlation }
    }
    case 'signal': {
      const name = nameValue(run, scope, event.name, local)
      return name instanceof Failure ? name : { kind: 'signal', name }
    }
    case 'conditional':
      return { kind: 'condition', condition: event.condition, armed: true }
    default:
      return null
  }
}

function timer(
  run: Run,
  scope: string,
  event: Extract<EventDefinition, { kind: 'timer' }>,
  local: Values
): WaitDetails | Failure {
  const value = textValue(run, scope, event.value, local)
  if (value instanceof Failure) return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const invalid = new Failure('timer_invalid', { form: event.form, value: text })
  if (event.form === 'date') {
    const due = instantOf(text)
    return due === null ? invalid : { kind: 'timer', due, cycle: null }
  }
  const calendar = event.calendar && nameValue(run, scope, event.calendar, local)
  if (calendar instanceof Failure) return calendar
  if (event.form === 'duration') {
    const due = after(run, calendar, run.context.now, text)
    return due === null ? invalid : { kind: 'timer', due, cycle: null }
  }
  const read = readCycle(text)
  const due = read && (read.start ?? after(run, calendar, run.context.now, read.every))
  if (!read || due === null) return invalid
  const left = read.times === null ? null : read.times - 1
  return { kind: 'timer', due, cycle: { left, every: read.every, calendar } }
}

/**
 * The wait that takes the place of a repeating one; null where it was the last time. Times that passed while nothing ran are not
 * made up for.
 */
export function nextWait(run: Run, details: WaitDetails): WaitDetails | null {
  if (details.kind === 'condition') return { ...details, armed: false }
  if (details.kind !== 'timer') return details
  const { cycle } = details
  if (!cycle || cycle.left === 0) return null
  const { now } = run.context
  const next = after(run, cycle.calendar, details.due, cycle.every)
  const due = next !== null && next < now ? after(run, cycle.calendar, now, cycle.every) : next
  if (due === null) return null
  return {
    kind: 'timer',
    due,
    cycle: { ...cycle, left: cycle.left === null ? null : cycle.left - 1 },
  }
}

function after(run: Run, calendar: string | null, from: string, duration: string): string | null {
  const plain = addDuration(from, duration)
  if (calendar === null || plain === null) return plain
  return run.context.addWorkingTime?.(calendar, from, duration) ?? null
}
