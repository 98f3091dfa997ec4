import type { AppendMenu } from './append_menu.js'
import { isChoosable } from './drawing.js'
import type {
  Canvas,
  DiagramElement,
  ElementRegistry,
  Keyboard,
  Selection,
} from '#ui/diagram/services.js'

/** Before those of bpmn-js, which takes some of the same keys for tools of the pointer. */
const EARLY = 3_000

/** Where the keys that leave the canvas lead. */
export interface KeyActions {
  properties(): void
  help(): void
  publish(): void
}

type Direction = 'forward' | 'back' | 'up' | 'down'
const DIRECTIONS: Partial<Record<string, Direction>> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Drawing without a pointer: walking along the flow, menus by letters, the way to the properties. */
export class CanvasKeys {
  static $inject = [
    'keyboard',
    'selection',
    'elementRegistry',
    'canvas',
    'appendMenu',
    'config.keyActions',
  ]

  constructor(
    keyboard: Keyboard,
    private selection: Selection,
    private registry: ElementRegistry,
    private canvas: Canvas,
    private menu: AppendMenu,
    private actions: KeyActions
  ) {
    keyboard.addListener(EARLY, ({ keyEvent }) => this.#handle(keyEvent))
  }

  #handle(event: KeyboardEvent): true | undefined {
    const direction = DIRECTIONS[event.key]
    if (event.altKey && direction) return this.#walk(direction)
    if (event.altKey) return undefined
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'Enter') return undefined
      this.actions.publish()
      return true
    }
    const [element] = this.selection.get()
    if (event.key === '?') {
      this.actions.help()
      return true
    }
    if (!element) return undefined
    switch (event.key.toLowerCase()) {
      case 'a':
        this.menu.open(element, 'append')
        return true
      case 'b':
        this.menu.open(element, 'attach')
        return true
      case 'c':
        this.menu.open(element, 'connect')
        return true
      case 'r':
        this.menu.open(element, 'replace')
        return true
      case 'enter':
        this.actions.properties()
        return true
      case 'escape':
        this.selection.select(null)
        return true
      default:
        return undefined
    }
  }

  #walk(direction: Direction): true {
    const [from] = this.selection.get()
    const next = from ? this.#neighbour(from, direction) : this.#first()
    if (next) {
      this.selection.select(next)
      this.canvas.scrollToElement(next)
    }
    return true
  }

  #first(): DiagramElement | undefined {
    const root = this.canvas.getRootElement()
    const nodes = this.registry.filter(
      (element) =>
        isChoosable(element) && element.waypoints === undefined && element.parent === root
    )
    return nodes.toSorted((a, b) => a.x - b.x || a.y - b.y)[0]
  }

  /** Along the flow: from a step to its flow, from a flow to the step; up and down between those beside each other. */
  #neighbour(from: DiagramElement, direction: Direction): DiagramElement | undefined {
    if (direction === 'forward') return from.waypoints ? from.target : flows(from.outgoing)[0]
    if (direction === 'back') {
      if (from.waypoints) return from.source
      return flows(from.incoming)[0] ?? from.host
    }
    const beside = from.waypoints ? flows(from.source?.outgoing ?? []) : this.#column(from)
    const at = beside.indexOf(from)
    const next = beside[at + (direction === 'down' ? 1 : -1)]
    return next ?? (direction === 'down' ? from.attachers?.[0] : from.host)
  }

  #column(of: DiagramElement): DiagramElement[] {
    return this.registry
      .filter(
        (element) =>
          isChoosable(element) &&
          element.waypoints === undefined &&
          element.parent === of.parent &&
          element.x < of.x + of.width &&
          element.x + element.width > of.x
      )
      .toSorted((a, b) => a.y - b.y)
  }
}

const flows = (connections: readonly DiagramElement[]): DiagramElement[] =>
  connections
    .filter(({ type }) => type === 'bpmn:SequenceFlow')
    .toSorted((a, b) => (a.waypoints?.at(-1)?.y ?? 0) - (b.waypoints?.at(-1)?.y ?? 0))
