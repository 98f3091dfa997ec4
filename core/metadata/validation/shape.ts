import type { IssueList } from '#core/metadata/validation/context'
import { isObject } from '#core/metadata/layers/types'

/** Checks of the bare shape: the client layer comes from outside, so nothing about it is certain. */

export function checkLabel(issues: IssueList, label: unknown, path: string): void {
  const fine = isObject(label) && typeof label.en === 'string' && label.en.trim() !== ''
  if (!issues.require(fine, 'E_LABEL_MISSING', path)) return
  for (const [language, text] of Object.entries(label as Record<string, unknown>)) {
    const known = ['en', 'fa', 'az'].includes(language) && typeof text === 'string'
    issues.require(known, 'E_WRONG_TYPE', `${path}.${language}`)
  }
}

export function checkOptional(
  issues: IssueList,
  owner: Record<string, unknown>,
  type: 'boolean' | 'string' | 'number',
  names: readonly string[],
  path: string
): void {
  for (const name of names) {
    const value = owner[name]
    if (value === undefined) continue
    const is: string = typeof value
    const fine = is === type && (type !== 'number' || Number.isFinite(value))
    issues.require(fine, 'E_WRONG_TYPE', path === '' ? name : `${path}.${name}`)
  }
}

export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
