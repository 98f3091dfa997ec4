import { client, queryString } from '#ui/api/client.js'

export type KpiUnit = 'count' | 'seconds' | 'milliseconds' | 'ratio' | 'number'
export interface KpiDefinition {
  key: string
  unit: KpiUnit
  better: 'more' | 'less' | null
  params: string[]
  /** Keys of texts. */
  label: string
  definition: string
}
export interface ServiceLevel {
  seconds: number
  answeredWithin: number
  abandonedWithin: number
  answeredOverOffered: number | null
  answeredOverOfferedLessShortAbandons: number | null
  answeredPlusShortAbandonsOverOffered: number | null
}
export interface FigureRow {
  group: Record<string, string | number | null>
  kpis: Record<string, number | null>
  serviceLevels?: ServiceLevel[]
  medians?: Record<string, number | null>
  longestQueue?: { value: number; firstAt: number | null }
  mostTalks?: { value: number; firstAt: number | null }
  busiestHour?: { offered: number; localDay: string; localHour: number } | null
}
export interface FiguresAnswer {
  definitions: KpiDefinition[]
  params: { serviceLevelSeconds: { default: number; byQueue?: Record<string, number> } }
  total: FigureRow | null
  rows: FigureRow[]
  queues: { siteId: number; name: string; label: string }[]
}
export interface AgentFigures {
  agent: string
  kpis: Record<string, number | null>
  queues: Record<string, number | null>
  time: { presenceSeconds: number; pauseSeconds: number; pauseCount: number }
  occupancy: number | null
}
export interface FigureFilter {
  from: string
  to: string
  queue?: string
  sl?: string
}

/** Key figures of queues and agents. Days are the exchange's own, both inclusive. */
export const figuresApi = {
  queues: (filter: FigureFilter, by: string | undefined, signal: AbortSignal) =>
    client.get<FiguresAnswer>(`/api/telephony/figures${queryString({ ...filter, by })}`, {
      signal,
    }),
  agents: (filter: FigureFilter, signal: AbortSignal) =>
    client.get<{ agents: AgentFigures[] }>(
      `/api/telephony/figures/agents${queryString({ from: filter.from, to: filter.to, queue: filter.queue })}`,
      { signal }
    ),
}
