import Modeler from 'bpmn-js/lib/Modeler'
import minimap from 'diagram-js-minimap'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import type { Edit, Moddle, ModdleFactory } from '#ui/diagram/moddle.js'
import { EDIT_COMMAND, type EditContext } from './edit_command.js'
import type { KeyActions } from './canvas_keys.js'
import { RENDERING } from '#ui/diagram/looks.js'
import { DRAWING, TRANSLATION } from './modules.js'
import {
  service,
  type DiagramElement,
  type Services,
  type ServiceSource,
} from '#ui/diagram/services.js'
import type { Words } from './words.js'

export interface Drawing {
  readonly source: ServiceSource
  readonly factory: ModdleFactory
  /** Grows with every change of the document, so that what is computed from it is computed anew. */
  readonly revision: Ref<number>
  readonly selected: ShallowRef<readonly DiagramElement[]>
  /** The one chosen element; the process itself when nothing is chosen. */
  readonly element: ComputedRef<DiagramElement | null>
  readonly canUndo: Ref<boolean>
  readonly canRedo: Ref<boolean>
  readonly warnings: ShallowRef<readonly string[]>
  mount(holder: HTMLElement): void
  load(xml: string): Promise<void>
  xml(): Promise<string>
  svg(): Promise<string>
  definitions(): Moddle
  get<K extends keyof Services>(name: K): Services[K]
  edit(edits: readonly Edit[], label?: string): void
  choose(id: string): void
  undo(): void
  redo(): void
  focus(): void
  /** While it is looked at and not drawn on. */
  freeze(on: boolean): void
}

interface SelectionEvent {
  newSelection: DiagramElement[]
}

/** The modeler of bpmn-js with our modules, and what Vue needs to know of it. */
export function useModeler(words: Words, keyActions: KeyActions): Drawing {
  const modeler = new Modeler({
    additionalModules: [TRANSLATION, DRAWING, minimap],
    moddleExtensions: { peyvand: PEYVAND_MODDLE },
    ...RENDERING,
    words,
    keyActions,
  })
  const source: ServiceSource = modeler
  const get = <K extends keyof Services>(name: K) => service(source, name)
  const revision = ref(0)
  const selected = shallowRef<readonly DiagramElement[]>([])
  const root = shallowRef<DiagramElement | null>(null)
  const canUndo = ref(false)
  const canRedo = ref(false)
  const warnings = shallowRef<readonly string[]>([])
  const bus = get('eventBus')
  const stack = get('commandStack')

  bus.on('commandStack.changed', () => {
    revision.value++
    canUndo.value = stack.canUndo()
    canRedo.value = stack.canRedo()
  })
  bus.on<SelectionEvent>('selection.changed', ({ newSelection }) => {
    selected.value = newSelection
  })
  bus.on<{ element: DiagramElement }>('root.set', ({ element }) => {
    root.value = element
  })
  let frozen = false
  const DRAWS = ['element.mousedown', 'element.dblclick', 'create.start', 'connect.start']
  /** The canvas itself may still be moved. */
  bus.on<{ element?: DiagramElement }>(DRAWS, 5_000, ({ element }) =>
    frozen && element?.parent !== null && element?.parent !== undefined ? false : undefined
  )
  bus.on('keyboard.keydown', 5_000, () => (frozen ? false : undefined))
  onScopeDispose(() => modeler.destroy())

  const element = computed(() => {
    const [first, ...more] = selected.value
    if (more.length > 0) return null
    return first?.labelTarget ?? first ?? root.value
  })

  return {
    source,
    factory: get('bpmnFactory'),
    revision,
    selected,
    element,
    canUndo,
    canRedo,
    warnings,
    mount: (holder) => modeler.attachTo(holder),
    async load(xml) {
      const result = await modeler.importXML(xml)
      warnings.value = result.warnings.map(String)
      root.value = get('canvas').getRootElement()
      revision.value++
    },
    async xml() {
      const { xml, error } = await modeler.saveXML({ format: true })
      if (xml === undefined) throw error ?? new Error('The document could not be written')
      return xml
    },
    async svg() {
      return (await modeler.saveSVG()).svg
    },
    definitions: () => modeler.getDefinitions() as Moddle,
    get,
    edit(edits, label) {
      if (!element.value || (edits.length === 0 && label === undefined)) return
      const context: EditContext = {
        element: element.value,
        edits,
        ...(label === undefined ? {} : { label }),
      }
      stack.execute(EDIT_COMMAND, context)
    },
    choose(id) {
      const canvas = get('canvas')
      const found = get('elementRegistry').get(id)
      if (!found) return
      if (!found.parent) {
        get('selection').select(null)
        return
      }
      const plane = canvas.findRoot(found)
      if (plane && plane !== canvas.getRootElement()) canvas.setRootElement(plane)
      get('selection').select(found)
      canvas.scrollToElement(found)
    },
    undo: () => stack.undo(),
    redo: () => stack.redo(),
    focus: () => get('canvas').focus(),
    freeze(on) {
      frozen = on
      if (on) get('selection').select(null)
      get('canvas').getContainer().classList.toggle('pv-frozen', on)
    },
  }
}
