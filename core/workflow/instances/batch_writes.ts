import type { Session } from '#core/records/execution/statements'
import { keptFor } from '#core/workflow/instances/kept_messages'
import { isOpen } from '#core/workflow/instances/instance_rows'
import type { Live, OpenedWait } from '#core/workflow/instances/live'
import type { NewJob, StepBatch } from '#core/workflow/instances/step_batch'
import { ringAlarms } from '#core/workflow/instances/alarms'

/** Writes what the steps of a batch have changed: a handful of statements, however many instances there are. */
export async function writeBatch(batch: StepBatch, session: Session): Promise<void> {
  const { trx, now, services } = batch
  const { rows, tasks } = services
  const at = now.getTime()
  const touched = [...batch.lives.values()].filter((live) => live.touched)
  await rows.saveStates(session, touched)
  const opened = touched.flatMap((of) => [...of.opened.values()].map((wait) => ({ of, wait })))
  await rows.insertWaits(session, opened, at)
  for (const live of touched) {
    if (live.closed.size === 0) continue
    await rows.closeWaits(session, live.id, live.closed, at)
    if (live.closedTasks.size > 0) await tasks.close(session, live, now)
  }
  await rows.insertTrail(session, touched, at)
  await tasks.open(
    trx,
    opened.flatMap(({ of, wait: { wait } }) =>
      wait.kind === 'user' ? [{ of, wait: wait.id, node: wait.node, config: wait.task }] : []
    ),
    now
  )
  await writeIncidents(batch, session, touched)
  const awaited = opened.flatMap(({ wait }) => (wait.wait.kind === 'message' ? [wait] : []))
  await writeJobs(batch, [
    ...batch.jobs,
    ...opened.flatMap((one) => jobOf(batch, one)),
    ...(await keptFor(trx, awaited, now)),
  ])
  const due = opened.flatMap(({ wait: { dueAt } }) => (dueAt === null ? [] : [dueAt]))
  await ringAlarms(trx, services.jobs, due, at)
}

async function writeIncidents(
  batch: StepBatch,
  session: Session,
  touched: readonly Live[]
): Promise<void> {
  const { now, services } = batch
  const { rows } = services
  await rows.insertIncidents(session, touched, now)
  for (const live of touched)
    if (live.resolved.size > 0) await rows.resolveIncidents(session, live, now)
  await rows.saveStatuses(session, touched.filter(isShown), now)
}

/** Whether the instance's own row says something else than before. A new one was inserted as running and without incidents. */
function isShown(live: Live): boolean {
  const unsteady = live.newIncidents.length > 0 || live.resolved.size > 0
  return live.shown || unsteady || !isOpen(live.state)
}

/** Work outside, for the outbox: under the wait's own id, so that it is there once. */
function jobOf(
  { services, now }: StepBatch,
  { of, wait: { wait } }: { of: Live; wait: OpenedWait }
): NewJob[] {
  if (wait.kind !== 'action' || services.actions.get(wait.action)?.mode !== 'job') return []
  return [
    {
      name: 'core.workflow.action',
      payload: { instance: of.id, wait: wait.id, attempt: 1 },
      key: `${of.id}:${wait.id}:1`,
      runAt: now.getTime(),
    },
  ]
}

async function writeJobs({ trx, services }: StepBatch, all: readonly NewJob[]): Promise<void> {
  await services.jobs.enqueueMany(trx, all)
}
