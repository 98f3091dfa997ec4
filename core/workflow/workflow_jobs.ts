import type { JobDefinition, JobName } from '#core/jobs/types'
import type { Retention } from '#core/workflow/operations/retention'
import type { ActionPayload, ActionWork } from '#core/workflow/instances/action_work'
import { keepMessage } from '#core/workflow/instances/kept_messages'
import type { Workflows } from '#core/workflow/instances/workflows'
import type { Values } from '#core/workflow/kernel/types'
import type { Replays } from '#core/workflow/replay/replays'
import type { Tasks } from '#core/workflow/tasks/tasks'
import type { Triggers } from '#core/workflow/triggers/triggers'
import type { Subject } from '#core/workflow/types'

declare module '#core/jobs/types' {
  interface JobPayloads {
    /** Work that an instance waits for; idempotent by the wait. */
    'core.workflow.action': ActionPayload
    /** A thrown message or signal for other instances. Payloads are bounded as everything that comes into an instance. */
    'core.workflow.message': {
      name: string
      correlation: string | null
      variables: Values
      from: number
    }
    'core.workflow.signal': { name: string; variables: Values; from: number }
    'core.workflow.start': {
      start: number
      process: string
      node: string
      version: number
      variables: Values
      subject: { entity: string; id: number } | null
      userId: number
    }
    /** A record that instances wait for was changed. */
    'core.workflow.record': { entity: string; id: number }
    /** Everything that is due: timers, schedules, reminders. */
    'core.workflow.timers': Record<never, never>
    'core.workflow.replay': { replay: number }
    'core.workflow.retention': Record<never, never>
  }
}

export interface WorkflowJobParts {
  workflows: Workflows
  actions: ActionWork
  triggers: Triggers
  tasks: Tasks
  replays: Replays
  retention: Retention
}

/** Losing a worker is no failure of the work: how often an action is tried its retry policy says, not the job. */
const EVER = 1_000_000

type Definition = {
  [N in JobName]: JobDefinition<N>
}[JobName]

/** The engine's work in the background. */
export function workflowJobs(parts: WorkflowJobParts): Definition[] {
  const { workflows, actions, triggers, tasks, replays, retention } = parts
  const message: JobDefinition<'core.workflow.message'> = {
    name: 'core.workflow.message',
    attempts: EVER,
    concurrency: 4,
    async handle({ name, correlation, variables }, { key }) {
      await workflows.work(async (batch) => {
        if (!(await batch.once(`message:${key}`))) return
        const thrown = { name, correlation, variables }
        const reached = await workflows.deliverMessage(batch, thrown, () =>
          triggers.startBy(batch, 'message', name, { variables })
        )
        if (reached === 0) await keepMessage(batch.trx, thrown, batch.now)
      })
    },
  }
  const signal: JobDefinition<'core.workflow.signal'> = {
    name: 'core.workflow.signal',
    attempts: EVER,
    async handle({ name, variables, from }, { key }) {
      await workflows.work(async (batch) => {
        if (!(await batch.once(`signal:${key}`))) return
        await workflows.deliverSignal(batch, { name, variables, from }, () =>
          triggers.startBy(batch, 'signal', name, { variables })
        )
      })
    },
  }
  const start: JobDefinition<'core.workflow.start'> = {
    name: 'core.workflow.start',
    attempts: EVER,
    concurrency: 4,
    async handle({ process, node, version, variables, subject, userId }, { key }) {
      await workflows.work(async (batch) => {
        if (!(await batch.once(`start:${key}`))) return
        const about: Subject | null = subject
        await batch.start([
          {
            process,
            node,
            versionId: version,
            variables,
            subject: about,
            userId,
            rights: 'publisher',
          },
        ])
      })
    },
  }
  const record: JobDefinition<'core.workflow.record'> = {
    name: 'core.workflow.record',
    attempts: EVER,
    concurrency: 4,
    handle: ({ entity, id }) => workflows.recordChanged({ entity, id }),
  }
  const action: JobDefinition<'core.workflow.action'> = {
    name: 'core.workflow.action',
    attempts: EVER,
    concurrency: 16,
    handle: (payload, context) => actions.perform(payload, context),
  }
  const timers: JobDefinition<'core.workflow.timers'> = {
    name: 'core.workflow.timers',
    async handle(_payload, { result }) {
      const fired = await workflows.sweepTimers()
      await workflows.sweepKept()
      const started = await triggers.sweepSchedules()
      const reminded = await tasks.remind()
      result({ fired, started, reminded })
    },
  }
  const replay: JobDefinition<'core.workflow.replay'> = {
    name: 'core.workflow.replay',
    handle: ({ replay: id }, context) => replays.play(id, context),
  }
  const keep: JobDefinition<'core.workflow.retention'> = {
    name: 'core.workflow.retention',
    async handle(_payload, { result }) {
      result({ ...(await retention.run()) })
    },
  }
  return [
    ...[message, signal, start, record, action],
    ...[timers, replay, keep],
  ] as unknown as Definition[]
}
