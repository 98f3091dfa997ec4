import vine from '@vinejs/vine'

const choice = (...values: string[]) => vine.enum(values)
const count = () => vine.number().withoutDecimals().nullable().optional()

/** The values of a rule as the editor holds them: of the right shape, not yet right. What is wrong is told by field. */
export const draftValidator = vine.create(
  vine.object({
    rule: vine.number().withoutDecimals().positive().nullable().optional(),
    seed: vine.string().minLength(1).maxLength(64).optional(),
    values: vine.object({
      name: vine.string().maxLength(200).nullable().optional(),
      every: choice('day', 'week', 'month'),
      weekday: choice('0', '1', '2', '3', '4', '5', '6').nullable().optional(),
      month_day: vine.number().withoutDecimals().range([1, 31]).nullable().optional(),
      at: vine.string().regex(/^\d{2}:\d{2}(:\d{2})?$/),
      working_days: vine.boolean(),
      period: choice('previous_day', 'last_week', 'last_month', 'since_last_run'),
      catch_up: choice('each', 'latest', 'skip'),
      population: vine.any().nullable().optional(),
      group_by: choice('agent', 'team', 'unit', 'queue', 'total'),
      quota: choice('fixed', 'percent'),
      quota_count: count(),
      quota_percent: vine.number().nullable().optional(),
      quota_min: count(),
      quota_max: count(),
      on_shortfall: choice('report', 'widen', 'fill'),
      widen_days: count(),
      stratum: choice('none', 'hour', 'weekday', 'queue', 'topic', 'direction'),
      agent_choice: choice('first', 'last', 'longest', 'every'),
      need_recording: vine.boolean(),
      min_talk: count(),
      allow_repeat: vine.boolean(),
      form_name: vine.string().maxLength(64).nullable().optional(),
      assigning: choice('own', 'round_robin', 'least_loaded'),
      evaluators: vine.array(vine.number().withoutDecimals().positive()).maxLength(500),
      daily_cap: count(),
      due_days: count(),
    }),
  })
)
