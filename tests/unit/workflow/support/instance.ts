import type { Json } from '#core/metadata/types'
import { compileXml } from '#core/workflow/kernel/compile'
import { newState, step } from '#core/workflow/kernel/step'
import { addDuration } from '#core/workflow/kernel/time'
import type {
  Command,
  ProcessEvent,
  ProcessGraph,
  ProcessState,
  Values,
  Wait,
} from '#core/workflow/kernel/types'

export const NOON = '2026-03-01T12:00:00.000Z'

export async function compiled(xml: string): Promise<ProcessGraph> {
  const { graphs, faults } = await compileXml(xml)
  const [graph] = graphs
  if (!graph) throw new Error(`Refused: ${JSON.stringify(faults)}`)
  return graph
}

/** A process that runs in memory: what the shell does, without a database. Time stands still unless it is moved. */
export class Instance {
  state: ProcessState = newState()
  commands: Command[] = []
  readonly events: { event: ProcessEvent; now: string }[] = []
  now = NOON
  /** Called after each step, with the state before and after. */
  watch: ((before: ProcessState, event: ProcessEvent, commands: Command[]) => void) | null = null

  constructor(
    readonly graph: ProcessGraph,
    readonly limit = 10_000
  ) {}

  send(event: ProcessEvent): Command[] {
    const before = this.state
    const context = { now: this.now, limit: this.limit }
    const { state, commands } = step(this.graph, before, event, context)
    this.state = state
    this.commands.push(...commands)
    this.events.push({ event, now: this.now })
    this.watch?.(before, event, commands)
    return commands
  }

  start(variables: Values = {}, node: string | null = null): this {
    this.send({ type: 'start', node, variables })
    return this
  }

  /** The open waits at a node, eldest first. */
  waitsAt(node: string): Wait[] {
    return Object.values(this.state.waits).filter((wait) => wait.node === node)
  }

  waitAt(node: string): Wait {
    const [wait] = this.waitsAt(node)
    if (!wait) throw new Error(`Nothing waits at ${node}, but at ${this.open().join(', ')}`)
    return wait
  }

  done(node: string, result: Json = null): this {
    this.send({ type: 'done', wait: this.waitAt(node).id, result })
    return this
  }

  fails(node: string, code: string, message: string | null = null): this {
    this.send({ type: 'error', wait: this.waitAt(node).id, code, message })
    return this
  }

  /** A message or signal from outside, to everything that waits for it. */
  arrives(
    kind: 'message' | 'signal',
    name: string,
    payload: Json = {},
    key: string | null = null
  ): this {
    for (const wait of Object.values(this.state.waits)) {
      if (wait.kind !== kind || wait.name !== name) continue
      if (wait.kind === 'message' && key !== null && wait.correlation !== key) continue
      this.send({ type: 'done', wait: wait.id, result: payload })
      if (kind === 'message') break
    }
    return this
  }

  /** Time passes; timers fire in the order of their due times. */
  passes(duration: string): this {
    const until = addDuration(this.now, duration)
    if (until === null) throw new Error(`No duration: ${duration}`)
    for (let next = this.#due(until); next; next = this.#due(until)) {
      if (next.due > this.now) this.now = next.due
      this.send({ type: 'done', wait: next.id, result: null })
    }
    this.now = until
    return this
  }

  #due(until: string) {
    return Object.values(this.state.waits)
      .flatMap((wait) => (wait.kind === 'timer' && wait.due <= until ? [wait] : []))
      .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))[0]
  }

  set(values: Values, scope: string | null = null): this {
    this.send({ type: 'variables', scope, values })
    return this
  }

  // ------------------------------------------------------------------------------------------------------------ results

  /** Nodes where something waits, in the order of opening. */
  open(): string[] {
    return Object.values(this.state.waits).map(({ node }) => node)
  }

  /** The nodes that were entered, in order. */
  get trail(): string {
    return this.traced('entered').join(' ')
  }

  traced(kind: string): string[] {
    return this.commands.flatMap((command) =>
      command.type === 'trace' && command.entry.kind === kind ? [command.entry.element] : []
    )
  }

  get status(): ProcessState['status'] {
    return this.state.status
  }

  get variables(): Values {
    return this.state.scopes.s1?.variables ?? {}
  }

  get incidents(): string[] {
    return Object.values(this.state.incidents).map(({ node, code }) => `${node}: ${code}`)
  }
}
