/** Versions and ranges of Semantic Versioning 2.0.0, as far as plugins need them. Pure. */

export type Version = readonly [major: number, minor: number, patch: number]

/** `1.2.3`; a pre-release or build suffix is allowed and not compared. Null for anything else. */
export function parseVersion(text: string): Version | null {
  const match = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+][0-9A-Za-z.+-]+)?$/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null
}

/** Negative, zero or positive, as `a` is lower than, equal to or higher than `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** First version that is no longer compatible: `^0.2.3` ends at 0.3.0, `^1.2.3` at 2.0.0, `~1.2.3` at 1.3.0. */
function endOf(operator: string, [major, minor, patch]: Version): Version {
  if (operator === '~') return [major, minor + 1, 0]
  if (major > 0) return [major + 1, 0, 0]
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1]
}

type Test = (version: Version) => boolean

function parsePart(part: string): Test | null {
  if (part === '*') return () => true
  const match = /^(\^|~|>=|<=|>|<|=)?(.+)$/.exec(part)
  const bound = parseVersion(match?.[2] ?? '')
  if (!match || !bound) return null
  switch (match[1]) {
    case '^':
    case '~': {
      const end = endOf(match[1], bound)
      return (version) => compareVersions(version, bound) >= 0 && compareVersions(version, end) < 0
    }
    case '>=':
      return (version) => compareVersions(version, bound) >= 0
    case '<=':
      return (version) => compareVersions(version, bound) <= 0
    case '>':
      return (version) => compareVersions(version, bound) > 0
    case '<':
      return (version) => compareVersions(version, bound) < 0
    default:
      return (version) => compareVersions(version, bound) === 0
  }
}

/** `^1.0.0`, `~1.2.0`, `>=1.0.0 <3.0.0`, `^0.1.0 || ^1.0.0`, `1.2.3`, `*`. Null for what is no range. */
export function parseRange(range: string): Test | null {
  const alternatives = range.split('||').map((alternative) => {
    const tests = alternative.trim().split(/\s+/).map(parsePart)
    return tests.includes(null) ? null : (tests as Test[])
  })
  if (alternatives.includes(null)) return null
  return (version) =>
    (alternatives as Test[][]).some((tests) => tests.every((test) => test(version)))
}

/** Whether a version lies in a range; false where either cannot be read. */
export function satisfies(version: string, range: string): boolean {
  const parsed = parseVersion(version)
  return parsed !== null && parseRange(range)?.(parsed) === true
}
