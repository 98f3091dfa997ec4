import { fireBoundary } from '#core/workflow/kernel/catches'
import {
  closeScopeWaits,
  endToken,
  killScope,
  killToken,
  tokensOf,
} from '#core/workflow/kernel/ends'
import type { NodeOf } from '#core/workflow/kernel/graph_nodes'
import type { Run } from '#core/workflow/kernel/run'
import type { Compensation, Token } from '#core/workflow/kernel/types'

/** What was completed is undone, last first; a cancelled transaction ends all else in it before. */
export function startCompensation(
  run: Run,
  token: Token,
  node: NodeOf<'throwEvent'> | NodeOf<'endEvent'>
): null {
  if (node.event.kind === 'cancel') {
    stopOthers(run, token)
    undo(run, token, takeAll(run, token.scope, null), 'cancel')
  } else if (node.event.kind === 'compensate') {
    const left = takeAll(run, reachOf(run, token.scope), node.event.activity)
    if (node.event.wait) undo(run, token, left, 'leave')
    else {
      run.queue.push({ do: 'leave', token: token.id })
      undo(run, run.addToken(token.scope, node.id, null), left, 'end')
    }
  }
  return null
}

function undo(
  run: Run,
  token: Token,
  left: Compensation[],
  then: 'leave' | 'cancel' | 'end'
): void {
  run.editToken(token.id).compensating = { left, then }
  run.queue.push({ do: 'compensate', token: token.id })
}

/** An event sub-process undoes what was done around it. */
function reachOf(run: Run, id: string): string {
  const scope = run.scope(id)
  const passes = scope.kind === 'eventSubProcess' || scope.kind === 'compensation'
  return passes && scope.parent ? reachOf(run, scope.parent) : id
}

/** Nothing is undone twice: what is taken is no longer there. */
function takeAll(run: Run, id: string, activity: string | null): Compensation[] {
  const scope = run.editScope(id)
  const all = scope.compensations ?? []
  const taken = all.filter(({ node }) => activity === null || node === activity)
  const rest = all.filter((entry) => !taken.includes(entry))
  if (rest.length > 0) scope.compensations = rest
  else delete scope.compensations
  return taken
}

function stopOthers(run: Run, token: Token): void {
  for (const other of tokensOf(run, token.scope)) {
    if (other.id !== token.id) killToken(run, other.id, 'interrupted')
  }
  for (const scope of Object.values(run.state.scopes)) {
    if (scope.kind === 'eventSubProcess' && scope.parent === token.scope) {
      killScope(run, scope.id, 'interrupted')
    }
  }
  closeScopeWaits(run, token.scope, 'interrupted')
}

/** The next of what is to be undone; after the last, what was waiting for it goes on. */
export function compensateNext(run: Run, token: Token): void {
  const { compensating } = run.editToken(token.id)
  if (!compensating) return
  const left = [...compensating.left]
  const entry = left.pop()
  if (!entry) return finishCompensation(run, token, compensating.then)
  for (const inner of entry.inner ?? []) {
    left.push({ ...inner, variables: { ...entry.variables, ...inner.variables } })
  }
  run.editToken(token.id).compensating = { ...compensating, left }
  const handler = entry.inner ? null : handlerOf(run, entry.node)
  if (handler === null) {
    run.queue.push({ do: 'compensate', token: token.id })
    return
  }
  const scope = run.addScope({
    ...{ of: entry.node, kind: 'compensation', parent: token.scope, token: token.id },
    variables: entry.variables,
  })
  run.editToken(token.id).opened = scope.id
  run.trace('compensated', token, entry.node)
  run.queue.push({ do: 'enter', token: run.addToken(scope.id, handler, null).id })
}

/** A handler has done its work. */
export function handlerDone(run: Run, token: Token): void {
  const scope = run.scope(token.scope)
  run.trace('left', token)
  run.dropToken(token.id)
  run.dropScope(scope.id)
  if (!scope.token) return
  delete run.editToken(scope.token).opened
  run.queue.push({ do: 'compensate', token: scope.token })
}

function finishCompensation(run: Run, token: Token, then: 'leave' | 'cancel' | 'end'): void {
  delete run.editToken(token.id).compensating
  if (then === 'end') return endToken(run, token)
  if (then === 'leave') {
    run.queue.push({ do: 'leave', token: token.id })
    return
  }
  run.trace('left', token)
  const host = run.token(run.scope(token.scope).token ?? '')
  const boundary = host && boundaryOf(run, host.node, 'cancel')
  if (host && boundary) fireBoundary(run, host, boundary.id, null)
}

function handlerOf(run: Run, activity: string): string | null {
  return boundaryOf(run, activity, 'compensate')?.handler ?? null
}

function boundaryOf(
  run: Run,
  activity: string,
  kind: 'cancel' | 'compensate'
): NodeOf<'boundaryEvent'> | null {
  const node = run.node(activity)
  for (const id of 'boundary' in node ? node.boundary : []) {
    const boundary = run.node(id)
    if (boundary.type === 'boundaryEvent' && boundary.event.kind === kind) return boundary
  }
  return null
}
