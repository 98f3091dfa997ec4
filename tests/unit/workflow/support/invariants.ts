import type { Command, ProcessGraph, ProcessState } from '#core/workflow/kernel/types'

/** What is wrong with a state that has come to rest: nothing is lost, nothing points to what is not there. */
export function faultsOf(graph: ProcessGraph, state: ProcessState): string[] {
  const faults: string[] = []
  const check = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault)
  }
  for (const token of Object.values(state.tokens)) {
    const { id, node, scope, opened } = token
    check(node in graph.nodes, `${id} is at ${node}, which does not exist`)
    check(scope in state.scopes, `${id} is in ${scope}, which does not exist`)
    check(opened === undefined || opened in state.scopes, `${id} opened ${opened}, which is gone`)
    for (const wait of token.waits) {
      check(state.waits[wait]?.token === id, `${id} waits for ${wait}, which is not its wait`)
    }
    const own = token.waits.some((wait) => state.waits[wait]?.node === node)
    const atGateway = graph.nodes[node]?.type === 'gateway' && token.waits.length > 0
    const opens = opened !== undefined && state.scopes[opened]?.kind !== 'activity'
    const rests = own || atGateway || opens || token.joining || id in state.incidents
    check(Boolean(rests), `${id} at ${node} waits for nothing`)
  }
  for (const wait of Object.values(state.waits)) {
    check(wait.scope in state.scopes, `${wait.id} is in ${wait.scope}, which does not exist`)
    if (wait.token === null) continue
    const { waits = [] } = state.tokens[wait.token] ?? {}
    check(waits.includes(wait.id), `${wait.id} is of ${wait.token}, which does not wait for it`)
  }
  for (const { id, parent, token, kind } of Object.values(state.scopes)) {
    check(parent === null || parent in state.scopes, `${id} is in ${parent}, which is gone`)
    check(token === null || token in state.tokens, `${id} is of ${token}, which is gone`)
    const inside = Object.values(state.tokens).some(({ scope }) => scope === id)
    const below = Object.values(state.scopes).some((scope) => scope.parent === id)
    const empty = !inside && !below && kind !== 'activity' && kind !== 'process'
    check(!empty, `${id} (${kind}) is empty and has not ended`)
  }
  for (const token of Object.keys(state.incidents)) {
    check(token in state.tokens, `an incident of ${token}, which is gone`)
  }
  if (state.status === 'active') {
    check(Object.keys(state.tokens).length > 0, 'active without a token')
  } else {
    const left = [state.tokens, state.waits, state.incidents].map((all) => Object.keys(all).length)
    check(left.join() === '0,0,0', `${state.status} with ${left.join()} tokens, waits, incidents`)
  }
  return faults
}

/** The waits that are open after commands, as who only hears of the commands knows them. */
export function heardOf(commands: readonly Command[]): { open: string[]; faults: string[] } {
  const open = new Set<string>()
  const ever = new Set<string>()
  const faults: string[] = []
  for (const command of commands) {
    if (command.type === 'open') {
      if (ever.has(command.wait.id)) faults.push(`${command.wait.id} was opened twice`)
      ever.add(command.wait.id)
      open.add(command.wait.id)
    }
    if (command.type === 'close' && !open.delete(command.wait)) {
      faults.push(`${command.wait} was closed and was not open`)
    }
  }
  return { open: [...open], faults }
}

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}
