import { detailsAnew } from '#core/workflow/kernel/activities'
import { finish, killScope, ROOT } from '#core/workflow/kernel/ends'
import type { Run } from '#core/workflow/kernel/run'
import type { ProcessEvent, Token, Values } from '#core/workflow/kernel/types'

type EventOf<T extends ProcessEvent['type']> = Extract<ProcessEvent, { type: T }>

export function setVariables(run: Run, { scope, values }: EventOf<'variables'>): void {
  const id = scope ?? ROOT
  if (!run.state.scopes[id]) return
  const target: Values = run.editScope(id).variables
  for (const [name, value] of Object.entries(values)) target[name] = value
  run.wrote()
}

/** Tries again what an incident stopped; work that was done is not done again. */
export function retry(run: Run, id: string): void {
  const incident = run.state.incidents[id]
  const token = run.token(id)
  if (!incident || !token) return
  run.resolve(id)
  if (token.joining) return
  if (token.pending) return resume(run, token)
  const wait = incident.wait === null ? undefined : run.state.waits[incident.wait]
  if (wait) {
    const { id: old, token: of, scope, node, ...details } = wait
    run.closeWait(old, 'cancelled')
    /** As variables stand now: an operator may have put right what was wrong with them. */
    run.openWait({ token: of, scope, node }, detailsAnew(run, token, wait) ?? details)
    return
  }
  if (token.compensating) {
    run.queue.push({ do: 'compensate', token: id })
    return
  }
  if (token.opened && run.scope(token.opened).multi) {
    run.queue.push({ do: 'turn', scope: token.opened })
    return
  }
  reset(run, token)
  run.queue.push({ do: 'enter', token: id })
}

function resume(run: Run, token: Token): void {
  const edited = run.editToken(token.id)
  const { pending } = edited
  delete edited.pending
  if (pending?.stage === 'outputs') {
    run.queue.push({ do: 'complete', token: token.id, result: pending.result })
  } else {
    run.queue.push({ do: 'leave', token: token.id })
  }
}

/** Takes away what a node had begun. */
function reset(run: Run, token: Token): void {
  for (const wait of token.waits) run.closeWait(wait, 'cancelled')
  if (token.opened) killScope(run, token.opened, 'cancelled')
  const edited = run.editToken(token.id)
  delete edited.opened
  delete edited.pending
  delete edited.joining
  delete edited.compensating
}

/** The token goes on under a new id, so that the same order given twice finds nothing to do. */
function renewed(run: Run, token: Token, node: string): Token {
  reset(run, token)
  run.dropToken(token.id)
  return run.addToken(token.scope, node, null)
}

export function skip(run: Run, { token: id, result }: EventOf<'skip'>): void {
  const token = run.token(id)
  if (!token) return
  run.trace('skipped', token)
  const next = renewed(run, token, token.node)
  const node = run.node(token.node)
  /** A result is only taken over where the node has one; a gateway takes the flows it can. */
  const answers = node.type !== 'gateway' && node.type !== 'startEvent'
  run.queue.push(
    answers ? { do: 'complete', token: next.id, result } : { do: 'leave', token: next.id }
  )
}

/** Only inside its scope: variables and handlers of another would be missing. */
export function move(run: Run, { token: id, node }: EventOf<'move'>): void {
  const token = run.token(id)
  if (!token) return
  /** A turn cannot leave its activity: the activity as a whole is moved. */
  const moved = run.isTurn(token) ? aroundTurn(run, token) : token
  const target = run.graph.nodes[node]
  if (!moved || !target || target.scope !== run.node(moved.node).scope) return
  if (target.type === 'boundaryEvent' || run.scope(moved.scope).kind === 'compensation') return
  run.trace('moved', moved)
  const next = renewed(run, moved, node)
  run.queue.push({ do: 'enter', token: next.id })
}

function aroundTurn(run: Run, turn: Token): Token | undefined {
  const multi = run.scope(run.scope(turn.scope).parent ?? '')
  return run.token(multi.token ?? '')
}

export function cancel(run: Run): void {
  finish(run, 'cancelled')
}
