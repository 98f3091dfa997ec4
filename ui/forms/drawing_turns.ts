import { nextTick, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** Whose turn it is to be drawn: what fills the screen at once, the rest in the browser's pauses, from top to bottom. */
export interface DrawingTurns {
  /** Takes a place in the queue for so many inputs; answers whether their turn has come. */
  join(inputs: number): ShallowRef<boolean>
  leave(turn: ShallowRef<boolean>): void
  /** Before its turn, because somebody needs it. */
  draw(turn: ShallowRef<boolean>): void
  /** For those who need everything now, such as the search for the first fault. */
  drawAll(): void
}
export const drawingTurnsKey: InjectionKey<DrawingTurns> = Symbol('drawing turns')

/** Inputs drawn without waiting, each time that sections appear together: what a large screen shows. Most forms have fewer. */
const AT_ONCE = 40
/** Milliseconds after which the next section is drawn although the browser found no pause. */
const PATIENCE = 100

/** Safari knows no pauses: there the next section follows as soon as the screen has been painted. */
function inPause(draw: () => void): void {
  if (typeof window.requestIdleCallback === 'function')
    window.requestIdleCallback(draw, { timeout: PATIENCE })
  else setTimeout(draw)
}

export function makeDrawingTurns(later: (draw: () => void) => void = inPause): DrawingTurns {
  const queue: ShallowRef<boolean>[] = []
  let drawn = 0
  let waiting = false

  function drawNext(): void {
    waiting = false
    const turn = queue.shift()
    if (turn) turn.value = true
    schedule()
  }
  function schedule(): void {
    if (waiting || queue.length === 0) return
    waiting = true
    later(drawNext)
  }
  function leave(turn: ShallowRef<boolean>): void {
    const at = queue.indexOf(turn)
    if (at !== -1) queue.splice(at, 1)
  }
  return {
    join(inputs) {
      if (drawn === 0) void nextTick(() => (drawn = 0))
      const fits = queue.length === 0 && drawn < AT_ONCE
      const turn = shallowRef(fits)
      if (fits) drawn += inputs
      else {
        queue.push(turn)
        schedule()
      }
      return turn
    },
    leave,
    draw(turn) {
      leave(turn)
      turn.value = true
    },
    drawAll() {
      for (const turn of queue.splice(0)) turn.value = true
    },
  }
}
