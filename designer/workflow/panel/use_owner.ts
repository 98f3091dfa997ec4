import { computed, type ComputedRef } from 'vue'
import { useDrawing } from '../canvas/drawing_key.js'
import type { Edit, Moddle, ModdleFactory } from '#ui/diagram/moddle.js'

export interface OwnerPanel {
  factory: ModdleFactory
  definitions: () => Moddle
  edit(edits: readonly Edit[], label?: string): void
  /** A value of the chosen element that is read anew after every change of the document. */
  read<T>(read: () => T): ComputedRef<T>
}

/** What a section of the panel needs to show and change the chosen element. */
export function useOwner(): OwnerPanel {
  const drawing = useDrawing()
  return {
    factory: drawing.factory,
    definitions: () => drawing.definitions(),
    edit: (edits, label) => drawing.edit(edits, label),
    read: (read) =>
      computed(() => {
        void drawing.revision.value
        return read()
      }),
  }
}
