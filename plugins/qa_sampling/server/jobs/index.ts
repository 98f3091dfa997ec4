import app from '@adonisjs/core/services/app'
import type { JobDefinition, JobName } from '#core/jobs/types'
import { DueRules } from '../runs/due_rules.js'
import { SamplingRuns } from '../runs/sampling_runs.js'
import './payloads.js'

const due: JobDefinition<'qa_sampling.due'> = {
  name: 'qa_sampling.due',
  async handle(_payload, { now }) {
    const rules = await app.container.make(DueRules)
    await rules.enqueue(now)
  },
}

/** A run that is there already is the answer: however often the job is begun, it draws once. */
const run: JobDefinition<'qa_sampling.run'> = {
  name: 'qa_sampling.run',
  async handle({ ruleId, slot }, context) {
    const runs = await app.container.make(SamplingRuns)
    const { id } = await runs.run(ruleId, new Date(slot), context.signal, (done, total) =>
      context.progress(done, total)
    )
    context.result({ run: id, link: `/records/sampling_run/${id}` })
  },
}

const jobs = [due, run] as unknown as JobDefinition<JobName>[]
export default jobs
