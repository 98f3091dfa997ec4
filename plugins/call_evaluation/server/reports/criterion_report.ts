import type { Database } from '#core/database/database'
import { localized } from '#core/i18n/catalogue'
import type { FormVersionStore } from '#core/design/form_version_store'
import type { Metadata } from '#core/metadata/metadata'
import type { FormDefinition } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { sectionsOf } from '../kernel/mark_rows.js'
import type { CriterionReport, CriterionRow, ReportFilter } from '../kernel/report.js'
import { restrictToPublished } from './evaluation_scope.js'
import { MARKS } from './mark_store.js'
import { publishedFilter, type ResolvedFilter } from './report_filter.js'
import type { ReportPeople } from './report_people.js'

interface Row {
  form_name: string
  criterion: string
  marks: number
  total: number | null
  weight: number
  not_applicable: number
  fatal: number
}

export interface CriterionParts {
  database: Database
  people: ReportPeople
  metadata: Metadata
  versions: FormVersionStore
}

/** Marks by criterion. A criterion is one through all versions of its form. Bound as a singleton. */
export class CriterionReports {
  readonly #parts: CriterionParts

  constructor(parts: CriterionParts) {
    this.#parts = parts
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, asked: ReportFilter): Promise<CriterionReport> {
    const resolved = await this.#parts.people.resolve(actor, asked)
    const rows = await this.#rows(actor, resolved)
    const others =
      asked.agent === undefined ? new Map<string, number>() : await this.#others(actor, resolved)
    const forms = await this.#forms(rows)
    const found = rows.map((row): CriterionRow => {
      const key = keyOf(row)
      return {
        key,
        form: row.form_name,
        ...namesOf(forms.get(row.form_name) ?? null, row, actor),
        criterion: row.criterion,
        marks: Number(row.marks),
        mean: percent(row.total, row.marks),
        weight: Number(row.weight),
        notApplicable: Number(row.not_applicable),
        fatal: Number(row.fatal),
        othersMean: others.get(key) ?? null,
      }
    })
    return { filter: publishedFilter(resolved, actor), rows: found }
  }

  async #others(actor: Actor, filter: ResolvedFilter): Promise<Map<string, number>> {
    const { agent, ...everybody } = filter
    const rows = await this.#rows(actor, everybody, agent)
    return new Map(
      rows.flatMap((row) => {
        const mean = percent(row.total, row.marks)
        return mean === null ? [] : [[keyOf(row), mean] as const]
      })
    )
  }

  async #rows(actor: Actor, filter: ResolvedFilter, without?: number): Promise<Row[]> {
    const { database } = this.#parts
    const query = database
      .read(`${MARKS} as mark`)
      .join('evaluation', 'evaluation.id', 'mark.evaluation_id')
    restrictToPublished(query, actor, filter, database.dialect)
    if (without !== undefined) query.whereNot('evaluation.agent', without)
    const rows: unknown = await query
      .groupBy('mark.form_name', 'mark.criterion')
      .select('mark.form_name', 'mark.criterion')
      .count({ marks: 'mark.mark' })
      .sum({ total: 'mark.mark', not_applicable: 'mark.not_applicable', fatal: 'mark.fatal' })
      .avg({ weight: 'mark.weight' })
      .orderBy(['mark.form_name', 'mark.criterion'])
    return rows as Row[]
  }

  /** Forms as they are; of one that is gone its last version. */
  async #forms(rows: readonly Row[]): Promise<Map<string, FormDefinition>> {
    const { metadata, versions } = this.#parts
    const found = new Map<string, FormDefinition>()
    for (const name of new Set(rows.map((row) => row.form_name))) {
      const current = metadata.current().form.get(name)
      const [last] = current ? [] : await versions.list(name, null, 1)
      const kept = last ? await versions.read(name, last.number) : null
      const form = current ?? kept?.definition
      if (form) found.set(name, form)
    }
    return found
  }
}

const keyOf = (row: Pick<Row, 'form_name' | 'criterion'>) => `${row.form_name}|${row.criterion}`

function percent(total: number | null, marks: number): number | null {
  return Number(marks) === 0 || total === null ? null : (Number(total) / Number(marks)) * 100
}

type Names = Pick<CriterionRow, 'formLabel' | 'label' | 'section' | 'sectionLabel'>

function namesOf(form: FormDefinition | null, { form_name, criterion }: Row, actor: Actor): Names {
  const labelOf = (name: string): string => {
    const element = form?.elements[name]
    if (element?.kind === 'question') return localized(element.definition.label, actor.language)
    if (element && 'label' in element && element.label) {
      return localized(element.label, actor.language)
    }
    return name
  }
  const section = form ? (sectionsOf(form).get(criterion) ?? '') : ''
  return {
    formLabel: form ? localized(form.label, actor.language) : form_name,
    label: labelOf(criterion),
    section,
    sectionLabel: section === '' ? '' : labelOf(section),
  }
}
