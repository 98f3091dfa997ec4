import { compileFeel } from '#core/expressions/compiled_feel'
import { elementTree, walk } from '#core/forms/element_tree'
import type { Feel, FormDefinition, FormElement, InputLogic } from '#core/forms/model'

/** All expressions of an element. */
function expressionsOf(element: FormElement): Feel[] {
  const { requiredWhen, readOnlyWhen, value, rules = {} }: InputLogic = element as InputLogic
  const rest = Object.values(rules).map(({ valid }) => valid)
  return [element.visibleWhen, requiredWhen, readOnlyWhen, value, ...rest].filter(
    (feel) => feel !== undefined
  )
}

const SOME_DAY = '2000-01-01T00:00:00.000Z'

/**
 * Reads and runs each expression of a form once, one a step, over values that are all empty. What is read is remembered (see
 * compileFeel), and the engine has been through it: a form with hundreds of expressions then opens in a fraction of the time. To be
 * stepped through while nothing else is to be done; stopping early does no harm.
 */
export function* gettingReady(form: Pick<FormDefinition, 'elements'>): Generator<Feel, void> {
  for (const { element } of walk(elementTree(form))) {
    for (const feel of expressionsOf(element)) {
      compileFeel(feel).run(() => null, SOME_DAY)
      yield feel
    }
  }
}
