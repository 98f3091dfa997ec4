import type { Content } from '../api/types.js'

/** What could not be sent, with the content that it was entered upon. Survives the page. */
export interface Draft {
  base: Content
  mine: Content
}
const keyOf = (user: number, id: number) => `peyvand.evaluation.${user}.${id}`

export function readDraft(user: number, id: number): Draft | null {
  const kept = localStorage.getItem(keyOf(user, id))
  if (kept === null) return null
  try {
    return JSON.parse(kept) as Draft
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}
export function keepDraft(user: number, id: number, draft: Draft): void {
  localStorage.setItem(keyOf(user, id), JSON.stringify(draft))
}
export function dropDraft(user: number, id: number): void {
  localStorage.removeItem(keyOf(user, id))
}
