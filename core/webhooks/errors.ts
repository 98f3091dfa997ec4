import { defineError } from '#core/errors/coded_error'

/** Details of a definition that cannot be. */
export const DETAIL = {
  /** Not readable, unmasked, by the one as whom it runs: it would send what that person may not see. */
  field: 'E_WEBHOOK_FIELD',
  events: 'E_WEBHOOK_EVENTS',
  person: 'E_WEBHOOK_PERSON',
} as const
/** Only what one may read oneself can be handed on in the name of another. */
export const E_WEBHOOK_RUN_AS = defineError<{ entity: string }>('E_WEBHOOK_RUN_AS', 403)
/** It came with a package and has no secret or person of this installation yet. */
export const E_WEBHOOK_INCOMPLETE = defineError<{ what: string }>('E_WEBHOOK_INCOMPLETE', 409)
export const E_WEBHOOK_EXISTS = defineError<{ name: string }>('E_WEBHOOK_EXISTS', 409)
/** What is still on its way is not sent a second time. */
export const E_DELIVERY_UNFINISHED = defineError('E_DELIVERY_UNFINISHED', 409)
