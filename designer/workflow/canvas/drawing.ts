import type { CatalogItem, ElementShape } from '../model/catalog.js'
import {
  applyEdits,
  editExtension,
  listIn,
  type Moddle,
  type ModdleFactory,
} from '#ui/diagram/moddle.js'
import type { AppendPlace } from '../model/catalog.js'
import { service, type DiagramElement, type ServiceSource } from '#ui/diagram/services.js'

/** An action of the registry as a thing to draw: a service task that is filled in already. */
export interface ActionTemplate {
  type: string
  label: string
  icon: string
}

/** Makes the shapes of an item; a sub-process comes with its start, so that it can be executed. */
export function shapesOf(
  source: ServiceSource,
  shape: ElementShape,
  action?: ActionTemplate
): DiagramElement[] {
  const factory = service(source, 'elementFactory')
  const bpmn = service(source, 'bpmnFactory')
  if (action) {
    const task = bpmn.create(shape.type, { name: action.label })
    applyEdits(editExtension(bpmn, task, 'peyvand:Action', { type: action.type, body: '{}' }))
    return [factory.createShape({ type: shape.type, businessObject: task })]
  }
  const main = factory.createShape({ ...shape })
  if (shape.eventDefinitionType === 'bpmn:TimerEventDefinition') presetTimer(bpmn, main)
  if (!shape.isExpanded) return [main]
  const start = factory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: main })
  return [main, start]
}

/** A timer that is drawn says something at once: an hour; what begins a process, every day. */
function presetTimer(factory: ModdleFactory, { businessObject }: DiagramElement): void {
  const [definition] = listIn(businessObject, 'eventDefinitions')
  if (!definition) return
  const begins = businessObject.$type === 'bpmn:StartEvent'
  const [property, body] = begins ? ['timeCycle', 'R/P1D'] : ['timeDuration', 'PT1H']
  const set = { [property]: factory.create('bpmn:FormalExpression', { body }) }
  applyEdits([{ of: definition, set }])
}

const MARGIN = 60

/** Puts new shapes after the chosen element, or in the middle of what is seen: how one draws without a mouse. */
export function place(
  source: ServiceSource,
  shapes: DiagramElement[],
  after: DiagramElement | null
): void {
  const [main] = shapes
  if (!main) return
  const modeling = service(source, 'modeling')
  const selection = service(source, 'selection')
  const canvas = service(source, 'canvas')
  if (after && shapes.length === 1 && canFollow(after)) {
    /** Chooses what it placed, and lets its name be typed. */
    service(source, 'autoPlace').append(after, main)
    return
  }
  const { x, y, width, height } = canvas.viewbox()
  const parent = canvas.getRootElement()
  const position = after
    ? { x: after.x + after.width + MARGIN + main.width / 2, y: after.y + after.height / 2 }
    : { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }
  const at = freeSpot(source, position, main)
  const made =
    shapes.length > 1
      ? modeling.createElements(shapes, at, parent)
      : [modeling.createShape(main, at, parent)]
  const [first] = made
  if (first && after && canFollow(after)) modeling.connect(after, first)
  if (!first) return
  selection.select(first)
  if (first.businessObject.$instanceOf('bpmn:Activity'))
    service(source, 'directEditing').activate(first)
}

/** Moves down until nothing lies there. */
function freeSpot(
  source: ServiceSource,
  start: { x: number; y: number },
  shape: DiagramElement
): { x: number; y: number } {
  const others = service(source, 'elementRegistry').filter(
    (element) =>
      element.waypoints === undefined && element.width > 0 && element.parent !== undefined
  )
  const at = { ...start }
  const overlaps = (other: DiagramElement) =>
    Math.abs(other.x + other.width / 2 - at.x) < (other.width + shape.width) / 2 + 10 &&
    Math.abs(other.y + other.height / 2 - at.y) < (other.height + shape.height) / 2 + 10
  for (let tries = 0; tries < 40 && others.some(overlaps); tries++) at.y += MARGIN
  return at
}

export function canFollow(element: DiagramElement): boolean {
  const { businessObject: owner } = element
  return (
    owner.$instanceOf('bpmn:FlowNode') &&
    !owner.$instanceOf('bpmn:EndEvent') &&
    owner.get('triggeredByEvent') !== true
  )
}

/** The kind of an event's definition, without prefix and suffix; null for others and plain ones. */
export function eventOf(owner: Moddle): string | null {
  if (!owner.$instanceOf('bpmn:Event')) return null
  const definitions = owner.get('eventDefinitions')
  const [first] = Array.isArray(definitions) ? (definitions as Moddle[]) : []
  return first ? first.$type.replace(/^bpmn:|EventDefinition$/g, '') : null
}

export function placeOf(element: DiagramElement): AppendPlace {
  const owner = element.businessObject
  let parent = owner.$parent
  while (parent && parent.$type !== 'bpmn:Transaction') parent = parent.$parent
  return {
    type: owner.$type,
    event: eventOf(owner),
    isEventSubProcess: owner.get('triggeredByEvent') === true,
    inTransaction: parent !== undefined,
    forCompensation: owner.get('isForCompensation') === true,
  }
}

/** Hangs an event on the edge of a step, beside those that hang there already. */
export function attach(source: ServiceSource, item: CatalogItem, host: DiagramElement): void {
  const [shape] = shapesOf(source, item.shape)
  if (!shape) return
  const taken = host.attachers?.length ?? 0
  const at = { x: host.x + host.width - 20 - taken * 42, y: host.y + host.height }
  const made = service(source, 'modeling').createShape(shape, at, host, { attach: true })
  service(source, 'selection').select(made)
}

/** Elements that a connection from this one may lead to. */
export function targetsOf(source: ServiceSource, from: DiagramElement): DiagramElement[] {
  const rules = service(source, 'rules')
  return service(source, 'elementRegistry').filter(
    (element) =>
      element !== from &&
      !element.labelTarget &&
      element.businessObject.$instanceOf('bpmn:FlowNode') &&
      !from.outgoing.some(({ target }) => target === element) &&
      Boolean(rules.allowed('connection.create', { source: from, target: element }))
  )
}

export const nameOf = (element: DiagramElement): string => {
  const name = element.businessObject.get('name')
  return typeof name === 'string' ? name : ''
}
export const isChoosable = (element: DiagramElement): boolean =>
  element.parent !== undefined && !element.labelTarget
