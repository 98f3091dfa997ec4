import type { FormDefinition, FormElement } from '#core/forms/model'
import { childrenOf, treeOf } from './tree.js'

/** How much an element counts among those it is scored with; 0 where it is not scored. Containers without a weight of their own pass through. */
export function weightOf(element: FormElement | undefined): number {
  if (element?.kind === 'section') return element.scoring?.weight ?? 1
  if (element?.kind === 'field' || element?.kind === 'question')
    return element.scoring ? (element.scoring.weight ?? 1) : 0
  return 0
}

const scoredBelow = (form: FormDefinition, name: string): boolean =>
  childrenOf(form, name).some((child) => {
    const element = form.elements[child]
    const own =
      element?.kind === 'field' || element?.kind === 'question' ? weightOf(element) > 0 : false
    return own || scoredBelow(form, child)
  })

/** The container whose score an element is part of: the section around it, else the form. */
export function scoredIn(form: FormDefinition, name: string): string | null {
  const { parent } = treeOf(form)
  for (let at = parent.get(name) ?? null; at !== null; at = parent.get(at) ?? null)
    if (form.elements[at]?.kind === 'section') return at
  return null
}

/** Elements that share one score with it, itself included. */
function together(form: FormDefinition, container: string | null): string[] {
  return treeOf(form).order.filter((name) => {
    const element = form.elements[name]
    if (scoredIn(form, name) !== container) return false
    if (element?.kind === 'section') return weightOf(element) > 0 && scoredBelow(form, name)
    return weightOf(element) > 0
  })
}

/** Share of an element in the score of its section (or of the form), 0–1. */
export function shareOf(form: FormDefinition, name: string): number {
  const all = together(form, scoredIn(form, name))
  if (!all.includes(name)) return 0
  const sum = all.reduce((total, other) => total + weightOf(form.elements[other]), 0)
  return sum === 0 ? 0 : weightOf(form.elements[name]) / sum
}

/** Share in the score of the whole form. */
export function shareOfForm(form: FormDefinition, name: string): number {
  let share = shareOf(form, name)
  for (let at = scoredIn(form, name); at !== null; at = scoredIn(form, at))
    share *= shareOf(form, at)
  return share
}
