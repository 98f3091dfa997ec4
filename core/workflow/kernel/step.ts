import { answer, escalate, fail, throwFrom } from '#core/workflow/kernel/answers'
import { armScope, openScope } from '#core/workflow/kernel/catches'
import { compensateNext, handlerDone } from '#core/workflow/kernel/compensation'
import { complete } from '#core/workflow/kernel/completions'
import { checkConditions } from '#core/workflow/kernel/conditions'
import { enter } from '#core/workflow/kernel/enter'
import { leave } from '#core/workflow/kernel/flows'
import { isActivity } from '#core/workflow/kernel/graph_nodes'
import { joinInclusive, reportStuckJoins } from '#core/workflow/kernel/joins'
import { leaveTurn, nextTurn } from '#core/workflow/kernel/multi'
import { cancel, move, retry, setVariables, skip } from '#core/workflow/kernel/operators'
import { Run, type Work } from '#core/workflow/kernel/run'
import type {
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  StepContext,
  StepResult,
  Token,
} from '#core/workflow/kernel/types'

export function newState(): ProcessState {
  return { status: 'new', next: 1, tokens: {}, scopes: {}, waits: {}, incidents: {} }
}

/**
 * What happens to an instance → its next state and what the world has to do. Pure: the state given stays as it is, and the same
 * arguments give the same answer. An event that has nothing to act on any more gives the same state and no commands.
 */
export function step(
  graph: ProcessGraph,
  state: ProcessState,
  event: ProcessEvent,
  context: StepContext
): StepResult {
  if (!concerns(state, event)) return { state, commands: [] }
  const run = new Run(graph, state, context)
  apply(run, event)
  settle(run)
  return run.commands.length === 0 && !run.changed
    ? { state, commands: [] }
    : { state: run.state, commands: run.commands }
}

/** Whether there is something left that an event can act on. */
function concerns(state: ProcessState, event: ProcessEvent): boolean {
  if (event.type === 'start') return state.status === 'new'
  if (state.status !== 'active') return false
  switch (event.type) {
    case 'done':
    case 'error':
    case 'escalation':
    case 'failed':
      return event.wait in state.waits
    case 'retry': {
      const incident = state.incidents[event.token]
      return incident !== undefined && incident.id === (event.incident ?? incident.id)
    }
    case 'skip':
    case 'move':
      return event.token in state.tokens
    case 'variables':
    case 'cancel':
      return true
  }
}

function apply(run: Run, event: ProcessEvent): void {
  switch (event.type) {
    case 'start':
      return start(run, event.node, event.variables)
    case 'done':
      run.queue.push({ do: 'answer', wait: event.wait, result: event.result })
      return
    case 'error':
      return throwFrom(run, event)
    case 'escalation':
      return escalate(run, event)
    case 'failed':
      return fail(run, event)
    case 'variables':
      return setVariables(run, event)
    case 'retry':
      return retry(run, event.token)
    case 'skip':
      return skip(run, event)
    case 'move':
      return move(run, event)
    case 'cancel':
      return cancel(run)
  }
}

function start(
  run: Run,
  node: string | null,
  variables: ProcessState['scopes'][string]['variables']
): void {
  const { graph } = run
  const scope = graph.scopes[graph.key]
  const starts = node !== null ? [node] : scope?.start ? [scope.start] : (scope?.entries ?? [])
  const known = starts.filter((id) => graph.nodes[id]?.scope === graph.key)
  if (known.length === 0) return
  run.state.status = 'active'
  const root = openScope(run, { of: graph.key, kind: 'process', parent: null, token: null })
  const tokens = known.map((id) => run.addToken(root.id, id, null))
  takeVariables(run, root.id, known, variables)
  const failure = armScope(run, root)
  for (const token of tokens) {
    if (failure) run.fail(token.id, failure.code, failure.params)
    else begin(run, token, variables)
  }
}

/** What a start event maps, or all that the instance is given. */
function takeVariables(run: Run, root: string, starts: readonly string[], variables: Values): void {
  const node = run.node(starts[0] ?? '')
  if (node.type === 'startEvent' && node.outputs.length > 0) return
  Object.assign(run.scope(root).variables, variables)
}

type Values = ProcessState['scopes'][string]['variables']

/** A start event has happened, and so has a catch event that begins the process; everything else begins as usual. */
function begin(run: Run, token: Token, variables: Values): void {
  const node = run.node(token.node)
  const mapped = node.type === 'startEvent' && node.outputs.length > 0
  const happened =
    mapped || node.type === 'catchEvent' || (node.type === 'task' && node.message?.instantiate)
  if (!happened) {
    run.queue.push({ do: 'enter', token: token.id })
    return
  }
  run.trace('entered', token)
  run.queue.push({ do: 'complete', token: token.id, result: variables })
}

/** Works until nothing moves without the world. */
function settle(run: Run): void {
  do {
    for (let work = run.queue.shift(); work; work = run.queue.shift()) perform(run, work)
  } while (run.state.status === 'active' && (checkConditions(run) || joinInclusive(run)))
  if (run.state.status === 'active') reportStuckJoins(run)
}

function perform(run: Run, work: Work): void {
  if (work.do === 'answer') return answer(run, work.wait, work.result)
  if (work.do === 'turn') {
    const scope = run.state.scopes[work.scope]
    if (scope) nextTurn(run, scope)
    return
  }
  const token = run.token(work.token)
  if (!token) return
  switch (work.do) {
    case 'enter':
      return enter(run, token)
    case 'complete':
      return complete(run, token, work.result)
    case 'leave':
      return goOn(run, token)
    case 'compensate':
      return compensateNext(run, token)
  }
}

function goOn(run: Run, token: Token): void {
  const node = run.node(token.node)
  if (isActivity(node) && run.isTurn(token)) return leaveTurn(run, token, node)
  if (isActivity(node) && node.forCompensation && run.scope(token.scope).kind === 'compensation') {
    return handlerDone(run, token)
  }
  leave(run, token)
}
