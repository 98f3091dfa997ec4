import { endToken } from '#core/workflow/kernel/ends'
import type { Run } from '#core/workflow/kernel/run'
import { isActivity } from '#core/workflow/kernel/graph_nodes'
import type { FlowNode, Token } from '#core/workflow/kernel/types'
import { Failure, holds } from '#core/workflow/kernel/variables'

/** The token goes on by what leaves its node; where nothing does, it ends. */
export function leave(run: Run, token: Token): void {
  const node = run.node(token.node)
  const flows = chosen(run, token, node)
  if (flows instanceof Failure) {
    run.editToken(token.id).pending = { stage: 'flows', result: null }
    run.fail(token.id, flows.code, flows.params)
    return
  }
  run.trace('left', token)
  if (flows.length === 0) return endToken(run, token)
  take(run, token, flows)
}

/** The first flow takes the token itself, each other one gets a token of its own. */
function take(run: Run, token: Token, flows: readonly string[]): void {
  flows.forEach((id, index) => {
    const target = run.graph.flows[id]?.target ?? ''
    const moved = index === 0 ? run.editToken(token.id) : run.addToken(token.scope, target, id)
    moved.node = target
    moved.via = id
    delete moved.pending
    run.trace('taken', moved, id)
    run.queue.push({ do: 'enter', token: moved.id })
  })
}

function chosen(run: Run, token: Token, node: FlowNode): readonly string[] | Failure {
  if (node.type === 'gateway' && node.kind === 'exclusive') {
    return choose(run, token, node.outgoing, node.defaultFlow, true)
  }
  if (node.type === 'gateway' && node.kind === 'inclusive') {
    return choose(run, token, node.outgoing, node.defaultFlow, false)
  }
  return isActivity(node)
    ? choose(run, token, node.outgoing, node.defaultFlow, false)
    : node.outgoing
}

/** Flows without a condition are always taken; the default flow where no other is (BPMN 2.0.2, 8.3.13). */
function choose(
  run: Run,
  token: Token,
  outgoing: readonly string[],
  defaultFlow: string | null,
  first: boolean
): readonly string[] | Failure {
  const taken: string[] = []
  for (const id of outgoing) {
    if (id === defaultFlow) continue
    const condition = run.graph.flows[id]?.condition ?? null
    const holding = condition === null || holds(run, token.scope, condition)
    if (holding instanceof Failure) return holding
    if (!holding) continue
    taken.push(id)
    if (first) return taken
  }
  if (taken.length > 0) return taken
  if (defaultFlow !== null) return [defaultFlow]
  if (outgoing.length > 0) return new Failure('no_flow_matches', {})
  return taken
}
