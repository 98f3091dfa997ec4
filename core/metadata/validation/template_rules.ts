import { LANGUAGES, TEMPLATE_KINDS, type TemplateDefinition } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { checkLabel } from '#core/metadata/validation/shape'
import { BODIES_OF, compileParts, PARTS, PARTS_OF } from '#core/templates/parts'
import { planReads } from '#core/templates/plan'

/** A template says something, in known parts and languages, that compiles and reads fields that are there. */
export function checkTemplate(
  issues: IssueList,
  context: ValidationContext,
  template: TemplateDefinition
): void {
  checkLabel(issues, template.label, 'label')
  const { kind } = template
  if (!issues.require(TEMPLATE_KINDS.includes(kind), 'E_WRONG_TYPE', 'kind')) return
  const entity = context.definitions.entity.get(template.entity)
  const known = entity !== undefined && !entity.removed
  const params = { entity: String(template.entity) }
  if (!issues.require(known, 'E_UNKNOWN_ENTITY', 'entity', params)) return
  if (!checkTexts(issues, template)) return
  const { parts, faults } = compileParts(template)
  for (const { code, part, language, line, column, params: more } of faults) {
    issues.add(code, `${part}.${language}`, { line, column, ...more })
  }
  for (const { part, language, template: compiled } of parts) {
    const { faults: unknown } = planReads(
      context.definitions.entity,
      template.entity,
      compiled.uses
    )
    for (const { code, use, params: more } of unknown) {
      issues.add(code, `${part}.${language}`, { line: use.line, column: use.column, ...more })
    }
  }
}

function checkTexts(issues: IssueList, template: TemplateDefinition): boolean {
  let fine = true
  for (const part of PARTS) {
    const texts: unknown = template[part]
    if (texts === undefined) continue
    const here = PARTS_OF[template.kind].includes(part)
    const shaped =
      isObject(texts) &&
      Object.entries(texts).every(
        ([language, text]) =>
          LANGUAGES.some((known) => known === language) && typeof text === 'string'
      )
    fine = issues.require(here && shaped, 'E_WRONG_TYPE', part) && fine
  }
  if (!fine) return false
  const says = BODIES_OF[template.kind].some((part) =>
    Object.values(template[part] ?? {}).some((text) => text.trim() !== '')
  )
  return issues.require(says, 'E_TEMPLATE_EMPTY', BODIES_OF[template.kind][0] ?? '')
}
