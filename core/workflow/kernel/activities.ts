import type { Json } from '#core/metadata/types'
import { armBoundary, armScope, openScope } from '#core/workflow/kernel/catches'
import { endIfIdle } from '#core/workflow/kernel/ends'
import type { Activity, NodeOf } from '#core/workflow/kernel/graph_nodes'
import { openMulti } from '#core/workflow/kernel/multi'
import type { Run, WaitDetails } from '#core/workflow/kernel/run'
import type { ScopeInstance, Token, Values, Wait } from '#core/workflow/kernel/types'
import {
  Failure,
  fillTemplate,
  mapped,
  nameValue,
  valueOf,
  visible,
} from '#core/workflow/kernel/variables'

/** An activity begins: as a whole (multi-instance, loop), or one turn of it. */
export function enterActivity(run: Run, token: Token, node: Activity): void {
  const failure =
    (node.multiInstance || node.loop) && !run.isTurn(token)
      ? openMulti(run, token, node)
      : begin(run, token, node)
  if (failure) run.fail(token.id, failure.code, failure.params)
}

function begin(run: Run, token: Token, node: Activity): Failure | null {
  const inputs = mapped(run, token.scope, node.inputs)
  if (inputs instanceof Failure) return inputs
  if (node.type === 'subProcess') return beginSubProcess(run, token, node, inputs)
  const local = node.inputs.length > 0 ? inside(run, token, inputs) : null
  const scope = local?.id ?? token.scope
  const work =
    node.type === 'task' ? workOf(run, scope, node, inputs) : callOf(run, scope, node, inputs)
  if (work instanceof Failure) return work
  if ('done' in work) {
    run.queue.push({ do: 'complete', token: token.id, result: work.done })
    return null
  }
  const failure = run.isTurn(token) ? null : armBoundary(run, token, node)
  if (failure) return failure
  run.openWait({ token: token.id, scope, node: node.id }, work)
  return null
}

/** What an activity's wait asks for, worked out anew; null where that is not possible, or is not an activity's. */
export function detailsAnew(run: Run, token: Token, { scope, node: id }: Wait): WaitDetails | null {
  const node = run.node(id)
  if (token.node !== id || (node.type !== 'task' && node.type !== 'callActivity')) return null
  const local = run.scope(scope)
  const inputs = mapped(run, token.scope, node.inputs)
  if (inputs instanceof Failure) return null
  if (local.kind === 'activity') Object.assign(run.editScope(scope).variables, inputs)
  const work =
    node.type === 'task' ? workOf(run, scope, node, inputs) : callOf(run, scope, node, inputs)
  return work instanceof Failure || 'done' in work ? null : work
}

/** The inputs of a task, as a scope of its own. */
function inside(run: Run, token: Token, variables: Values): ScopeInstance {
  const place = { of: token.node, kind: 'activity', parent: token.scope, token: token.id } as const
  const scope = run.addScope({ ...place, variables })
  run.editToken(token.id).opened = scope.id
  return scope
}

type Work = WaitDetails | { done: Json } | Failure

function workOf(run: Run, scope: string, node: NodeOf<'task'>, local: Values): Work {
  switch (node.kind) {
    case 'user': {
      const task = fillTemplate(run, scope, node.userTask ?? {})
      return task instanceof Failure ? task : { kind: 'user', task, local }
    }
    case 'service':
      return node.action ? actionOf(run, scope, node.action, node.retry) : { done: null }
    case 'send':
      return node.action
        ? actionOf(run, scope, node.action, node.retry)
        : sendOf(run, scope, node, local)
    case 'receive':
      return receiveOf(run, scope, node)
    case 'businessRule':
      return { kind: 'decision', decision: node.decision ?? '', input: visible(run, scope) }
    case 'manual':
      return { kind: 'manual' }
    case 'script': {
      const value = valueOf(run, scope, node.script ?? 'null')
      return value instanceof Failure ? value : { done: value }
    }
    case 'task':
      return { done: null }
  }
}

export function actionOf(
  run: Run,
  scope: string,
  action: NonNullable<NodeOf<'task'>['action']>,
  retry: NodeOf<'task'>['retry']
): WaitDetails | Failure {
  const config = fillTemplate(run, scope, action.config)
  if (config instanceof Failure) return config
  return { kind: 'action', action: action.type, config, retry }
}

function sendOf(run: Run, scope: string, node: NodeOf<'task'>, local: Values): Work {
  const { message } = node
  if (!message) return { done: null }
  const name = nameValue(run, scope, message.name)
  const correlation = message.correlation ? nameValue(run, scope, message.correlation) : null
  if (name instanceof Failure) return name
  if (correlation instanceof Failure) return correlation
  const payload = node.inputs.length > 0 ? local : visible(run, scope)
  run.commands.push({ type: 'message', node: node.id, name, correlation, payload })
  return { done: null }
}

function receiveOf(run: Run, scope: string, node: NodeOf<'task'>): WaitDetails | Failure {
  const name = nameValue(run, scope, node.message?.name ?? { literal: '' })
  if (name instanceof Failure) return name
  const key = node.message?.correlation
  const correlation = key ? nameValue(run, scope, key) : null
  return correlation instanceof Failure ? correlation : { kind: 'message', name, correlation }
}

/** Without inputs a called process sees what is visible here. */
function callOf(run: Run, scope: string, node: NodeOf<'callActivity'>, inputs: Values): Work {
  const process = nameValue(run, scope, node.process)
  if (process instanceof Failure) return process
  const variables = node.inputs.length > 0 ? inputs : visible(run, scope)
  return { kind: 'call', process, variables }
}

function beginSubProcess(
  run: Run,
  token: Token,
  node: NodeOf<'subProcess'>,
  inputs: Values
): Failure | null {
  const body = run.graph.scopes[node.body]
  const kind = body?.kind === 'transaction' ? 'transaction' : 'subProcess'
  const scope = openScope(run, { of: node.body, kind, parent: token.scope, token: token.id })
  Object.assign(scope.variables, inputs)
  run.editToken(token.id).opened = scope.id
  const failure = (run.isTurn(token) ? null : armBoundary(run, token, node)) ?? armScope(run, scope)
  if (failure) return failure
  const starts = body?.start ? [body.start] : (body?.entries ?? [])
  for (const start of starts) {
    run.queue.push({ do: 'enter', token: run.addToken(scope.id, start, null).id })
  }
  if (starts.length === 0) endIfIdle(run, scope.id)
  return null
}
