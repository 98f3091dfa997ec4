import type { Json } from '#core/metadata/types'
import type { RecordRow } from '#core/records/types'
import { readRemarks, type Remark } from '../../server/kernel/remarks.js'
import type { Answers, Content } from '../api/types.js'

const isRecord = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Keys in one order: what the host answers is compared with what was sent. */
const sorted = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)))

export function contentOf(record: RecordRow): Content {
  return {
    answers: isRecord(record.answers) ? sorted(record.answers) : {},
    feedback: typeof record.feedback === 'string' ? record.feedback : '',
    remarks: readRemarks(record.remarks as Json) ?? [],
  }
}

/** What of the content differs, as it is written. Empty: nothing. */
export function changesOf(before: Content, now: Content): Record<string, Json> {
  const changes: Record<string, Json> = {}
  if (!same(sorted(before.answers), sorted(now.answers))) changes.answers = now.answers
  if (before.feedback !== now.feedback) changes.feedback = now.feedback || null
  if (!same(before.remarks, now.remarks))
    changes.remarks = now.remarks.map((remark) => ({ ...remark }))
  return changes
}

export interface MergedContent {
  content: Content
  /** Keys of answers, `feedback` or ids of remarks that both sides changed to different ends. */
  collisions: string[]
}

/**
 * Brings together what was entered here and what came to the host from elsewhere since `base`. Each answer and each remark is decided
 * alone; where both changed the same one, ours stands in `content` and it is named among the collisions.
 */
export function mergeContent(base: Content, mine: Content, theirs: Content): MergedContent {
  const collisions: string[] = []
  const pick = <T>(key: string, was: T, own: T, other: T): T => {
    if (same(own, was)) return other
    if (!same(other, was) && !same(own, other)) collisions.push(key)
    return own
  }
  const answers: Answers = {}
  const keys = [base, mine, theirs].flatMap((one) => Object.keys(one.answers))
  for (const key of new Set(keys)) {
    const value = pick<Json>(
      key,
      base.answers[key] ?? null,
      mine.answers[key] ?? null,
      theirs.answers[key] ?? null
    )
    if (value !== null) answers[key] = value
  }
  const remarks: Remark[] = []
  const ids = [theirs, mine].flatMap((one) => one.remarks.map(({ id }) => id))
  for (const id of new Set(ids)) {
    const of = ({ remarks: all }: Content) => all.find((remark) => remark.id === id) ?? null
    const remark = pick(id, of(base), of(mine), of(theirs))
    if (remark) remarks.push(remark)
  }
  remarks.sort((a, b) => (a.recording ?? 0) - (b.recording ?? 0) || a.at - b.at)
  const feedback = pick('feedback', base.feedback, mine.feedback, theirs.feedback)
  return { content: { answers: sorted(answers), feedback, remarks }, collisions }
}
