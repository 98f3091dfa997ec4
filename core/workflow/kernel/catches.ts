import type { Json } from '#core/metadata/types'
import { emptyScope, killToken } from '#core/workflow/kernel/ends'
import { nextWait, waitOfEvent } from '#core/workflow/kernel/event_waits'
import type { Activity, NodeOf } from '#core/workflow/kernel/graph_nodes'
import type { Run, WaitDetails } from '#core/workflow/kernel/run'
import type { ScopeInstance, Token, Wait } from '#core/workflow/kernel/types'
import { Failure, isValues } from '#core/workflow/kernel/variables'

type Armed = { node: string; details: WaitDetails }

/** Opens what the boundary events of an activity wait for; all or nothing. */
export function armBoundary(run: Run, token: Token, node: Activity): Failure | null {
  const armed: Armed[] = []
  for (const id of node.boundary) {
    const boundary = run.node(id) as NodeOf<'boundaryEvent'>
    const details = waitOfEvent(run, token.scope, boundary.event)
    if (details instanceof Failure) return details
    if (details) armed.push({ node: id, details })
  }
  for (const { node: id, details } of armed) {
    run.openWait({ token: token.id, scope: token.scope, node: id }, details)
  }
  return null
}

/** Opens what the event sub-processes of a scope wait for; all or nothing. */
export function armScope(run: Run, scope: ScopeInstance): Failure | null {
  const armed: Armed[] = []
  for (const id of run.graph.scopes[scope.of]?.eventSubProcesses ?? []) {
    const start = startOf(run, id)
    const details = waitOfEvent(run, scope.id, start.event)
    if (details instanceof Failure) return details
    if (details) armed.push({ node: start.id, details })
  }
  for (const { node, details } of armed) {
    run.openWait({ token: null, scope: scope.id, node }, details)
  }
  return null
}

export function startOf(run: Run, eventSubProcess: string): NodeOf<'startEvent'> {
  const scope = run.graph.scopes[eventSubProcess]
  const start = scope?.nodes.map((id) => run.node(id)).find(({ type }) => type === 'startEvent')
  if (start?.type !== 'startEvent') throw new Error(`No start event in ${eventSubProcess}`)
  return start
}

/** A boundary event is triggered: it takes the place of its activity or gets a token of its own. */
export function fireBoundary(run: Run, host: Token, id: string, payload: Json): void {
  const boundary = run.node(id) as NodeOf<'boundaryEvent'>
  if (boundary.interrupting) killToken(run, host.id, 'interrupted')
  arrive(run, run.addToken(host.scope, id, null), payload)
}

/** An event sub-process is triggered; an interrupting one ends all else in its scope. */
export function fireEventSubProcess(
  run: Run,
  scope: string,
  start: NodeOf<'startEvent'>,
  payload: Json
): void {
  if (start.interrupting || start.event.kind === 'error') emptyScope(run, scope, 'interrupted')
  const inside = openScope(run, {
    of: start.scope,
    kind: 'eventSubProcess',
    parent: scope,
    token: null,
  })
  if (start.event.kind === 'error' && isValues(payload)) {
    inside.variables.error = payload.error ?? null
  }
  const token = run.addToken(inside.id, start.id, null)
  const failure = armScope(run, inside)
  if (failure) return hold(run, token, payload, failure)
  arrive(run, token, payload)
}

/** A scope of the graph begins; its data objects are there from the start. */
export function openScope(
  run: Run,
  scope: Pick<ScopeInstance, 'of' | 'kind' | 'parent' | 'token'>
): ScopeInstance {
  const names = run.graph.scopes[scope.of]?.dataObjects ?? []
  return run.addScope({
    ...scope,
    variables: Object.fromEntries(names.map((name) => [name, null])),
  })
}

/** A token at an event that has happened. */
export function arrive(run: Run, token: Token, payload: Json): void {
  run.entered++
  if (run.entered > run.limit) {
    return hold(run, token, payload, new Failure('endless_loop', { limit: run.limit }))
  }
  run.trace('entered', token)
  run.queue.push({ do: 'complete', token: token.id, result: payload })
}

function hold(run: Run, token: Token, payload: Json, failure: Failure): void {
  token.pending = { stage: 'outputs', result: payload }
  run.fail(token.id, failure.code, failure.params)
}

/** A wait of a non-interrupting event is replaced by the next, if there is one. */
export function waitAgain(run: Run, wait: Wait): void {
  const { id, token, scope, node, ...details } = wait
  const next = nextWait(run, details as WaitDetails)
  if (next) run.openWait({ token, scope, node }, next)
}
