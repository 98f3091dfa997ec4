import type { Json } from '#core/metadata/types'
import { fireBoundary, fireEventSubProcess, startOf } from '#core/workflow/kernel/catches'
import { isActivity } from '#core/workflow/kernel/graph_nodes'
import type { Run } from '#core/workflow/kernel/run'
import type { EventDefinition, Token, Values } from '#core/workflow/kernel/types'

type Thrown = { kind: 'error' | 'escalation'; code: string; payload: Json }

/**
 * Looks for what catches an error or escalation, from the inside out: the boundary of the activity itself (where it comes from
 * one), the event sub-processes of its scope, the boundary of the scope's activity, and so on. On one level a code goes before a
 * catch-all. Says whether something caught it; what it interrupts is gone then.
 */
export function throwUp(run: Run, from: Token, thrown: Thrown, atActivity: boolean): boolean {
  if (atActivity && catchAtActivity(run, from, thrown)) return true
  for (let id: string | null = from.scope; id !== null;) {
    const scope = run.scope(id)
    const own =
      scope.kind === 'process' || scope.kind === 'subProcess' || scope.kind === 'transaction'
    if (own && catchInScope(run, scope.id, scope.of, thrown)) return true
    /** What an event sub-process throws is not for its siblings but for what surrounds their scope. */
    const outer: string | null = scope.kind === 'eventSubProcess' ? scope.parent : scope.id
    const host = outer === null ? undefined : run.token(run.scope(outer).token ?? '')
    if (host && catchAtActivity(run, host, thrown)) return true
    id = outer === null ? null : run.scope(outer).parent
  }
  return false
}

function catchAtActivity(run: Run, token: Token, thrown: Thrown): boolean {
  /** The boundary of a multi-instance is that of all its turns. */
  if (run.isTurn(token)) return false
  const node = run.node(token.node)
  if (!isActivity(node)) return false
  const found = match(
    node.boundary.flatMap((id) => {
      const boundary = run.node(id)
      return boundary.type === 'boundaryEvent' ? [boundary] : []
    }),
    thrown
  )
  if (!found) return false
  fireBoundary(run, token, found.id, thrown.payload)
  return true
}

function catchInScope(run: Run, scope: string, of: string, thrown: Thrown): boolean {
  const starts = run.graph.scopes[of]?.eventSubProcesses.map((id) => startOf(run, id)) ?? []
  const found = match(starts, thrown)
  if (!found) return false
  fireEventSubProcess(run, scope, found, thrown.payload)
  return true
}

function match<T extends { event: EventDefinition }>(
  candidates: readonly T[],
  { kind, code }: Thrown
): T | undefined {
  const codeOf = ({ event }: T) =>
    event.kind === 'error' || event.kind === 'escalation' ? event.code : null
  const fitting = candidates.filter(({ event }) => event.kind === kind)
  return fitting.find((one) => codeOf(one) === code) ?? fitting.find((one) => codeOf(one) === null)
}

/** A signal reaches all that waits for it in this instance now, and the shell carries it to all others. */
export function throwSignal(run: Run, node: string, name: string, payload: Values): void {
  run.commands.push({ type: 'signal', node, name, payload })
  for (const wait of Object.values(run.state.waits)) {
    if (wait.kind === 'signal' && wait.name === name) {
      run.queue.push({ do: 'answer', wait: wait.id, result: payload })
    }
  }
}
