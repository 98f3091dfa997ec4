/**
 * Whether a regular expression can be run on any text without taking exponential or high polynomial time. Patterns come from
 * metadata and run on every write. Conservative: what it cannot judge it refuses.
 *
 * Refused: repetition inside a repeated group, alternation inside one, back-references, look-arounds, and more than one pair of
 * unlimited repetitions that could both swallow the same characters (each pair adds a power of the text's length).
 */
export function isSafePattern(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN || !compiles(pattern)) return false
  if (/\(\?(?!:)|\\[1-9]|\\k/.test(pattern)) return false
  const items = atomsOf(pattern)
  return items !== null && !hasNestedRepetition(pattern) && competingPairs(items) <= 1
}

const MAX_PATTERN = 500
/** Bounded repetition beyond this counts as unlimited. */
const FEW = 32

interface Atom {
  source: string
  unlimited: boolean
  optional: boolean
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u') instanceof RegExp
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const ATOM =
  /(?<atom>\\[pPu]\{[^}]*\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?:)?|\)|\||[\^$]|[^\\])(?<times>[*+?]\??|\{\d+(?:,\d*)?\}\??)?/suy

/** The single-character atoms in the order of the text; groups are flattened, which only makes the judgement stricter. */
function atomsOf(pattern: string): Atom[] | null {
  const atoms: Atom[] = []
  let at = 0
  while (at < pattern.length) {
    ATOM.lastIndex = at
    const match = ATOM.exec(pattern)
    if (!match) return null
    at = ATOM.lastIndex
    const source = match.groups?.atom ?? ''
    if (/^(?:\((?:\?:)?|\)|\||\^|\$)$/.test(source)) continue
    const times = match.groups?.times
    atoms.push({ source, unlimited: isUnlimited(times), optional: isOptional(times) })
  }
  return atoms
}

function isUnlimited(times: string | undefined): boolean {
  if (times === undefined || times.startsWith('?')) return false
  if (!times.startsWith('{')) return true
  const [, least = '0', comma, most = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(times) ?? []
  if (comma === '') return Number(least) > FEW * FEW
  return most === '' || Number(most) - Number(least) > FEW
}

function isOptional(times: string | undefined): boolean {
  return times !== undefined && /^(?:[*?]|\{0[,}])/.test(times)
}

/** A group that is repeated more than a fixed number of times, and holds a repetition or a choice itself. */
function hasNestedRepetition(pattern: string): boolean {
  const open: { varies: boolean }[] = []
  let at = 0
  while (at < pattern.length) {
    ATOM.lastIndex = at
    const match = ATOM.exec(pattern)
    if (!match) return true
    at = ATOM.lastIndex
    const source = match.groups?.atom ?? ''
    const times = match.groups?.times
    const varies = times !== undefined && !/^\{\d+\}/.test(times)
    if (source.startsWith('(') && source !== '\\(') {
      open.push({ varies: false })
      continue
    }
    if (source === ')') {
      const inner = open.pop()
      if (!inner || (inner.varies && times !== undefined && !times.startsWith('?'))) return true
      if (inner.varies || varies) markAll(open)
      continue
    }
    if (source === '|' || varies) markAll(open)
  }
  return open.length > 0
}

function markAll(open: { varies: boolean }[]): void {
  for (const group of open) group.varies = true
}

/** Characters that stand for all kinds there are. */
const SAMPLE = [...'azAZ09_ -+.,:;@/#!?()[]{}*\'"&%=<>|~^$\\\t\n', 'é', 'ə', 'ا', 'ی', '۰', '漢']

/** Pairs of unlimited repetitions with nothing between them that must be there and that the first cannot swallow. */
function competingPairs(atoms: readonly Atom[]): number {
  const sets = atoms.map(({ source }) => charactersOf(source))
  let pairs = 0
  for (const [first, atom] of atoms.entries()) {
    if (!atom.unlimited) continue
    for (let second = first + 1; second < atoms.length; second++) {
      const other = atoms[second]
      const overlaps = intersects(sets[first], sets[second])
      if (other?.unlimited && overlaps) pairs++
      if (other && !other.optional && !overlaps) break
    }
  }
  return pairs
}

function charactersOf(source: string): Set<string> {
  const matcher = new RegExp(`^${source}$`, 'us')
  const literal = source.length === 1 ? [source] : []
  return new Set([...SAMPLE, ...literal].filter((character) => matcher.test(character)))
}

function intersects(a: Set<string> | undefined, b: Set<string> | undefined): boolean {
  if (!a || !b) return false
  for (const character of a) if (b.has(character)) return true
  return false
}
