import { localized } from '#core/i18n/catalogue'
import type { EffectiveMetadata, Language } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import type { Surroundings, TextReader } from '#core/templates/types'

/** What a text knows beside the record: calendar and zone are the actor's unless another reader is named. */
export function surroundingsOf(
  { choice_list: lists }: Pick<EffectiveMetadata, 'choice_list'>,
  actor: Actor,
  reader: Partial<TextReader> & { language: Language },
  now: Date
): Surroundings {
  return {
    reader: { calendar: actor.calendar, timeZone: actor.timeZone, ...reader },
    now,
    userName: actor.name,
    choiceLabel(list, value) {
      const option = lists.get(list)?.options[value]
      return option ? localized(option.label, reader.language) : value
    },
  }
}
