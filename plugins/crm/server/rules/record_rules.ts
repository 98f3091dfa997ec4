import type { FieldValues } from '#core/records/hooks'
import { isEmpty } from './case_rules.js'

const TITLE_LENGTH = 100

/** `first last` without gaps; what a contact or lead is called everywhere. */
export function fullName(after: FieldValues): string {
  return [after.first_name, after.last_name]
    .filter((part): part is string => typeof part === 'string')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')
}

/** The instant at which a status was reached: set on reaching it, taken back on leaving it, kept otherwise. */
export function reachedAt(
  reached: boolean,
  current: FieldValues[string] | undefined,
  now: string
): FieldValues[string] {
  if (!reached) return null
  return current === undefined || isEmpty(current) ? now : current
}

/** The first line of a note's text, cut at a word. */
export function noteTitle(text: string): string {
  const line =
    text
      .split('\n')
      .map((part) => part.trim())
      .find((part) => part !== '') ?? ''
  if (line.length <= TITLE_LENGTH) return line
  const cut = line.slice(0, TITLE_LENGTH)
  const space = cut.lastIndexOf(' ')
  return `${(space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut).trim()}…`
}
