import { CLIENT_PREFIX } from '#core/metadata/types'
import type { FormDefinition } from '#core/forms/model'

const MAX_NAME = 56

/** Letters, digits and single underscores of a text; empty where it has none (a Persian label). */
export function nameFrom(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/ə/g, 'e')
    .replace(/ı/g, 'i')
    .replace(/[̀-ͯ]/g, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_NAME)
    .replace(/_+$/, '')
}

/** A name with the client's prefix that none of `taken` has. */
export function freeName(taken: { has(name: string): boolean }, wanted: string): string {
  const stem = wanted.startsWith(CLIENT_PREFIX) ? wanted : `${CLIENT_PREFIX}${wanted || 'element'}`
  const short = stem.slice(0, MAX_NAME).replace(/_+$/, '')
  if (!taken.has(short)) return short
  for (let n = 2; ; n++) if (!taken.has(`${short}_${n}`)) return `${short}_${n}`
}

/** Names that are spoken for on a form, those of removed elements included: their changes are kept. */
export const takenNames = (form: FormDefinition): Set<string> => new Set(Object.keys(form.elements))
