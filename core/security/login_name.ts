/** The one spelling of a login under which it is stored, found and counted: case and width do not tell people apart. */
export function normalizeLogin(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
