import { upstreamOf } from '#core/workflow/kernel/graph_index'
import type { NodeOf } from '#core/workflow/kernel/graph_nodes'
import type { Run } from '#core/workflow/kernel/run'
import type { Token } from '#core/workflow/kernel/types'

type Gateway = NodeOf<'gateway'>

/** A token comes to a gateway: it passes, or it waits there for the others. */
export function arriveAtJoin(run: Run, token: Token, node: Gateway): void {
  const joins = node.kind !== 'exclusive' && node.incoming.length > 1 && token.via !== null
  if (!joins) {
    run.queue.push({ do: 'leave', token: token.id })
    return
  }
  run.editToken(token.id).joining = true
  if (node.kind === 'parallel') joinParallel(run, token, node)
}

/** One token of each incoming flow goes on as one; further tokens of a flow stay for the next time. */
function joinParallel(run: Run, token: Token, node: Gateway): void {
  const first = firstByFlow(run, token.scope, node.id)
  if (node.incoming.every((flow) => first.has(flow))) merge(run, [...first.values()])
}

/** The tokens that wait at a join, the eldest of each flow. */
function firstByFlow(run: Run, scope: string, node: string): Map<string, Token> {
  const first = new Map<string, Token>()
  for (const token of Object.values(run.state.tokens)) {
    if (token.scope !== scope || token.node !== node || !token.joining || token.via === null)
      continue
    if (!first.has(token.via)) first.set(token.via, token)
  }
  return first
}

function merge(run: Run, tokens: readonly Token[]): void {
  const [last] = tokens.slice(-1)
  if (!last) return
  for (const token of tokens.slice(0, -1)) run.dropToken(token.id)
  delete run.editToken(last.id).joining
  run.resolve(last.id)
  run.queue.push({ do: 'leave', token: last.id })
}

/**
 * Inclusive joins, when nothing else moves. BPMN 2.0.2, table 13.3: a join is activated when a token is on an incoming flow, and
 * every token elsewhere that could still come to an incoming flow without a token could also come to one with a token – on
 * ways that do not pass the join itself. Says whether one was.
 */
export function joinInclusive(run: Run): boolean {
  for (const { scope, node, tokens } of waiting(run, 'inclusive')) {
    const full = tokens.map(({ via }) => via ?? '')
    const empty = node.incoming.filter((flow) => !full.includes(flow))
    const blocked = Object.values(run.state.tokens).some((token) => {
      if (token.scope !== scope || token.node === node.id) return false
      const reaches = (flow: string) => upstreamOf(run.graph, node.id, flow).has(token.node)
      return empty.some(reaches) && !full.some(reaches)
    })
    if (blocked) continue
    merge(run, tokens)
    return true
  }
  return false
}

/**
 * A join that can never be complete: no token can come any more to a flow that it needs. It becomes an incident of the token
 * that waits longest.
 */
export function reportStuckJoins(run: Run): void {
  for (const { scope, node, tokens } of waiting(run, 'parallel')) {
    const full = new Set(tokens.map(({ via }) => via))
    const others = Object.values(run.state.tokens).filter(
      (token) => token.scope === scope && token.node !== node.id
    )
    const stuck = node.incoming.some((flow) => {
      if (full.has(flow)) return false
      const upstream = upstreamOf(run.graph, node.id, flow)
      return !others.some((token) => upstream.has(token.node))
    })
    if (stuck) report(run, tokens)
  }
  /** Inclusive joins that wait for each other: nothing else is left that could move. */
  if (Object.keys(run.state.waits).length > 0 || Object.keys(run.state.incidents).length > 0) return
  for (const { tokens } of [...waiting(run, 'inclusive'), ...waiting(run, 'parallel')]) {
    report(run, tokens)
  }
}

function report(run: Run, tokens: readonly Token[]): void {
  const [first] = tokens
  if (first && !(first.id in run.state.incidents)) run.fail(first.id, 'join_stuck')
}

function waiting(run: Run, kind: Gateway['kind']) {
  const joins: { scope: string; node: Gateway; tokens: Token[] }[] = []
  const seen = new Set<string>()
  for (const { joining, scope, node: id } of Object.values(run.state.tokens)) {
    const key = `${scope} ${id}`
    if (!joining || seen.has(key)) continue
    seen.add(key)
    const node = run.node(id)
    if (node.type !== 'gateway' || node.kind !== kind) continue
    joins.push({ scope, node, tokens: [...firstByFlow(run, scope, id).values()] })
  }
  return joins
}
