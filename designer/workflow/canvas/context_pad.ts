import { CATALOG, itemsAfter } from '../model/catalog.js'
import type { AppendMenu } from './append_menu.js'
import { place, placeOf, shapesOf } from './drawing.js'
import type {
  Connect,
  ContextPad,
  Create,
  DiagramElement,
  Modeling,
  PadEntry,
  PopupMenu,
  Rules,
  ServiceSource,
} from '#ui/diagram/services.js'
import type { Words } from './words.js'

/** Beside a chosen element: the few things that come next most often, and menus for all others. */
const QUICK = ['user_task', 'service_task', 'exclusive', 'end'] as const

export class ContextPadProvider {
  static $inject = [
    'contextPad',
    'injector',
    'config.words',
    'appendMenu',
    'create',
    'connect',
    'modeling',
    'popupMenu',
    'rules',
  ]

  constructor(
    pad: ContextPad,
    private services: ServiceSource,
    private words: Words,
    private menu: AppendMenu,
    private create: Create,
    private connect: Connect,
    private modeling: Modeling,
    private popup: PopupMenu,
    private rules: Rules
  ) {
    pad.registerProvider(this)
  }

  getMultiElementContextPadEntries(elements: DiagramElement[]): Record<string, PadEntry> {
    return this.#mayGo(elements) ? { delete: this.#remove(() => elements.slice()) } : {}
  }

  getContextPadEntries(element: DiagramElement): Record<string, PadEntry> {
    const entries: Record<string, PadEntry> = {}
    if (!element.labelTarget) {
      Object.assign(entries, this.#append(element), this.#menus(element))
    }
    if (this.#mayGo([element])) entries.delete = this.#remove(() => [element])
    return entries
  }

  #append(element: DiagramElement): Record<string, PadEntry> {
    const owner = element.businessObject
    if (!owner.$instanceOf('bpmn:FlowNode')) return {}
    const offered = itemsAfter(placeOf(element))
    const entries: Record<string, PadEntry> = {}
    for (const id of QUICK) {
      const item = CATALOG.find((one) => one.id === id)
      if (!item || !offered.includes(item)) continue
      entries[`append.${id}`] = {
        group: 'model',
        className: item.icon,
        title: this.words.item(item).label,
        action: {
          click: () => place(this.services, shapesOf(this.services, item.shape), element),
          dragstart: (event) =>
            this.create.start(event, shapesOf(this.services, item.shape), { source: element }),
        },
      }
    }
    if (offered.length > 1) {
      entries['append.more'] = this.#opens(element, 'append', 'model', 'pv-pad-more')
    }
    return entries
  }

  #menus(element: DiagramElement): Record<string, PadEntry> {
    const owner = element.businessObject
    const entries: Record<string, PadEntry> = {}
    if (owner.$instanceOf('bpmn:Activity') && owner.get('triggeredByEvent') !== true)
      entries.attach = this.#opens(element, 'attach', 'edit', 'bpmn-icon-intermediate-event-none')
    if (!this.popup.isEmpty(element, 'bpmn-replace'))
      entries.replace = this.#opens(element, 'replace', 'edit', 'bpmn-icon-screw-wrench')
    if (owner.$instanceOf('bpmn:FlowNode') || owner.$type === 'bpmn:TextAnnotation') {
      const start = (event: PointerEvent) => this.connect.start(event, element)
      entries.connect = {
        group: 'connect',
        className: 'bpmn-icon-connection-multi',
        title: this.words.say('menu.connect'),
        action: { click: start, dragstart: start },
      }
    }
    return entries
  }

  #opens(
    element: DiagramElement,
    which: 'append' | 'attach' | 'replace',
    group: string,
    className: string
  ): PadEntry {
    return {
      group,
      className,
      title: this.words.say(`menu.${which}`),
      action: { click: () => this.menu.open(element, which) },
    }
  }

  #remove(of: () => DiagramElement[]): PadEntry {
    return {
      group: 'edit',
      className: 'bpmn-icon-trash',
      title: this.words.say('remove'),
      action: { click: () => this.modeling.removeElements(of()) },
    }
  }

  #mayGo(elements: DiagramElement[]): boolean {
    const allowed = this.rules.allowed('elements.delete', { elements })
    return Array.isArray(allowed)
      ? elements.every((element) => allowed.includes(element))
      : Boolean(allowed)
  }
}
