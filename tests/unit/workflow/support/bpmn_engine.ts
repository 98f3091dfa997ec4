import { EventEmitter } from 'node:events'
import { Engine, type BpmnEngineOptions } from 'bpmn-engine'
import { evaluateFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import type { Values } from '#core/workflow/kernel/types'
import { isValues } from '#core/workflow/kernel/variables'
import type { World } from '#tests/unit/workflow/models/case'

/** What of bpmn-engine's objects is used here; its own types leave most of it open. */
interface Api {
  id: string
  signal(message?: unknown): void
  sendApiMessage(action: string, content?: unknown): void
}
interface Activity {
  id: string
  type: string
  behaviour: {
    script?: string
    Service?: unknown
    extensionElements?: { values?: { $type: string; variable?: string; type?: string }[] }
  }
}
interface Execution {
  signal(message: unknown): void
}
type Callback = (error: Error | null, output?: unknown) => void
interface Timer {
  due: number
  fire: () => void
}

/** bpmn-engine under the same orders as our kernel; FEEL is its expression language, and its clock is turned by hand. */
export class EngineWorld implements World {
  readonly completed: { [node: string]: number } = {}
  readonly #waiting = new Map<string, Api[]>()
  readonly #services = new Map<string, Callback[]>()
  readonly #timers = new Set<Timer>()
  #clock = 0
  #execution: Execution | null = null
  failure: Error | null = null
  ended = false

  private constructor(readonly variables: Values) {}

  static async run(xml: string, variables: Values): Promise<EngineWorld> {
    const world = new EngineWorld({ ...variables })
    const engine = new Engine(world.#options(withFeelMarks(xml)))
    engine.once('end', () => (world.ended = true))
    engine.on('error', (error: Error) => (world.failure = error))
    const execution = await engine.execute({ listener: world.#listener() })
    world.#execution = execution as unknown as Execution
    return world
  }

  #options(source: string): BpmnEngineOptions {
    const options = {
      name: 'differential',
      source,
      moddleOptions: { peyvand: PEYVAND_MODDLE },
      expressions: {
        resolveExpression: (text: unknown) =>
          typeof text === 'string' && text.startsWith('=') ? this.#feel(text.slice(1)) : text,
      },
      scripts: {
        register: () => undefined,
        /** It asks for the condition of a flow too, before it takes it for an expression. */
        getScript: (_format: string, activity: Activity) =>
          activity.type === 'bpmn:ScriptTask'
            ? { execute: (_: unknown, callback: Callback) => this.#script(activity, callback) }
            : undefined,
      },
      extensions: { peyvand: (activity: Activity) => this.#service(activity) },
      timers: this.#fakeTimers(),
    }
    return options as unknown as BpmnEngineOptions
  }

  #feel(expression: string): Json {
    return evaluateFeel(expression, this.variables).value
  }

  #script({ behaviour }: Activity, callback: Callback): void {
    const result = behaviour.extensionElements?.values?.find(({ $type }) => /result$/i.test($type))
    const value = this.#feel(behaviour.script ?? 'null')
    if (result?.variable) this.variables[result.variable] = value
    callback(null, value)
  }

  #service(activity: Activity): void {
    const { id, type } = activity
    if (type !== 'bpmn:ServiceTask' && type !== 'bpmn:SendTask') return
    const execute = (_message: unknown, callback: Callback) =>
      type === 'bpmn:SendTask' ? callback(null) : push(this.#services, id, callback)
    /** It is called with `new`. */
    activity.behaviour.Service = function Service() {
      return { execute }
    }
  }

  #fakeTimers() {
    const setTimeout = (
      callback: (...args: unknown[]) => void,
      delay: number,
      ...args: unknown[]
    ) => {
      const timer: Timer = { due: this.#clock + delay, fire: () => callback(...args) }
      this.#timers.add(timer)
      return timer
    }
    const clearTimeout = (timer: Timer) => void this.#timers.delete(timer)
    const registered = { setTimeout, clearTimeout }
    return { ...registered, executing: [], register: () => registered }
  }

  #listener(): EventEmitter {
    const listener = new EventEmitter()
    listener.on('activity.wait', (api: Api) => push(this.#waiting, api.id, api))
    let entered = 0
    /** It has no bound of its own. */
    listener.on('activity.enter', () => {
      if (entered++ > 500) throw new Error('runs for ever')
    })
    listener.on('activity.end', ({ id }: Api) => {
      this.completed[id] = (this.completed[id] ?? 0) + 1
    })
    return listener
  }

  done(node: string, result: Json = null): this {
    const service = this.#services.get(node)?.shift()
    if (service) {
      service(null, result)
      return this
    }
    const api = this.#waiting.get(node)?.shift()
    if (!api) throw new Error(`Nothing waits at ${node}`)
    if (isValues(result)) Object.assign(this.variables, result)
    api.signal(result)
    return this
  }

  fails(node: string, code: string, message: string | null = null): this {
    const api = this.#waiting.get(node)?.shift()
    if (!api) throw new Error(`Nothing waits at ${node}`)
    api.sendApiMessage('error', { message: message ?? code, code })
    return this
  }

  arrives(kind: 'message' | 'signal', name: string, payload: Json = {}): this {
    if (isValues(payload)) Object.assign(this.variables, payload)
    this.#execution?.signal({ id: `${kind === 'message' ? 'm' : 's'}_${name}` })
    return this
  }

  passes(duration: string): this {
    /** It reads the clock of the machine too: its delays are some milliseconds off. */
    const until = this.#clock + millisecondsOf(duration) + 1_000
    for (let next = this.#due(until); next; next = this.#due(until)) {
      this.#clock = Math.max(this.#clock, Math.min(next.due, until - 1_000))
      this.#timers.delete(next)
      next.fire()
    }
    this.#clock = until - 1_000
    return this
  }

  #due(until: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0]
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value])
}

/** Conditions and counts are FEEL without a sign of it; bpmn-engine asks one resolver for all texts. */
function withFeelMarks(xml: string): string {
  const tags = 'conditionExpression|condition|loopCardinality|completionCondition|loopCondition'
  return xml
    .replace(new RegExp(`(<bpmn:(?:${tags})[ >][^>]*>)\\s*=?`, 'g'), '$1=')
    .replace(/(<bpmn:(?:condition|loopCardinality)>)=?/g, '$1=')
}

function millisecondsOf(duration: string): number {
  const value = evaluateFeel(`total seconds(duration("${duration}"))`, {}).value
  return Number(value) * 1000
}
