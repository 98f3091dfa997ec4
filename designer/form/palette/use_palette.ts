import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FormElementKind } from '#core/forms/model'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { fold } from '#ui/format/fold.js'
import { typeIcon } from '#designer/entity/model/fields.js'
import { entityOfPlace } from '../canvas/element_text.js'
import { useEditor } from '../editor/editor.js'
import { fieldsOn } from '../model/clipboard.js'
import { LAYOUT } from '../model/new_elements.js'
import { isContainer } from '../model/placement.js'
import { rowsOf } from '../model/tree.js'

export interface PaletteItem {
  id: string
  kind: FormElementKind
  field: string
  label: string
  icon: string
  /** Its type or what it is for. */
  hint: string
  used: boolean
}

const NOT_INPUTS = new Set(['one_to_many', 'many_to_many'])

/** What can be put on the form where the chosen element is: fields of the record or of the rows, and layout. */
export function usePalette() {
  const editor = useEditor()
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()

  const container = computed(() => {
    const name = editor.active.value
    if (name === null) return null
    const element = editor.element(name)
    return element && isContainer(element.kind) ? name : (element?.parent ?? null)
  })
  const rows = computed(() => rowsOf(editor.form.value, container.value))
  const entity = computed(() =>
    entityOfPlace(editor.form.value, metadata.entities, container.value)
  )

  const fields = computed<PaletteItem[]>(() => {
    const used = fieldsOn(editor.form.value, rows.value)
    return Object.entries(entity.value?.fields ?? {})
      .filter(([, field]) => !field.removed && !NOT_INPUTS.has(field.type))
      .map(([name, field]) => ({
        id: `field:${name}`,
        kind: 'field' as const,
        field: name,
        label: format.value.label(field.label),
        icon: typeIcon(field.type),
        hint: name,
        used: used.has(name),
      }))
      .sort((a, b) => Number(a.used) - Number(b.used) || a.label.localeCompare(b.label))
  })
  /** Repeaters and related lists name what they show at once where there is only one. */
  const many = computed(() =>
    Object.entries(editor.entity.value.fields).filter(
      ([, field]) => field.type === 'one_to_many' && !field.removed
    )
  )
  const layout = computed<PaletteItem[]>(() =>
    LAYOUT.map(({ name, kind, icon, of = '' }) => ({
      id: `layout:${name}`,
      kind,
      field: kind === 'repeater' || kind === 'related_list' ? (many.value[0]?.[0] ?? '') : of,
      label: t(`form_builder.kind.${name}`),
      icon,
      hint: t(`form_builder.kind_hint.${name}`),
      used: false,
    }))
  )
  const matching = (items: readonly PaletteItem[], search: string): PaletteItem[] => {
    const wanted = fold(search.trim())
    return items.filter(({ label, hint }) => fold(`${label} ${hint}`).includes(wanted))
  }
  return { fields, layout, matching, rows, entity }
}
