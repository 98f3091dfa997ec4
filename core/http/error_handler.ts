import { ExceptionHandler } from '@adonisjs/core/http'

export default class HttpErrorHandler extends ExceptionHandler {
  protected override debug = false
}
