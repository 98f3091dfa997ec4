import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { makeUser, signInAs, signInWith, type SignedIn } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'command' }
const PAPER = 'x_paper'
const label = (en: string) => ({ en })
const grants: Record<string, Json> = {
  x_paper_owner: { read: 'own', update: 'own', share: 'own', create: 'own' },
  x_paper_giver: { read: 'own', share: 'own' },
  x_paper_reader: { read: 'own', update: 'own' },
  x_paper_nobody: {},
}

async function define(): Promise<void> {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  const entity: Json = {
    name: PAPER,
    label: label('Paper'),
    labelPlural: label('Papers'),
    titleField: 'name',
    fields: {
      name: { type: 'text', label: label('Name'), searchable: true },
      secret: { type: 'text', label: label('Secret'), sensitive: true },
    },
  }
  const roles = Object.entries(grants).map(([name, line]): ClientChange => {
    const value = { name, label: label(name), entities: { [PAPER]: line }, permissions: [] }
    return { kind: 'role', name, path: [], value: value as Json }
  })
  await metadata.change(system, ORIGIN, [
    { kind: 'entity', name: PAPER, path: [], value: entity },
    ...roles,
  ])
}

async function paperOf(owner: SignedIn, name: string): Promise<number> {
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  const values = { name, secret: 'hush', owner_id: owner.userId }
  return (await records.create(system, ORIGIN, PAPER, values)).id
}

test.group('sharing', (group) => {
  group.setup(define)

  async function cast() {
    const owner = await signInWith(['x_paper_owner'])
    const reader = await signInWith(['x_paper_reader'])
    return { owner, reader, id: await paperOf(owner, 'Shared paper') }
  }
  const path = (id: number) => `/api/records/${PAPER}/${id}`
  const share = (
    kind: 'user' | 'team',
    receiverId: number,
    level: string,
    expiresAt: string | null = null
  ) => ({ kind, receiverId, level, expiresAt })

  test('a shared record is read, listed, counted, searched and filtered; a field stays masked; taking it back ends all of it', async ({
    client,
    assert,
  }) => {
    const { owner, reader, id } = await cast()
    const as = (person: SignedIn) => ({
      get: (at: string) => client.get(at).headers(person.headers),
      post: (at: string, body: object) => client.post(at).headers(person.headers).json(body),
      patch: (at: string, body: object) => client.patch(at).headers(person.headers).json(body),
      delete: (at: string) => client.delete(at).headers(person.headers),
    })
    ;(await as(reader).get(path(id))).assertStatus(404)
    const made = await as(owner).post(`${path(id)}/shares`, share('user', reader.userId, 'read'))
    made.assertStatus(201)
    const read = await as(reader).get(path(id))
    assert.equal(read.body().record.secret, '•••')
    assert.deepEqual(read.body().access, { update: false, delete: false })
    const list = await as(reader).post(`/api/records/${PAPER}/query`, {})
    assert.deepEqual(
      list.body().rows.map((row: { id: number }) => row.id),
      [id]
    )
    assert.equal((await as(reader).post(`/api/records/${PAPER}/count`, {})).body().count, 1)
    const found = await as(reader).get('/api/search?q=shared')
    assert.deepEqual(
      found.body().results.map((hit: { id: number }) => hit.id),
      [id]
    )
    const mine = await as(reader).get('/api/shares/with-me')
    assert.deepInclude(mine.body().records[0], {
      entity: PAPER,
      id,
      label: 'Shared paper',
      level: 'read',
    })
    const change = { version: read.body().record.version, values: { name: 'Changed' } }
    ;(await as(reader).patch(path(id), change)).assertStatus(403)

    await as(owner).post(`${path(id)}/shares`, share('user', reader.userId, 'update'))
    ;(await as(reader).patch(path(id), change)).assertStatus(200)
    const { shares } = (await as(owner).get(`${path(id)}/shares`)).body()
    assert.lengthOf(shares, 1)
    ;(await as(owner).delete(`${path(id)}/shares/${shares[0].id}`)).assertStatus(204)
    ;(await as(reader).get(path(id))).assertStatus(404)
    assert.deepEqual((await as(reader).get('/api/shares/with-me')).body().records, [])
  })

  test('a team shares what is given to it; what has ended is no longer given', async ({
    client,
    assert,
  }) => {
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    const team = (await records.create(system, ORIGIN, 'team', { name: 'Paper team' })).id
    const owner = await signInWith(['x_paper_owner'])
    const member = await signInAs((await makeUser({ roles: ['x_paper_reader'], teams: [team] })).id)
    const id = await paperOf(owner, 'Team paper')
    const send = (body: object) =>
      client
        .post(`${path(id)}/shares`)
        .headers(owner.headers)
        .json(body)
    const ended = await send(share('team', team, 'read', '2020-01-01T00:00:00Z'))
    assert.equal(ended.body().error.code, 'E_SHARE_EXPIRY')
    ;(await send(share('team', team, 'read', '2999-01-01T00:00:00Z'))).assertStatus(201)
    ;(await client.get(path(id)).headers(member.headers)).assertStatus(200)
  })

  test('nobody gives more than they hold, nor to somebody who may not read such records at all', async ({
    client,
    assert,
  }) => {
    const giver = await signInWith(['x_paper_giver'])
    const reader = await signInWith(['x_paper_reader'])
    const nobody = await signInWith(['x_paper_nobody'])
    const id = await paperOf(giver, 'Given paper')
    const send = async (person: SignedIn, body: object) =>
      (
        await client
          .post(`${path(id)}/shares`)
          .headers(person.headers)
          .json(body)
      ).body()
    const beyond = await send(giver, share('user', reader.userId, 'update'))
    assert.equal(beyond.error.code, 'E_SHARE_BEYOND_OWN')
    const self = await send(giver, share('user', giver.userId, 'read'))
    assert.equal(self.error.code, 'E_SHARE_RECEIVER')
    await send(giver, share('user', nobody.userId, 'read'))
    ;(await client.get(path(id)).headers(nobody.headers)).assertStatus(403)
    await send(giver, share('user', reader.userId, 'read'))
    const onward = await send(reader, share('user', nobody.userId, 'read'))
    assert.equal(onward.error.code, 'E_FORBIDDEN')
  })

  test('the explanation tells of the share that lets somebody see a record', async ({
    client,
    assert,
  }) => {
    const admin = await signInWith(['administrator'])
    const { owner, reader, id } = await cast()
    const ask = async () =>
      (
        await client
          .get(
            `/api/admin/access/explain?user=${reader.userId}&entity=${PAPER}&id=${id}&field=secret`
          )
          .headers(admin.headers)
      ).body()
    assert.isFalse((await ask()).allowed)
    await client
      .post(`${path(id)}/shares`)
      .headers(owner.headers)
      .json(share('user', reader.userId, 'read'))
    const { steps, level, allowed } = await ask()
    assert.equal(level, 'masked')
    assert.isFalse(allowed, 'the field is masked')
    const codes = (ok: boolean) =>
      steps
        .filter((step: { ok: boolean }) => step.ok === ok)
        .map((step: { code: string }) => step.code)
    assert.includeMembers(codes(true), ['role_depth', 'depth', 'share', 'record'])
    assert.includeMembers(codes(false), ['owner', 'role_field', 'field'])
  })
})

test.group('looking as a role', () => {
  test('an administrator sees what the role sees, changes nothing, and is audited', async ({
    client,
    assert,
  }) => {
    const admin = await signInWith(['administrator'])
    const started = await client
      .post('/api/preview')
      .headers(admin.headers)
      .json({ roles: ['x_paper_reader'] })
    started.assertStatus(201)
    const cookie = String(started.headers()['set-cookie']).split(';')[0]
    const headers = { ...admin.headers, cookie: `${admin.headers.cookie}; ${cookie}` }
    const session = await client.get('/api/session').headers(headers)
    assert.deepEqual(session.body().preview, ['x_paper_reader'])
    assert.notInclude(session.body().permissions, 'core.admin.users')
    ;(await client.get('/api/admin/users').headers(headers)).assertStatus(403)
    const list = await client.post(`/api/records/${PAPER}/query`).headers(headers).json({})
    assert.deepEqual(list.body().rows, [])
    const write = await client
      .post(`/api/records/${PAPER}`)
      .headers(headers)
      .json({ values: { name: 'No' } })
    assert.equal(write.body().error.code, 'E_PREVIEW_READ_ONLY')
    ;(await client.delete('/api/preview').headers(headers)).assertStatus(204)
    const audit = await client.get('/api/admin/audit?action=preview.started').headers(admin.headers)
    assert.include(JSON.stringify(audit.body()), 'x_paper_reader')
  })

  test('the cookie gives nothing to who may not look', async ({ client, assert }) => {
    const reader = await signInWith(['x_paper_reader'])
    const headers = {
      ...reader.headers,
      cookie: `${reader.headers.cookie}; peyvand_preview=administrator`,
    }
    const session = await client.get('/api/session').headers(headers)
    assert.isUndefined(session.body().preview)
    assert.deepEqual(session.body().permissions, [])
    const refused = await client
      .post('/api/preview')
      .headers(reader.headers)
      .json({ roles: ['agent'] })
    refused.assertStatus(403)
  })
})
