import type { DefinitionIssue, DefinitionKind, DefinitionKinds } from '#core/metadata/types'
import { DEFINITION_KINDS, isObject } from '#core/metadata/layers/types'
import { IssueList, type ValidationContext } from '#core/metadata/validation/context'
import { checkEntity } from '#core/metadata/validation/entity_rules'
import { checkForm } from '#core/metadata/validation/form_rules'
import { checkChoiceList, checkRole, checkView } from '#core/metadata/validation/other_rules'
import { checkDuplicateRule } from '#core/metadata/validation/duplicate_rules'
import { checkTemplate } from '#core/metadata/validation/template_rules'
import { isName } from '#core/metadata/validation/names'

type Check<K extends DefinitionKind> = (
  issues: IssueList,
  context: ValidationContext,
  definition: DefinitionKinds[K]
) => void

const CHECKS: { [K in DefinitionKind]: Check<K> } = {
  entity: checkEntity,
  choice_list: checkChoiceList,
  view: checkView,
  form: checkForm,
  role: checkRole,
  template: checkTemplate,
  duplicate_rule: checkDuplicateRule,
}

/**
 * Checks all definitions together and answers every issue with its path; an empty list means that nothing stands in the way.
 * Removed definitions are not looked into. Never throws, whatever the definitions hold.
 */
export function validate(context: ValidationContext): DefinitionIssue[] {
  return DEFINITION_KINDS.flatMap((kind) => validateKind(kind, context))
}

function validateKind<K extends DefinitionKind>(
  kind: K,
  context: ValidationContext
): DefinitionIssue[] {
  const all: DefinitionIssue[] = []
  for (const [name, definition] of context.definitions[kind]) {
    const issues = new IssueList(kind, name)
    issues.require(isName(name), 'E_NAME_PATTERN', 'name', { name })
    const same = isObject(definition) && definition.name === name
    if (issues.require(same, 'E_WRONG_TYPE', '') && !definition.removed) {
      guarded(issues, () => CHECKS[kind](issues, context, definition))
    }
    all.push(...issues.issues)
  }
  return all
}

/** A shape so wrong that a rule cannot read it is one issue of the definition, not a crash of all. */
function guarded(issues: IssueList, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    issues.add('E_WRONG_TYPE', '')
  }
}
