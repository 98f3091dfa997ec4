import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from '#ui/composables/use_format.js'
import type { FormEditor } from './editor.js'
import type { StepName } from '../model/history.js'

/** What a step is called: "Move ‘Mobile’", "Delete 3 elements". */
export function useStepText(): (name: StepName) => string {
  const { t } = useI18n()
  const format = useFormat()
  return ({ key, what, count }) => {
    if (what !== undefined) return t(`form_builder.step.${key}_one`, { what })
    if (count !== undefined)
      return t(`form_builder.step.${key}_many`, { n: format.value.number(count) })
    return t(`form_builder.step.${key}`)
  }
}

/** The last thing that happened, in words: read out by assistive techniques. */
export function useAnnouncement(editor: FormEditor): ComputedRef<string> {
  const { t } = useI18n()
  const format = useFormat()
  const step = useStepText()
  return computed(() => {
    const happening = editor.happening.value
    if (!happening) return ''
    const { kind, name, leftOut } = happening
    if (kind === 'refused') return t(`form_builder.refused.${name.key}`)
    const told =
      kind === 'undone'
        ? t('form_builder.undone', { step: step(name) })
        : kind === 'redone'
          ? t('form_builder.redone', { step: step(name) })
          : step(name)
    return leftOut
      ? `${told} ${t('form_builder.left_out', { n: format.value.number(leftOut) })}`
      : told
  })
}
