import type { Run } from '#core/workflow/kernel/run'
import type { Token } from '#core/workflow/kernel/types'

/** The scope instance of the process itself: the first id that an instance gives. */
export const ROOT = 's1'

type Reason = 'interrupted' | 'cancelled'

/** Takes a token away with all that it waits for and all that runs inside its activity. */
export function killToken(run: Run, id: string, reason: Reason): void {
  const token = run.token(id)
  if (!token) return
  for (const wait of token.waits) run.closeWait(wait, reason)
  if (token.opened) killScope(run, token.opened, reason)
  run.trace('interrupted', token)
  run.dropToken(id)
}

/** Ends a scope instance from outside. */
export function killScope(run: Run, id: string, reason: Reason): void {
  emptyScope(run, id, reason)
  run.dropScope(id)
}

/** Everything that moves or waits in a scope ends; the scope and its variables stay. */
export function emptyScope(run: Run, id: string, reason: Reason): void {
  for (const token of tokensOf(run, id)) killToken(run, token.id, reason)
  for (const scope of Object.values(run.state.scopes)) {
    if (scope.parent === id && run.state.scopes[scope.id]) killScope(run, scope.id, reason)
  }
  closeScopeWaits(run, id, reason)
}

export function tokensOf(run: Run, scope: string): Token[] {
  return Object.values(run.state.tokens).filter((token) => token.scope === scope)
}

/** The waits of a scope's event sub-processes. */
export function closeScopeWaits(run: Run, scope: string, reason: Reason | 'done'): void {
  const of = run.graph.scopes[run.scope(scope).of]
  if (!of || of.eventSubProcesses.length === 0) return
  for (const wait of Object.values(run.state.waits)) {
    if (wait.token === null && wait.scope === scope) run.closeWait(wait.id, reason)
  }
}

/** A token that has come to an end; the scope ends with its last. */
export function endToken(run: Run, token: Token): void {
  run.dropToken(token.id)
  endIfIdle(run, token.scope)
}

export function endIfIdle(run: Run, id: string): void {
  if (!run.isIdle(id)) return
  const scope = run.scope(id)
  switch (scope.kind) {
    case 'process':
      return finish(run, 'completed')
    case 'subProcess':
    case 'transaction':
      closeScopeWaits(run, id, 'done')
      if (scope.token) run.queue.push({ do: 'complete', token: scope.token, result: null })
      return
    case 'eventSubProcess':
      closeScopeWaits(run, id, 'done')
      run.dropScope(id)
      if (scope.parent) endIfIdle(run, scope.parent)
  }
}

export function finish(
  run: Run,
  status: 'completed' | 'terminated' | 'cancelled' | 'failed',
  error: { code: string; message: string | null } | null = null
): void {
  emptyScope(run, ROOT, status === 'cancelled' ? 'cancelled' : 'interrupted')
  run.queue.length = 0
  run.state.status = status
  const { variables } = run.scope(ROOT)
  run.commands.push({ type: 'finished', status, variables, error })
}
