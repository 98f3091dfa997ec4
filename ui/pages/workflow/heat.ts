import type { Heat } from '../../api/workflows.js'

export type HeatMeasure = 'time' | 'waiting'

export interface HeatMark {
  element: string
  /** 1 (cool) to 5 (hot); 0 where there is nothing. */
  step: number
  value: number
}

/** The mean time of what has ended, or how much is waiting now, in five steps of the greatest. Pure. */
export function heatMarks(heat: readonly Heat[], measure: HeatMeasure): HeatMark[] {
  const values = heat.map(({ node, open, closed, seconds }) => ({
    element: node,
    value: measure === 'waiting' ? open : closed > 0 ? seconds / closed : 0,
  }))
  const most = Math.max(0, ...values.map(({ value }) => value))
  return values.map(({ element, value }) => ({
    element,
    value,
    step: value <= 0 || most === 0 ? 0 : Math.max(1, Math.ceil((value / most) * 5)),
  }))
}
