import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { RecordedSites } from '#plugins/telephony/contract'
import { rawCdr, rawCel, rawQueueLog } from '#plugins/telephony/server/model/raw'
import { countOf, rowsOf } from '#plugins/telephony/tests/support/sites'
import { workOffJobs } from '#tests/support/work_off_jobs'
import { sharedCsv, sharedPath } from '#plugins/telephony/tests/unit/support/shared_data'
import { makeUser, signInAs, signInWith, unique, type SignedIn } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'web' }
/** A caller of the recorded day who was heard, and whose recording is among the files. */
const HEARD = '1795334327.82'
const HEARD_NUMBER = '09121810111'

interface RecordingRow {
  id: number
  call_id: number
  call_key: string
  file_name: string
}

test.group('Calls, recordings and conversion', (group) => {
  let folder: string
  let siteId: number
  let admin: SignedIn
  let callId: number
  let recording: RecordingRow

  group.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-monitor-'))
    await mkdir(join(folder, '2026/11/22'), { recursive: true })
    await cp(sharedPath('asterisk', 'recordings'), join(folder, '2026/11/22'), { recursive: true })
    admin = await signInWith(['administrator'])
    const sites = await app.container.make(RecordedSites)
    const site = await sites.ensureSite({
      name: unique('recorded'),
      timeZone: 'Asia/Tehran',
      recordings: { kind: 'folder', folder },
      trunks: ['trunk-main'],
    })
    siteId = site.id
    await sites.ingestRows(siteId, {
      cdr: sharedCsv('asterisk', 'cdr.csv').map((row) => rawCdr(row)),
      cel: sharedCsv('asterisk', 'cel.csv').map((row) => rawCel(row)),
      queueLog: sharedCsv('asterisk', 'queue_log.csv').map((row) => rawQueueLog(row)),
    })
    const calls = await rowsOf<{ id: number; pbx_key: string }>('call', siteId)
    callId = calls.find((call) => call.pbx_key === HEARD)?.id ?? 0
    const recordings = await rowsOf<RecordingRow>('recording', siteId)
    const found = recordings.find((row) => row.call_key === HEARD)
    if (!found) throw new Error('The recorded call has no recording')
    recording = found
    return () => rm(folder, { recursive: true, force: true })
  })

  const address = (id: number, rest = '') => `/api/telephony/recordings/${id}${rest}`

  test('rows handed over a second time add nothing', async ({ assert }) => {
    const sites = await app.container.make(RecordedSites)
    const before = await countOf('call', siteId)
    await sites.ingestRows(siteId, {
      cdr: sharedCsv('asterisk', 'cdr.csv').map((row) => rawCdr(row)),
      cel: [],
      queueLog: sharedCsv('asterisk', 'queue_log.csv').map((row) => rawQueueLog(row)),
    })
    assert.equal(await countOf('call', siteId), before)
    assert.equal(await countOf('pbx_queue_log', siteId), 1476)
  })

  test('a call’s page has facts, legs, attempts and recordings', async ({ assert, client }) => {
    const response = await client.get(`/api/telephony/calls/${callId}`).headers(admin.headers)
    response.assertStatus(200)
    assert.containsSubset(response.body(), {
      call: { id: callId, direction: 'inbound', outcome: 'answered', externalNumber: HEARD_NUMBER },
      legs: [{ kind: 'queue' }, { kind: 'agent' }],
      recordings: [{ id: recording.id, state: 'available' }],
    })
  })

  test('a recording is played, whole and in parts', async ({ assert, client }) => {
    const whole = await client.get(address(recording.id)).headers(admin.headers)
    whole.assertStatus(200)
    whole.assertHeader('content-type', 'audio/wav')
    whole.assertHeader('accept-ranges', 'bytes')
    const bytes = Number(whole.header('content-length'))
    assert.equal(bytes, 181_164)
    const part = await client
      .get(address(recording.id))
      .headers({ ...admin.headers, range: 'bytes=44-143' })
    part.assertStatus(206)
    part.assertHeader('content-range', `bytes 44-143/${bytes}`)
    part.assertHeader('content-length', '100')
    const tail = await client
      .get(address(recording.id))
      .headers({ ...admin.headers, range: 'bytes=-10' })
    tail.assertHeader('content-range', `bytes ${bytes - 10}-${bytes - 1}/${bytes}`)
    const beyond = await client
      .get(address(recording.id))
      .headers({ ...admin.headers, range: 'bytes=999999999-' })
    beyond.assertStatus(416)
  })

  test('several requests of one player are one play in the audit', async ({ assert, client }) => {
    const listener = await signInWith(['administrator'])
    for (const range of ['bytes=0-99', 'bytes=100-199', 'bytes=200-']) {
      await client.get(address(recording.id)).headers({ ...listener.headers, range })
    }
    const database = await app.container.make(Database)
    const plays: unknown[] = await database.read('audit_log').where({
      action: 'telephony.recording.play',
      actor_id: listener.userId,
      record_id: recording.id,
    })
    assert.lengthOf(plays, 1)
  })

  test('listening and downloading have privileges of their own', async ({ client }) => {
    const agent = await signInWith(['agent'])
    const refused = await client.get(address(recording.id)).headers(agent.headers)
    refused.assertStatus(403)
    const supervisor = await signInWith(['supervisor'])
    // May listen, but this call belongs to nobody of the supervisor's unit.
    const hidden = await client.get(address(recording.id)).headers(supervisor.headers)
    hidden.assertStatus(404)
    const kept = await client.get(address(recording.id, '/download')).headers(supervisor.headers)
    kept.assertStatus(403)
    const taken = await client.get(address(recording.id, '/download')).headers(admin.headers)
    taken.assertStatus(200)
    taken.assertHeader(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(recording.file_name)}`
    )
  })

  test('the waveform is drawn from the file', async ({ assert, client }) => {
    const response = await client.get(address(recording.id, '/peaks')).headers(admin.headers)
    response.assertStatus(200)
    const { seconds, peaks } = response.body() as { seconds: number; peaks: number[] }
    assert.closeTo(seconds, 11.32, 0.01)
    assert.lengthOf(peaks, 800)
    assert.isAbove(Math.max(...peaks), 0.05)
    assert.isAtMost(Math.max(...peaks), 1)
    const again = await client.get(address(recording.id, '/peaks')).headers(admin.headers)
    assert.deepEqual(again.body(), response.body())
  })

  test('empty, missing and misplaced files get a coded answer', async ({ assert, client }) => {
    const rows = await rowsOf<RecordingRow>('recording', siteId)
    const files = sharedCsv('asterisk', 'recordings', 'index.csv')
    const empty = files.find((file) => Number(file.bytes) === 44)
    const emptyRow = rows.find((row) => row.file_name === empty?.file)
    const onlyHeader = await client.get(address(emptyRow?.id ?? 0)).headers(admin.headers)
    onlyHeader.assertStatus(404)
    onlyHeader.assertBodyContains({ error: { code: 'E_TELEPHONY_RECORDING_EMPTY' } })
    const there = new Set(files.map((file) => file.file))
    const gone = rows.find((row) => !there.has(row.file_name))
    const missing = await client.get(address(gone?.id ?? 0)).headers(admin.headers)
    missing.assertBodyContains({ error: { code: 'E_TELEPHONY_RECORDING_MISSING' } })
    assert.notInclude(JSON.stringify(missing.body()), folder)
  })

  test('no name leads out of the folder, neither by its parts nor by a link', async ({
    assert,
    client,
  }) => {
    const outside = join(folder, '..', `${unique('secret')}.wav`)
    await writeFile(outside, Buffer.alloc(1_000, 1))
    await symlink(outside, join(folder, 'link.wav'))
    const database = await app.container.make(Database)
    const original = await database.read('recording').where('id', recording.id).first()
    try {
      for (const name of ['../' + outside.split('/').at(-1), outside, 'link.wav', 'a\0.wav']) {
        await database
          .write('recording')
          .where('id', recording.id)
          .update({ file_name: name, path: name })
        const response = await client.get(address(recording.id)).headers(admin.headers)
        assert.equal(response.status(), 404, name)
      }
    } finally {
      const { file_name: name, path } = original as { file_name: string; path: string }
      await database.write('recording').where('id', recording.id).update({ file_name: name, path })
      await rm(outside)
    }
  })

  test('recordings over HTTP are fetched once and kept', async ({ assert, client }) => {
    const asked: string[] = []
    const server = await fileServer(folder, asked)
    const database = await app.container.make(Database)
    const { port } = server.address() as AddressInfo
    const at = () => database.write('telephony_site_settings').where('site_id', siteId)
    const before: { settings: string } = await at().first()
    const recordings = { kind: 'http', folder: '', url: `http://127.0.0.1:${port}/`, user: '' }
    await at().update({
      settings: JSON.stringify({ ...(JSON.parse(before.settings) as object), recordings }),
    })
    try {
      for (const range of ['bytes=0-99', 'bytes=100-199']) {
        const part = await client.get(address(recording.id)).headers({ ...admin.headers, range })
        part.assertStatus(206)
        part.assertHeader('content-length', '100')
      }
      assert.lengthOf(
        asked.filter((line) => line.startsWith('GET')),
        1
      )
    } finally {
      await at().update(before)
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('a call becomes a contact, and the call is its own from then on', async ({
    assert,
    client,
  }) => {
    const made = await client
      .post(`/api/telephony/calls/${callId}/convert`)
      .headers(admin.headers)
      .json({ to: 'contact' })
    made.assertStatus(201)
    const { id } = made.body() as { id: number }
    const records = await app.container.make(Records)
    const contact = await records.get(admin.actor, 'contact', id, { select: ['mobile'] })
    assert.equal(contact.mobile, HEARD_NUMBER)
    const call = await records.get(admin.actor, 'call', callId, {
      select: ['contact', 'link_state'],
    })
    assert.containsSubset(call, { contact: { id }, link_state: 'manual' })
  })

  test('other calls of the same number find the new contact by themselves', async ({ assert }) => {
    await workOffJobs()
    const calls = await rowsOf<{
      id: number
      phone_e164: string
      contact: number | null
      link_state: string
    }>('call', siteId)
    const same = calls.filter((call) => call.phone_e164 === '+989121810111')
    assert.isAbove(same.length, 1)
    assert.isTrue(same.every((call) => call.contact !== null))
  })

  test('cases, leads and activities are made from calls, with what the call knows', async ({
    assert,
    client,
  }) => {
    const records = await app.container.make(Records)
    for (const to of ['case', 'phone_call', 'lead', 'account'] as const) {
      const made = await client
        .post(`/api/telephony/calls/${callId}/convert`)
        .headers(admin.headers)
        .json({ to })
      made.assertStatus(201)
      const { id } = made.body() as { id: number }
      assert.equal((await records.get(admin.actor, to, id)).id, id)
    }
    const timeline = await records.get(admin.actor, 'call', callId, { select: ['case', 'lead'] })
    assert.isNotNull(timeline.case)
    assert.isNotNull(timeline.lead)
  })

  test('a number of two customers links nobody and keeps both; a person decides', async ({
    assert,
    client,
  }) => {
    const records = await app.container.make(Records)
    const number = '02183052690'
    const ids: number[] = []
    for (const name of ['One', 'Other']) {
      const input = { last_name: name, phone: number }
      ids.push((await records.create(admin.actor, ORIGIN, 'contact', input)).id)
      if (ids.length === 1) continue
      await workOffJobs()
    }
    const calls = await rowsOf<{ id: number; external_number: string; link_state: string }>(
      'call',
      siteId
    )
    const call = calls.find((row) => row.external_number === number)
    assert.equal(call?.link_state, 'ambiguous')
    const page = await client.get(`/api/telephony/calls/${call?.id}`).headers(admin.headers)
    const { candidates } = page.body() as { candidates: Array<{ entity: string; id: number }> }
    assert.sameMembers(
      candidates.map((candidate) => candidate.id),
      ids
    )
    const linked = await client
      .post(`/api/telephony/calls/${call?.id}/link`)
      .headers(admin.headers)
      .json({ entity: 'contact', recordId: ids[1] })
    linked.assertStatus(200)
    const after = await client.get(`/api/telephony/calls/${call?.id}`).headers(admin.headers)
    assert.containsSubset(after.body(), {
      call: { linkState: 'manual', contact: { id: ids[1] } },
      candidates: [],
    })
  })

  test('an agent sees the calls of the extension that becomes his, and no others', async ({
    assert,
    client,
  }) => {
    const { id: userId } = await makeUser({ roles: ['agent'] })
    const agent = await signInAs(userId)
    const question = { filter: { path: 'site_id', op: 'eq', value: siteId }, limit: 500 }
    const ask = async () => {
      const response = await client
        .post('/api/records/call/query')
        .headers(agent.headers)
        .json(question)
      response.assertStatus(200)
      return (response.body() as { rows: Array<{ agent: string }> }).rows
    }
    assert.lengthOf(await ask(), 0)
    const extensions = await rowsOf<{ id: number; number: string }>('extension', siteId)
    const own = extensions.find((extension) => extension.number === '201')
    const records = await app.container.make(Records)
    await records.update(admin.actor, ORIGIN, 'extension', own?.id ?? 0, { user: userId })
    await workOffJobs()
    const seen = await ask()
    assert.isAbove(seen.length, 30)
    assert.isTrue(seen.every((call) => call.agent === '201'))
  })

  test('people cannot write what the PBX says', async ({ client }) => {
    const records = await app.container.make(Records)
    const { version } = await records.get(admin.actor, 'call', callId)
    const response = await client
      .patch(`/api/records/call/${callId}`)
      .headers(admin.headers)
      .json({ version, values: { talk_seconds: 1 } })
    response.assertStatus(422)
  })
})

/** The monitor folder over HTTP, with ranges; notes what is asked. */
async function fileServer(root: string, asked: string[]): Promise<Server> {
  const { createReadStream } = await import('node:fs')
  const { stat } = await import('node:fs/promises')
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const file = join(root, decodeURIComponent(request.url ?? ''))
    stat(file).then(
      (found) => {
        const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
        const [start, end] = range ? [Number(range[1]), Number(range[2])] : [0, found.size - 1]
        response.writeHead(range ? 206 : 200, { 'content-length': end - start + 1 })
        if (request.method === 'HEAD') response.end()
        else createReadStream(file, { start, end }).pipe(response)
      },
      () => response.writeHead(404).end()
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
