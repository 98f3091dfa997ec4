import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { GlobalSearch } from '#core/search/global_search'
import { SearchIndex } from '#core/search/search_index'
import { Actors } from '#core/security/actors'
import { signInWith, unique } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const ORIGIN = { address: null, channel: 'command' }
const label = (en: string) => ({ en })
const PERSON = 'x_sought'

const entity = (quietIsSearched: boolean): ClientChange => {
  const value: Json = {
    name: PERSON,
    label: label('Sought'),
    labelPlural: label('Soughts'),
    titleField: 'name',
    subtitleFields: ['phone'],
    fields: {
      name: { type: 'text', label: label('Name'), searchable: true },
      phone: { type: 'phone', label: label('Phone'), searchable: true },
      story: { type: 'long_text', label: label('Story'), searchable: true },
      quiet: { type: 'text', label: label('Quiet'), searchable: quietIsSearched },
      secret: { type: 'text', label: label('Secret'), searchable: true, sensitive: true },
    },
  }
  return { kind: 'entity', name: PERSON, path: [], value }
}

async function define(): Promise<void> {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  const reader: Json = {
    name: 'x_seeker',
    label: label('Seeker'),
    entities: { [PERSON]: { read: 'own', create: 'own' } },
    permissions: [],
  }
  const changes: ClientChange[] = [
    entity(false),
    { kind: 'role', name: 'x_seeker', path: [], value: reader },
  ]
  await metadata.change(system, ORIGIN, changes)
  await prepared()
}

async function prepared(): Promise<void> {
  const index = await app.container.make(SearchIndex)
  await index.rebuild(await index.prepare(), async () => undefined)
}

async function made(values: Record<string, Json>): Promise<number> {
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  return (await records.create(system, ORIGIN, PERSON, values)).id
}

async function search(query: string, limit?: number) {
  const service = await app.container.make(GlobalSearch)
  const system = (await app.container.make(Actors)).system()
  const [group] = await service.find(system, query, { entities: [PERSON], limit })
  return group ?? { entity: PERSON, count: 0, capped: false, results: [] }
}
const ids = async (query: string, limit?: number) =>
  (await search(query, limit)).results.map(({ id }) => id)

test.group('global search', (group) => {
  group.setup(define)

  test('a record is found from the transaction that writes it, and no longer once it is deleted', async ({
    assert,
  }) => {
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    const id = await made({ name: 'Parviz Transient' })
    assert.deepEqual(await ids('transient'), [id])
    await records.update(system, ORIGIN, PERSON, id, { name: 'Parviz Altered' })
    assert.deepEqual(await ids('transient'), [])
    assert.deepEqual(await ids('alter'), [id])
    await records.remove(system, ORIGIN, PERSON, id)
    assert.deepEqual(await ids('altered'), [])
    await records.restore(system, ORIGIN, PERSON, id)
    assert.deepEqual(await ids('altered'), [id])
  })

  test('records that come by the hundred are found before and after the index has them', async ({
    assert,
  }) => {
    const index = await app.container.make(SearchIndex)
    const records = await app.container.make(Records)
    const database = await app.container.make(Database)
    const system = (await app.container.make(Actors)).system()
    const word = unique('flood').replace(/[^a-z0-9]/gi, '')
    const inputs = Array.from({ length: 260 }, (_, at) => ({ name: `${word} n${at}` }))
    const outcomes = await database.transaction((trx) =>
      records.createMany(system, ORIGIN, PERSON, inputs, { trx })
    )
    const created = outcomes[137]
    const wanted = created && 'id' in created ? [created.id] : []
    assert.isFalse((await index.complete()).has(PERSON))
    assert.deepEqual(await ids(`${word} n137`), wanted)
    await workOffJobs('core.search.')
    assert.isTrue((await index.complete()).has(PERSON))
    assert.deepEqual(await ids(`${word} n137`), wanted)
  })

  test('what is rolled back is not found', async ({ assert }) => {
    const database = await app.container.make(Database)
    const records = await app.container.make(Records)
    const system = (await app.container.make(Actors)).system()
    await assert.rejects(
      () =>
        database.transaction(async (trx) => {
          await records.createMany(system, ORIGIN, PERSON, [{ name: 'Vanished One' }], { trx })
          throw new Error('no')
        }),
      'no'
    )
    assert.deepEqual(await ids('vanished'), [])
  })

  test('a whole word in the title comes before a beginning, that before the second line, that before the text', async ({
    assert,
  }) => {
    const body = await made({ name: 'Zeta', story: 'tells of quorum' })
    const prefix = await made({ name: 'Quorumite' })
    const exact = await made({ name: 'Old Quorum' })
    const newer = await made({ name: 'New Quorum' })
    assert.deepEqual(await ids('quorum'), [newer, exact, prefix, body])
    assert.deepEqual(await ids('quorum', 2), [newer, exact])
    const { count, capped } = await search('quorum', 2)
    assert.deepEqual({ count, capped }, { count: 4, capped: false })
  })

  test('words and numbers are found in any spelling, and marked', async ({ assert }) => {
    const id = await made({ name: 'علي رضايي', phone: '+98 912 000 1234', story: 'متن بلند' })
    for (const query of ['رضایی علی', '0912 000 1234', '۰۹۱۲۰۰۰', 'بلند علی']) {
      assert.deepEqual(await ids(query), [id], query)
    }
    const { results } = await search('بلند')
    assert.deepEqual(results[0]?.match, { field: 'story', text: 'متن بلند', spans: [[4, 8]] })
    const [hit] = (await search('رضا')).results
    assert.equal(hit?.label?.slice(...(hit.labelSpans[0] as [number, number])), 'رضا')
  })

  test('a field that becomes searchable, or stops being so, is found or not after the rebuild', async ({
    assert,
  }) => {
    const metadata = await app.container.make(Metadata)
    const system = (await app.container.make(Actors)).system()
    const id = await made({ name: 'Silent', quiet: 'whispering' })
    assert.deepEqual(await ids('whispering'), [])
    await metadata.change(system, ORIGIN, [entity(true)])
    assert.deepEqual(await ids('whispering'), [id], 'without the index meanwhile')
    await prepared()
    assert.deepEqual(await ids('whispering'), [id])
    await metadata.change(system, ORIGIN, [entity(false)])
    await prepared()
    assert.deepEqual(await ids('whispering'), [])
  })

  test('a masked field finds nothing, and no count tells of it', async ({ client, assert }) => {
    const { headers, userId } = await signInWith(['x_seeker'])
    const word = unique('hushhush').replace('_', '')
    const own = await made({ name: 'Openly', secret: word, owner_id: userId })
    await made({ name: `Openly ${word}` })
    const hidden = await client.get(`/api/search?q=${word}`).headers(headers)
    assert.deepEqual(hidden.body(), { results: [], groups: [] })
    const open = await client.get('/api/search?q=openly').headers(headers)
    assert.deepEqual(
      open
        .body()
        .groups.map((item: { entity: string; count: number }) => [item.entity, item.count]),
      [[PERSON, 1]]
    )
    assert.equal(open.body().results[0].id, own)
  })
})
