import type { Edit } from '#core/solutions/kernel/diff'

export const BUMPS = ['major', 'minor', 'patch'] as const
export type Bump = (typeof BUMPS)[number]

/** What the changes since the last version call for: something taken away, something new, or only other values. */
export function bumpFor(edits: readonly Edit[]): Bump | null {
  if (edits.length === 0) return null
  if (edits.some(({ to }) => to === undefined)) return 'major'
  return edits.some(({ from }) => from === undefined) ? 'minor' : 'patch'
}

/** Versions are `major.minor.patch`; the first one is 1.0.0. */
export function bumped(version: string | null, bump: Bump): string {
  if (version === null) return '1.0.0'
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (bump === 'major') return `${major + 1}.0.0`
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}
