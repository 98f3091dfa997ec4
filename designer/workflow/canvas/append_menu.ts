import { BOUNDARY_EVENTS, isOffered, itemsAfter, type CatalogItem } from '../model/catalog.js'
import { attach, place, placeOf, shapesOf, targetsOf } from './drawing.js'
import type {
  Canvas,
  DiagramElement,
  Modeling,
  PopupEntries,
  PopupEntry,
  PopupMenu,
  ServiceSource,
} from '#ui/diagram/services.js'
import type { Words } from './words.js'

/** Below those of bpmn-js, so that we are given what it offers. */
const LATE = 500

/**
 * The searchable menus of the canvas, for pointer and keyboard alike: what comes next, what may happen during a step, where a
 * connection leads.
 */
export class AppendMenu {
  static $inject = ['popupMenu', 'injector', 'config.words', 'canvas', 'modeling']

  constructor(
    private menu: PopupMenu,
    private services: ServiceSource,
    private words: Words,
    private canvas: Canvas,
    private modeling: Modeling
  ) {
    menu.registerProvider('peyvand-append', {
      getPopupMenuEntries: (target) => this.#following(target),
    })
    menu.registerProvider('peyvand-attach', {
      getPopupMenuEntries: (target) => this.#attached(target),
    })
    menu.registerProvider('peyvand-connect', {
      getPopupMenuEntries: (target) => this.#connected(target),
    })
    menu.registerProvider('bpmn-replace', LATE, {
      getPopupMenuEntries: () => (entries: PopupEntries) =>
        Object.fromEntries(Object.entries(entries).filter(([name]) => isOffered(name))),
    })
  }

  open(element: DiagramElement, which: 'append' | 'attach' | 'connect' | 'replace'): void {
    const provider = which === 'replace' ? 'bpmn-replace' : `peyvand-${which}`
    if (this.menu.isEmpty(element, provider)) return
    const box = this.canvas.getAbsoluteBBox(element)
    const { left, top } = this.canvas.getContainer().getBoundingClientRect()
    const position = { x: left + box.x + box.width + 12, y: top + box.y }
    this.menu.open(element, provider, position, {
      title: this.words.say(`menu.${which}`),
      width: 300,
      search: true,
    })
  }

  #entry(item: CatalogItem, act: () => void): PopupEntry {
    const { label, hint } = this.words.item(item)
    return {
      label,
      className: item.icon,
      search: hint,
      group: { id: item.group, name: this.words.group(item.group) },
      action: act,
    }
  }

  #following(element: DiagramElement): PopupEntries {
    const items = itemsAfter(placeOf(element))
    const entries: PopupEntries = {}
    for (const item of items) {
      entries[item.id] = this.#entry(item, () => {
        this.menu.close()
        place(this.services, shapesOf(this.services, item.shape), element)
      })
    }
    if (!items.some(({ id }) => id === 'service_task')) return entries
    for (const action of this.words.actions()) {
      entries[`action.${action.type}`] = {
        label: action.label,
        className: 'bpmn-icon-service-task',
        group: { id: 'action', name: this.words.say('actions') },
        action: () => {
          this.menu.close()
          const shapes = shapesOf(this.services, { type: 'bpmn:ServiceTask' }, action)
          place(this.services, shapes, element)
        },
      }
    }
    return entries
  }

  #attached(element: DiagramElement): PopupEntries {
    if (!element.businessObject.$instanceOf('bpmn:Activity')) return {}
    const isTransaction = element.businessObject.$type === 'bpmn:Transaction'
    return Object.fromEntries(
      BOUNDARY_EVENTS.filter(({ id }) => id !== 'on_cancel' || isTransaction).map((item) => [
        item.id,
        this.#entry(item, () => {
          this.menu.close()
          attach(this.services, item, element)
        }),
      ])
    )
  }

  #connected(element: DiagramElement): PopupEntries {
    return Object.fromEntries(
      targetsOf(this.services, element).map((target) => [
        target.id,
        {
          label: this.words.element(target.id),
          description: target.id,
          action: () => {
            this.menu.close()
            this.modeling.connect(element, target)
          },
        },
      ])
    )
  }
}
