import { defineError } from '#core/errors/coded_error'

/** The rule cannot run as it is; the details say what is wrong. */
export const E_SAMPLING_RULE = defineError<{ rule: string }>('E_SAMPLING_RULE', 422)
/** A call was drawn by another rule at the same moment; the run is tried again. */
export const E_SAMPLING_CLASH = defineError('E_SAMPLING_CLASH', 503)
/** What was kept of the run is not what was written: its digest differs. */
export const E_SAMPLING_FRAME = defineError<{ run: number }>('E_SAMPLING_FRAME', 409)

/** Codes of what can be wrong with a rule, as details of E_SAMPLING_RULE and E_VALIDATION. */
export const RULE_FAULTS = {
  count: defineError('E_SAMPLING_QUOTA_COUNT', 422),
  percent: defineError('E_SAMPLING_QUOTA_PERCENT', 422),
  bounds: defineError('E_SAMPLING_QUOTA_BOUNDS', 422),
  widen: defineError('E_SAMPLING_WIDEN', 422),
  schedule: defineError('E_SAMPLING_SCHEDULE', 422),
  population: defineError('E_SAMPLING_POPULATION', 422),
  /** Only a warning: such calls may come yet. */
  empty: defineError('E_SAMPLING_EMPTY', 422),
  unseen: defineError('E_SAMPLING_UNSEEN', 422),
  owner: defineError('E_SAMPLING_OWNER', 422),
  noEvaluator: defineError('E_SAMPLING_NO_EVALUATOR', 422),
} as const
