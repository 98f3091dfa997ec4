/**
 * Delay before the next attempt: doubles with each failed one and stays below an hour.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param backoff milliseconds after the first failure
 */
export function retryDelay(attempt: number, backoff: number): number {
  return Math.min(backoff * 2 ** (attempt - 1), 3_600_000)
}

/** Beginning of the slot that holds the instant; slots are counted from the epoch, so every process agrees on them. */
export function slotStart(now: number, everySeconds: number): number {
  const length = everySeconds * 1000
  return Math.floor(now / length) * length
}

/**
 * Whole seconds until the end at the pace of this attempt, or null while nothing can be said.
 *
 * @param baseDone what was done already when this attempt began (a resumed job)
 */
export function secondsLeft(
  progress: { done: number; baseDone: number; total: number | null; startedAt: number | null },
  now: number
): number | null {
  const { done, baseDone, total, startedAt } = progress
  if (total === null || startedAt === null || done <= baseDone || total < done) return null
  const pace = (now - startedAt) / (done - baseDone)
  return Math.ceil((pace * (total - done)) / 1000)
}
