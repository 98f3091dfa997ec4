import type { FormScore } from '#core/forms/scoring'
import { elementTree, type ElementNode } from '#core/forms/element_tree'
import type { FormDefinition } from '#core/metadata/types'

/** What reports keep of one criterion of an evaluation. */
export interface MarkRow {
  criterion: string
  /** The section that it stands in, '' for none. */
  section: string
  mark: number | null
  weight: number
  notApplicable: boolean
  fatal: boolean
}

/** The criteria that were asked: those answered, marked as not applicable, or left open. */
export function markRows(
  form: Pick<FormDefinition, 'elements'>,
  { items }: Pick<FormScore, 'items'>
): MarkRow[] {
  const sections = sectionsOf(form)
  return Object.values(items).map(({ element, mark, share, notApplicable, fatal }) => ({
    criterion: element,
    section: sections.get(element) ?? '',
    mark,
    weight: share,
    notApplicable,
    fatal,
  }))
}

/** The innermost section of each element. */
export function sectionsOf(form: Pick<FormDefinition, 'elements'>): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (nodes: readonly ElementNode[], section: string): void => {
    for (const { name, element, children } of nodes) {
      found.set(name, section)
      visit(children, element.kind === 'section' ? name : section)
    }
  }
  visit(elementTree(form), '')
  return found
}
