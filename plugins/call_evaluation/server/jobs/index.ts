import app from '@adonisjs/core/services/app'
import type { JobDefinition, JobName } from '#core/jobs/types'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { Shares } from '#core/sharing/shares'
import { idOf } from '../evaluations/assignments.js'
import './payloads.js'

/** Shares a published evaluation with its agent, who is told by it. Sharing again changes nothing. */
const showAgent: JobDefinition<'call_evaluation.show_agent'> = {
  name: 'call_evaluation.show_agent',
  async handle({ id }) {
    const [records, shares] = await Promise.all([
      app.container.make(Records),
      app.container.make(Shares),
    ])
    const select = ['agent']
    const record = await records.get(SYSTEM_ACTOR, 'evaluation', id, { select })
    const agent = idOf(record.agent)
    if (agent === null) return
    await shares.add(SYSTEM_ACTOR, { address: null, channel: 'job' }, 'evaluation', id, {
      kind: 'user',
      receiverId: agent,
      level: 'read',
      expiresAt: null,
    })
  },
}

const jobs = [showAgent] as unknown as JobDefinition<JobName>[]
export default jobs
