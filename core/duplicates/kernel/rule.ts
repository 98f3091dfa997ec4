/** What a duplicate rule says about two records. Pure. */
import type { DuplicateRuleDefinition, Json, MatchingPart } from '#core/metadata/types'
import { partLikeness, preparePart, type PreparedPart } from '#core/duplicates/kernel/values'

export type RuleParts = Readonly<Record<string, MatchingPart>>
/** By name of the part; parts in which the record says nothing are not there. */
export type PreparedRecord = ReadonlyMap<string, PreparedPart>

export interface Match {
  /** 0 to 1. */
  score: number
  /** Names of the parts in which the records are alike, what says most first. */
  reasons: string[]
}

export function partsInUse(rule: DuplicateRuleDefinition): RuleParts {
  return Object.fromEntries(Object.entries(rule.parts).filter(([, { removed }]) => !removed))
}

/** Fields that the parts read. */
export function fieldsOf(parts: RuleParts): string[] {
  return [...new Set(Object.values(parts).flatMap(({ fields }) => fields))]
}

export function prepareRecord(
  parts: RuleParts,
  values: Readonly<Record<string, Json | undefined>>
): PreparedRecord {
  const prepared = new Map<string, PreparedPart>()
  for (const [name, part] of Object.entries(parts)) {
    const made = preparePart(part, values)
    if (made) prepared.set(name, made)
  }
  return prepared
}

/**
 * How likely it is that two records are the same. Likeness in one part is independent evidence for it: the chances that each is
 * mere coincidence multiply. Values that differ speak against it as far as the part says.
 */
export function compareRecords(parts: RuleParts, a: PreparedRecord, b: PreparedRecord): Match {
  let different = 1
  let doubt = 1
  const found: { name: string; strength: number }[] = []
  for (const name of Object.keys(parts).sort()) {
    const part = parts[name]
    const one = a.get(name)
    const other = b.get(name)
    if (!part || !one || !other) continue
    const like = partLikeness(part, one, other)
    if (like === 0) {
      doubt *= 1 - (part.against ?? 0)
      continue
    }
    different *= 1 - part.weight * like
    found.push({ name, strength: part.weight * like })
  }
  const score = Math.round((1 - different) * doubt * 1000) / 1000
  const reasons = found.sort((x, y) => y.strength - x.strength).map(({ name }) => name)
  return { score, reasons }
}

/** A score is rounded: parts that reach the threshold but for that must not be left out. */
const ROUNDING = 0.0005

/**
 * The parts whose keys find every pair that reaches the threshold. The weakest are left out as long as all of those left out
 * together cannot reach it alone: such a pair is alike in another part, too.
 */
export function blockingParts(parts: RuleParts, threshold: number): string[] {
  const byWeight = Object.entries(parts).sort(
    ([a, x], [b, y]) => x.weight - y.weight || (a < b ? -1 : 1)
  )
  let different = 1
  const blocking: string[] = []
  for (const [name, { weight }] of byWeight) {
    different *= 1 - weight
    if (1 - different >= threshold - ROUNDING) blocking.push(name)
  }
  return blocking.sort()
}
