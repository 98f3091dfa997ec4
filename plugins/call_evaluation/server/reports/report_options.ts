import { localized } from '#core/i18n/catalogue'
import { isScored } from '#core/forms/scoring'
import type { PdfPrinter } from '#core/printing/pdf'
import type { Metadata } from '#core/metadata/metadata'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { ReportChoices } from '../kernel/report.js'
import type { ReportPeople } from './report_people.js'

/** What reports can be narrowed to, as far as the reader may see it. Bound as a singleton. */
export class ReportOptions {
  readonly #records: Records
  readonly #metadata: Metadata
  readonly #people: ReportPeople
  readonly #pdf: PdfPrinter

  constructor(records: Records, metadata: Metadata, people: ReportPeople, pdf: PdfPrinter) {
    this.#records = records
    this.#metadata = metadata
    this.#people = people
    this.#pdf = pdf
  }

  async of(actor: Actor): Promise<ReportChoices> {
    const may = (entity: string) => actor.access.depth(entity, 'read') !== 'none'
    const { form, choice_list: lists } = this.#metadata.current()
    const named = (entity: string, value: string) => this.#named(actor, entity, value)
    const directions = Object.entries(lists.get('telephony_direction')?.options ?? {})
    return {
      forms: [...form.values()]
        .filter((each) => each.entity === 'evaluation' && isScored(each))
        .map(({ name, label }) => ({ value: name, label: localized(label, actor.language) })),
      teams: may('team')
        ? (await this.#people.teams(actor)).map(({ id, name }) => ({ value: id, label: name }))
        : [],
      units: may('unit')
        ? (await named('unit', 'id')).map(({ value, label }) => ({ value: Number(value), label }))
        : [],
      queues: may('queue') ? await named('queue', 'number') : [],
      directions: directions.map(([value, option]) => ({
        value,
        label: localized(option.label, actor.language),
      })),
      severity: actor.access.can('call_evaluation.severity'),
      coach: actor.access.can('call_evaluation.coach'),
      export: actor.access.depth('evaluation', 'export') !== 'none',
      pdf: this.#pdf.isAvailable,
    }
  }

  async #named(
    actor: Actor,
    entity: string,
    value: string
  ): Promise<{ value: string; label: string }[]> {
    const select = value === 'id' ? ['name'] : ['name', value]
    const query = { entity, select, sort: [{ path: 'name' }] }
    const found = new Map<string, string>()
    for await (const page of this.#records.stream(actor, query)) {
      for (const row of page) {
        const key = String(value === 'id' ? row.id : (row[value] ?? ''))
        const name = row.name
        if (key !== '') found.set(key, typeof name === 'string' && name !== '' ? name : key)
      }
    }
    return [...found].map(([key, label]) => ({ value: key, label }))
  }
}
