import { defineError } from '#core/errors/coded_error'

/** Details name every fault by the id of the element. */
export const E_WORKFLOW_INVALID = defineError<{ faults: number }>('E_WORKFLOW_INVALID', 422)
export const E_WORKFLOW_KEY = defineError<{ key: string }>('E_WORKFLOW_KEY', 422)
export const E_WORKFLOW_KEY_TAKEN = defineError<{ key: string }>('E_WORKFLOW_KEY_TAKEN', 409)
export const E_WORKFLOW_NOT_PUBLISHED = defineError<{ process: string }>(
  'E_WORKFLOW_NOT_PUBLISHED',
  409
)
export const E_WORKFLOW_RUNNING = defineError<{ count: number }>('E_WORKFLOW_RUNNING', 409)
export const E_WORKFLOW_UNKNOWN_START = defineError<{ node: string }>(
  'E_WORKFLOW_UNKNOWN_START',
  422
)
/** Somebody else was faster; the same call may succeed. */
export const E_WORKFLOW_STALE = defineError('E_WORKFLOW_STALE', 409)
export const E_WORKFLOW_ENDED = defineError<{ status: string }>('E_WORKFLOW_ENDED', 409)
export const E_WORKFLOW_SUSPENDED = defineError('E_WORKFLOW_SUSPENDED', 409)
export const E_WORKFLOW_VARIABLES = defineError<{ limit: number }>('E_WORKFLOW_VARIABLES', 413)
export const E_WORKFLOW_RUN_AS = defineError('E_WORKFLOW_RUN_AS', 403)
/** More steps in one transaction than any sound process needs. */
export const E_WORKFLOW_ENDLESS = defineError<{ limit: number }>('E_WORKFLOW_ENDLESS', 422)
export const E_WORKFLOW_ACTION_UNKNOWN = defineError<{ action: string }>(
  'E_WORKFLOW_ACTION_UNKNOWN',
  422
)
export const E_WORKFLOW_ACTION_CONFIG = defineError<{ action: string; field: string }>(
  'E_WORKFLOW_ACTION_CONFIG',
  422
)
/** An action failed in a way nobody foresaw; the log has the cause. */
export const E_WORKFLOW_ACTION_FAILED = defineError<{ action: string }>(
  'E_WORKFLOW_ACTION_FAILED',
  500
)
export const E_WORKFLOW_CHILD_ENDED = defineError<{ instance: number }>(
  'E_WORKFLOW_CHILD_ENDED',
  409
)
export const E_WORKFLOW_MIGRATION = defineError<{ instance: number; node: string }>(
  'E_WORKFLOW_MIGRATION',
  422
)
export const E_WORKFLOW_TOKEN = defineError<{ token: string }>('E_WORKFLOW_TOKEN', 422)
export const E_WORKFLOW_TRIGGER_UNKNOWN = defineError<{ trigger: string }>(
  'E_WORKFLOW_TRIGGER_UNKNOWN',
  422
)
export const E_TASK_NOT_OPEN = defineError<{ status: string }>('E_TASK_NOT_OPEN', 409)
export const E_TASK_TAKEN = defineError<{ by: string }>('E_TASK_TAKEN', 409)
export const E_TASK_NOBODY = defineError('E_TASK_NOBODY', 422)
export const E_DECISION_UNKNOWN = defineError<{ decision: string }>('E_DECISION_UNKNOWN', 422)
export const E_DECISION_INVALID = defineError<{ faults: number }>('E_DECISION_INVALID', 422)
export const E_DECISION_SEVERAL = defineError<{ decision: string; rules: string }>(
  'E_DECISION_SEVERAL',
  422
)
export const E_DECISION_EXPRESSION = defineError<{ decision: string; rule: number }>(
  'E_DECISION_EXPRESSION',
  422
)
/** Nothing was sent: the address is not on the list of destinations, or is none. */
export const E_HTTP_CALL_REFUSED = defineError<{ address: string; reason: string }>(
  'E_HTTP_CALL_REFUSED',
  422
)
/** Nothing was answered, or that the other side cannot answer now: worth another attempt. */
export const E_HTTP_CALL_FAILED = defineError<{ reason: string; status: number | null }>(
  'E_HTTP_CALL_FAILED',
  502
)
export const E_SECRET_UNKNOWN = defineError<{ name: string }>('E_SECRET_UNKNOWN', 422)
export const E_MAIL_NOT_CONFIGURED = defineError('E_MAIL_NOT_CONFIGURED', 503)
export const E_MAIL_FAILED = defineError<{ reason: string }>('E_MAIL_FAILED', 502)
export const E_MAIL_ADDRESS = defineError<{ address: string }>('E_MAIL_ADDRESS', 422)
export const E_SMS_NOT_CONFIGURED = defineError('E_SMS_NOT_CONFIGURED', 503)
export const E_SMS_NUMBER = defineError<{ number: string }>('E_SMS_NUMBER', 422)
