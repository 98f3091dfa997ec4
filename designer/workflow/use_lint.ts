import {
  computed,
  inject,
  provide,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import { useDebounceFn } from '@vueuse/core'
import { useI18n } from 'vue-i18n'
import { compileXml } from '#core/workflow/kernel/compile'
import type { CompileFault, ProcessGraph } from '#core/workflow/kernel/types'
import { isApiError } from '#ui/api/api_error.js'
import { workflowsApi } from '#ui/api/workflows.js'
import type { Drawing } from './canvas/use_modeler.js'

export interface Lint {
  faults: ShallowRef<readonly CompileFault[]>
  errors: ComputedRef<readonly CompileFault[]>
  byElement: ComputedRef<ReadonlyMap<string | null, readonly CompileFault[]>>
  /** What can be simulated; empty while something stands against it. */
  graphs: ShallowRef<readonly ProcessGraph[]>
  /** The change of the document up to which was looked. */
  checked: ShallowRef<number>
  text(fault: CompileFault): string
  run(): Promise<void>
  /** The first look, at what was opened. */
  begin(): Promise<void>
}
const lintKey: InjectionKey<Lint> = Symbol('workflow lint')
const AFTER_MS = 300
const ASK_AFTER_MS = 1_500
const OVERLAY = 'pv-fault'

const faultId = ({ code, element, params }: CompileFault): string =>
  JSON.stringify([code, element, params])

/** Compiles while one draws, with the compiler that publishing uses, and shows the faults on the elements. */
export function provideLint(drawing: Drawing, key: string): Lint {
  const { t, te } = useI18n()
  const faults = shallowRef<readonly CompileFault[]>([])
  const graphs = shallowRef<readonly ProcessGraph[]>([])
  const checked = shallowRef(-1)
  let marked: readonly [string, string][] = []
  let own: readonly CompileFault[] = []
  /** What the server said last, until it has looked again: else its marks would blink. */
  let foreign: readonly CompileFault[] = []

  async function run(): Promise<void> {
    const revision = drawing.revision.value
    const compiled = await compileXml(await drawing.xml())
    if (revision !== drawing.revision.value) return
    const registry = drawing.get('elementRegistry')
    foreign = foreign.filter(({ element }) => element === null || registry.get(element))
    own = compiled.faults
    graphs.value = compiled.graphs
    checked.value = revision
    show()
  }
  /** What only the server knows: that an action, a table, a process or a kind of record is not there. */
  async function ask(): Promise<void> {
    const revision = drawing.revision.value
    try {
      const all = await workflowsApi.check(key, await drawing.xml())
      if (revision !== drawing.revision.value) return
      const known = new Set(own.map(faultId))
      foreign = all.filter((fault) => !known.has(faultId(fault)))
      show()
    } catch (error) {
      /** It is asked again at the next change, and in any case by publishing. */
      if (!isApiError(error)) throw error
    }
  }
  function show(): void {
    faults.value = [...own, ...foreign]
    mark()
  }
  function mark(): void {
    const canvas = drawing.get('canvas')
    const overlays = drawing.get('overlays')
    const registry = drawing.get('elementRegistry')
    for (const [id, marker] of marked) if (registry.get(id)) canvas.removeMarker(id, marker)
    overlays.remove({ type: OVERLAY })
    const found = Map.groupBy(faults.value, ({ element }) => element)
    marked = [...found].flatMap(([id, list]): [string, string][] => {
      const element = id === null ? undefined : registry.get(id)
      if (id === null || !element?.parent) return []
      const isError = list.some(({ severity }) => severity === 'error')
      const marker = isError ? 'pv-has-error' : 'pv-has-warning'
      canvas.addMarker(id, marker)
      const html = document.createElement('div')
      html.className = isError ? 'pv-fault' : 'pv-fault pv-fault-warning'
      html.textContent = isError ? '!' : '?'
      html.title = list.map((fault) => text(fault)).join('\n')
      overlays.add(id, OVERLAY, { position: { top: -9, right: 9 }, html })
      return [[id, marker]]
    })
  }
  function text(fault: CompileFault): string {
    const named = `workflow.fault.${fault.code}`
    return te(named) ? t(named, fault.params) : fault.code
  }
  const soon = useDebounceFn(run, AFTER_MS)
  const later = useDebounceFn(ask, ASK_AFTER_MS)
  watch(drawing.revision, () => {
    void soon()
    void later()
  })

  const lint: Lint = {
    faults,
    errors: computed(() => faults.value.filter(({ severity }) => severity === 'error')),
    byElement: computed(() => Map.groupBy(faults.value, ({ element }) => element)),
    graphs,
    checked,
    text,
    run,
    async begin() {
      await run()
      await ask()
    },
  }
  provide(lintKey, lint)
  return lint
}

export function useLint(): Lint {
  const lint = inject(lintKey)
  if (!lint) throw new Error('useLint() outside of the workflow designer')
  return lint
}
