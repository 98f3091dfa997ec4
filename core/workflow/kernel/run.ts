import type { Json } from '#core/metadata/types'
import type {
  Command,
  FlowNode,
  Incident,
  ProcessGraph,
  ProcessState,
  ScopeInstance,
  StepContext,
  Token,
  Trace,
  Wait,
} from '#core/workflow/kernel/types'

/** What is still to be done in this step. Work of a token that is gone is dropped. */
export type Work =
  /** The token has come to its node. */
  | { do: 'enter'; token: string }
  /** The work of the token's node is done. */
  | { do: 'complete'; token: string; result: Json }
  /** The token goes on by the flows that leave its node. */
  | { do: 'leave'; token: string }
  /** What a wait was for has happened. */
  | { do: 'answer'; wait: string; result: Json }
  /** The next turn of a multi-instance or a loop, or its end. */
  | { do: 'turn'; scope: string }
  /** The next of what is to be undone. */
  | { do: 'compensate'; token: string }

export type WaitDetails = Wait extends infer One
  ? One extends Wait
    ? Omit<One, 'id' | 'token' | 'scope' | 'node'>
    : never
  : never

/**
 * A step under way: a working copy of the state of which only what changes is copied, the commands so far and the work left.
 * What is changed here belongs to this step; the state that was given stays as it is.
 */
export class Run {
  readonly state: ProcessState
  readonly commands: Command[] = []
  readonly queue: Work[] = []
  /** Something of the state changed that no command tells. */
  changed = false
  /** Variables were written or a condition is new: conditions are to be looked at. */
  conditionsDue = false
  entered = 0
  readonly limit: number
  readonly #owned = new Set<object>()
  /** Tokens and event sub-processes of each scope: a scope without any has come to its end. */
  readonly #live = new Map<string, number>()

  constructor(
    readonly graph: ProcessGraph,
    before: ProcessState,
    readonly context: StepContext
  ) {
    this.state = {
      ...before,
      tokens: { ...before.tokens },
      scopes: { ...before.scopes },
      waits: { ...before.waits },
      incidents: { ...before.incidents },
    }
    this.limit = context.limit ?? 10_000
    for (const id in before.tokens) this.#count(before.tokens[id]?.scope, 1)
    for (const id in before.scopes) this.#countScope(before.scopes[id], 1)
  }

  node(id: string): FlowNode {
    const node = this.graph.nodes[id]
    if (!node) throw new Error(`No node ${id} in process ${this.graph.key}`)
    return node
  }

  token(id: string): Token | undefined {
    return this.state.tokens[id]
  }

  scope(id: string): ScopeInstance {
    const scope = this.state.scopes[id]
    if (!scope) throw new Error(`No scope ${id} in an instance of ${this.graph.key}`)
    return scope
  }

  /** The token, to be written to. */
  editToken(id: string): Token {
    const token = this.state.tokens[id]
    if (!token) throw new Error(`No token ${id} in an instance of ${this.graph.key}`)
    if (this.#owned.has(token)) return token
    return this.#own((this.state.tokens[id] = { ...token }))
  }

  /** The scope instance, to be written to; its variables too. */
  editScope(id: string): ScopeInstance {
    const scope = this.scope(id)
    if (this.#owned.has(scope)) return scope
    const { variables, multi, compensations } = scope
    const copy = { ...scope, variables: { ...variables } }
    if (multi) copy.multi = { ...multi, results: [...multi.results] }
    if (compensations) copy.compensations = [...compensations]
    return this.#own((this.state.scopes[id] = copy))
  }

  addToken(scope: string, node: string, via: string | null): Token {
    const id = this.#id('t')
    const token: Token = { id, scope, node, via, waits: [] }
    this.state.tokens[id] = this.#own(token)
    this.#count(scope, 1)
    return token
  }

  /** Takes a token away; its waits and scopes are the caller's to close. */
  dropToken(id: string): void {
    const token = this.state.tokens[id]
    if (!token) return
    delete this.state.tokens[id]
    this.#count(token.scope, -1)
    this.resolve(id)
  }

  addScope(scope: Omit<ScopeInstance, 'id'>): ScopeInstance {
    const added = { id: this.#id('s'), ...scope }
    this.state.scopes[added.id] = this.#own(added)
    this.#countScope(added, 1)
    return added
  }

  dropScope(id: string): void {
    const scope = this.state.scopes[id]
    if (!scope) return
    delete this.state.scopes[id]
    this.#countScope(scope, -1)
  }

  /** Whether nothing moves in a scope any more. */
  isIdle(scope: string): boolean {
    return (this.#live.get(scope) ?? 0) === 0
  }

  openWait(
    place: { token: string | null; scope: string; node: string },
    details: WaitDetails
  ): Wait {
    const wait = { id: this.#id('w'), ...place, ...details } as Wait
    this.state.waits[wait.id] = wait
    if (wait.kind === 'condition') this.conditionsDue = true
    if (place.token !== null) {
      const token = this.editToken(place.token)
      token.waits = [...token.waits, wait.id]
    }
    this.commands.push({ type: 'open', wait })
    return wait
  }

  closeWait(id: string, reason: 'done' | 'interrupted' | 'cancelled'): void {
    const wait = this.state.waits[id]
    if (!wait) return
    delete this.state.waits[id]
    if (wait.token !== null && this.state.tokens[wait.token]) {
      const token = this.editToken(wait.token)
      token.waits = token.waits.filter((one) => one !== id)
    }
    this.commands.push({ type: 'close', wait: id, reason })
  }

  /** An incident holds its token until an operator decides. */
  fail(
    token: string,
    code: string,
    params: Incident['params'] = {},
    wait: string | null = null
  ): void {
    const node = this.state.tokens[token]?.node ?? ''
    const incident: Incident = { id: this.#id('i'), token, node, wait, code, params }
    this.state.incidents[token] = incident
    this.commands.push({ type: 'incident', incident })
  }

  resolve(token: string): void {
    if (!(token in this.state.incidents)) return
    delete this.state.incidents[token]
    this.commands.push({ type: 'resolved', token })
  }

  trace(kind: Trace['kind'], token: Token, element = token.node): void {
    const { id, scope } = token
    const entry: Trace = { kind, element, token: id, scope }
    if (kind !== 'taken' && this.isTurn(token)) entry.turn = true
    this.commands.push({ type: 'trace', entry })
  }

  /** Whether a token is one turn of a multi-instance or loop: its boundary events belong to the token around it. */
  isTurn({ scope, node }: Token): boolean {
    const inside = this.state.scopes[scope]
    return inside?.kind === 'turn' && inside.of === node
  }

  /** A variable was written. */
  wrote(): void {
    this.changed = true
    this.conditionsDue = true
  }

  #own<T extends object>(value: T): T {
    this.#owned.add(value)
    return value
  }

  #id(letter: string): string {
    return `${letter}${this.state.next++}`
  }

  #count(scope: string | null | undefined, by: number): void {
    if (scope) this.#live.set(scope, (this.#live.get(scope) ?? 0) + by)
  }

  #countScope(scope: ScopeInstance | undefined, by: number): void {
    if (scope?.kind === 'eventSubProcess') this.#count(scope.parent, by)
  }
}
