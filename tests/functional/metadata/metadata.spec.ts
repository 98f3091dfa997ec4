import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { EventBus } from '#core/realtime/event_bus'
import { Installation } from '#core/providers/installation'
import { Metadata } from '#core/metadata/metadata'
import { bumpRevision, readState } from '#core/metadata/installation_state'
import { dialectOf } from '#core/database/dialect'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { signInWith } from '#tests/support/people'

const label = { en: 'Height', fa: 'بلندی', az: 'Hündürlük' }

async function tools() {
  const { container } = app
  const actors = await container.make(Actors)
  return {
    system: actors.system(),
    database: await container.make(Database),
    metadata: await container.make(Metadata),
    records: await container.make(Records),
    installation: await container.make(Installation),
  }
}

test.group('definitions over HTTP', () => {
  test('a reader sees what he may, with his rights, and 304 while nothing changes', async ({
    assert,
    client,
  }) => {
    const keeper = await signInWith(['garden_keeper'])
    const answer = await client.get('/api/metadata').headers(keeper.headers)
    answer.assertStatus(200)
    const body = answer.body()
    assert.deepEqual(Object.keys(body.entities), ['garden_plant'])
    assert.include(body.entities.garden_plant.access, { create: true, read: true, delete: false })
    assert.equal(body.entities.garden_plant.fields.name.access, 'write')
    assert.notProperty(body.entities.garden_plant, 'table')
    assert.property(body.views, 'garden_plants')
    assert.property(body.systemFields, 'created_at')
    const again = await client
      .get('/api/metadata')
      .headers({ ...keeper.headers, 'if-none-match': String(answer.header('etag')) })
    again.assertStatus(304)
  })

  test('a consultant tries, changes, sees the layers and resets, all without a restart', async ({
    assert,
    client,
  }) => {
    const { database, records, system } = await tools()
    const consultant = await signInWith(['administrator'])
    const changes = [
      {
        kind: 'entity',
        name: 'garden_plant',
        path: ['fields', 'x_height'],
        value: { type: 'decimal', label, scale: 1, min: 0 },
      },
      { kind: 'entity', name: 'garden_plant', path: ['label', 'fa'], value: 'گیاه' },
    ]
    const send = (json: object) =>
      client.post('/api/metadata/changes').headers(consultant.headers).json(json)
    const preview = await send({ changes, dryRun: true })
    preview.assertStatus(200)
    assert.deepEqual(preview.body().issues, [])
    assert.deepEqual(preview.body().plan.steps, [
      {
        kind: 'add_column',
        table: 'garden_plant',
        description: 'add column garden_plant.x_height decimal(1)',
        destroys: false,
      },
    ])
    assert.isFalse(await database.read.schema.hasColumn('garden_plant', 'x_height'))

    const done = await send({ changes })
    done.assertStatus(200)
    assert.isTrue(await database.read.schema.hasColumn('garden_plant', 'x_height'))
    const oak = await records.create(system, COMMAND_ORIGIN, 'garden_plant', {
      name: 'Oak',
      x_height: 20.5,
    })
    const { x_height: height } = await records.get(system, 'garden_plant', oak.id)
    assert.equal(height, 20.5)

    const layers = await client
      .get('/api/metadata/layers/entity/garden_plant')
      .headers(consultant.headers)
    layers.assertStatus(200)
    assert.include(layers.body().layer, {
      'label.en': 'base',
      'label.fa': 'client',
      'fields.x_height.scale': 'client',
    })
    const reset = await client
      .delete('/api/metadata/changes')
      .headers(consultant.headers)
      .json({ kind: 'entity', name: 'garden_plant', path: ['label'] })
    reset.assertStatus(200)
    const after = await client.get('/api/metadata').headers(consultant.headers)
    assert.deepEqual(after.body().entities.garden_plant.label, { en: 'Plant' })
    assert.property(after.body().entities.garden_plant.fields, 'x_height')
  })

  test('every issue comes back, in the language of the reader, and nothing is changed', async ({
    assert,
    client,
  }) => {
    const { metadata } = await tools()
    const consultant = await signInWith(['administrator'], { values: { language: 'az' } })
    const before = metadata.current().version
    const answer = await client
      .post('/api/metadata/changes')
      .headers(consultant.headers)
      .json({
        changes: [
          {
            kind: 'entity',
            name: 'garden_plant',
            path: ['fields', 'x_a'],
            value: { type: 'nothing', label },
          },
          { kind: 'entity', name: 'garden_plant', path: ['titleField'], value: 'nobody' },
        ],
      })
    answer.assertStatus(422)
    const { error } = answer.body()
    assert.equal(error.code, 'E_METADATA_INVALID')
    assert.sameMembers(
      error.details.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`),
      [
        'entity.garden_plant.fields.x_a.type E_UNKNOWN_FIELD_TYPE',
        'entity.garden_plant.titleField E_UNKNOWN_FIELD',
      ]
    )
    assert.include(error.message, 'Heç nə dəyişmədi')
    assert.equal(metadata.current().version, before)
  })

  test('without the permission nothing can be seen of the layers or changed', async ({
    client,
  }) => {
    const keeper = await signInWith(['garden_keeper'])
    const changes = [{ kind: 'entity', name: 'garden_plant', path: ['icon'], value: 'sprout' }]
    const change = await client
      .post('/api/metadata/changes')
      .headers(keeper.headers)
      .json({ changes })
    change.assertStatus(403)
    const layers = await client
      .get('/api/metadata/layers/entity/garden_plant')
      .headers(keeper.headers)
    layers.assertStatus(403)
    const reset = await client
      .delete('/api/metadata/changes')
      .headers(keeper.headers)
      .json({ kind: 'entity', name: 'garden_plant', path: [] })
    reset.assertStatus(403)
  })
})

test.group('the client layer', () => {
  test('a new entity of the client works like any other, and dropping is two-step', async ({
    assert,
  }) => {
    const { metadata, records, system, database } = await tools()
    const title = { type: 'text', label, searchable: true }
    await metadata.change(system, COMMAND_ORIGIN, [
      {
        kind: 'entity',
        name: 'x_visit',
        path: [],
        value: {
          label,
          labelPlural: label,
          titleField: 'x_title',
          fields: { x_title: title, x_note: { type: 'text', label } },
        },
      },
    ])
    const values = { x_title: 'Spring', x_note: 'kept' }
    const visit = await records.create(system, COMMAND_ORIGIN, 'x_visit', values)
    const place = { kind: 'entity' as const, name: 'x_visit' }
    await assert.rejects(
      () => metadata.purge(system, COMMAND_ORIGIN, 'x_visit', 'x_note'),
      /E_CONFLICT/
    )
    await metadata.change(system, COMMAND_ORIGIN, [
      { ...place, path: ['fields', 'x_note', 'removed'], value: true },
    ])
    await assert.rejects(() => records.get(system, 'x_visit', visit.id, { select: ['x_note'] }))
    const row: { x_note: string } = await database.read('x_visit').where('id', visit.id).first()
    assert.equal(row.x_note, 'kept')
    await metadata.purge(system, COMMAND_ORIGIN, 'x_visit', 'x_note')
    assert.isFalse(await database.read.schema.hasColumn('x_visit', 'x_note'))
    assert.notProperty(metadata.current().entity.get('x_visit')?.fields, 'x_note')
  })

  test('a change that the data does not allow leaves definitions and tables as they were', async ({
    assert,
  }) => {
    const { metadata, records, system } = await tools()
    await metadata.change(system, COMMAND_ORIGIN, [
      {
        kind: 'entity',
        name: 'garden_plant',
        path: ['fields', 'x_bed'],
        value: { type: 'integer', label },
      },
    ])
    for (const name of ['a', 'b']) {
      await records.create(system, COMMAND_ORIGIN, 'garden_plant', { name, x_bed: 1 })
    }
    const { version } = metadata.current()
    await assert.rejects(
      () =>
        metadata.change(system, COMMAND_ORIGIN, [
          {
            kind: 'entity',
            name: 'garden_plant',
            path: ['fields', 'x_bed', 'unique'],
            value: true,
          },
        ]),
      /E_SCHEMA_DUPLICATES/
    )
    assert.equal(metadata.current().version, version)
    assert.deepEqual((await metadata.plan()).steps, [])
  })

  test('a change made by another process is taken over, told by an event or found by asking', async ({
    assert,
  }) => {
    const { metadata, installation, database } = await tools()
    const dialect = dialectOf(database.dialect)
    const icon = () => metadata.current().entity.get('garden_plant')?.icon
    const elsewhere = async (value: string) => {
      await database.transaction(async (trx) => {
        await bumpRevision(trx, dialect)
        const row = { kind: 'entity', name: 'garden_plant', path: '["icon"]', changed_by: 0 }
        await trx('metadata_changes').where({ name: 'garden_plant', path: '["icon"]' }).delete()
        await trx('metadata_changes').insert({
          ...row,
          value: JSON.stringify(value),
          changed_at: '2026-01-01T00:00:00.000Z',
        })
      })
    }
    await elsewhere('sprout')
    assert.isTrue(await metadata.isStale())
    await installation.refresh()
    assert.equal(icon(), 'sprout')
    await elsewhere('tree-pine')
    const events = await app.container.make(EventBus)
    await events.emit('metadata.changed', { version: 'of another process' })
    assert.equal(icon(), 'tree-pine')
  })

  test('writers at the same time all come through', async ({ assert }) => {
    const { metadata, system } = await tools()
    const names = Array.from({ length: 8 }, (_, n) => `x_at_once_${n}`)
    await Promise.all(
      names.map((name) =>
        metadata.change(system, COMMAND_ORIGIN, [
          {
            kind: 'entity',
            name: 'garden_plant',
            path: ['fields', name],
            value: { type: 'text', label },
          },
        ])
      )
    )
    assert.includeMembers(
      Object.keys(metadata.current().entity.get('garden_plant')?.fields ?? {}),
      names
    )
    assert.deepEqual((await metadata.plan()).steps, [])
  })
})

test.group('installation', () => {
  test('brought up to date again, nothing changes', async ({ assert }) => {
    const { installation, metadata, database } = await tools()
    const facts = async () => ({
      version: metadata.current().version,
      revision: await readState(database.read, 'revision'),
      schema: await readState(database.read, 'schema'),
    })
    const before = await facts()
    await installation.bringUpToDate()
    assert.deepEqual(await facts(), before)
  })
})
