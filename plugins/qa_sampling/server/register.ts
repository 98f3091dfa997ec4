import type { ApplicationService } from '@adonisjs/core/types'
import { Calendars } from '#core/business_hours/calendars'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { Assignments, EvaluationForms } from '#plugins/call_evaluation/contract'
import { Rules } from './rules/rules.js'
import { DueRules } from './runs/due_rules.js'
import { Population } from './runs/population.js'
import { RunRecords } from './runs/run_records.js'
import { RulePeriods } from './runs/rule_periods.js'
import { RuleTrials } from './runs/rule_trials.js'
import { SamplingRuns } from './runs/sampling_runs.js'
import { WorkAssignment } from './runs/work_assignment.js'

/** Binds the services of QA sampling. */
export default function register({ container }: ApplicationService): void {
  container.singleton(Rules, async (resolver) => {
    return new Rules({
      records: await resolver.make(Records),
      actors: await resolver.make(Actors),
      calendars: await resolver.make(Calendars),
      forms: await resolver.make(EvaluationForms),
      assignments: await resolver.make(Assignments),
    })
  })
  container.singleton(Population, async (resolver) => {
    return new Population(await resolver.make(Database), await resolver.make(Records))
  })
  const now = () => new Date()
  container.singleton(RulePeriods, async (resolver) => {
    return new RulePeriods(await resolver.make(Records), await resolver.make(Rules))
  })
  container.singleton(WorkAssignment, async (resolver) => {
    const records = await resolver.make(Records)
    return new WorkAssignment(records, await resolver.make(Assignments), now)
  })
  container.singleton(RuleTrials, async (resolver) => {
    return new RuleTrials({
      records: await resolver.make(Records),
      rules: await resolver.make(Rules),
      population: await resolver.make(Population),
      periods: await resolver.make(RulePeriods),
      work: await resolver.make(WorkAssignment),
      now,
    })
  })
  container.singleton(SamplingRuns, async (resolver) => {
    return new SamplingRuns({
      database: await resolver.make(Database),
      records: await resolver.make(Records),
      rules: await resolver.make(Rules),
      population: await resolver.make(Population),
      assignments: await resolver.make(Assignments),
      periods: await resolver.make(RulePeriods),
      work: await resolver.make(WorkAssignment),
      now,
    })
  })
  container.singleton(RunRecords, async (resolver) => {
    return new RunRecords(await resolver.make(Database), await resolver.make(Records))
  })
  container.singleton(DueRules, async (resolver) => {
    return new DueRules(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(Jobs),
      await resolver.make(Rules)
    )
  })
}
