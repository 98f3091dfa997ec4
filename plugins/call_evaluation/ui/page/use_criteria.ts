import { ref, type Ref } from 'vue'
import { useEventListener } from '@vueuse/core'

const SELECTOR = '[data-criterion]'

/** The criteria of a form on the page as one walks through them by keys: the one that the keys are about is marked. */
export function useCriteria(root: Ref<HTMLElement | null>) {
  const current = ref<string | null>(null)

  const all = (): HTMLElement[] =>
    [...(root.value?.querySelectorAll<HTMLElement>(SELECTOR) ?? [])].filter(
      (element) => element.offsetParent !== null
    )
  const nameOf = (element: HTMLElement): string => element.dataset.criterion ?? ''
  const elementOf = (name: string | null): HTMLElement | null =>
    all().find((element) => nameOf(element) === name) ?? null

  function choose(element: HTMLElement): void {
    for (const other of all()) delete other.dataset.current
    element.dataset.current = 'true'
    current.value = nameOf(element)
  }
  useEventListener(root, 'focusin', (event) => {
    const element = event.target instanceof HTMLElement ? event.target.closest(SELECTOR) : null
    if (element instanceof HTMLElement) choose(element)
  })

  function focus(element: HTMLElement | null): void {
    if (!element) return
    element.focus({ preventScroll: true })
    element.scrollIntoView({ block: 'nearest' })
    choose(element)
  }

  return {
    current,
    /** The element of the present one, or of the first where none was chosen yet. */
    present: (): HTMLElement | null => elementOf(current.value) ?? all()[0] ?? null,
    focus: (name: string) => focus(elementOf(name)),
    /** To the next or the one before; at the ends it stays. */
    walk(by: 1 | -1): void {
      const list = all()
      const at = list.findIndex((element) => nameOf(element) === current.value)
      const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by
      focus(list[Math.max(0, Math.min(list.length - 1, next))] ?? null)
    },
    forget(): void {
      current.value = null
    },
  }
}
