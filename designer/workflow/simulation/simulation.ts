import { firstStart } from '#core/workflow/kernel/graph_nodes'
import { newState, step } from '#core/workflow/kernel/step'
import { addDuration } from '#core/workflow/kernel/time'
import type { Json } from '#core/metadata/types'
import type {
  Incident,
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  StepContext,
  Trace,
  Values,
  Wait,
} from '#core/workflow/kernel/types'

/**
 * Trying a process with the kernel that runs it: nothing is asked of the server, nothing is done. The world's answers are given by
 * the person who looks; the clock stands still until a timer is said to be due.
 */
export interface Simulation {
  graph: ProcessGraph
  state: ProcessState
  now: string
  globals: Values
  trail: readonly Trace[]
  /** What was said to the process so far, for people. */
  log: readonly LogLine[]
}
export interface LogLine {
  kind: ProcessEvent['type'] | 'message' | 'signal' | 'incident' | 'finished'
  node: string | null
  text: string
}

function contextOf({ now, globals }: Pick<Simulation, 'now' | 'globals'>): StepContext {
  return {
    now,
    globals,
    limit: 1_000,
    /** Working time is told by the server's calendars; here an hour is an hour. */
    addWorkingTime: (_calendar, from, duration) => addDuration(from, duration),
  }
}

export function beginSimulation(
  graph: ProcessGraph,
  start: string | null,
  variables: Values,
  globals: Values,
  now: string
): Simulation {
  const fresh: Simulation = { graph, state: newState(), now, globals, trail: [], log: [] }
  return tell(fresh, { type: 'start', node: start ?? firstStart(graph), variables })
}

/** The process after an event. A timer that is said to be due moves the clock to its instant. */
export function tell(simulation: Simulation, event: ProcessEvent): Simulation {
  const wait = 'wait' in event ? simulation.state.waits[event.wait] : undefined
  const now = wait?.kind === 'timer' && wait.due > simulation.now ? wait.due : simulation.now
  const next = { ...simulation, now }
  const { state, commands } = step(simulation.graph, simulation.state, event, contextOf(next))
  const log: LogLine[] = [
    { kind: event.type, node: wait?.node ?? null, text: 'code' in event ? event.code : '' },
  ]
  const trail: Trace[] = []
  for (const command of commands) {
    if (command.type === 'trace') trail.push(command.entry)
    else if (command.type === 'message' || command.type === 'signal')
      log.push({ kind: command.type, node: command.node, text: command.name })
    else if (command.type === 'incident')
      log.push({ kind: 'incident', node: command.incident.node, text: command.incident.code })
    else if (command.type === 'finished')
      log.push({ kind: 'finished', node: null, text: command.status })
  }
  return {
    ...next,
    state,
    trail: [...simulation.trail, ...trail],
    log: [...simulation.log, ...log],
  }
}

/** What the world has to answer, in the order in which it was asked. */
export const openWaits = ({ state }: Simulation): Wait[] =>
  Object.values(state.waits).toSorted((a, b) => numberOf(a.id) - numberOf(b.id))
export const openIncidents = ({ state }: Simulation): (Incident & { token: string })[] =>
  Object.values(state.incidents)
const numberOf = (id: string): number => Number(id.slice(1))

export interface TokenCount {
  element: string
  count: number
  failed: boolean
}
/** Where tokens stand: on nodes, those at a join together. */
export function tokensOn(state: ProcessState): TokenCount[] {
  const counts = new Map<string, TokenCount>()
  for (const token of Object.values(state.tokens)) {
    const known = counts.get(token.node) ?? { element: token.node, count: 0, failed: false }
    known.count += 1
    known.failed ||= token.id in state.incidents
    counts.set(token.node, known)
  }
  return [...counts.values()]
}

/** Elements that the process has gone through: nodes that were left, flows that were taken. */
export function passedBy(trail: readonly Trace[]): { element: string; marker: string }[] {
  const marks = new Map<string, string>()
  for (const { kind, element } of trail) {
    if (kind === 'taken') marks.set(element, 'pv-taken')
    else if (kind === 'left' || kind === 'entered') marks.set(element, 'pv-passed')
  }
  return [...marks].map(([element, marker]) => ({ element, marker }))
}

/** Waits that go on by themselves while a simulation plays: nobody has to choose anything. */
export function plays(wait: Wait): boolean {
  return ['action', 'manual', 'timer', 'call'].includes(wait.kind)
}

/** Variables of the process as they are now. */
export function variablesNow({ state }: Simulation): Values {
  const root = Object.values(state.scopes).find(({ kind }) => kind === 'process')
  return root?.variables ?? {}
}

/** JSON as it was typed; a text that is none is itself. */
export function typedJson(text: string): Json {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** Starts that a person can choose from: those of the process itself. */
export function startsOf(graph: ProcessGraph): { node: string; name: string | null }[] {
  return Object.values(graph.nodes).flatMap((node) =>
    node.type === 'startEvent' && node.scope === graph.key
      ? [{ node: node.id, name: node.name }]
      : []
  )
}
