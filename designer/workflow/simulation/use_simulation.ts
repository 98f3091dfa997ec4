import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import type { ProcessEvent, ProcessGraph, Values } from '#core/workflow/kernel/types'
import type { Drawing } from '../canvas/use_modeler.js'
import {
  beginSimulation,
  openWaits,
  passedBy,
  plays,
  tell,
  tokensOn,
  type Simulation,
} from './simulation.js'

export interface SimulationPlayer {
  readonly now: ComputedRef<Simulation | null>
  readonly playing: Ref<boolean>
  readonly canGoBack: ComputedRef<boolean>
  begin(graph: ProcessGraph, start: string | null, variables: Values, globals: Values): void
  tell(event: ProcessEvent): void
  back(): void
  reset(): void
}

const PACE_MS = 900
const TOKEN = 'pv-token'

/** A simulation with the way back, drawn on the canvas. */
export function useSimulation(drawing: Drawing): SimulationPlayer {
  const past = shallowRef<readonly Simulation[]>([])
  const now = computed(() => past.value.at(-1) ?? null)
  const playing = ref(false)
  let marked: readonly { element: string; marker: string }[] = []

  function draw(simulation: Simulation | null): void {
    const canvas = drawing.get('canvas')
    const overlays = drawing.get('overlays')
    const registry = drawing.get('elementRegistry')
    const isDrawn = (id: string) => registry.get(id)?.parent !== undefined
    for (const { element, marker } of marked) {
      if (isDrawn(element)) canvas.removeMarker(element, marker)
    }
    overlays.remove({ type: TOKEN })
    marked = []
    if (!simulation) return
    const tokens = tokensOn(simulation.state).filter(({ element }) => isDrawn(element))
    marked = [
      ...passedBy(simulation.trail).filter(({ element }) => isDrawn(element)),
      ...tokens.map(({ element, failed }) => ({
        element,
        marker: failed ? 'pv-failed' : 'pv-active',
      })),
    ]
    for (const { element, marker } of marked) canvas.addMarker(element, marker)
    for (const { element, count, failed } of tokens) {
      const html = document.createElement('div')
      html.className = failed ? 'pv-token pv-token-incident' : 'pv-token'
      html.textContent = failed ? '!' : String(count)
      overlays.add(element, TOKEN, { position: { top: -12, left: -12 }, html })
    }
  }
  watch(now, draw)
  onScopeDispose(() => draw(null))

  function say(event: ProcessEvent): void {
    if (now.value) past.value = [...past.value, tell(now.value, event)]
  }
  const { pause, resume } = useIntervalFn(
    () => {
      const wait = now.value && openWaits(now.value).find(plays)
      if (wait) say({ type: 'done', wait: wait.id, result: null })
      else playing.value = false
    },
    PACE_MS,
    { immediate: false }
  )
  watch(playing, (on) => (on ? resume() : pause()))

  return {
    now,
    playing,
    canGoBack: computed(() => past.value.length > 1),
    begin(graph, start, variables, globals) {
      past.value = [beginSimulation(graph, start, variables, globals, new Date().toISOString())]
    },
    tell: say,
    back() {
      playing.value = false
      past.value = past.value.slice(0, -1)
    },
    reset() {
      playing.value = false
      past.value = []
    },
  }
}
