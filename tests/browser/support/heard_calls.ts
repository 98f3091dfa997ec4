import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { wav } from '#plugins/call_evaluation/tests/support/recorded_call'
import { makeCalls } from '#plugins/qa_sampling/tests/support/made_calls'

const ORIGIN = { address: null, channel: 'command' }
const SECONDS = 84

const of = (unit: number, calls: readonly Record<string, Json>[]) =>
  calls.map((call) => ({ ...call, unit_id: unit }))

/** Calls as `makeCalls` makes them, in the unit of the site, each with a recording that can be heard. @returns what takes the sound away */
export async function makeHeardCalls(
  app: ApplicationService,
  site: { name: string; timeZone: string; unitId: number },
  calls: readonly Record<string, Json>[]
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-sampled-'))
  await writeFile(join(folder, 'heard.wav'), wav(SECONDS))
  const id = await makeCalls(
    app,
    { ...site, recordings: { kind: 'folder', folder } },
    of(site.unitId, calls)
  )
  const records = await app.container.make(Records)
  const { rows } = await records.query(SYSTEM_ACTOR, {
    entity: 'call',
    select: ['pbx_key', 'started_at', 'agent', 'agent_name', 'agent_user'],
    filter: { path: 'site_id', op: 'eq', value: id },
    limit: 500,
  })
  for (const { id: call, pbx_key: key, started_at: started, ...row } of rows) {
    await records.create(SYSTEM_ACTOR, ORIGIN, 'recording', {
      site_id: id,
      unit_id: site.unitId,
      call_id: call,
      call_key: key ?? null,
      pbx_key: `r${call}`,
      agent: row.agent ?? null,
      agent_name: row.agent_name ?? null,
      agent_user: (row.agent_user as { id: number } | null)?.id ?? null,
      file_name: 'heard.wav',
      path: 'heard.wav',
      started_at: started ?? null,
      audio_expected: true,
    })
  }
  return () => rm(folder, { recursive: true, force: true })
}
