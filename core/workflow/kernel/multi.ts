import { armBoundary } from '#core/workflow/kernel/catches'
import { killScope, killToken, tokensOf } from '#core/workflow/kernel/ends'
import type { Activity } from '#core/workflow/kernel/graph_nodes'
import type { Run } from '#core/workflow/kernel/run'
import type { MultiInstance, ScopeInstance, Token, Values } from '#core/workflow/kernel/types'
import { assign, Failure, holds, valueOf } from '#core/workflow/kernel/variables'
import type { Json } from '#core/metadata/types'

/** A multi-instance or looping activity begins: its turns are worked out, and the first is prepared. */
export function openMulti(run: Run, token: Token, node: Activity): Failure | null {
  const items = node.multiInstance ? itemsOf(run, token, node.multiInstance) : []
  if (items instanceof Failure) return items
  const failure = armBoundary(run, token, node)
  if (failure) return failure
  const scope = run.addScope({
    ...{ of: node.id, kind: 'multi', parent: token.scope, token: token.id, variables: {} },
    multi: { items, started: 0, completed: 0, terminated: 0, results: [] },
  })
  run.editToken(token.id).opened = scope.id
  run.queue.push({ do: 'turn', scope: scope.id })
  return null
}

function itemsOf(run: Run, token: Token, multi: MultiInstance): Json[] | Failure {
  const expression = multi.collection ?? multi.cardinality ?? ''
  const value = valueOf(run, token.scope, expression)
  if (value instanceof Failure) return value
  const wrong = new Failure('multi_instance_number', { expression, value: JSON.stringify(value) })
  if (multi.collection !== null) {
    if (!Array.isArray(value)) return wrong
    return value.length > run.limit ? tooMany(value.length, run) : value
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return wrong
  if (value > run.limit) return tooMany(value, run)
  return Array.from({ length: value }, (_, index) => index + 1)
}

const tooMany = (number: number, run: Run) =>
  new Failure('multi_instance_too_many', { number, limit: run.limit })

/** Starts what is to be started now; when all is done the activity is. */
export function nextTurn(run: Run, scope: ScopeInstance): void {
  const { multi, token } = scope
  const node = run.graph.nodes[scope.of]
  if (!multi || !token || !node || !('loop' in node)) return
  if (node.multiInstance) return nextInstance(run, scope, node.multiInstance)
  const more = node.loop ? loopsOn(run, scope, node.loop) : false
  if (more instanceof Failure) return run.fail(token, more.code, more.params)
  if (more) startTurn(run, scope, null, null)
  else finishTurns(run, scope)
}

function nextInstance(run: Run, scope: ScopeInstance, multi: MultiInstance): void {
  const { items, started, completed, terminated } = scope.multi ?? NOTHING
  if (completed + terminated >= items.length) return finishTurns(run, scope)
  if (multi.sequential) {
    if (started === completed) startTurn(run, scope, items[started] ?? null, multi.elementVariable)
    return
  }
  for (const item of items.slice(started)) startTurn(run, scope, item, multi.elementVariable)
}

const NOTHING = { items: [], started: 0, completed: 0, terminated: 0, results: [] }

function loopsOn(
  run: Run,
  scope: ScopeInstance,
  loop: NonNullable<Activity['loop']>
): boolean | Failure {
  const started = scope.multi?.started ?? 0
  if (loop.maximum !== null && started >= loop.maximum) return false
  if (started === 0 && !loop.testBefore) return true
  if (loop.condition === null) return true
  return holds(run, scope.id, loop.condition, { loopCounter: started })
}

function startTurn(run: Run, scope: ScopeInstance, item: Json, name: string | null): void {
  const { multi } = run.editScope(scope.id)
  if (!multi) return
  multi.started++
  if (collects(run, scope)) multi.results.push(null)
  const variables: Values = { loopCounter: multi.started }
  if (name) variables[name] = item
  const turn = run.addScope({
    ...{ of: scope.of, kind: 'turn', parent: scope.id, token: null, variables },
  })
  run.queue.push({ do: 'enter', token: run.addToken(turn.id, scope.of, null).id })
}

/** One turn is done: its result is kept, and the rest is ended where the completion condition says so. */
export function leaveTurn(run: Run, token: Token, node: Activity): void {
  const failure = countTurn(run, token, node)
  if (!failure) return
  run.editToken(token.id).pending = { stage: 'flows', result: null }
  run.fail(token.id, failure.code, failure.params)
}

function countTurn(run: Run, token: Token, node: Activity): Failure | null {
  const turn = run.scope(token.scope)
  const scope = run.editScope(turn.parent ?? '')
  const { multi } = scope
  if (!multi) return null
  const { multiInstance } = node
  if (multiInstance?.outputCollection) {
    const expression = multiInstance.outputElement
    const value = expression === null ? null : valueOf(run, turn.id, expression)
    if (value instanceof Failure) return value
    multi.results[Number(turn.variables.loopCounter) - 1] = value
  }
  const condition = multiInstance?.completionCondition ?? null
  const counts = {
    numberOfInstances: multi.items.length,
    numberOfActiveInstances: multi.started - multi.completed - multi.terminated - 1,
    numberOfCompletedInstances: multi.completed + 1,
    numberOfTerminatedInstances: multi.terminated,
  }
  const enough = condition === null ? false : holds(run, turn.id, condition, counts)
  if (enough instanceof Failure) return enough
  multi.completed++
  run.trace('left', token)
  run.dropToken(token.id)
  run.dropScope(turn.id)
  /** Turns that run side by side may end in one step: only the last of them ends the activity. */
  const beside = multiInstance !== null && !multiInstance.sequential
  const last = !beside || multi.completed === multi.items.length
  if (enough) finishTurns(run, scope)
  else if (last) run.queue.push({ do: 'turn', scope: scope.id })
  return null
}

/** Ends what still runs, and lets the token around the turns go on. */
function finishTurns(run: Run, scope: ScopeInstance): void {
  const { multi, token } = scope
  if (!multi || !token) return
  for (const turn of Object.values(run.state.scopes)) {
    if (turn.parent !== scope.id) continue
    for (const one of tokensOf(run, turn.id)) killToken(run, one.id, 'interrupted')
    killScope(run, turn.id, 'interrupted')
  }
  const target = collects(run, scope)
  if (target !== null && scope.parent) {
    assign(run, scope.parent, target, multi.results)
  }
  run.queue.push({ do: 'complete', token, result: null })
}

/** The variable that gets the results of all turns. */
function collects(run: Run, scope: ScopeInstance): string | null {
  const node = run.node(scope.of)
  return 'multiInstance' in node ? (node.multiInstance?.outputCollection ?? null) : null
}
