import { actionOf, enterActivity } from '#core/workflow/kernel/activities'
import { startCompensation } from '#core/workflow/kernel/compensation'
import { emptyScope, endIfIdle, finish } from '#core/workflow/kernel/ends'
import { waitOfEvent } from '#core/workflow/kernel/event_waits'
import type { NodeOf } from '#core/workflow/kernel/graph_nodes'
import { arriveAtJoin } from '#core/workflow/kernel/joins'
import type { Run } from '#core/workflow/kernel/run'
import { throwSignal, throwUp } from '#core/workflow/kernel/throws'
import type { Token, Values } from '#core/workflow/kernel/types'
import { Failure, mapped, nameValue, visible } from '#core/workflow/kernel/variables'

/** A token comes to its node. */
export function enter(run: Run, token: Token): void {
  run.entered++
  if (run.entered > run.limit) return run.fail(token.id, 'endless_loop', { limit: run.limit })
  const node = run.node(token.node)
  run.trace('entered', token)
  switch (node.type) {
    case 'task':
    case 'callActivity':
    case 'subProcess':
      return enterActivity(run, token, node)
    case 'catchEvent':
      return enterCatch(run, token, node)
    case 'throwEvent':
    case 'endEvent':
      return enterThrow(run, token, node)
    case 'gateway':
      if (node.kind === 'eventBased') return enterEventGateway(run, token, node)
      return arriveAtJoin(run, token, node)
    case 'startEvent':
    case 'boundaryEvent':
      run.queue.push({ do: 'leave', token: token.id })
  }
}

function enterCatch(run: Run, token: Token, node: NodeOf<'catchEvent'>): void {
  const details = waitOfEvent(run, token.scope, node.event)
  if (details instanceof Failure) return run.fail(token.id, details.code, details.params)
  if (details) run.openWait({ token: token.id, scope: token.scope, node: node.id }, details)
  else run.queue.push({ do: 'leave', token: token.id })
}

/** The first of the events that follow decides where the token goes. */
function enterEventGateway(run: Run, token: Token, node: NodeOf<'gateway'>): void {
  const armed = node.outgoing.map((id) => {
    const target = run.node(run.graph.flows[id]?.target ?? '')
    const event =
      target.type === 'task' && target.message
        ? ({ kind: 'message', ...target.message } as const)
        : target.type === 'catchEvent'
          ? target.event
          : ({ kind: 'none' } as const)
    return { node: target.id, details: waitOfEvent(run, token.scope, event) }
  })
  for (const { details } of armed) {
    if (details instanceof Failure) return run.fail(token.id, details.code, details.params)
  }
  for (const { node: target, details } of armed) {
    if (details === null || details instanceof Failure) continue
    run.openWait({ token: token.id, scope: token.scope, node: target }, details)
  }
}

type Throwing = NodeOf<'throwEvent'> | NodeOf<'endEvent'>

function enterThrow(run: Run, token: Token, node: Throwing): void {
  const inputs = mapped(run, token.scope, node.inputs)
  const failure = inputs instanceof Failure ? inputs : throwEvent(run, token, node, inputs)
  if (failure) run.fail(token.id, failure.code, failure.params)
}

function throwEvent(run: Run, token: Token, node: Throwing, inputs: Values): Failure | null {
  const { event } = node
  const payload = () => (node.inputs.length > 0 ? inputs : visible(run, token.scope))
  switch (event.kind) {
    case 'message': {
      if (node.action) {
        const work = actionOf(run, token.scope, node.action, null)
        if (work instanceof Failure) return work
        run.openWait({ token: token.id, scope: token.scope, node: node.id }, work)
        return null
      }
      const name = nameValue(run, token.scope, event.name, inputs)
      const key = event.correlation && nameValue(run, token.scope, event.correlation, inputs)
      if (name instanceof Failure) return name
      if (key instanceof Failure) return key
      run.commands.push({
        type: 'message',
        node: node.id,
        name,
        correlation: key,
        payload: payload(),
      })
      break
    }
    case 'signal': {
      const name = nameValue(run, token.scope, event.name, inputs)
      if (name instanceof Failure) return name
      throwSignal(run, node.id, name, payload())
      break
    }
    case 'link':
      return followLink(run, token, event.target ?? '')
    case 'escalation': {
      const code = event.code ?? ''
      const thrown = { kind: 'escalation', code, payload: inputs } as const
      if (!throwUp(run, token, thrown, false)) {
        run.commands.push({ type: 'escalated', code, payload: inputs })
      }
      if (!run.token(token.id)) return null
      break
    }
    case 'error':
      return throwError(run, token, event.code ?? '', inputs)
    case 'terminate':
      return terminate(run, token)
    case 'compensate':
    case 'cancel':
      return startCompensation(run, token, node)
  }
  run.queue.push({ do: 'leave', token: token.id })
  return null
}

function followLink(run: Run, token: Token, target: string): null {
  run.trace('left', token)
  const moved = run.editToken(token.id)
  moved.node = target
  moved.via = null
  run.queue.push({ do: 'enter', token: token.id })
  return null
}

/** What nothing catches ends the process as failed: the calling process may catch it. */
function throwError(run: Run, token: Token, code: string, payload: Values): null {
  run.trace('left', token)
  if (!throwUp(run, token, { kind: 'error', code, payload }, false)) {
    finish(run, 'failed', { code, message: null })
  }
  return null
}

/** Ends all in the scope that it stands in; what is around a sub-process goes on. */
function terminate(run: Run, token: Token): null {
  run.trace('left', token)
  const scope = run.scope(token.scope)
  run.dropToken(token.id)
  if (scope.kind === 'process') {
    finish(run, 'terminated')
    return null
  }
  emptyScope(run, scope.id, 'interrupted')
  endIfIdle(run, scope.id)
  return null
}
