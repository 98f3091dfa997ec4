import { useI18n } from 'vue-i18n'
import type { ComputedRef } from 'vue'
import { textKey } from './canvas/bpmn_texts.js'
import type { ActionTemplate } from './canvas/drawing.js'
import type { Words } from './canvas/words.js'

/** What the canvas says, from the locales. */
export function useWords(
  actions: ComputedRef<readonly ActionTemplate[]>,
  element: (id: string) => string
): Words {
  const { t, te } = useI18n()
  return {
    translate(text) {
      const key = textKey(text)
      return te(key) ? t(key) : text
    },
    item: ({ id }) => ({
      label: t(`workflow_designer.element.${id}`),
      hint: te(`workflow_designer.element_hint.${id}`)
        ? t(`workflow_designer.element_hint.${id}`)
        : '',
    }),
    group: (group) => t(`workflow_designer.group.${group}`),
    say: (key) => t(`workflow_designer.${key}`),
    element,
    actions: () => actions.value,
  }
}
