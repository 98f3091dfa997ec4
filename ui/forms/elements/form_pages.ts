import type { InjectionKey, Ref } from 'vue'
import { elementTree, walk } from '#core/forms/element_tree'
import type { FormDefinition } from '#core/forms/model'

export interface FormPagesState {
  id: string
  steps: boolean
  active: Ref<string>
  /** Pages that were looked at: the others are not drawn yet. */
  opened: ReadonlySet<string>
}
export const formPagesKey: InjectionKey<FormPagesState> = Symbol('form pages')

/** Shows the first page with something wrong; answers whether there is one. Set by the pages of a form. */
export interface PageTurner {
  toProblem: () => boolean
}
export const pageTurnerKey: InjectionKey<PageTurner> = Symbol('page turner')

/** Names of the elements on each page. */
export function elementsByPage(form: FormDefinition): Map<string, string[]> {
  return new Map(
    elementTree(form).flatMap((node): [string, string[]][] =>
      node.element.kind === 'page' ? [[node.name, [...walk([node])].map(({ name }) => name)]] : []
    )
  )
}
