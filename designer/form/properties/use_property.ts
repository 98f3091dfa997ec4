import { computed, type ComputedRef } from 'vue'
import type { Json } from '#core/metadata/types'
import { useEditor } from '../editor/editor.js'
import { isRefusal, setProperty } from '../model/commands.js'
import { valueAt } from '#core/forms/edits'
import { layerOf, type Layer } from '#core/forms/publication'

export interface Property {
  /** The value that all chosen elements share; undefined where they differ or none has one. */
  value: ComputedRef<Json | undefined>
  mixed: ComputedRef<boolean>
  layer: ComputedRef<Layer>
  /** Whether it was shipped otherwise and can go back to that. */
  resettable: ComputedRef<boolean>
  set(value: Json | undefined): void
  reset(): void
}

/** One property of the chosen elements (or of the form, where none is chosen), by its path inside them. */
export function useProperty(path: () => readonly string[]): Property {
  const editor = useEditor()
  const paths = computed(() => {
    const names = editor.chosen.value
    return names.length === 0 ? [path()] : names.map((name) => ['elements', name, ...path()])
  })
  const values = computed(() => paths.value.map((at) => valueAt(editor.form.value, at)))
  const mixed = computed(() =>
    values.value.some((value) => JSON.stringify(value) !== JSON.stringify(values.value[0]))
  )
  const layers = computed(() =>
    paths.value.map((at) => layerOf(editor.base.value, editor.form.value, at))
  )
  const shipped = computed(() => {
    const [, name = ''] = paths.value[0] ?? []
    const { base } = editor
    if (base.value === null) return false
    return editor.chosen.value.length === 0 || base.value.elements[name] !== undefined
  })
  return {
    value: computed(() => (mixed.value ? undefined : values.value[0])),
    mixed,
    layer: computed(() => (layers.value.includes('client') ? 'client' : 'base')),
    resettable: computed(() => shipped.value && layers.value.includes('client')),
    set: (value) => editor.set(paths.value, value),
    reset() {
      const form = editor.form.value
      for (const at of paths.value) {
        const result = setProperty(form, [at], valueAt(editor.base.value, at), editor.chosen.value)
        if (isRefusal(result)) continue
        editor.seal()
        editor.run({ name: { key: 'reset' }, edits: result.edits, select: editor.chosen.value })
      }
    },
  }
}
