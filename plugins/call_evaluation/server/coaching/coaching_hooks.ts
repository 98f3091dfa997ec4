import type { ApplicationService } from '@adonisjs/core/types'
import type { RecordHooks } from '#core/records/hooks'
import { CriterionMarks } from './criterion_marks.js'

const ENDED = new Set(['done', 'cancelled'])

/** When a coaching ends, what became of the criterion is kept. Opened again, it counts on. */
export async function coachingHooks(
  container: ApplicationService['container']
): Promise<RecordHooks> {
  const marks = await container.make(CriterionMarks)
  return {
    entity: 'coaching',
    async beforeSave({ operation, changed, after, now, trx }) {
      if (operation !== 'update' || !changed.includes('state')) return
      if (!ENDED.has(String(after.state))) {
        after.ended_at = null
        return
      }
      const of = {
        agent: Number(after.agent),
        form: String(after.form_name),
        criterion: String(after.criterion),
      }
      const { mean, count } = await marks.mean(trx, of, new Date(String(after.began_at)), now)
      after.after_mean = mean
      after.after_count = count
      after.ended_at = now.toISOString()
    },
  }
}
