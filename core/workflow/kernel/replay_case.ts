import type { Json } from '#core/metadata/types'
import { firstStart } from '#core/workflow/kernel/graph_nodes'
import { newState, step } from '#core/workflow/kernel/step'
import type {
  Command,
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  StepContext,
  Values,
  Wait,
} from '#core/workflow/kernel/types'
import type {
  AssumedAnswer,
  PastCase,
  PastVisit,
  ReplayedOutcome,
  WaitAnswer,
} from '#core/workflow/kernel/replay_types'

/** What a played run may ask. Nothing of it changes anything. */
export interface ReplayWorld {
  globals: Values
  /** The record that the run is about as it was at an instant. */
  record(at: string): Json
  /** When the record was changed, oldest first: conditions are looked at again. */
  changes: readonly string[]
  simulate(action: string, config: Json): Json
  /** Whether a node's action is the one that it had then: it answers what it answered. */
  isSameAction(node: string): boolean
  decide(
    decision: string,
    input: Values,
    now: string
  ): Promise<{ result: Json } | { code: string; params: { [name: string]: string | number } }>
  addWorkingTime?: StepContext['addWorkingTime']
  assumed: { readonly [node: string]: AssumedAnswer }
}

/** Events of one case: a process that never comes to rest ends here. */
const EVENTS = 2_000
/** How far the clock may go: what has not ended by then waits for ever. */
const HORIZON_MS = 400 * 86_400_000

interface Planned {
  at: number
  order: number
  event: ProcessEvent
}

/**
 * Plays a run that has ended by another version, with the kernel that runs the real ones: people and messages answer what they
 * answered then and take as long, actions answer what they say in simulation, timers move the clock. The same arguments give the same
 * outcome.
 */
export async function replayCase(
  graph: ProcessGraph,
  past: PastCase,
  world: ReplayWorld
): Promise<ReplayedOutcome> {
  const run = new CaseRun(graph, past, world)
  await run.play()
  return run.outcome()
}

/** By what ends of different versions are compared: who draws a process anew gives other ids. */
export const endName = ({ id, name }: { id: string; name: string | null }): string => name ?? id

class CaseRun {
  #state: ProcessState = newState()
  readonly #graph: ProcessGraph
  readonly #past: PastCase
  readonly #world: ReplayWorld
  readonly #begin: number
  #now: number
  readonly #visited = new Map<string, number>()
  readonly #planned = new Map<string, Planned | null>()
  readonly #ends: string[] = []
  readonly #assumed = new Set<string>()
  #change = 0

  constructor(graph: ProcessGraph, past: PastCase, world: ReplayWorld) {
    this.#graph = graph
    this.#past = past
    this.#world = world
    this.#begin = this.#now = Date.parse(past.startedAt)
  }

  async play(): Promise<void> {
    const { variables, node } = this.#past.begun
    await this.#say({ type: 'start', node: this.#startOf(node), variables })
    for (let turn = 0; turn < EVENTS && this.#state.status === 'active'; turn++) {
      const next = this.#next()
      if (!next || next.at > this.#begin + HORIZON_MS) return
      this.#now = Math.max(this.#now, next.at)
      await this.#say(next.event)
    }
  }

  /** The same start event, else the first of the process. */
  #startOf(node: string | null): string | null {
    const { nodes, key } = this.#graph
    if (node === null || nodes[node]?.scope === key) return node
    return firstStart(this.#graph)
  }

  async #say(event: ProcessEvent): Promise<void> {
    const now = new Date(this.#now).toISOString()
    const { addWorkingTime, globals } = this.#world
    const context: StepContext = {
      now,
      globals: { ...globals, record: this.#world.record(now) },
      ...(addWorkingTime ? { addWorkingTime } : {}),
    }
    const { state, commands } = step(this.#graph, this.#state, event, context)
    this.#state = state
    for (const command of commands) await this.#heed(command, now)
  }

  async #heed(command: Command, now: string): Promise<void> {
    if (command.type === 'open') {
      this.#planned.set(command.wait.id, await this.#plan(command.wait, now))
    } else if (command.type === 'close') {
      this.#planned.delete(command.wait)
    } else if (command.type === 'trace') {
      const { kind, element } = command.entry
      const node = this.#graph.nodes[element]
      if (kind === 'entered' && node?.type === 'endEvent') this.#ends.push(endName(node))
    }
  }

  /** What will answer a wait, and when; null: nothing of what happened then. */
  async #plan(wait: Wait, now: string): Promise<Planned | null> {
    switch (wait.kind) {
      case 'timer':
        return this.#after(wait, (Date.parse(wait.due) - this.#now) / 1_000, {
          type: 'done',
          result: null,
        })
      case 'user':
        return this.#asThen(wait) ?? this.#assume(wait)
      case 'message':
      case 'signal':
        return this.#asThen(wait)
      case 'call':
        return this.#asThen(wait) ?? this.#assume(wait)
      case 'action': {
        const visit = this.#visit(wait)
        const kept = this.#world.isSameAction(wait.node) ? visit?.answer : null
        const simulated = () => this.#world.simulate(wait.action, wait.config)
        const answer = kept ?? { type: 'done' as const, result: simulated() }
        return this.#after(wait, visit?.seconds ?? 0, answer)
      }
      case 'decision': {
        const answer = await this.#world.decide(wait.decision, wait.input, now)
        if ('result' in answer) return this.#after(wait, 0, { type: 'done', ...answer })
        return { ...this.#moment(wait, 0), event: { type: 'failed', wait: wait.id, ...answer } }
      }
      case 'manual':
        return this.#after(wait, 0, { type: 'done', result: null })
      case 'condition':
        return null
    }
  }

  #moment(wait: Wait, seconds: number): Omit<Planned, 'event'> {
    return { at: this.#now + Math.max(0, seconds) * 1_000, order: Number(wait.id.slice(1)) }
  }

  #after(wait: Wait, seconds: number, answer: WaitAnswer): Planned {
    return { ...this.#moment(wait, seconds), event: { ...answer, wait: wait.id } }
  }

  /** The visit of then that this one is like; undefined where the node was never come to as often. */
  #visit({ node }: Wait): PastVisit | undefined {
    const count = this.#visited.get(node) ?? 0
    this.#visited.set(node, count + 1)
    return this.#past.visits[node]?.[count]
  }

  #asThen(wait: Wait): Planned | null {
    const visit = this.#visit(wait)
    const seconds = visit?.seconds ?? null
    if (visit?.answer && seconds !== null) return this.#after(wait, seconds, visit.answer)
    return null
  }

  /** A task that nobody had then is answered as its author says; one that nobody did then is not done now either. */
  #assume(wait: Wait): Planned | null {
    const visits = this.#past.visits[wait.node] ?? []
    const seen = this.#visited.get(wait.node) ?? 0
    if (seen <= visits.length) return null
    this.#assumed.add(wait.node)
    const last = visits.findLast(({ answer, seconds }) => answer !== null && seconds !== null)
    if (last?.answer && last.seconds !== null) return this.#after(wait, last.seconds, last.answer)
    const { result, seconds } = this.#world.assumed[wait.node] ?? { result: {}, seconds: 0 }
    return this.#after(wait, seconds, { type: 'done', result })
  }

  #next(): Planned | null {
    const open = [...this.#planned.values()].filter((one) => one !== null)
    const change = this.#nextChange()
    if (change) open.push(change)
    open.sort((a, b) => a.at - b.at || a.order - b.order)
    return open[0] ?? null
  }

  #nextChange(): Planned | null {
    const { changes } = this.#world
    const isNoNews = () => Date.parse(changes[this.#change] ?? '') <= this.#now
    while (this.#change < changes.length && isNoNews()) this.#change += 1
    const at = changes[this.#change]
    const asked = Object.values(this.#state.waits).some(({ kind }) => kind === 'condition')
    if (at === undefined || !asked) return null
    return { at: Date.parse(at), order: 0, event: { type: 'variables', scope: null, values: {} } }
  }

  outcome(): ReplayedOutcome {
    const { status, waits, incidents } = this.#state
    const isOpen = status === 'active'
    const failed = Object.values(incidents)
    return {
      status: isOpen ? (failed.length > 0 ? 'incident' : 'waiting') : status,
      ends: this.#ends,
      seconds: isOpen ? null : (this.#now - this.#begin) / 1_000,
      waiting: isOpen ? [...new Set(Object.values(waits).map(({ node }) => node))] : [],
      incidents: failed.map(({ node, code }) => ({ node, code })),
      assumed: [...this.#assumed],
    }
  }
}
