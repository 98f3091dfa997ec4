import { test } from '@japa/runner'
import fc from 'fast-check'
import createKnex, { type Knex } from 'knex'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { dialectOf } from '#core/database/dialect'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { emptyMaps } from '#core/metadata/layers/types'
import { applyPlan, statementsOf } from '#core/metadata/schema_sync/apply'
import { diff, orphanColumns, purgePlan } from '#core/metadata/schema_sync/diff'
import { introspectionSql, mssqlSpec, readSchema } from '#core/metadata/schema_sync/introspection'
import { describe, destroys } from '#core/metadata/schema_sync/plan'
import { targetSchema, type TargetTable } from '#core/metadata/schema_sync/target'
import { add, label } from '#tests/unit/metadata/definitions'

const types = new FieldTypes()
const sqlite = dialectOf('sqlite')
const mssql = dialectOf('mssql')
const tools = { dialect: sqlite, types }

function memory(): Knex {
  return createKnex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  })
}

function targetOf(
  fields: Record<string, FieldDefinition>,
  more: Partial<EntityDefinition> = {}
): TargetTable[] {
  const maps = emptyMaps()
  add(maps, 'entity', {
    name: 'thing',
    label,
    labelPlural: label,
    titleField: 'name',
    fields,
    ...more,
  })
  return targetSchema(maps, types)
}

async function planFor(knex: Knex, target: TargetTable[]) {
  const names = target.map(({ name }) => name)
  return diff(target, await readSchema(knex, 'sqlite', names), sqlite)
}

async function bring(knex: Knex, target: TargetTable[]) {
  const plan = await planFor(knex, target)
  await applyPlan(knex, plan, tools)
  return plan
}

const text: FieldDefinition = { type: 'text', label, maxLength: 50 }
const stamps = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }

test.group('schema synchronisation on SQLite', (group) => {
  let knex: Knex
  group.each.setup(() => {
    knex = memory()
    return () => knex.destroy()
  })

  test('a new entity becomes a table with system columns and indexes; then there is nothing to do', async ({
    assert,
  }) => {
    const target = targetOf(
      {
        name: { ...text, searchable: true, indexed: true },
        code: { ...text, unique: true },
        owner: { type: 'lookup', label, target: 'thing' },
        about: { type: 'regarding', label, targets: ['thing'] },
        at: { type: 'datetime', label },
        parts: { type: 'one_to_many', label, target: 'thing', inverse: 'owner' },
      },
      {
        timeline: { at: 'at', via: ['owner'], kind: 'x' },
        indexes: { both: { fields: ['code', 'at'] } },
      }
    )
    await bring(knex, target)
    assert.deepEqual(await planFor(knex, target), { steps: [] })
    const schema = await readSchema(knex, 'sqlite', ['thing'])
    assert.sameMembers(
      [...(schema.get('thing')?.columns.keys() ?? [])],
      [
        ...[
          'id',
          'owner_id',
          'unit_id',
          'created_at',
          'created_by',
          'updated_at',
          'updated_by',
          'version',
          'deleted_at',
        ],
        ...['name', 'name__folded', 'code', 'owner', 'about_entity', 'about_id', 'at'],
      ]
    )
    assert.sameDeepMembers(
      [...(schema.get('thing')?.indexes.values() ?? [])].map((columns) => columns.join(',')),
      [
        'owner_id,at',
        'unit_id,at',
        'at',
        'created_at',
        'deleted_at',
        'name',
        'name__folded',
        'code',
        'owner,at',
        'about_entity,about_id,at',
        'code,at',
      ]
    )
  })

  test('only records in use must be unique, and empty values do not count', async ({ assert }) => {
    await bring(knex, targetOf({ name: { ...text, unique: true } }))
    await knex('thing').insert([
      { name: 'a', ...stamps, deleted_at: stamps.created_at },
      { name: 'a', ...stamps },
      { name: null, ...stamps },
      { name: null, ...stamps },
    ])
    await assert.rejects(() => knex('thing').insert({ name: 'A', ...stamps }), /UNIQUE/)
  })

  test('a list by an indexed field pages along the index without sorting', async ({ assert }) => {
    await bring(knex, targetOf({ name: { ...text, indexed: true } }))
    const rows: { detail: string }[] = await knex.raw(
      'explain query plan select * from thing where deleted_at is null and name = ? order by id desc limit 51',
      ['a']
    )
    assert.deepEqual(
      rows.map(({ detail }) => detail),
      ['SEARCH thing USING INDEX px_thing__name (name=?)']
    )
  })

  test('where an entity names its order, owners, links and choices keep it behind them', ({
    assert,
  }) => {
    const [table] = targetOf(
      {
        name: { ...text, indexed: true },
        state: { type: 'choice', label, choices: 'x', indexed: true },
        link: { type: 'lookup', label, target: 'thing' },
        opened: { type: 'datetime', label },
      },
      { listOrder: 'opened' }
    )
    assert.includeMembers(
      (table?.indexes ?? []).map(({ columns }) => columns.join(',')),
      ['owner_id,opened', 'unit_id,opened', 'state,opened', 'link,opened', 'opened', 'name']
    )
  })

  test('a removed field leaves the definitions at once and its column stays until purged', async ({
    assert,
  }) => {
    await bring(knex, targetOf({ name: text, note: { ...text, indexed: true } }))
    await knex('thing').insert({ name: 'a', note: 'kept', ...stamps })
    const removed = targetOf({ name: text, note: { ...text, indexed: true, removed: true } })
    const plan = await bring(knex, removed)
    assert.deepEqual(
      plan.steps.map(({ kind }) => kind),
      ['drop_index', 'drop_index']
    )
    assert.deepEqual(await knex('thing').pluck('note'), ['kept'])
    const actual = (await readSchema(knex, 'sqlite', ['thing'])).get('thing')
    const [table] = removed
    if (!actual || !table) throw new Error('the table is missing')
    assert.deepEqual(orphanColumns(table, actual), ['note', 'note__folded'])
    const purge = purgePlan('thing', ['note', 'note__folded'], actual)
    assert.isTrue(purge.steps.every(destroys))
    await applyPlan(knex, purge, tools)
    assert.deepEqual(await planFor(knex, removed), { steps: [] })
    assert.isFalse(await knex.schema.hasColumn('thing', 'note'))
  })

  test('a field put back finds its data again', async ({ assert }) => {
    await bring(knex, targetOf({ name: text }))
    await knex('thing').insert({ name: 'a', ...stamps })
    await bring(knex, targetOf({}, { titleField: 'id' }))
    await bring(knex, targetOf({ name: text }))
    assert.deepEqual(await knex('thing').pluck('name'), ['a'])
  })

  test('making a text searchable fills its shadow column for the rows there are', async ({
    assert,
  }) => {
    await bring(knex, targetOf({ name: text }))
    await knex('thing').insert([
      { name: 'ÉCOLE', ...stamps },
      { name: null, ...stamps },
      { name: 'b', ...stamps },
    ])
    await bring(knex, targetOf({ name: { ...text, searchable: true } }))
    assert.deepEqual(await knex('thing').orderBy('id').pluck('name__folded'), ['ecole', null, 'b'])
  })

  test('a type changes where no value is lost, with its index', async ({ assert }) => {
    await bring(knex, targetOf({ name: text, amount: { type: 'integer', label, indexed: true } }))
    await knex('thing').insert([
      { name: 'a', amount: 12, ...stamps },
      { name: 'b', amount: null, ...stamps },
    ])
    const target = targetOf({
      name: text,
      amount: { type: 'decimal', label, scale: 2, indexed: true },
    })
    const plan = await bring(knex, target)
    assert.deepEqual(
      plan.steps.map(({ kind }) => kind),
      ['drop_index', 'change_column', 'create_index']
    )
    assert.deepEqual(await knex('thing').orderBy('id').pluck('amount'), [1200, null])
    assert.deepEqual(await planFor(knex, target), { steps: [] })
  })

  test('a change that would lose values is refused before anything is touched', async ({
    assert,
  }) => {
    await bring(knex, targetOf({ name: text, amount: { type: 'decimal', label, scale: 2 } }))
    await knex('thing').insert({ name: 'a', amount: 1250, ...stamps })
    const finer = targetOf({ name: text, amount: { type: 'decimal', label, scale: 0 } })
    await assert.rejects(() => bring(knex, finer), /E_SCHEMA_WOULD_LOSE/)
    const other = targetOf({ name: text, amount: { type: 'date', label }, more: text })
    await assert.rejects(() => bring(knex, other), /E_SCHEMA_NOT_LOSSLESS/)
    assert.isFalse(await knex.schema.hasColumn('thing', 'more'))
  })

  test('a field cannot become unique over equal values', async ({ assert }) => {
    await bring(knex, targetOf({ name: text }))
    await knex('thing').insert([
      { name: 'a', ...stamps },
      { name: 'a', ...stamps },
    ])
    const unique = targetOf({ name: { ...text, unique: true } })
    await assert.rejects(() => bring(knex, unique), /E_SCHEMA_DUPLICATES/)
    await knex('thing').where('id', 2).update({ deleted_at: stamps.created_at })
    await bring(knex, unique)
  })

  test('a crash after any step leaves a plan that resumes', async ({ assert }) => {
    const before = targetOf({ name: text, amount: { type: 'integer', label, indexed: true } })
    const after = targetOf({
      name: { ...text, searchable: true, indexed: true },
      amount: { type: 'decimal', label, scale: 3, indexed: true },
      code: { ...text, unique: true },
      link: { type: 'lookup', label, target: 'thing' },
    })
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.nat({ max: 12 }),
        fc.nat({ max: 12 }),
        async (old, first, second) => {
          const own = memory()
          try {
            if (old) {
              await bring(own, before)
              await own('thing').insert({ name: 'Ä', amount: 7, ...stamps })
            }
            for (const survived of [first, second]) {
              const plan = await planFor(own, after)
              await applyPlan(own, { steps: plan.steps.slice(0, survived) }, tools)
            }
            await bring(own, after)
            assert.deepEqual(await planFor(own, after), { steps: [] })
            if (!old) return
            const [row]: Record<string, unknown>[] = await own('thing')
            assert.include(row, { name: 'Ä', name__folded: 'a', amount: 7000 })
          } finally {
            await own.destroy()
          }
        }
      ),
      { numRuns: 30 }
    )
  })

  test('indexes made by a migration are left alone', async ({ assert }) => {
    await bring(knex, targetOf({ name: text }))
    await knex.raw('create index by_hand on thing (name)')
    assert.deepEqual(await planFor(knex, targetOf({ name: text })), { steps: [] })
  })

  test('a step says what it does', async ({ assert }) => {
    await bring(knex, targetOf({ name: text }))
    const plan = await planFor(
      knex,
      targetOf({ name: { ...text, maxLength: 80 }, sum: { type: 'decimal', label, unique: true } })
    )
    assert.deepEqual(plan.steps.map(describe), [
      'add column thing.sum decimal(2)',
      'create unique index on thing (sum)',
    ])
  })
})

test.group('schema synchronisation on SQL Server', () => {
  const actual = new Map([
    [
      'thing',
      {
        columns: new Map([
          ['id', { spec: { kind: 'integer' as const }, nullable: false }],
          [
            'name',
            {
              spec: mssqlSpec({
                type_name: 'nvarchar',
                length: 20,
                scale: 0,
                collation: 'Latin1_General_CI_AS',
              }),
              nullable: true,
            },
          ],
          [
            'amount',
            {
              spec: mssqlSpec({ type_name: 'bigint', length: null, scale: 0, collation: null }),
              nullable: true,
            },
          ],
        ]),
        indexes: new Map<string, string[]>([['pu_thing__name', ['name']]]),
      },
    ],
  ])

  test('a longer text is altered between dropping and making its index anew', ({ assert }) => {
    const target = targetOf({ name: { ...text, unique: true } })
    const steps = diff(target, actual, mssql).steps.flatMap((step) => statementsOf(step, mssql))
    assert.deepEqual(
      steps.filter((sql) => sql.includes('name')),
      [
        'DROP INDEX [pu_thing__name] ON [thing]',
        'ALTER TABLE [thing] ALTER COLUMN [name] nvarchar(50) NULL',
        'CREATE UNIQUE INDEX [pu_thing__name] ON [thing] ([name]) WHERE [deleted_at] IS NULL AND [name] IS NOT NULL',
      ]
    )
    assert.include(
      steps,
      'ALTER TABLE [thing] ADD [version] int NOT NULL CONSTRAINT [df_thing_version] DEFAULT (1)'
    )
  })

  test('the plan knows what it may lose', ({ assert }) => {
    const shorter = diff(targetOf({ name: { ...text, maxLength: 10 } }), actual, mssql)
    const longer = diff(targetOf({ name: text }), actual, mssql)
    const exact = diff(targetOf({ amount: { type: 'money', label } }), actual, mssql)
    const wrong = diff(targetOf({ name: { type: 'date', label } }), actual, mssql)
    const lossless = [shorter, longer, exact, wrong].map((plan) =>
      plan.steps.flatMap((step) => (step.kind === 'change_column' ? [step.lossless] : []))
    )
    assert.deepEqual(lossless, [['checked'], ['always'], ['checked'], ['never']])
  })

  test('types are recognised again as they were made', ({ assert }) => {
    const read = (type: string, length: number | null, scale: number, collation: string | null) => {
      const spec = mssqlSpec({ type_name: type, length, scale, collation })
      return spec && mssql.columnType(spec)
    }
    assert.equal(read('nvarchar', 255, 0, 'Persian_100_CI_AS'), 'nvarchar(255)')
    assert.equal(
      read('nvarchar', 400, 0, 'Latin1_General_100_BIN2'),
      'nvarchar(400) COLLATE Latin1_General_100_BIN2'
    )
    assert.equal(read('nvarchar', null, 0, 'Persian_100_CI_AS'), 'nvarchar(max)')
    assert.equal(read('decimal', null, 2, null), 'decimal(19, 2)')
    assert.equal(read('datetime2', null, 3, null), 'datetime2(3)')
    assert.isNull(read('xml', null, 0, null))
  })

  test('the names of the tables are one binding, whatever their number', ({ assert }) => {
    const { sql, bindings } = introspectionSql('mssql', 'columns', ['a', 'b'])
    assert.match(sql, /sys\.columns/)
    assert.deepEqual(bindings, ['["a","b"]'])
  })
})
