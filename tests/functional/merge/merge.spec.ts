import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { linkTableOf } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { signInWith, type SignedIn } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'command' }
const PARTY = 'x_party'
const LETTER = 'x_letter'
const label = (en: string) => ({ en })

async function define(): Promise<void> {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  const party: Json = {
    name: PARTY,
    label: label('Party'),
    labelPlural: label('Parties'),
    titleField: 'name',
    fields: {
      name: { type: 'text', label: label('Name'), required: true, searchable: true },
      city: { type: 'text', label: label('City') },
      code: { type: 'text', label: label('Code'), unique: true },
      secret: { type: 'text', label: label('Secret'), sensitive: true },
      parent: { type: 'lookup', target: PARTY, label: label('Parent') },
    },
  }
  const letter: Json = {
    name: LETTER,
    label: label('Letter'),
    labelPlural: label('Letters'),
    titleField: 'name',
    fields: {
      name: { type: 'text', label: label('Name') },
      party: { type: 'lookup', target: PARTY, label: label('Party') },
      about: { type: 'regarding', targets: [PARTY, LETTER], label: label('About') },
      copies: { type: 'many_to_many', target: PARTY, label: label('Copies') },
    },
  }
  const role = (name: string, line: Json): ClientChange => ({
    kind: 'role',
    name,
    path: [],
    value: {
      name,
      label: label(name),
      entities: { [PARTY]: line, [LETTER]: { read: 'own' } },
      permissions: [],
    },
  })
  await metadata.change(system, ORIGIN, [
    { kind: 'entity', name: PARTY, path: [], value: party },
    { kind: 'entity', name: LETTER, path: [], value: letter },
    role('x_merger', { read: 'all', update: 'all', delete: 'all', create: 'all' }),
    role('x_merge_own', { read: 'all', update: 'all', delete: 'own' }),
  ])
}

async function make(entity: string, values: Record<string, Json>): Promise<number> {
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  return (await records.create(system, ORIGIN, entity, values)).id
}
async function read(entity: string, id: number) {
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  return records.get(system, entity, id, { deleted: 'include' })
}

/** Where a look-up leads. */
async function linked(entity: string, id: number, field: string): Promise<number | null> {
  const value = (await read(entity, id))[field]
  return typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : null
}

/** Where a list of links leads, in order of ids. */
async function listed(id: number): Promise<number[]> {
  const { copies } = await read(LETTER, id)
  if (!Array.isArray(copies)) return []
  return copies.map((one) => Number((one as { id: number }).id)).sort((a, b) => a - b)
}

test.group('merge', (group) => {
  group.setup(define)
  let made = 0

  async function scene() {
    made += 1
    const merger = await signInWith(['x_merger'])
    const kept = await make(PARTY, { name: `Kept ${made}`, city: 'Tabriz', secret: 'one' })
    const gone = await make(PARTY, { name: `Gone ${made}`, code: `code-${made}`, parent: kept })
    const letters = [
      await make(LETTER, { name: 'a', party: gone }),
      await make(LETTER, { name: 'b', about: { entity: PARTY, id: gone } }),
      await make(LETTER, { name: 'c', party: gone }),
    ] as [number, number, number]
    const child = await make(PARTY, { name: `Child ${made}`, parent: gone })
    return { merger, kept, gone, letters, child }
  }
  const asked = (kept: number, gone: number, values: Record<string, number> = {}) => ({
    keep: { id: kept, version: 1 },
    merge: [{ id: gone, version: 1 }],
    values,
  })
  const url = `/api/merge/${PARTY}`

  test('proposes the most complete record and the values that it lacks', async ({
    client,
    assert,
  }) => {
    const { merger, kept, gone } = await scene()
    const answer = await client.get(`${url}?ids=${gone},${kept}`).headers(merger.headers)
    answer.assertStatus(200)
    const { keep, fields, values, records } = answer.body()
    assert.equal(keep, gone)
    assert.sameMembers(fields, ['name', 'city', 'code', 'secret', 'parent'])
    assert.equal(values.city, kept)
    assert.equal(values.code, gone)
    assert.notProperty(values, 'secret', 'a masked field is not chosen')
    assert.equal(records[1].secret, '•••')
  })

  test('every link moves, values go over, the address leads on, and all of it is undone', async ({
    client,
    assert,
  }) => {
    const { merger, kept, gone, letters, child } = await scene()
    const values = { code: gone, parent: gone, city: kept }
    const merged = await client
      .post(url)
      .headers(merger.headers)
      .json(asked(kept, gone, values))
    merged.assertStatus(200)
    assert.equal(merged.body().links, 4)
    const after = await read(PARTY, kept)
    assert.deepInclude(after, {
      name: `Kept ${made}`,
      city: 'Tabriz',
      code: `code-${made}`,
      parent: null,
    })
    assert.equal(await linked(LETTER, letters[0], 'party'), kept)
    assert.deepInclude((await read(LETTER, letters[1])).about, { entity: PARTY, id: kept })
    assert.equal(await linked(PARTY, child, 'parent'), kept)
    ;(await client.get(`/api/records/${PARTY}/${gone}`).headers(merger.headers)).assertStatus(404)
    const into = await client
      .get(`/api/records/${PARTY}/${gone}/merged-into`)
      .headers(merger.headers)
    assert.equal(into.body().id, kept)
    const audit = await client
      .get('/api/admin/audit?action=record.merged')
      .headers((await signInWith(['administrator'])).headers)
    assert.include(JSON.stringify(audit.body()), merged.body().batch)

    /** One link is changed meanwhile: it stays, and is reported. */
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    await records.update(system, ORIGIN, LETTER, letters[2], { party: child })
    const undone = await client
      .post(`/api/merge/undo/${merged.body().batch}`)
      .headers(merger.headers)
    undone.assertStatus(200)
    assert.deepEqual(undone.body().links, [
      { entity: LETTER, field: 'party', recordId: letters[2] },
    ])
    assert.equal(await linked(LETTER, letters[0], 'party'), gone)
    assert.deepInclude((await read(LETTER, letters[1])).about, { entity: PARTY, id: gone })
    assert.equal(await linked(LETTER, letters[2], 'party'), child)
    assert.equal(await linked(PARTY, child, 'parent'), gone)
    assert.deepInclude(await read(PARTY, gone), { code: `code-${made}` })
    ;(await client.get(`/api/records/${PARTY}/${gone}`).headers(merger.headers)).assertStatus(200)
    assert.isNull((await read(PARTY, kept)).code)
    const again = await client
      .post(`/api/merge/undo/${merged.body().batch}`)
      .headers(merger.headers)
    assert.equal(again.body().error.code, 'E_MERGE_UNDO')
  })

  test('lists of links have the record that stays once, and after undoing what they had', async ({
    client,
    assert,
  }) => {
    const { merger, kept, gone, child } = await scene()
    const only = await make(LETTER, { name: 'only', copies: [gone, child] })
    const both = await make(LETTER, { name: 'both', copies: [kept, gone] })
    const deleted = await make(LETTER, { name: 'deleted', copies: [gone, kept] })
    const changed = await make(LETTER, { name: 'changed', copies: [gone] })
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    await records.remove(system, ORIGIN, LETTER, deleted)
    const lists = async () => [await listed(only), await listed(both), await listed(changed)]
    const table = linkTableOf(LETTER, 'copies')
    const db = (await app.container.make(Database)).read
    const pairsOf = async (id: number) =>
      (await db(table).where('record_id', id).orderBy('value').pluck('value')).map(Number)

    const merged = await client.post(url).headers(merger.headers).json(asked(kept, gone))
    merged.assertStatus(200)
    assert.deepEqual(await lists(), [[kept, child].sort((a, b) => a - b), [kept], [kept]])
    assert.deepEqual(await pairsOf(deleted), [kept])

    await records.update(system, ORIGIN, LETTER, changed, { copies: [child] })
    const undone = await client
      .post(`/api/merge/undo/${merged.body().batch}`)
      .headers(merger.headers)
    undone.assertStatus(200)
    assert.deepEqual(undone.body().links, [{ entity: LETTER, field: 'copies', recordId: changed }])
    assert.deepEqual(await lists(), [[gone, child].sort((a, b) => a - b), [kept, gone], [child]])
    assert.deepEqual(await pairsOf(deleted), [kept, gone])
  })

  const refused = async (
    client: {
      post(path: string): {
        headers(h: Record<string, string>): {
          json(b: object): PromiseLike<{ body(): { error: { code: string } } }>
        }
      }
    },
    person: SignedIn,
    body: object
  ) => (await client.post(url).headers(person.headers).json(body)).body().error.code

  test('is refused when somebody was faster, by a masked field, without rights on both, and leaves nothing behind', async ({
    client,
    assert,
  }) => {
    const { merger, kept, gone, letters } = await scene()
    const stale = { ...asked(kept, gone), keep: { id: kept, version: 7 } }
    assert.equal(await refused(client, merger, stale), 'E_STALE_VERSION')
    assert.equal(
      await refused(client, merger, asked(gone, kept, { secret: kept })),
      'E_FIELD_FORBIDDEN'
    )
    assert.equal(await refused(client, merger, asked(kept, kept)), 'E_MERGE_RECORDS')
    const own = await signInWith(['x_merge_own'])
    assert.equal(await refused(client, own, asked(kept, gone)), 'E_FORBIDDEN')
    const admin = await signInWith(['administrator'])
    const people = await client.post('/api/merge/user').headers(admin.headers).json(asked(1, 2))
    assert.equal(people.body().error.code, 'E_MERGE_NOT_POSSIBLE')
    assert.equal(await linked(LETTER, letters[0], 'party'), gone)
  })
})
