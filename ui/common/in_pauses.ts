/** Milliseconds that a step may still take at the end of a pause. */
const MARGIN = 3

/**
 * Takes one step after another of work that nobody waits for, only in the browser's pauses. Answers how to stop it. Where the browser
 * tells of no pauses (Safari), nothing is done: whoever needs the work does it then.
 */
export function inPauses(work: Iterator<unknown>): () => void {
  if (typeof window.requestIdleCallback !== 'function') return () => undefined
  let asked = window.requestIdleCallback(pause)
  function pause(deadline: IdleDeadline): void {
    while (deadline.timeRemaining() > MARGIN) {
      if (work.next().done === true) return
    }
    asked = window.requestIdleCallback(pause)
  }
  return () => window.cancelIdleCallback(asked)
}
