import {
  isVariableName,
  readAction,
  readActivity,
  readMappings,
  readTask,
  TASK_KINDS,
} from '#core/workflow/kernel/compile_activities'
import { checkGraph } from '#core/workflow/kernel/compile_checks'
import { readEvent, type EventPlace } from '#core/workflow/kernel/compile_events'
import { Faults } from '#core/workflow/kernel/compile_faults'
import { reportForeign } from '#core/workflow/kernel/compile_foreign'
import {
  childOf,
  childrenOf,
  extensionOf,
  flagOf,
  textOf,
  typeOf,
  type Element,
} from '#core/workflow/kernel/moddle'
import type { Json } from '#core/metadata/types'
import { parseDocument } from '#core/workflow/kernel/parse'
import type {
  CompileFault,
  FlowNode,
  ProcessGraph,
  Scope,
  Trigger,
} from '#core/workflow/kernel/types'

export interface Compiled {
  /** The processes that can be executed; those with an error are not among them. */
  graphs: ProcessGraph[]
  /** Everything at once, in document order. */
  faults: CompileFault[]
}

export interface CompileOptions {
  /** Also processes that say `isExecutable="false"`: what a drawing lacks to become executable. */
  all?: boolean
}

/** XML → graphs and faults. */
export async function compileXml(xml: string, options: CompileOptions = {}): Promise<Compiled> {
  const { definitions, faults } = await parseDocument(xml)
  if (!definitions) return { graphs: [], faults }
  const compiled = compile(definitions, options)
  const missing = faults.some(({ severity }) => severity === 'error')
  return { graphs: missing ? [] : compiled.graphs, faults: [...faults, ...compiled.faults] }
}

/**
 * A document read → what can be executed. Pools, message flows, groups, annotations, data references and lanes are
 * documentation; whatever else would not be executed is refused by name.
 */
export function compile(definitions: Element, options: CompileOptions = {}): Compiled {
  const document = new Faults()
  const compiled: { graph: ProcessGraph; faults: Faults }[] = []
  for (const element of childrenOf(definitions, 'rootElements')) {
    const type = typeOf(element)
    if (/Choreography/.test(type)) document.error(element, 'unsupported_element', { element: type })
    if (type !== 'Process') continue
    if (!options.all && !flagOf(element, 'isExecutable', false)) continue
    compiled.push(new ProcessCompiler(element).run())
  }
  if (compiled.length === 0 && !document.refused) document.error(null, 'no_executable_process')
  return {
    graphs: compiled.filter(({ faults }) => !faults.refused).map(({ graph }) => graph),
    faults: [...document.list, ...compiled.flatMap(({ faults }) => faults.list)],
  }
}

type Base = Pick<FlowNode, 'id' | 'name' | 'scope' | 'incoming' | 'outgoing'>

const IGNORED = new Set(['DataObject', 'DataObjectReference', 'DataStoreReference', 'SequenceFlow'])
const GATEWAYS = {
  ExclusiveGateway: 'exclusive',
  InclusiveGateway: 'inclusive',
  ParallelGateway: 'parallel',
  EventBasedGateway: 'eventBased',
} as const
const isGateway = (type: string): type is keyof typeof GATEWAYS => type in GATEWAYS

class ProcessCompiler {
  readonly #faults = new Faults()
  readonly #graph: ProcessGraph
  readonly #handlers = new Map<string, string>()
  /** Where an element stands in the document. */
  readonly #places = new Map<string, number>()

  constructor(private process: Element) {
    const key = textOf(process, 'id') ?? ''
    this.#graph = { key, name: textOf(process, 'name'), scopes: {}, nodes: {}, flows: {} }
  }

  run(): { graph: ProcessGraph; faults: Faults } {
    const { key } = this.#graph
    if (key === '') this.#faults.error(this.process, 'id_missing', { element: 'Process' })
    const starters = rolesIn(
      this.#faults.template(this.process, textOf(extensionOf(this.process, 'Starters'), 'body'))
    )
    if (starters.length > 0) this.#graph.starters = starters
    this.#scope(this.process, { id: key, kind: 'process', node: null, parent: null })
    checkGraph(this.#graph, this.#faults)
    const place = ({ element }: CompileFault) => this.#places.get(element ?? '') ?? 0
    this.#faults.list.sort((a, b) => place(a) - place(b))
    return { graph: this.#graph, faults: this.#faults }
  }

  #scope(container: Element, place: Pick<Scope, 'id' | 'kind' | 'node' | 'parent'>): void {
    const scope: Scope = {
      ...place,
      nodes: [],
      start: null,
      entries: [],
      eventSubProcesses: [],
      dataObjects: [],
    }
    this.#graph.scopes[scope.id] = scope
    this.#associations(container)
    const elements = childrenOf(container, 'flowElements')
    for (const { id } of elements) if (id) this.#places.set(id, this.#places.size + 1)
    for (const element of elements) if (typeOf(element) === 'SequenceFlow') this.#flow(element)
    for (const element of elements) {
      if (typeOf(element) === 'DataObject') this.#dataObject(element, scope)
      if (!IGNORED.has(typeOf(element))) this.#flowNode(element, scope)
    }
  }

  #associations(container: Element): void {
    for (const artifact of childrenOf(container, 'artifacts')) {
      const [source, target] = [
        childOf(artifact, 'sourceRef')?.id,
        childOf(artifact, 'targetRef')?.id,
      ]
      if (source && target) this.#handlers.set(source, target)
    }
  }

  #flow(element: Element): void {
    const [id, source, target] = [
      textOf(element, 'id'),
      childOf(element, 'sourceRef')?.id,
      childOf(element, 'targetRef')?.id,
    ]
    if (!id) return this.#faults.error(element, 'id_missing', { element: 'SequenceFlow' })
    if (!source || !target) return this.#faults.error(element, 'flow_unconnected')
    const expression = childOf(element, 'conditionExpression')
    const condition = this.#faults.expression(element, expression)
    if (expression && !textOf(expression, 'body')) this.#faults.error(element, 'condition_missing')
    this.#graph.flows[id] = { id, source, target, condition }
  }

  #dataObject(element: Element, scope: Scope): void {
    const name = textOf(element, 'name') ?? textOf(element, 'id')
    if (name && isVariableName(name)) scope.dataObjects.push(name)
    else this.#faults.warning(element, 'data_object_name', { name: name ?? '' })
  }

  #flowNode(element: Element, scope: Scope): void {
    const id = textOf(element, 'id')
    const type = typeOf(element)
    if (!id) return this.#faults.error(element, 'id_missing', { element: type })
    if (id in this.#graph.nodes || id in this.#graph.scopes) {
      return this.#faults.error(element, 'id_twice')
    }
    reportForeign(element, this.#faults)
    const base: Base = {
      id,
      name: textOf(element, 'name'),
      scope: scope.id,
      incoming: [],
      outgoing: [],
    }
    const node = this.#node(element, type, base, scope)
    if (!node) return
    this.#graph.nodes[id] = node
    scope.nodes.push(id)
  }

  #node(element: Element, type: string, base: Base, scope: Scope): FlowNode | null {
    const kind = TASK_KINDS[type]
    if (kind) {
      const task = readTask(element, kind, this.#faults)
      return { ...base, ...this.#activity(element), ...task, type: 'task', kind }
    }
    if (isGateway(type)) {
      return {
        ...base,
        type: 'gateway',
        kind: GATEWAYS[type],
        defaultFlow: childOf(element, 'default')?.id ?? null,
        instantiate: flagOf(element, 'instantiate', false),
      }
    }
    switch (type) {
      case 'SubProcess':
      case 'Transaction':
        return this.#subProcess(element, type, base, scope)
      case 'CallActivity': {
        const process = this.#faults.text(element, textOf(element, 'calledElement'))
        if (!process) this.#faults.error(element, 'called_process_missing')
        const called = process ?? { literal: '' }
        return { ...base, ...this.#activity(element), type: 'callActivity', process: called }
      }
      case 'StartEvent':
      case 'EndEvent':
      case 'IntermediateThrowEvent':
      case 'IntermediateCatchEvent':
      case 'BoundaryEvent':
        return this.#event(element, type, base, scope)
      default:
        this.#faults.error(element, 'unsupported_element', { element: type })
        return null
    }
  }

  #activity(element: Element) {
    return { ...readActivity(element, this.#faults), boundary: [] as string[] }
  }

  #subProcess(element: Element, type: string, base: Base, scope: Scope): FlowNode | null {
    const event = flagOf(element, 'triggeredByEvent', false)
    const kind = event ? 'eventSubProcess' : type === 'Transaction' ? 'transaction' : 'subProcess'
    this.#scope(element, { id: base.id, kind, node: event ? null : base.id, parent: scope.id })
    if (event) {
      scope.eventSubProcesses.push(base.id)
      return null
    }
    return { ...base, ...this.#activity(element), type: 'subProcess', body: base.id }
  }

  #event(element: Element, type: string, base: Base, scope: Scope): FlowNode {
    const event = readEvent(element, PLACES[type]?.(scope.kind) ?? 'catch', this.#faults)
    const outputs = () => readMappings(element, 'outputs', this.#faults)
    switch (type) {
      case 'StartEvent': {
        const interrupting = flagOf(element, 'isInterrupting', true)
        const trigger = this.#trigger(element, scope)
        return { ...base, type: 'startEvent', event, interrupting, trigger, outputs: outputs() }
      }
      case 'IntermediateCatchEvent':
        return { ...base, type: 'catchEvent', event, outputs: outputs() }
      case 'BoundaryEvent': {
        const attachedTo = childOf(element, 'attachedToRef')?.id ?? ''
        if (!attachedTo) this.#faults.error(element, 'boundary_unattached')
        const interrupting = flagOf(element, 'cancelActivity', true)
        const handler = this.#handlers.get(base.id) ?? null
        return {
          ...base,
          ...{ type: 'boundaryEvent', event, attachedTo, interrupting, handler },
          outputs: outputs(),
        }
      }
      default: {
        const inputs = readMappings(element, 'inputs', this.#faults)
        const action = readAction(element, this.#faults)
        if (action && event.kind !== 'message') this.#faults.error(element, 'action_misplaced')
        return {
          ...base,
          type: type === 'EndEvent' ? 'endEvent' : 'throwEvent',
          event,
          inputs,
          action,
        }
      }
    }
  }

  #trigger(element: Element, scope: Scope): Trigger | null {
    const trigger = extensionOf(element, 'Trigger')
    const type = textOf(trigger, 'type')
    if (!trigger || !type) return null
    if (scope.kind !== 'process') this.#faults.error(element, 'trigger_misplaced')
    return { type, config: this.#faults.template(element, textOf(trigger, 'body')) }
  }
}

function rolesIn(given: Json): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return []
  const { roles } = given
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []
}

const PLACES: { [type: string]: (scope: Scope['kind']) => EventPlace } = {
  StartEvent: (scope) =>
    scope === 'process'
      ? 'start'
      : scope === 'eventSubProcess'
        ? 'eventSubProcessStart'
        : 'subProcessStart',
  EndEvent: () => 'end',
  IntermediateThrowEvent: () => 'throw',
  IntermediateCatchEvent: () => 'catch',
  BoundaryEvent: () => 'boundary',
}
