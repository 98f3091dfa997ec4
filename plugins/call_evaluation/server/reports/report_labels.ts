import { localized } from '#core/i18n/catalogue'
import { text } from '#core/i18n/texts'
import { numberText } from '#core/templates/formats'
import type { Metadata } from '#core/metadata/metadata'
import type { AggregateRow } from '#core/records/types'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { ReportGroup } from '../kernel/report.js'

type KeyValue = AggregateRow['keys'][string]
/** Names a group in the reader's language, by its values. */
export type Namer = (values: readonly KeyValue[]) => string

/** What groups are called. Bound as a singleton. */
export class ReportLabels {
  readonly #metadata: Metadata
  readonly #records: Records

  constructor(metadata: Metadata, records: Records) {
    this.#metadata = metadata
    this.#records = records
  }

  async of(actor: Actor, by: ReportGroup): Promise<Namer> {
    const none = text(actor.language, 'call_evaluation.reports.none')
    switch (by) {
      case 'form':
        return ([name, version]) => {
          const form = this.form(actor, String(name ?? ''))
          if (typeof version !== 'number') return form
          const number = numberText(version, actor.language)
          return text(actor.language, 'call_evaluation.reports.form_version', { form, number })
        }
      case 'queue': {
        const names = await this.#queues(actor)
        return ([queue]) => (queue === null ? none : (names.get(String(queue)) ?? String(queue)))
      }
      case 'direction': {
        const list = this.#metadata.current().choice_list.get('telephony_direction')
        return ([value]) => {
          const option = list?.options[String(value)]
          if (option) return localized(option.label, actor.language)
          return value === null ? none : String(value)
        }
      }
      default:
        return ([value]) => nameOf(value, none)
    }
  }

  form(actor: Actor, name: string): string {
    const form = this.#metadata.current().form.get(name)
    return form ? localized(form.label, actor.language) : name
  }

  async #queues(actor: Actor): Promise<Map<string, string>> {
    if (actor.access.depth('queue', 'read') === 'none') return new Map()
    const names = new Map<string, string>()
    const query = { entity: 'queue', select: ['number', 'name'] }
    for await (const page of this.#records.stream(actor, query)) {
      for (const { number, name } of page) {
        if (typeof number === 'string' && typeof name === 'string') names.set(number, name)
      }
    }
    return names
  }
}

function nameOf(value: KeyValue | undefined, none: string): string {
  if (value === null || value === undefined || value === '') return none
  return typeof value === 'object' ? (value.label ?? `#${value.id}`) : String(value)
}
