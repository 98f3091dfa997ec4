import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { FormVersionStore } from '#core/design/form_version_store'
import { Jobs } from '#core/jobs/jobs'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { Settings } from '#core/plugin_host/settings'
import { Notifications } from '#core/realtime/notifications'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { Calibrations } from './calibrations/calibrations.js'
import { Assignments } from './evaluations/assignments.js'
import { EvaluationDrafts } from './evaluations/evaluation_drafts.js'
import { EvaluationForms } from './evaluations/evaluation_forms.js'
import { EvaluationSteps } from './evaluations/evaluation_steps.js'
import { FormChoice } from './evaluations/form_choice.js'
import { registerReports } from './reports/register_reports.js'

/** Binds the services of call evaluation. */
export default function register(app: ApplicationService): void {
  registerReports(app)
  const { container } = app
  container.singleton(EvaluationForms, async (resolver) => {
    return new EvaluationForms(
      await resolver.make(Metadata),
      await resolver.make(FormVersionStore),
      await resolver.make(FieldTypes)
    )
  })
  container.singleton(FormChoice, async (resolver) => {
    return new FormChoice(
      await resolver.make(Records),
      await resolver.make(EvaluationForms),
      await resolver.make(Settings)
    )
  })
  container.singleton(Assignments, async (resolver) => {
    return new Assignments({
      database: await resolver.make(Database),
      records: await resolver.make(Records),
      actors: await resolver.make(Actors),
      forms: await resolver.make(EvaluationForms),
      choice: await resolver.make(FormChoice),
      notifications: await resolver.make(Notifications),
      now: () => new Date(),
    })
  })
  container.singleton(EvaluationSteps, async (resolver) => {
    return new EvaluationSteps(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(Jobs)
    )
  })
  container.singleton(EvaluationDrafts, async (resolver) => {
    return new EvaluationDrafts(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(EvaluationForms),
      await resolver.make(EvaluationSteps)
    )
  })
  container.singleton(Calibrations, async (resolver) => {
    return new Calibrations(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(Assignments),
      await resolver.make(EvaluationForms)
    )
  })
}
