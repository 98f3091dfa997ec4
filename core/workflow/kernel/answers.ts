import type { Json } from '#core/metadata/types'
import { fireBoundary, fireEventSubProcess, waitAgain } from '#core/workflow/kernel/catches'
import type { Run } from '#core/workflow/kernel/run'
import { throwUp } from '#core/workflow/kernel/throws'
import type { Incident, ProcessEvent, Wait } from '#core/workflow/kernel/types'

type EventOf<T extends ProcessEvent['type']> = Extract<ProcessEvent, { type: T }>

/** What a wait was for has happened: its node is done, or the event it stands for is triggered. */
export function answer(run: Run, id: string, result: Json): void {
  const wait = run.state.waits[id]
  if (!wait) return
  const node = run.node(wait.node)
  if (wait.token === null) {
    if (node.type !== 'startEvent') return
    run.closeWait(id, 'done')
    if (!node.interrupting) waitAgain(run, wait)
    return fireEventSubProcess(run, wait.scope, node, result)
  }
  const token = run.token(wait.token)
  if (!token) return
  run.closeWait(id, 'done')
  if (node.type === 'boundaryEvent') {
    if (!node.interrupting) waitAgain(run, wait)
    return fireBoundary(run, token, node.id, result)
  }
  if (token.node !== wait.node) followEvent(run, wait, token.id)
  run.queue.push({ do: 'complete', token: token.id, result })
}

/** At an event-based gateway: the token goes on at the event that happened, the others are over. */
function followEvent(run: Run, wait: Wait, id: string): void {
  const token = run.editToken(id)
  for (const other of token.waits) run.closeWait(other, 'interrupted')
  const flow = run
    .node(token.node)
    .outgoing.find((one) => run.graph.flows[one]?.target === wait.node)
  run.trace('left', token)
  token.node = wait.node
  token.via = flow ?? null
  if (flow) run.trace('taken', token, flow)
  run.trace('entered', token)
}

/** The work of an activity ended with an error of the business. */
export function throwFrom(run: Run, event: EventOf<'error'>): void {
  const wait = run.state.waits[event.wait]
  const token = run.token(wait?.token ?? '')
  if (!wait || !token) return
  const { code, message } = event
  const error = { code, message }
  const payload = { ...withResult(event.result), error }
  if (throwUp(run, token, { kind: 'error', code, payload }, true)) return
  stop(run, token.id, 'error_uncaught', { code, message }, wait.id)
}

export function escalate(run: Run, event: EventOf<'escalation'>): void {
  const token = run.token(run.state.waits[event.wait]?.token ?? '')
  if (!token) return
  const { code } = event
  const payload = withResult(event.result)
  if (throwUp(run, token, { kind: 'escalation', code, payload }, true)) return
  run.commands.push({ type: 'escalated', code, payload })
}

/** The wait stays open: the work may still succeed, or an operator decides. */
export function fail(run: Run, event: EventOf<'failed'>): void {
  const wait = run.state.waits[event.wait]
  if (wait?.token) stop(run, wait.token, event.code, event.params, wait.id)
}

/** Work that is an incident already stays the one it is. */
function stop(
  run: Run,
  token: string,
  code: string,
  params: Incident['params'],
  wait: string
): void {
  if (run.state.incidents[token]?.wait !== wait) run.fail(token, code, params, wait)
}

const withResult = (result: Json | undefined) =>
  typeof result === 'object' && result !== null && !Array.isArray(result) ? result : {}
