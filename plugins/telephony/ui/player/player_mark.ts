/** A point of a recording that somebody marked. */
export interface PlayerMark {
  id: string
  at: number
  /** What was said of it: told on hover and to assistive techniques. */
  label: string
  /** Stands out among the others. */
  chosen?: boolean
}
