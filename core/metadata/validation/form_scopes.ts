import { analyseFeel } from '#core/expressions/feel'
import { CONTEXT_NAMES } from '#core/forms/expression_names'
import type { FormElement } from '#core/forms/model'
import { isObject } from '#core/metadata/layers/types'
import type { EntityDefinition, FormDefinition } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { fieldOf } from '#core/records/system_fields'

/** Whose fields the elements at a place are of, and what its expressions know. */
export interface FormScope {
  /** Null in rows of a JSON field, which have questions only. */
  entity: EntityDefinition | null
  /** Rows that are records of their own. */
  isRelation: boolean
  questions: ReadonlySet<string>
}

export interface FormScopes {
  outer: FormScope
  of(element: string): FormScope
}

export function scopesOf(
  context: ValidationContext,
  entity: EntityDefinition,
  form: FormDefinition
): FormScopes {
  const elements = form.elements
  const own = (name: string): FormElement | undefined =>
    Object.hasOwn(elements, name) && isObject(elements[name]) ? elements[name] : undefined
  /** The repeater that an element is in; containers that run in circles end somewhere. */
  const repeaterOf = (name: string): string | null => {
    const seen = new Set<string>()
    for (let at = own(name)?.parent; at !== undefined && !seen.has(at); at = own(at)?.parent) {
      if (own(at)?.kind === 'repeater') return at
      seen.add(at)
    }
    return null
  }
  const questionsIn = (repeater: string | null): ReadonlySet<string> =>
    new Set(
      Object.keys(elements).filter(
        (name) => own(name)?.kind === 'question' && repeaterOf(name) === repeater
      )
    )
  const outer: FormScope = { entity, isRelation: false, questions: questionsIn(null) }
  const rows = new Map<string, FormScope>()
  const rowScope = (repeater: string): FormScope => {
    const known = rows.get(repeater)
    if (known) return known
    const element = own(repeater)
    const field = element?.kind === 'repeater' ? fieldOf(entity, String(element.field)) : undefined
    const relation = field?.type === 'one_to_many'
    const target = relation ? (context.definitions.entity.get(field.target) ?? null) : null
    const made: FormScope = {
      entity: target,
      isRelation: relation,
      questions: questionsIn(repeater),
    }
    rows.set(repeater, made)
    return made
  }
  return {
    outer,
    of(name) {
      const repeater = repeaterOf(name)
      return repeater === null ? outer : rowScope(repeater)
    },
  }
}

const knows = ({ entity, questions }: FormScope, name: string): boolean =>
  questions.has(name) || (entity !== null && fieldOf(entity, name) !== undefined)

/** An expression can be read, ends, and asks only for what is there. */
export function checkExpression(
  issues: IssueList,
  feel: unknown,
  path: string,
  scope: FormScope,
  { outer }: FormScopes
): void {
  if (!issues.require(typeof feel === 'string', 'E_WRONG_TYPE', path)) return
  const { faults, names, ambiguous } = analyseFeel(String(feel))
  for (const { code, from, to } of faults) issues.add(code, path, { from, to })
  if (faults.length > 0) return
  const asked = [...names, ...ambiguous.map(({ inner }) => inner)]
  for (const name of new Set(asked.map(([first = '']) => first))) {
    const base = name.endsWith('__na') || name.endsWith('__comment') ? name.split('__')[0] : name
    const known =
      CONTEXT_NAMES.has(name) || knows(scope, base ?? name) || knows(outer, base ?? name)
    issues.require(known, 'E_FORM_NAME', path, { name })
  }
}
