/** What the pages of calibrations are told, on both sides of the wire. */
import type { Deviation } from './agreement.js'

/** What a calibration is begun with. */
export interface NewCalibration {
  name: string
  form: string
  calls: number[]
  evaluators: number[]
  expert: number | null
}
export interface Agreement {
  alpha: number | null
  interval: { low: number; high: number } | null
  agreement: number | null
  calls: number
}
export interface CriterionAgreement extends Agreement {
  label: string
  /** How far each evaluator is from the others and from the expert, in the order of `evaluators`; marks are percent. */
  deviations: Deviation[]
}
export interface CalibrationResult {
  evaluators: ({ user: number; label: string } & Deviation)[]
  total: Agreement
  criteria: Record<string, CriterionAgreement>
  /** By call and evaluator: the evaluation with its score in percent. */
  evaluations: { id: number; call: number; evaluator: number; score: number | null }[]
}
export interface CalibrationProgress {
  id: number
  name: string
  form: string
  formLabel: string
  expert: number | null
  createdAt: string
  closedAt: string | null
  /** What comes out may be seen: everybody is done, or the organiser has closed it. */
  open: boolean
  calls: { id: number; label: string }[]
  evaluators: { id: number; label: string; done: number; of: number }[]
}
export interface CalibrationListing {
  id: number
  name: string
  formLabel: string
  createdAt: string
  closedAt: string | null
  done: number
  of: number
}
