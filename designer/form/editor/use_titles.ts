import { useI18n } from 'vue-i18n'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { definitionOf, titleOf } from '../canvas/element_text.js'
import { useEditor } from './editor.js'
import type { FieldDefinition } from '#core/metadata/types'

/** What the elements of the form are called in the reader's language. */
export function useTitles() {
  const editor = useEditor()
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()
  const title = (name: string): string =>
    titleOf(
      editor.form.value,
      metadata.entities,
      name,
      (text) => format.value.label(text),
      (kind) => t(`form_builder.kind.${kind}`)
    )
  const definition = (name: string): FieldDefinition | null => {
    const element = editor.element(name)
    return element ? definitionOf(editor.form.value, metadata.entities, element) : null
  }
  return { title, definition }
}
