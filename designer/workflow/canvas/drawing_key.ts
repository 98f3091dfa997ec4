import { inject, type InjectionKey } from 'vue'
import type { Drawing } from './use_modeler.js'

export const drawingKey: InjectionKey<Drawing> = Symbol('drawing')

/** The drawing that a panel belongs to. */
export function useDrawing(): Drawing {
  const drawing = inject(drawingKey)
  if (!drawing) throw new Error('useDrawing() outside of the workflow designer')
  return drawing
}
