import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import type { JobContext, JobName } from '#core/jobs/types'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { Definitions } from '#core/workflow/definitions/definitions'
import { Workflows } from '#core/workflow/instances/workflows'
import type { ProcessState } from '#core/workflow/kernel/types'

export const ORIGIN = { address: null, channel: 'command' }

export const system = async () => (await app.container.make(Actors)).system()

/** Draws and publishes in one go, as the system. */
export async function publish(
  key: string,
  xml: string,
  options: { runAs?: number | null } = {}
): Promise<number> {
  const definitions = await app.container.make(Definitions)
  const actor = await system()
  const known = (await definitions.list(actor)).find((one) => one.key === key)
  if (!known) await definitions.create(actor, { key, label: { en: key }, xml })
  const { draft } = known ?? { draft: { lock: 1 } }
  const { lock } = known
    ? await definitions.saveDraft(actor, key, { xml, lock: draft.lock })
    : { lock: 1 }
  const { version } = await definitions.publish(actor, ORIGIN, key, { lock, ...options })
  return version
}

export async function start(
  process: string,
  more: Partial<Parameters<Workflows['start']>[0]> = {}
): Promise<number> {
  const workflows = await app.container.make(Workflows)
  return workflows.start({ process, userId: 0, ...more })
}

export async function stateOf(instance: number): Promise<ProcessState> {
  const database = await app.container.make(Database)
  const row: { state: string } = await database
    .write('workflow_states')
    .where('instance_id', instance)
    .first('state')
  return JSON.parse(row.state) as ProcessState
}

export async function instanceRow(instance: number) {
  const database = await app.container.make(Database)
  const row: Record<string, string | number | null> = await database
    .write('workflow_instances')
    .where('id', instance)
    .first()
  return row
}

/** Variables of the process itself. */
export async function variablesOf(instance: number): Promise<Record<string, Json>> {
  const state = await stateOf(instance)
  const root = Object.values(state.scopes).find(({ parent }) => parent === null)
  return root?.variables ?? {}
}

export async function records(entity: string, name: string): Promise<number> {
  const all = await app.container.make(Records)
  return all.count(await system(), {
    entity,
    filter: { path: 'name', op: 'eq', value: name },
  })
}

/** Runs queued jobs of workflows by hand until none is due; what is due later is brought forward on demand. */
export async function workJobs({ ahead = 0 }: { ahead?: number } = {}): Promise<void> {
  const database = await app.container.make(Database)
  const jobs = await app.container.make(Jobs)
  for (let turn = 0; turn < 200; turn++) {
    const row: { id: number; name: string; job_key: string; payload: string } | undefined =
      await database
        .write('jobs')
        .where('state', 'queued')
        .where('name', 'like', 'core.workflow.%')
        .where('run_at', '<=', Date.now() + ahead)
        .orderBy('id')
        .first()
    if (!row) return
    await database.write('jobs').where('id', row.id).update({ state: 'done', finished_at: 1 })
    const definition = jobs.definition(row.name as JobName)
    const context: JobContext = {
      id: row.id,
      key: row.job_key,
      attempt: 1,
      userId: null,
      now: new Date(),
      signal: new AbortController().signal,
      progress: async () => undefined,
      result: () => undefined,
    }
    await definition?.handle(JSON.parse(row.payload) as never, context)
  }
  throw new Error('jobs of workflows do not come to an end')
}

/** Makes everything that is due later due now, as if time had passed. */
export async function letTimePass(): Promise<void> {
  const database = await app.container.make(Database)
  const write = database.write
  await write('workflow_waits').whereNotNull('due_at').update({ due_at: 1 })
  await write('workflow_reminders').whereNull('sent_at').update({ due_at: 1 })
  await (await app.container.make(Workflows)).sweepTimers()
}
