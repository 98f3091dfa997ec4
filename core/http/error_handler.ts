import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { errorAnswer } from '#core/http/error_answer'
import { toCodedError } from '#core/http/error_mapping'
import { negotiateLanguage } from '#core/i18n/negotiation'
import { texts } from '#core/i18n/texts'
import type { Actor } from '#core/security/types'

/** Requests that have not been authenticated (yet) have no actor. */
function actorOf(ctx: HttpContext): Actor | undefined {
  return 'actor' in ctx ? ctx.actor : undefined
}

/**
 * Every error of every request ends here: as JSON with a permanent code and a text in the reader's language. Page loads
 * never fail with an error of their own: their route serves the application whatever the path.
 */
export default class HttpErrorHandler extends ExceptionHandler {
  protected override debug = false

  override async handle(thrown: unknown, ctx: HttpContext): Promise<void> {
    const error = toCodedError(thrown)
    const language =
      actorOf(ctx)?.language ?? negotiateLanguage(ctx.request.header('accept-language'))
    const seconds = error.params.seconds
    if (typeof seconds === 'number') ctx.response.header('Retry-After', String(seconds))
    ctx.response.header('Content-Language', language)
    ctx.response
      .status(error.status)
      .json(errorAnswer(error, language, texts, ctx.request.id() ?? undefined))
  }

  /** What a client did wrong is its own affair; what went wrong here is logged with its cause and the request's number. */
  override async report(thrown: unknown, ctx: HttpContext): Promise<void> {
    const error = toCodedError(thrown)
    if (error.status < 500) return
    ctx.logger.error(
      {
        err: error.cause ?? error,
        code: error.code,
        request_id: ctx.request.id(),
        user_id: actorOf(ctx)?.userId,
      },
      `${ctx.request.method()} ${ctx.request.url()}: ${error.code}`
    )
  }
}
