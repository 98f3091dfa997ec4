import { client } from '#ui/api/client.js'
import type {
  CalibrationListing,
  CalibrationProgress,
  CalibrationResult,
  NewCalibration,
} from '../../server/kernel/calibration.js'

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
