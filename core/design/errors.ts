import { defineError } from '#core/errors/coded_error'

export const E_NO_DRAFT = defineError<{ name: string }>('E_NO_DRAFT', 404)
export const E_DRAFT_TOO_LARGE = defineError<{ limit: number }>('E_DRAFT_TOO_LARGE', 413)
export const E_TOO_MANY_DRAFTS = defineError<{ max: number }>('E_TOO_MANY_DRAFTS', 409)
export const E_NO_FORM_VERSION = defineError<{ form: string; number: number }>(
  'E_NO_FORM_VERSION',
  404
)
export const E_FORM_VERSION_IN_EFFECT = defineError<{ form: string; number: number }>(
  'E_FORM_VERSION_IN_EFFECT',
  409
)
