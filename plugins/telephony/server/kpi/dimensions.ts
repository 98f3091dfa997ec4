/** By what figures can be grouped. Each is one or two stored properties: no time-zone arithmetic is needed. */
export const DIMENSIONS = {
  site: ['siteId'],
  queue: ['queue'],
  agent: ['agent'],
  day: ['localDay'],
  hour: ['localHour'],
  weekday: ['localWeekday'],
  weekday_hour: ['localWeekday', 'localHour'],
  day_hour: ['localDay', 'localHour'],
  direction: ['direction'],
  outcome: ['outcome'],
  line: ['did'],
  trunk: ['trunk'],
  ivr_choice: ['ivrChoice'],
  exit_key: ['exitKey'],
  queue_count: ['queueCount'],
  result: ['result'],
  score: ['score'],
  cause: ['hangupCause'],
} as const satisfies Record<string, readonly string[]>

export type Dimension = keyof typeof DIMENSIONS

/** Values that make up a group, by property. */
export type Group = Record<string, string | number | null>

/** Properties that a list of dimensions groups by, each once, in order. */
export function groupFields(by: readonly Dimension[]): string[] {
  return [...new Set(by.flatMap((dimension): readonly string[] => DIMENSIONS[dimension]))]
}

/** Which records figures are asked of. Days are the PBX's own, both inclusive. */
export interface FigureFilter {
  siteIds?: readonly number[]
  queues?: readonly string[]
  agents?: readonly string[]
  directions?: readonly string[]
  fromDay?: string
  toDay?: string
}
