import type { Moddle, ModdleFactory } from './moddle.js'

/** What we use of the services of bpmn-js and diagram-js, as they are injected. */
export interface DiagramElement {
  id: string
  type: string
  businessObject: Moddle
  parent?: DiagramElement
  children?: DiagramElement[]
  incoming: DiagramElement[]
  outgoing: DiagramElement[]
  attachers?: DiagramElement[]
  host?: DiagramElement
  labelTarget?: DiagramElement
  source?: DiagramElement
  target?: DiagramElement
  x: number
  y: number
  width: number
  height: number
  waypoints?: { x: number; y: number }[]
}
export interface Point {
  x: number
  y: number
}

export interface EventBus {
  on<T = unknown>(
    event: string | string[],
    priority: number | ((event: T) => unknown),
    callback?: (event: T) => unknown
  ): void
  fire(event: string, payload?: object): unknown
}
export interface Viewbox {
  x: number
  y: number
  width: number
  height: number
  scale: number
  inner: { x: number; y: number; width: number; height: number }
  outer: { width: number; height: number }
}
export interface Canvas {
  getContainer(): HTMLElement
  getRootElement(): DiagramElement
  getRootElements(): DiagramElement[]
  setRootElement(root: DiagramElement): void
  findRoot(element: DiagramElement | string): DiagramElement | undefined
  getGraphics(element: DiagramElement | string): SVGElement
  addMarker(element: string, marker: string): void
  removeMarker(element: string, marker: string): void
  viewbox(): Viewbox
  viewbox(box: { x: number; y: number; width: number; height: number }): Viewbox
  zoom(level?: number | 'fit-viewport', center?: Point | 'auto'): number
  scrollToElement(element: DiagramElement | string, padding?: number): void
  focus(): void
  getAbsoluteBBox(element: DiagramElement): { x: number; y: number; width: number; height: number }
}
export interface ElementRegistry {
  get(id: string): DiagramElement | undefined
  getAll(): DiagramElement[]
  filter(test: (element: DiagramElement) => boolean): DiagramElement[]
}
export interface Selection {
  get(): DiagramElement[]
  select(elements: DiagramElement | DiagramElement[] | null, add?: boolean): void
}
export interface CommandStack {
  canUndo(): boolean
  canRedo(): boolean
  undo(): void
  redo(): void
  clear(emit?: boolean): void
  execute(command: string, context: object): void
  registerHandler(command: string, handler: new (...services: never[]) => object): void
}
export interface Modeling {
  updateProperties(element: DiagramElement, properties: Record<string, unknown>): void
  updateModdleProperties(
    element: DiagramElement,
    moddle: Moddle,
    properties: Record<string, unknown>
  ): void
  updateLabel(element: DiagramElement, text: string): void
  removeElements(elements: DiagramElement[]): void
  connect(source: DiagramElement, target: DiagramElement): DiagramElement
  createShape(
    shape: DiagramElement,
    position: Point,
    target: DiagramElement,
    hints?: { attach?: boolean }
  ): DiagramElement
  createElements(
    elements: DiagramElement[],
    position: Point,
    target: DiagramElement
  ): DiagramElement[]
}
export interface ElementFactory {
  createShape(attributes: Record<string, unknown>): DiagramElement
}
export interface Create {
  start(
    event: Event,
    elements: DiagramElement | DiagramElement[],
    context?: { source?: DiagramElement; hints?: object }
  ): void
}
export interface AutoPlace {
  append(source: DiagramElement, shape: DiagramElement): DiagramElement
}
export interface Connect {
  start(event: Event, source: DiagramElement): void
}
export interface Rules {
  allowed(rule: string, context: object): unknown
}
export type Translate = (text: string, values?: Record<string, string>) => string

export interface PopupEntry {
  label: string
  className?: string
  imageUrl?: string
  description?: string
  search?: string
  rank?: number
  group?: { id: string; name: string }
  action: (event: Event, entry: object) => void
}
export type PopupEntries = Record<string, PopupEntry>
export interface PopupProvider {
  getPopupMenuEntries(
    target: DiagramElement
  ): PopupEntries | ((entries: PopupEntries) => PopupEntries)
}
export interface PopupMenu {
  registerProvider(id: string, provider: PopupProvider): void
  registerProvider(id: string, priority: number, provider: PopupProvider): void
  isEmpty(target: DiagramElement, provider: string): boolean
  open(
    target: DiagramElement,
    provider: string,
    position: Point & { cursor?: Point },
    options?: { title?: string; width?: number | string; search?: boolean }
  ): void
  close(): void
}
export interface PadEntry {
  group: string
  className: string
  title: string
  html?: string
  action: {
    click: (event: PointerEvent, element: DiagramElement) => void
    dragstart?: (event: PointerEvent, element: DiagramElement) => void
  }
}
export interface ContextPad {
  registerProvider(provider: {
    getContextPadEntries(element: DiagramElement): Record<string, PadEntry>
    getMultiElementContextPadEntries?(elements: DiagramElement[]): Record<string, PadEntry>
  }): void
  getPad(element: DiagramElement): { html: HTMLElement }
  isOpen(element?: DiagramElement): boolean
  open(element: DiagramElement, force?: boolean): void
  close(): void
}
export interface Keyboard {
  addListener(
    priority: number,
    listener: (context: { keyEvent: KeyboardEvent }) => unknown,
    type?: string
  ): void
}
export interface EditorActions {
  trigger(action: string, options?: object): unknown
  isRegistered(action: string): boolean
}
export interface Overlays {
  add(
    element: DiagramElement | string,
    type: string,
    overlay: {
      position: { top?: number; left?: number; bottom?: number; right?: number }
      html: HTMLElement
      show?: object
      scale?: boolean | { min?: number; max?: number }
    }
  ): string
  remove(filter: { type: string } | { id: string }): void
}
export interface BpmnReplace {
  replaceElement(element: DiagramElement, target: object): DiagramElement
}
export interface DirectEditing {
  activate(element: DiagramElement): void
  isActive(): boolean
  complete(): void
}
export interface Activatable {
  toggle(active?: boolean): void
  open(): void
  close(): void
  isOpen(): boolean
}

export interface Services {
  eventBus: EventBus
  canvas: Canvas
  elementRegistry: ElementRegistry
  selection: Selection
  commandStack: CommandStack
  modeling: Modeling
  elementFactory: ElementFactory
  bpmnFactory: ModdleFactory
  create: Create
  autoPlace: AutoPlace
  connect: Connect
  rules: Rules
  translate: Translate
  popupMenu: PopupMenu
  contextPad: ContextPad
  keyboard: Keyboard
  editorActions: EditorActions
  overlays: Overlays
  bpmnReplace: BpmnReplace
  directEditing: DirectEditing
  minimap: Activatable
  searchPad: Activatable
}

/** The part of a viewer or modeler that hands out services. */
export interface ServiceSource {
  get<T>(name: string): T
}
export function service<K extends keyof Services>(source: ServiceSource, name: K): Services[K] {
  return source.get<Services[K]>(name)
}
