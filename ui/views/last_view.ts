/** Which view of each kind of record a person looked at last: kept by the browser, for each person alone. */
const KEY = 'peyvand.views'
type Kept = Record<string, Record<string, string>>

function kept(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return {}
  }
}
export const lastView = (userId: number, entity: string): string | null =>
  kept()[String(userId)]?.[entity] ?? null

export function rememberView(userId: number, entity: string, view: string): void {
  const all = kept()
  const own = { ...all[String(userId)], [entity]: view }
  localStorage.setItem(KEY, JSON.stringify({ ...all, [String(userId)]: own }))
}
