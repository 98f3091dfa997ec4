import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer'
import minimap from 'diagram-js-minimap'
import { onScopeDispose } from 'vue'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import { RENDERING } from './looks.js'
import { service, type DiagramElement, type Services } from './services.js'

export interface Viewer {
  mount(holder: HTMLElement): void
  load(xml: string): Promise<void>
  get<K extends keyof Services>(name: K): Services[K]
  fit(): void
  mark(id: string, marker: string): void
  onChoose(choose: (id: string | null) => void): void
}

/** A diagram to look at and to move in. */
export function useViewer(): Viewer {
  const viewer = new NavigatedViewer({
    additionalModules: [minimap],
    moddleExtensions: { peyvand: PEYVAND_MODDLE },
    ...RENDERING,
  })
  const get = <K extends keyof Services>(name: K) => service(viewer, name)
  onScopeDispose(() => viewer.destroy())
  return {
    mount: (holder) => viewer.attachTo(holder),
    async load(xml) {
      await viewer.importXML(xml)
    },
    get,
    fit() {
      const canvas = get('canvas')
      /** With a margin: labels and marks reach beyond their elements. */
      canvas.zoom(Math.min(1.1, canvas.zoom('fit-viewport', 'auto') * 0.95), 'auto')
    },
    mark(id, marker) {
      if (get('elementRegistry').get(id)?.parent) get('canvas').addMarker(id, marker)
    },
    onChoose(choose) {
      get('eventBus').on<{ element: DiagramElement }>('element.click', ({ element }) => {
        choose(element.parent ? element.id : null)
      })
    },
  }
}
