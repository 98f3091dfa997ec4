import type { Json } from '#core/metadata/types'
import type { Activity } from '#core/workflow/kernel/graph_nodes'
import { isActivity } from '#core/workflow/kernel/graph_nodes'
import type { Run } from '#core/workflow/kernel/run'
import type { Compensation, FlowNode, Mapping, Token } from '#core/workflow/kernel/types'
import { assign, Failure, isValues, mapped } from '#core/workflow/kernel/variables'

/** The work of a node is done: its result is taken over, and the token goes on. */
export function complete(run: Run, token: Token, result: Json): void {
  const node = run.node(token.node)
  const failure = isActivity(node)
    ? completeActivity(run, token, node, result)
    : 'outputs' in node
      ? takeOver(run, token, node.outputs, withoutError(node, result), token.scope)
      : null
  if (failure) {
    run.editToken(token.id).pending = { stage: 'outputs', result }
    run.fail(token.id, failure.code, failure.params)
  } else if (!isActivity(node)) {
    run.queue.push({ do: 'leave', token: token.id })
  }
}

function completeActivity(run: Run, token: Token, node: Activity, result: Json): Failure | null {
  const opened = token.opened
  const whole = opened !== undefined && run.scope(opened).kind === 'multi'
  const failure = whole ? null : takeResult(run, token, node, result, opened ?? token.scope)
  if (failure) return failure
  if (!whole) remember(run, token, node)
  if (opened) {
    run.dropScope(opened)
    delete run.editToken(token.id).opened
  }
  for (const wait of token.waits) run.closeWait(wait, 'done')
  run.queue.push({ do: 'leave', token: token.id })
  return null
}

function takeResult(
  run: Run,
  token: Token,
  node: Activity,
  result: Json,
  scope: string
): Failure | null {
  /** What a turn gives goes to whoever is around all turns; what is not mapped stays with the turn. */
  const turn = run.isTurn(token) && node.multiInstance !== null
  const around = turn ? (run.scope(token.scope).parent ?? token.scope) : token.scope
  if (node.outputs.length > 0) return takeOver(run, token, node.outputs, result, around, scope)
  if (node.resultVariable) {
    if (turn) run.editScope(token.scope).variables[node.resultVariable] = result
    else assign(run, token.scope, node.resultVariable, result)
    return null
  }
  if (node.type !== 'task' || !(node.kind === 'user' || node.kind === 'receive')) return null
  if (!isValues(result)) return null
  if (turn) Object.assign(run.editScope(token.scope).variables, result)
  else for (const [name, value] of Object.entries(result)) assign(run, token.scope, name, value)
  return null
}

/** Output mappings see the result as `result` and its values by their names; without any, the values are taken one by one. */
function takeOver(
  run: Run,
  token: Token,
  outputs: readonly Mapping[],
  result: Json,
  target: string,
  scope = token.scope
): Failure | null {
  const values = isValues(result) ? result : {}
  const taken = outputs.length > 0 ? mapped(run, scope, outputs, { ...values, result }) : values
  if (taken instanceof Failure) return taken
  for (const [name, value] of Object.entries(taken)) assign(run, target, name, value)
  return null
}

/** What an error was is for its mappings and its event sub-process, not a variable of the process. */
function withoutError(node: FlowNode, result: Json): Json {
  const caught = 'event' in node && node.event.kind === 'error'
  if (!caught || !isValues(result) || ('outputs' in node && node.outputs.length > 0)) return result
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'error'))
}

/** What can be undone is remembered in the scope that it was done in. */
function remember(run: Run, token: Token, node: Activity): void {
  const inner = token.opened ? run.scope(token.opened).compensations : undefined
  const handled = node.boundary.some((id) => isCompensation(run.node(id)))
  if (!handled && !inner) return
  let holder = run.scope(token.scope)
  while (!HOLDERS.has(holder.kind) && holder.parent) holder = run.scope(holder.parent)
  const own = [run.isTurn(token) ? token.scope : null, token.opened ?? null]
  const variables = own.map((id) => (id === null ? {} : run.scope(id).variables))
  const entry: Compensation = { node: node.id, variables: Object.assign({}, ...variables) }
  if (inner && !handled) entry.inner = inner
  const scope = run.editScope(holder.id)
  scope.compensations = [...(scope.compensations ?? []), entry]
}

const HOLDERS = new Set(['process', 'subProcess', 'transaction', 'eventSubProcess'])

const isCompensation = (node: FlowNode): boolean =>
  node.type === 'boundaryEvent' && node.event.kind === 'compensate'
