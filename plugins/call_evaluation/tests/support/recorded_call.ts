import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { RecordedSites } from '#plugins/telephony/contract'
import { unique } from '#tests/support/people'
import { ORIGIN } from './calls.js'

const RATE = 8_000

/** A telephone's sound: somebody speaks for four seconds, then nobody for three, over and over. */
export function wav(seconds: number): Buffer {
  const samples = seconds * RATE
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0, 'ascii')
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8, 'ascii')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'ascii')
  file.writeUInt32LE(samples * 2, 40)
  for (let at = 0; at < samples; at++) {
    const second = at / RATE
    if (second % 7 >= 4) continue
    const loudness = 6_000 * (1 + Math.sin(second * 9)) * (0.4 + 0.6 * Math.abs(Math.sin(second)))
    file.writeInt16LE(Math.round(loudness * Math.sin(second * 2_400)), 44 + at * 2)
  }
  return file
}

export interface RecordedCall {
  call: number
  unit: number
  /** Takes the sound away. */
  forget(): Promise<void>
}

/** A call of an agent in a unit of its own, of a known customer, with a recording that can be heard. */
export async function makeRecordedCall(agent: number, agentName: string): Promise<RecordedCall> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-heard-'))
  await mkdir(join(folder, '2026/11/22'), { recursive: true })
  const seconds = 84
  await writeFile(join(folder, '2026/11/22/heard.wav'), wav(seconds))
  const records = await app.container.make(Records)
  const sites = await app.container.make(RecordedSites)
  const system = (await app.container.make(Actors)).system()
  const create = async (entity: string, values: object) =>
    (await records.create(system, ORIGIN, entity, { ...values })).id
  const unit = await create('unit', { name: unique('unit') })
  await records.update(system, ORIGIN, 'user', agent, { unit })
  const { id: site } = await sites.ensureSite({
    name: unique('heard'),
    timeZone: 'Asia/Tehran',
    recordings: { kind: 'folder', folder },
    unitId: unit,
    queues: [{ number: '600', name: 'Cards' }],
  })
  const owned = { owner_id: agent, unit_id: unit, site_id: site }
  const key = unique('heard')
  const contact = await create('contact', {
    first_name: 'سارا',
    last_name: 'احمدی',
    unit_id: unit,
  })
  const who = { agent: '201', agent_name: agentName, agent_user: agent }
  const started = '2026-11-22T08:00:00.000Z'
  const call = await create('call', {
    ...owned,
    ...who,
    title: '0912 181 0111',
    pbx_key: key,
    kind: 'call',
    direction: 'inbound',
    outcome: 'answered',
    answered: true,
    external_number: '+989121810111',
    first_queue: '600',
    started_at: started,
    answered_at: '2026-11-22T08:00:14.000Z',
    ended_at: '2026-11-22T08:01:38.000Z',
    wait_seconds: 14,
    talk_seconds: seconds,
    duration_seconds: seconds + 14,
    recording_count: 1,
    score: 2,
    contact,
  })
  const part = { ...owned, ...who, call_id: call, call_key: key, queue: '600' }
  await create('call_leg', {
    ...part,
    pbx_key: `${key}-q`,
    kind: 'queue',
    started_at: started,
    answered_at: '2026-11-22T08:00:14.000Z',
    ended_at: '2026-11-22T08:01:38.000Z',
    wait_seconds: 14,
    talk_seconds: seconds,
    outcome: 'answered',
  })
  await create('recording', {
    ...part,
    pbx_key: `${key}-r`,
    file_name: 'heard.wav',
    path: '2026/11/22/heard.wav',
    started_at: '2026-11-22T08:00:14.000Z',
    audio_expected: true,
  })
  return { call, unit, forget: () => rm(folder, { recursive: true, force: true }) }
}
