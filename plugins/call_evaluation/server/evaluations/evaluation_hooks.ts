import type { ApplicationService } from '@adonisjs/core/types'
import type { Json } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { Records } from '#core/records/records'
import { coachingHooks } from '../coaching/coaching_hooks.js'
import { E_EVALUATION_CLOSED, E_EVALUATION_NOT_YOURS, E_EVALUATION_REMARKS } from '../errors.js'
import { readRemarks } from '../kernel/remarks.js'
import { evaluationFacts } from '../reports/evaluation_facts.js'
import { EvaluationForms } from './evaluation_forms.js'
import { filterOf } from './form_choice.js'

/** Whatever way answers come: the score is worked out here, and answers are written by whom and when the life cycle lets them. */
export default async function hooks({ container }: ApplicationService): Promise<RecordHooks[]> {
  const forms = await container.make(EvaluationForms)
  const records = await container.make(Records)
  return [
    {
      entity: 'evaluation',
      async beforeSave(event) {
        if (event.operation !== 'create' && event.operation !== 'update') return
        const { after, id, trx } = event
        if (event.operation === 'update' && changesContent(event)) checkWriter(event)
        after.remarks = remarksOf(after.remarks)
        const form = await forms.of(trx, id, String(after.form_name))
        const { score, complete } = forms.judge(form, after, event.actor, event.now)
        after.score = score.score
        after.band = score.band?.name ?? null
        after.fatal = score.fatal
        after.complete = complete
      },
    },
    {
      /**
       * What could not be applied is refused when it is written, not when a call comes; and the choice of a form tells of a call
       * nothing that who wrote the rule may not know.
       */
      entity: 'evaluation_form_choice',
      async beforeSave({ operation, after, actor, trx }) {
        if (operation !== 'create' && operation !== 'update') return
        forms.current(String(after.form_name))
        const filter = filterOf(after)
        const query = { entity: 'call', select: ['id'], limit: 1, ...(filter ? { filter } : {}) }
        await records.query(actor, query, { trx })
      },
    },
    await evaluationFacts(container),
    await coachingHooks(container),
    {
      entity: 'evaluator_duty',
      async beforeSave({ after, trx }) {
        const ids = [after.agent, after.evaluator].filter((id) => typeof id === 'number')
        const rows: { id: number; name: string }[] = await trx('users')
          .whereIn('id', ids)
          .select('id', 'name')
        const name = (id: Json | undefined) => rows.find((row) => row.id === id)?.name ?? ''
        after.name = `${name(after.agent)} – ${name(after.evaluator)}`
      },
    },
  ]
}

const changesContent = ({ changed }: WriteEvent): boolean =>
  ['answers', 'feedback', 'remarks'].some((field) => changed.includes(field))

/** @throws E_EVALUATION_CLOSED, E_EVALUATION_NOT_YOURS */
function checkWriter({ actor, before }: WriteEvent): void {
  if (actor.kind === 'system') return
  const state = String(before?.state)
  if (state === 'in_progress') {
    if (before?.evaluator !== actor.userId) throw new E_EVALUATION_NOT_YOURS({ part: 'evaluator' })
  } else if (state === 'disputed') {
    const isAgent = before?.agent === actor.userId
    const may = actor.access.can('call_evaluation.publish') && !isAgent
    if (!may) throw new E_EVALUATION_NOT_YOURS({ part: 'publisher' })
  } else throw new E_EVALUATION_CLOSED({ state })
}

/** @throws E_EVALUATION_REMARKS */
function remarksOf(value: Json | undefined): Json {
  const remarks = readRemarks(value)
  if (remarks === null) throw new E_EVALUATION_REMARKS()
  return remarks.length === 0 ? null : remarks.map((remark) => ({ ...remark }))
}
