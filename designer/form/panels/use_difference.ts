import { useI18n } from 'vue-i18n'
import { formDifference } from '#core/forms/form_diff'
import type { FormDefinition } from '#core/metadata/types'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { titleOf } from '../canvas/element_text.js'
import { differenceLines, valueText, type DifferenceLine } from './difference_lines.js'

/** Properties by their name in the texts of the builder. */
const PROPERTY: Record<string, string> = {
  label: 'prop.label',
  help: 'prop.help',
  html: 'prop.html',
  visibleWhen: 'prop.visible_when',
  requiredWhen: 'prop.required_when',
  readOnlyWhen: 'prop.read_only_when',
  value: 'prop.value',
  rules: 'section.rules',
  scoring: 'section.scoring',
  columns: 'prop.columns',
  collapsible: 'prop.collapsible',
  collapsed: 'prop.collapsed',
  minRows: 'prop.min_rows',
  maxRows: 'prop.max_rows',
  addLabel: 'prop.add_label',
  wide: 'prop.wide',
  field: 'prop.of_field',
  view: 'prop.view',
  level: 'prop.level',
  definition: 'prop.question',
  roles: 'prop.roles',
  when: 'prop.when',
  order: 'prop.order',
  answersField: 'prop.answers_field',
}

/** Two forms side by side in the reader's words. */
export function useDifference() {
  const metadata = useMetadata()
  const format = useFormat()
  const { t, te } = useI18n()

  function titles(form: FormDefinition) {
    return (element: string): string =>
      titleOf(
        form,
        metadata.entities,
        element,
        (text) => format.value.label(text),
        (kind) => t(`form_builder.kind.${kind}`)
      )
  }
  function property(path: string): string {
    const [root = '', ...rest] = path.split('.')
    const key = `form_builder.${PROPERTY[root] ?? `prop.${root}`}`
    const name = te(key) ? t(key) : root
    const last = rest.at(-1) ?? ''
    const language = `form_builder.language.${last}`
    if (te(language)) return t('form_builder.versions.in_language', { name, language: t(language) })
    return rest.length > 0 ? `${name} · ${rest.join('.')}` : name
  }
  function lines(before: FormDefinition, after: FormDefinition): DifferenceLine[] {
    const titleAfter = titles(after)
    return differenceLines(formDifference(before, after), {
      titleBefore: titles(before),
      titleAfter,
      place: (container) =>
        container === null
          ? t('form_builder.merge.top')
          : t('form_builder.merge.inside', { what: titleAfter(container) }),
      property,
      value: (value) =>
        valueText(
          value,
          (text) => format.value.label(text),
          t('form_builder.yes'),
          t('form_builder.no')
        ),
    })
  }
  return { lines }
}
