import type { InputScoring } from '#core/forms/model'
import { DEFAULT_SCALE } from '#core/forms/scoring'
import { isObject } from '#core/metadata/layers/types'
import type { FormDefinition } from '#core/metadata/types'
import { COLOURS } from '#core/metadata/view_types'
import type { IssueList } from '#core/metadata/validation/context'
import { checkLabel } from '#core/metadata/validation/shape'

const isMark = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1
const isWeight = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Weights are not negative, marks lie between 0 and 1. */
export function checkInputScoring(issues: IssueList, scoring: InputScoring, path: string): void {
  if (!issues.require(isObject(scoring), 'E_WRONG_TYPE', path)) return
  const { weight, marks, fatal, commentBelow } = scoring
  if (weight !== undefined) issues.require(isWeight(weight), 'E_FORM_WEIGHT', `${path}.weight`)
  if (commentBelow !== undefined) {
    issues.require(isMark(commentBelow), 'E_FORM_MARK', `${path}.commentBelow`)
  }
  if (marks !== undefined && issues.require(isObject(marks), 'E_WRONG_TYPE', `${path}.marks`)) {
    for (const [answer, mark] of Object.entries(marks)) {
      issues.require(isMark(mark), 'E_FORM_MARK', `${path}.marks.${answer}`)
    }
  }
  for (const text of ['guidance', 'examples'] as const) {
    if (scoring[text] !== undefined) checkLabel(issues, scoring[text], `${path}.${text}`)
  }
  if (fatal === undefined) return
  if (!issues.require(isObject(fatal), 'E_WRONG_TYPE', `${path}.fatal`)) return
  issues.require(['section', 'form'].includes(fatal.scope), 'E_WRONG_TYPE', `${path}.fatal.scope`)
  const limit = fatal.atMost === undefined || isMark(fatal.atMost)
  issues.require(limit, 'E_FORM_MARK', `${path}.fatal.atMost`)
}

/** Scale and bands of a form, and weights of its sections. */
export function checkFormScoring(issues: IssueList, form: FormDefinition): void {
  for (const [name, element] of Object.entries(form.elements)) {
    if (!isObject(element) || element.kind !== 'section' || element.scoring === undefined) continue
    const path = `elements.${name}.scoring.weight`
    const weight: unknown = isObject(element.scoring) ? element.scoring.weight : null
    issues.require(weight === undefined || isWeight(weight), 'E_FORM_WEIGHT', path)
  }
  if (form.scoring === undefined) return
  if (!issues.require(isObject(form.scoring), 'E_WRONG_TYPE', 'scoring')) return
  const { scale = DEFAULT_SCALE, bands = {} } = form.scoring
  const right = typeof scale === 'number' && Number.isFinite(scale) && scale > 0
  issues.require(right, 'E_FORM_SCALE', 'scoring.scale')
  if (!issues.require(isObject(bands), 'E_WRONG_TYPE', 'scoring.bands')) return
  for (const [name, band] of Object.entries(bands)) {
    const path = `scoring.bands.${name}`
    if (!issues.require(isObject(band), 'E_WRONG_TYPE', path)) continue
    checkLabel(issues, band.label, `${path}.label`)
    issues.require(COLOURS.includes(band.color), 'E_VIEW_COLOUR', `${path}.color`)
    const within = typeof band.from === 'number' && band.from >= 0 && band.from <= scale
    issues.require(within, 'E_FORM_BAND', `${path}.from`, { scale: Number(scale) })
  }
}
