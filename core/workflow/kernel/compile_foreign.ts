import type { Faults } from '#core/workflow/kernel/compile_faults'
import { childOf, childrenOf, type Element } from '#core/workflow/kernel/moddle'

/**
 * What an element says to other engines or to people and not to us. It is kept in the document; that it has no effect here is
 * said, so that nobody relies on it. An assignment of data would change values: that is refused.
 */
export function reportForeign(element: Element, faults: Faults): void {
  const names = new Set(Object.keys(element.$attrs ?? {}).filter((name) => name.includes(':')))
  const extensions = childOf(element, 'extensionElements')
  for (const value of extensions ? childrenOf(extensions, 'values') : []) {
    if (!value.$type.startsWith('peyvand:')) names.add(value.$type)
  }
  if (names.size > 0) {
    faults.warning(element, 'foreign_extension', { names: [...names].sort().join(', ') })
  }
  if (childrenOf(element, 'resources').length > 0) faults.warning(element, 'resources_ignored')
  for (const property of ['dataInputAssociations', 'dataOutputAssociations']) {
    for (const association of childrenOf(element, property)) {
      const works = childrenOf(association, 'assignment').length > 0
      if (works || childOf(association, 'transformation')) faults.error(element, 'data_assignment')
    }
  }
}
