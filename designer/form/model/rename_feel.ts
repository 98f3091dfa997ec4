/** Whole names outside of texts and not behind a dot, given their new names. */
export function renameInFeel(expression: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0) return expression
  return expression.replace(
    /"(?:[^"\\]|\\.)*"|(\.\s*)?\b[A-Za-z_][A-Za-z0-9_]*\b/g,
    (found, dot: string | undefined) =>
      dot !== undefined || found.startsWith('"') ? found : (renamed.get(found) ?? found)
  )
}
