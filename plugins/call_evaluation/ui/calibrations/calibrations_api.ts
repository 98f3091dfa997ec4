import { client } from '#ui/api/client.js'

export interface CalibrationListing {
  id: number
  name: string
  formLabel: string
  createdAt: string
  closedAt: string | null
  done: number
  of: number
}
export interface CalibrationProgress {
  id: number
  name: string
  form: string
  formLabel: string
  expert: number | null
  createdAt: string
  closedAt: string | null
  open: boolean
  calls: { id: number; label: string }[]
  evaluators: { id: number; label: string; done: number; of: number }[]
}
export interface Deviation {
  fromGroup: number | null
  fromExpert: number | null
  calls: number
}
export interface Agreement {
  alpha: number | null
  interval: { low: number; high: number } | null
  agreement: number | null
  calls: number
}
export interface CalibrationResult {
  evaluators: ({ user: number; label: string } & Deviation)[]
  total: Agreement
  criteria: Record<string, Agreement & { label: string; deviations: Deviation[] }>
  evaluations: { id: number; call: number; evaluator: number; score: number | null }[]
}
export interface NewCalibration {
  name: string
  form: string
  calls: number[]
  evaluators: number[]
  expert: number | null
}

const BASE = '/api/call_evaluation/calibrations'

export const calibrationsApi = {
  list: (signal: AbortSignal) =>
    client.get<{ calibrations: CalibrationListing[] }>(BASE, { signal }),
  progress: (id: number, signal: AbortSignal) =>
    client.get<CalibrationProgress>(`${BASE}/${id}`, { signal }),
  agreement: (id: number, signal: AbortSignal) =>
    client.get<CalibrationResult>(`${BASE}/${id}/agreement`, { signal }),
  begin: (wish: NewCalibration) => client.post<{ id: number }>(BASE, wish),
  close: (id: number) => client.post<void>(`${BASE}/${id}/close`),
}
