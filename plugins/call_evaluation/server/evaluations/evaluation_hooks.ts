import type { ApplicationService } from '@adonisjs/core/types'
import { score } from '#core/forms/scoring'
import type { Json } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { E_EVALUATION_CLOSED, E_EVALUATION_NOT_YOURS } from '../errors.js'
import { coachingHooks } from '../coaching/coaching_hooks.js'
import { evaluationFacts } from '../reports/evaluation_facts.js'
import { EvaluationForms } from './evaluation_forms.js'

/** Whatever way answers come: the score is worked out here, and answers are written by whom and when the life cycle lets them. */
export default async function hooks({ container }: ApplicationService): Promise<RecordHooks[]> {
  const forms = await container.make(EvaluationForms)
  return [
    {
      entity: 'evaluation',
      async beforeSave(event) {
        if (event.operation !== 'create' && event.operation !== 'update') return
        const { after, id, trx } = event
        if (event.operation === 'update' && changesContent(event)) checkWriter(event)
        const form = await forms.of(trx, id, String(after.form_name))
        const result = score(form, answersOf(after.answers))
        const missing = Object.values(result.items).some(({ commentMissing }) => commentMissing)
        after.score = result.score
        after.band = result.band?.name ?? null
        after.fatal = result.fatal
        after.complete = result.answered === result.applicable && !missing
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
  changed.includes('answers') || changed.includes('feedback')

/** @throws E_EVALUATION_CLOSED, E_EVALUATION_NOT_YOURS */
function checkWriter({ actor, before }: WriteEvent): void {
  if (actor.kind === 'system') return
  const state = String(before?.state)
  if (state === 'in_progress') {
    if (before?.evaluator !== actor.userId) throw new E_EVALUATION_NOT_YOURS({ part: 'evaluator' })
  } else if (state === 'disputed') {
    const may = actor.access.can('call_evaluation.publish')
    if (!may) throw new E_EVALUATION_NOT_YOURS({ part: 'publisher' })
  } else throw new E_EVALUATION_CLOSED({ state })
}

function answersOf(value: Json | undefined): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
