import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import type { FormScore } from '#core/forms/scoring'
import { useFailures } from '#ui/app/failures.js'
import { useMenuCounts } from '#ui/stores/menu_counts.js'
import type { StepName } from '../api/types.js'
import { criteriaOf } from './page_form.js'
import type { EvaluationWork } from './use_evaluation.js'

interface Sheet {
  score: () => FormScore | null
  /** Tells faults and leads to the first; whether there were any. */
  tellFaults: () => Promise<boolean>
  focus: (criterion: string) => void
}

/** Leads the evaluation on: what is missing is shown first, and words are asked for where a step needs them. */
export function useSteps(work: EvaluationWork, sheet: Sheet) {
  const failures = useFailures()
  const menuCounts = useMenuCounts()
  const toast = useToast()
  const { t } = useI18n()
  const asking = ref<StepName | null>(null)
  const busy = ref<StepName | null>(null)

  /** The first criterion, in the order of the form, that applies and has no mark. */
  function openItem(): string | null {
    const items = sheet.score()?.items ?? {}
    const open = criteriaOf(work.page.value?.form).find(({ name }) => {
      const item = items[name]
      return item && item.mark === null && !item.notApplicable
    })
    return open?.name ?? null
  }
  async function isWhole(): Promise<boolean> {
    if (await sheet.tellFaults()) return false
    const open = openItem()
    if (open === null) return true
    sheet.focus(open)
    toast.add({
      title: t('call_evaluation.page.incomplete'),
      color: 'warning',
      icon: 'i-lucide-list-todo',
    })
    return false
  }
  async function step(name: StepName, reason: string | null): Promise<void> {
    busy.value = name
    try {
      if (!(await work.take(name, reason))) return
      asking.value = null
      toast.add({ title: t(`call_evaluation.taken.${name}`), icon: 'i-lucide-check' })
      await menuCounts.refresh()
    } catch (error) {
      failures.report(error)
    } finally {
      busy.value = null
    }
  }
  async function ask(name: StepName, needsReason: boolean): Promise<void> {
    if (busy.value !== null) return
    if ((name === 'finish' || name === 'rescore') && !(await isWhole())) return
    if (needsReason) asking.value = name
    else await step(name, null)
  }
  return { asking, busy, ask, step }
}
