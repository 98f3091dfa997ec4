/** What can be told of a recording from its peaks alone. Pure. */

/** A stretch of the recording, in seconds. */
export interface Stretch {
  from: number
  to: number
}

/** Below this share of full loudness is the noise of a telephone line, not a voice. */
const QUIET = 0.05
/** Pauses of breath and thought belong to a conversation; what is longer is nobody speaking. */
const SHORTEST_SECONDS = 2
/** Kept on both sides, so that no word is cut. */
const EDGE_SECONDS = 0.3

/** Where nobody speaks long enough that skipping it saves time, in order. */
export function silences(peaks: readonly number[], seconds: number): Stretch[] {
  if (peaks.length === 0 || seconds <= 0) return []
  const each = seconds / peaks.length
  const found: Stretch[] = []
  let start: number | null = null
  for (let at = 0; at <= peaks.length; at++) {
    const quiet = at < peaks.length && (peaks[at] ?? 0) < QUIET
    if (quiet) start ??= at
    else if (start !== null) {
      if ((at - start) * each >= SHORTEST_SECONDS)
        found.push({ from: start * each + EDGE_SECONDS, to: at * each - EDGE_SECONDS })
      start = null
    }
  }
  return found
}

/** The end of the silence that a position lies in; null outside of one, and so near its end that a jump is not worth it. */
export function endOfSilence(stretches: readonly Stretch[], position: number): number | null {
  const around = stretches.find(({ from, to }) => from <= position && position < to - EDGE_SECONDS)
  return around ? around.to : null
}

export interface Loop {
  a: number
  b: number | null
}

/** Where a loop goes on: back at its beginning once its end is passed. */
export function turnOfLoop(loop: Loop | null, position: number): number | null {
  if (loop === null || loop.b === null) return null
  return position >= loop.b ? loop.a : null
}

/** A loop after one of its ends was set: ends are put in order, and one that is too short is none. */
export function withEnd(loop: Loop | null, end: 'a' | 'b', at: number): Loop {
  const SHORTEST = 0.5
  const a = end === 'a' ? at : (loop?.a ?? 0)
  const b = end === 'b' ? at : (loop?.b ?? null)
  if (b === null) return { a, b }
  const [first, last] = a <= b ? [a, b] : [b, a]
  return { a: first, b: Math.max(last, first + SHORTEST) }
}
