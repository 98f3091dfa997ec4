import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { FormVersionStore } from '#core/design/form_version_store'
import type { FormScore } from '#core/forms/scoring'
import type { FormDefinition, Json } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { EvaluationForms } from '../evaluations/evaluation_forms.js'
import { CustomerMarks } from '../customer_scores/customer_marks.js'
import { markRows } from '../kernel/mark_rows.js'
import { MarkStore } from './mark_store.js'

/**
 * What reports need of an evaluation, kept right in the transaction of its write: the score in percent, the number of the form's
 * version, the customer's own mark, and the mark of each criterion.
 */
export async function evaluationFacts(
  container: ApplicationService['container']
): Promise<RecordHooks> {
  const versions = await container.make(FormVersionStore)
  const customers = await container.make(CustomerMarks)
  const { dialect } = await container.make(Database)
  const forms = await container.make(EvaluationForms)
  const marks = new MarkStore(dialect)

  async function judged({ trx, id, after, actor, now }: WriteEvent): Promise<Judged | null> {
    const name = String(after.form_name)
    const kept = id === null ? null : await versions.pinned(trx, 'evaluation', id, name)
    const form = kept?.definition ?? forms.known(name)
    if (!form) return null
    const { score: result } = forms.judge(form, after, actor, now)
    return { form, number: kept?.number ?? null, answers: answersOf(after.answers), result }
  }

  return {
    entity: 'evaluation',
    async beforeSave(event) {
      if (event.operation !== 'create' && event.operation !== 'update') return
      const { after, trx } = event
      after.customer_score = await customers.ofCall(trx, Number(after.call))
      const made = await judged(event)
      if (!made) return
      const { result, answers, number, form } = made
      const filled = Object.keys(answers).length > 0
      after.score_percent =
        result.score === null ? null : Math.round((result.score / result.scale) * 10_000) / 100
      const latest = async () => (await versions.list(form.name, null, 1))[0]?.number ?? 1
      after.form_version = filled ? (number ?? (await latest())) : null
    },
    async afterSave(event) {
      const { trx, id, after, before, operation } = event
      if (operation !== 'create' && operation !== 'update') return
      if (JSON.stringify(before?.answers) === JSON.stringify(after.answers)) return
      const made = await judged(event)
      if (!made) return
      const form = { name: made.form.name, version: Number(after.form_version ?? 1) }
      await marks.replace(trx, id, form, markRows(made.form, made.result))
    },
  }
}

interface Judged {
  form: FormDefinition
  /** Null: not filled in yet through its form. */
  number: number | null
  answers: Record<string, Json>
  result: FormScore
}

function answersOf(value: Json | undefined): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
