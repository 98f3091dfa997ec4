import { defineError } from '#core/errors/coded_error'

/** The form is none of evaluations, gives no score, or is gone. */
export const E_EVALUATION_FORM = defineError<{ form: string }>('E_EVALUATION_FORM', 422)
/** The step does not lead on from this state. */
export const E_EVALUATION_STEP = defineError<{ state: string }>('E_EVALUATION_STEP', 409)
/** The step is another's: the evaluator's, the publisher's or the agent's. */
export const E_EVALUATION_NOT_YOURS = defineError<{ part: string }>('E_EVALUATION_NOT_YOURS', 403)
export const E_EVALUATION_NEEDS_SCORE = defineError('E_EVALUATION_NEEDS_SCORE', 422)
export const E_EVALUATION_NEEDS_REASON = defineError('E_EVALUATION_NEEDS_REASON', 422)
/** Answers are written while the evaluation is in progress, or while a dispute about it is decided. */
export const E_EVALUATION_CLOSED = defineError<{ state: string }>('E_EVALUATION_CLOSED', 409)
/** Nobody evaluates their own call, and only active people with the right to evaluate do. */
export const E_EVALUATION_EVALUATOR = defineError<{ user: number }>('E_EVALUATION_EVALUATOR', 422)
/** A mark that lies outside its own scale, or a scale without a width. */
export const E_CUSTOMER_SCORE_SCALE = defineError<{ score: number; min: number; max: number }>(
  'E_CUSTOMER_SCORE_SCALE',
  422
)
/** The key names another mark already. */
export const E_CUSTOMER_SCORE_KEY = defineError<{ key: string }>('E_CUSTOMER_SCORE_KEY', 409)
/** Results are shown when everybody is done, or the organiser has closed it. */
export const E_CALIBRATION_BLIND = defineError<{ open: number }>('E_CALIBRATION_BLIND', 409)
export const E_CALIBRATION_CLOSED = defineError('E_CALIBRATION_CLOSED', 409)
/** Nobody has marked this criterion of this agent, or the coach is none. */
export const E_COACHING_CRITERION = defineError<{ criterion: string }>('E_COACHING_CRITERION', 422)
/** What was sent is no list of remarks: a second, a text, and no more than there is room for. */
export const E_EVALUATION_REMARKS = defineError('E_EVALUATION_REMARKS', 422)
/** More groups than one answer holds: a part of them would be a wrong report. */
export const E_REPORT_TOO_WIDE = defineError<{ groups: number }>('E_REPORT_TOO_WIDE', 422)
