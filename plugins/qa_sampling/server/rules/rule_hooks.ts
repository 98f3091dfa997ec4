import { E_VALIDATION } from '#core/errors/errors'
import type { RecordHooks } from '#core/records/hooks'
import { planFaults, planOf } from './rule_plan.js'

/** A rule that can never work is not saved. */
const hooks: RecordHooks[] = [
  {
    entity: 'sampling_rule',
    async beforeSave({ operation, before, after, now }) {
      if (operation !== 'create' && operation !== 'update') return
      const faults = planFaults(planOf(after))
      if (faults.length > 0) throw new E_VALIDATION({}, faults)
      /** Nothing is made up for from before it was switched on. */
      if (after.active === true && before?.active !== true) after.last_slot = now.toISOString()
    },
  },
]
export default hooks
