import type { CodedError, ErrorDetail } from '#core/errors/coded_error'
import type { Catalogue } from '#core/i18n/catalogue'
import type { JsonPrimitive, Language } from '#core/metadata/types'

export interface ErrorAnswer {
  error: {
    code: string
    message: string
    params?: Record<string, JsonPrimitive>
    details?: (ErrorDetail & { message: string })[]
    request_id?: string
  }
}

/** A detail's text stands under `errors` when its code is an error's, else under `common.validation`. */
export function detailText(texts: Catalogue, language: Language, detail: ErrorDetail): string {
  const own = texts.find(language, `errors.${detail.code}`) !== null
  const key = own ? `errors.${detail.code}` : `common.validation.${detail.code}`
  const known = texts.find(language, key) !== null
  return texts.text(language, known ? key : 'common.validation.invalid', detail.params)
}

/** The body of an error in the reader's language. Holds nothing of the cause: no stack, no SQL, no path. */
export function errorAnswer(
  error: CodedError,
  language: Language,
  texts: Catalogue,
  requestId: string | undefined
): ErrorAnswer {
  const answer: ErrorAnswer['error'] = {
    code: error.code,
    message: texts.text(language, `errors.${error.code}`, error.params),
  }
  if (Object.keys(error.params).length > 0) answer.params = error.params
  if (error.details.length > 0) {
    answer.details = error.details.map((detail) => ({
      ...detail,
      message: detailText(texts, language, detail),
    }))
  }
  if (requestId) answer.request_id = requestId
  return { error: answer }
}
