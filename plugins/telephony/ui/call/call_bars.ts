import type { CallAttempt, CallLeg } from '../api/types.js'

/** One bar on the call's timeline: shares of the whole width, 0…1 from the start of the call. */
export interface CallBar {
  id: string
  row: number
  kind: 'wait' | 'talk' | 'ring' | 'other'
  from: number
  width: number
  seconds: number
}
export interface CallRowLabel {
  row: number
  legId: number | null
  attemptId: number | null
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)

/**
 * Lays legs and attempts out on one time axis. A queue leg is a wait, followed by the talk if an agent answered; an attempt
 * is a ring. A bar is never thinner than can be seen (0.4 %), so that a ring of no second still shows.
 */
export function callBars(
  start: string,
  end: string,
  legs: readonly CallLeg[],
  attempts: readonly CallAttempt[]
): { bars: CallBar[]; rows: CallRowLabel[]; seconds: number } {
  const total = Math.max(1, secondsBetween(start, end))
  const bars: CallBar[] = []
  const rows: CallRowLabel[] = []
  const place = (id: string, row: number, kind: CallBar['kind'], from: string, seconds: number) => {
    const at = Math.min(1, secondsBetween(start, from) / total)
    bars.push({
      id,
      row,
      kind,
      from: at,
      width: Math.min(1 - at, Math.max(0.004, seconds / total)),
      seconds,
    })
  }
  for (const leg of legs) {
    const row = rows.push({ row: rows.length, legId: leg.id, attemptId: null }) - 1
    const until = leg.endedAt ?? end
    if (leg.answeredAt) {
      const waited = secondsBetween(leg.startedAt, leg.answeredAt)
      /** Before an agent's own part comes the ring of the phone, before a queue's the wait. */
      const before = leg.kind === 'queue' ? 'wait' : 'ring'
      if (waited > 0) place(`leg-${leg.id}-wait`, row, before, leg.startedAt, waited)
      const talked = leg.talkSeconds ?? secondsBetween(leg.answeredAt, until)
      place(`leg-${leg.id}-talk`, row, 'talk', leg.answeredAt, talked)
    } else {
      const kind = leg.kind === 'queue' ? 'wait' : 'other'
      place(`leg-${leg.id}`, row, kind, leg.startedAt, secondsBetween(leg.startedAt, until))
    }
    for (const attempt of attempts.filter((one) => one.legId === leg.id)) {
      const own = rows.push({ row: rows.length, legId: leg.id, attemptId: attempt.id }) - 1
      place(`attempt-${attempt.id}`, own, 'ring', attempt.startedAt, attempt.ringSeconds ?? 0)
    }
  }
  for (const attempt of attempts.filter((one) => one.legId === null)) {
    const own = rows.push({ row: rows.length, legId: null, attemptId: attempt.id }) - 1
    place(`attempt-${attempt.id}`, own, 'ring', attempt.startedAt, attempt.ringSeconds ?? 0)
  }
  return { bars, rows, seconds: total }
}
