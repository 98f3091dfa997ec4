import { unsafeHtml } from '#core/forms/form_html'
import type { FormElement } from '#core/forms/model'
import { isObject } from '#core/metadata/layers/types'
import type { IssueList } from '#core/metadata/validation/context'
import type { FormScope } from '#core/metadata/validation/form_scopes'
import { checkLabel, checkOptional } from '#core/metadata/validation/shape'

const KINDS = new Set([
  ...['page', 'section', 'columns', 'field', 'question', 'repeater', 'heading', 'divider'],
  ...['text', 'related_list', 'timeline', 'recording_player'],
])

const whole = (value: unknown, min: number): boolean =>
  Number.isInteger(value) && Number(value) >= min

/** Checks what only elements of the kind have. */
export function checkOwnProperties(
  issues: IssueList,
  scope: FormScope,
  element: FormElement,
  path: string
): void {
  if (!issues.require(KINDS.has(element.kind), 'E_FORM_KIND', `${path}.kind`)) return
  checkOptional(issues, { ...element }, 'number', ['order'], path)
  checkOptional(issues, { ...element }, 'boolean', ['wide', 'removed'], path)
  const fieldType = (name: string) =>
    scope.entity && Object.hasOwn(scope.entity.fields, name)
      ? scope.entity.fields[name]?.type
      : null
  switch (element.kind) {
    case 'section': {
      const fine = element.columns === undefined || [1, 2, 3, 4].includes(element.columns)
      issues.require(fine, 'E_WRONG_TYPE', `${path}.columns`)
      checkOptional(issues, { ...element }, 'boolean', ['collapsible', 'collapsed'], path)
      break
    }
    case 'columns':
      issues.require([2, 3, 4].includes(element.columns), 'E_WRONG_TYPE', `${path}.columns`)
      break
    case 'heading': {
      const fine = element.level === undefined || [2, 3, 4].includes(element.level)
      issues.require(fine, 'E_WRONG_TYPE', `${path}.level`)
      break
    }
    case 'text':
      checkHtml(issues, element.html, `${path}.html`)
      break
    case 'repeater': {
      const { field, minRows = 0, maxRows } = element
      const fits = ['one_to_many', 'json'].includes(String(fieldType(field)))
      issues.require(fits, 'E_FORM_REPEATER', `${path}.field`, { field: String(field) })
      issues.require(whole(minRows, 0), 'E_WRONG_TYPE', `${path}.minRows`)
      if (maxRows === undefined) break
      issues.require(whole(maxRows, 1), 'E_WRONG_TYPE', `${path}.maxRows`)
      issues.require(minRows <= maxRows, 'E_RANGE', `${path}.maxRows`)
      break
    }
    case 'related_list': {
      const fits = fieldType(element.field) === 'one_to_many'
      issues.require(fits, 'E_FORM_RELATED', `${path}.field`, { field: String(element.field) })
      break
    }
  }
}

function checkHtml(issues: IssueList, html: unknown, path: string): void {
  checkLabel(issues, html, path)
  if (!isObject(html)) return
  for (const [language, text] of Object.entries(html)) {
    const unsafe = typeof text === 'string' ? unsafeHtml(text) : null
    if (unsafe !== null) issues.add('E_FORM_HTML', `${path}.${language}`, { what: unsafe })
  }
}
