/** How urgent a task is, for colour and order. */
export type Urgency = 'late' | 'today' | 'later' | 'none'

const DAY_MS = 86_400_000

/** Late when its instant has passed; today when it is due within a day. Pure. */
export function urgencyOf(dueAt: string | null, nowMs: number): Urgency {
  if (dueAt === null) return 'none'
  const left = Date.parse(dueAt) - nowMs
  if (left < 0) return 'late'
  return left < DAY_MS ? 'today' : 'later'
}
