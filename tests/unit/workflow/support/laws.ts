import type { Assert } from '@japa/assert'
import { newState, step } from '#core/workflow/kernel/step'
import type { ProcessState } from '#core/workflow/kernel/types'
import type { Instance } from '#tests/unit/workflow/support/instance'
import { faultsOf, frozen, heardOf } from '#tests/unit/workflow/support/invariants'

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Holds every step of an instance to the laws. Call before it starts. */
export function watched(instance: Instance, assert: Assert): Instance {
  frozen(instance.graph)
  frozen(instance.state)
  instance.watch = (before, event, commands) => {
    const { state, graph } = instance
    const context = { now: instance.now, limit: instance.limit }
    assert.deepEqual(faultsOf(graph, state), [], JSON.stringify(event))
    /** JSON and back is the same state, and steps from it are the same steps. */
    assert.deepEqual(copied(state), state)
    const again = step(graph, copied(before), copied(event), context)
    assert.deepEqual(again, { state, commands })
    /** Told twice, it changes nothing. */
    if (event.type !== 'variables' && event.type !== 'escalation') {
      const twice = step(graph, state, event, context)
      assert.strictEqual(twice.state, state, JSON.stringify(event))
      assert.deepEqual(twice.commands, [])
    }
    frozen(state)
  }
  return instance
}

/** After the last step: the commands tell of the open waits, and the events give the state again. */
export function checkHistory(instance: Instance, assert: Assert): void {
  const { open, faults } = heardOf(instance.commands)
  assert.deepEqual(faults, [])
  assert.sameMembers(open, Object.keys(instance.state.waits))
  let state: ProcessState = newState()
  for (const { event, now } of instance.events) {
    state = step(instance.graph, state, event, { now, limit: instance.limit }).state
  }
  assert.deepEqual(state, instance.state)
}
