import { BaseCommand } from '@adonisjs/core/ace'
import { errorAnswer } from '#core/http/error_answer'
import { toCodedError } from '#core/http/error_mapping'
import { texts } from '#core/i18n/texts'

/**
 * A command that tells an expected failure (a coded error, a database that is away) in one sentence with its code and details,
 * instead of with a stack. What nobody foresaw is still shown as it is: whoever runs commands runs the system.
 */
export abstract class CodedCommand extends BaseCommand {
  override async completed(): Promise<true | void> {
    if (!this.error) return
    const coded = toCodedError(this.error)
    if (coded.code === 'E_INTERNAL') return
    const { code, message, details = [] } = errorAnswer(coded, 'en', texts, undefined).error
    this.logger.error(`${message} [${code}]`)
    for (const detail of details)
      this.logger.error(`${detail.path}: ${detail.message} [${detail.code}]`)
    return true
  }
}
