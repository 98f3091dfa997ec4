import { test } from '@japa/runner'
import createKnex from 'knex'
import {
  containsPattern,
  dialectOf,
  insertReturningIds,
  runRows,
  upsertRows,
  type Dialect,
} from '#core/database/dialect'
import { losslessness } from '#core/database/column_change'
import { zoneOffsets } from '#core/metadata/field_types/calendar'

const mssql = dialectOf('mssql')
const sqlite = dialectOf('sqlite')

function memory() {
  return createKnex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
  })
}

test.group('SQL Server dialect', () => {
  test('texts are nvarchar, instants datetime2(3), decimals exact', ({ assert }) => {
    assert.equal(
      mssql.createTable({
        name: 'case',
        primaryKey: 'identity',
        columns: [
          { name: 'title', spec: { kind: 'string', length: 255 }, nullable: true },
          {
            name: 'title__folded',
            spec: { kind: 'string', length: 255, binary: true },
            nullable: true,
          },
          { name: 'body', spec: { kind: 'text' }, nullable: true },
          { name: 'amount', spec: { kind: 'decimal', scale: 2 }, nullable: true },
          { name: 'ok', spec: { kind: 'boolean' }, nullable: true },
          { name: 'day', spec: { kind: 'date' }, nullable: true },
          { name: 'version', spec: { kind: 'integer' }, nullable: false, default: 1 },
          { name: 'at', spec: { kind: 'datetime' }, nullable: false },
        ],
      }),
      'CREATE TABLE [case] ([id] int IDENTITY(1, 1) NOT NULL CONSTRAINT [pk_case] PRIMARY KEY,' +
        ' [title] nvarchar(255) NULL,' +
        ' [title__folded] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,' +
        ' [body] nvarchar(max) NULL, [amount] decimal(19, 2) NULL, [ok] bit NULL, [day] date NULL,' +
        ' [version] int NOT NULL CONSTRAINT [df_case_version] DEFAULT (1), [at] datetime2(3) NOT NULL)'
    )
  })

  test('ids come back in the order of the rows', ({ assert }) => {
    const statement = mssql.insertIds({
      table: 't',
      columns: ['a', 'b'],
      rows: [
        [1, 'x'],
        [2, null],
      ],
    })
    assert.equal(
      statement.sql,
      'INSERT INTO [t] ([a], [b]) OUTPUT inserted.[id] SELECT s.[a], s.[b]' +
        ' FROM (VALUES (?, ?, 0), (?, ?, 1)) AS s ([a], [b], [__row]) ORDER BY s.[__row]'
    )
    assert.deepEqual(statement.bindings, [1, 'x', 2, null])
  })

  test('an upsert is a MERGE under HOLDLOCK', ({ assert }) => {
    const statement = mssql.upsert({
      table: 't',
      columns: ['k', 'v', 'n'],
      rows: [['a', 'b', 1]],
      keys: ['k'],
      update: ['v'],
      add: ['n'],
    })
    assert.equal(
      statement.sql,
      'MERGE INTO [t] WITH (HOLDLOCK) AS t USING (VALUES (?, ?, ?)) AS s ([k], [v], [n]) ON t.[k] = s.[k]' +
        ' WHEN MATCHED THEN UPDATE SET t.[v] = s.[v], t.[n] = t.[n] + s.[n]' +
        ' WHEN NOT MATCHED THEN INSERT ([k], [v], [n]) VALUES (s.[k], s.[v], s.[n]);'
    )
  })

  test('a claim skips rows that others hold', ({ assert }) => {
    const statement = mssql.claim({
      table: 'jobs',
      set: { state: 'running' },
      where: { sql: '[state] = ?', bindings: ['ready'] },
      orderBy: '[run_at]',
      limit: 5,
      returning: ['id'],
    })
    assert.equal(
      statement.sql,
      'WITH picked AS (SELECT TOP (?) * FROM [jobs] WITH (READPAST, UPDLOCK, ROWLOCK)' +
        ' WHERE [state] = ? ORDER BY [run_at]) UPDATE picked SET [state] = ? OUTPUT inserted.[id]'
    )
    assert.deepEqual(statement.bindings, [5, 'ready', 'running'])
  })

  test('a unique index admits many NULLs and many deleted ones', ({ assert }) => {
    assert.equal(
      mssql.createIndex({
        name: 'uq',
        table: 't',
        columns: ['email'],
        unique: true,
        whereNull: ['deleted_at'],
        whereNotNull: ['email'],
      }),
      'CREATE UNIQUE INDEX [uq] ON [t] ([email]) WHERE [deleted_at] IS NULL AND [email] IS NOT NULL'
    )
  })

  test('no statement binds more than 2,100 values or has more than 1,000 rows', ({ assert }) => {
    for (const columns of [1, 2, 3, 7, 30, 500]) {
      assert.isAtMost(mssql.rowsPerStatement(columns) * columns, 2098)
      assert.isAtMost(mssql.rowsPerStatement(columns), 1000)
    }
  })

  test('a list of any length is one binding', ({ assert }) => {
    assert.equal(
      mssql.inJson('[id]', 'integer'),
      '[id] IN (SELECT CAST([value] AS int) FROM OPENJSON(?))'
    )
  })

  test('days are those of the zone', ({ assert }) => {
    assert.equal(
      mssql.instantBucket('[at]', 'day', [
        { until: new Date('2022-03-21T20:30:00Z'), minutes: 210 },
        { until: null, minutes: 270 },
      ]),
      "CONVERT(nvarchar(10), DATEADD(minute, CASE WHEN [at] < '2022-03-21T20:30:00.000' THEN 210 ELSE 270 END, [at]), 126)"
    )
    assert.equal(
      mssql.dateBucket('[d]', 'week', 6),
      "CONVERT(nvarchar(10), DATEADD(day, -((DATEDIFF(day, '1899-12-31', CAST([d] AS datetime2(3))) - 6 + 7) % 7)," +
        ' CAST([d] AS datetime2(3))), 126)'
    )
  })

  test('a type changes in place, and a column goes with its default', ({ assert }) => {
    assert.deepEqual(
      mssql.changeColumn(
        't',
        { name: 'a', spec: { kind: 'string', length: 10 }, nullable: true },
        { name: 'a', spec: { kind: 'string', length: 20 }, nullable: true }
      ),
      ['ALTER TABLE [t] ALTER COLUMN [a] nvarchar(20) NULL']
    )
    assert.match(mssql.dropColumn('t', "o'k"), /N'o''k'.*ALTER TABLE \[t\] DROP COLUMN \[o'k\]$/)
  })

  test('brackets in names cannot end the identifier', ({ assert }) => {
    assert.equal(mssql.quote('a]b'), '[a]]b]')
    assert.equal(sqlite.quote('a"b'), '"a""b"')
  })
})

test.group('SQLite dialect', (group) => {
  const knex = memory()
  group.teardown(() => knex.destroy())

  async function table(dialect: Dialect, name: string) {
    await knex.raw(
      dialect.createTable({
        name,
        primaryKey: 'identity',
        columns: [
          { name: 'code', spec: { kind: 'string', length: 10 }, nullable: true },
          { name: 'n', spec: { kind: 'bigint' }, nullable: true },
          { name: 'at', spec: { kind: 'datetime' }, nullable: true },
        ],
      })
    )
  }

  test('ids come back in the order of the rows, over several statements', async ({ assert }) => {
    await table(sqlite, 'ordered')
    const rows = Array.from({ length: 1203 }, (_, n) => [`c${n}`, n])
    const ids = await knex.transaction((trx) =>
      insertReturningIds(trx, sqlite, { table: 'ordered', columns: ['code', 'n'], rows })
    )
    const stored: { id: number; n: number }[] = await knex('ordered').orderBy('id')
    assert.deepEqual(
      stored.map(({ id }) => id),
      ids
    )
    assert.deepEqual(
      stored.map(({ n }) => n),
      rows.map(([, n]) => n)
    )
  })

  test('an upsert overwrites, adds, or leaves alone', async ({ assert }) => {
    await knex.raw(
      sqlite.createTable({
        name: 'counters',
        primaryKey: ['code'],
        columns: [
          { name: 'code', spec: { kind: 'string', length: 10 }, nullable: false },
          { name: 'n', spec: { kind: 'bigint' }, nullable: false },
          { name: 'note', spec: { kind: 'text' }, nullable: true },
        ],
      })
    )
    const spec = { table: 'counters', columns: ['code', 'n', 'note'], keys: ['code'] }
    await knex.transaction(async (trx) => {
      await upsertRows(trx, sqlite, { ...spec, rows: [['a', 1, 'x']], add: ['n'] })
      await upsertRows(trx, sqlite, {
        ...spec,
        rows: [
          ['a', 2, 'y'],
          ['b', 5, 'z'],
        ],
        add: ['n'],
      })
      await upsertRows(trx, sqlite, { ...spec, rows: [['a', 9, 'w']], update: ['note'] })
      await upsertRows(trx, sqlite, { ...spec, rows: [['b', 9, 'w']] })
    })
    assert.deepEqual(await knex('counters').orderBy('code'), [
      { code: 'a', n: 3, note: 'w' },
      { code: 'b', n: 5, note: 'z' },
    ])
  })

  test('a claim takes each row once', async ({ assert }) => {
    await table(sqlite, 'work')
    await knex('work').insert([
      { code: 'ready', n: 2 },
      { code: 'ready', n: 1 },
      { code: 'ready', n: 3 },
    ])
    const claim = () =>
      runRows<{ n: number }>(
        knex,
        sqlite.claim({
          table: 'work',
          set: { code: 'taken' },
          where: { sql: '"code" = ?', bindings: ['ready'] },
          orderBy: '"n"',
          limit: 2,
          returning: ['n'],
        })
      )
    const first = await claim()
    assert.sameMembers(
      first.map(({ n }) => n),
      [1, 2]
    )
    assert.deepEqual(await claim(), [{ n: 3 }])
    assert.deepEqual(await claim(), [])
  })

  test('instants fall into the local hour, day, week, month and year', async ({ assert }) => {
    await table(sqlite, 'instants')
    await knex('instants').insert({ code: 'a', at: '2022-03-21T20:29:59.999Z' })
    await knex('instants').insert({ code: 'b', at: '2022-03-21T20:30:00.000Z' })
    const spans = zoneOffsets('Asia/Tehran', new Date('2022-01-01'), new Date('2022-12-01'))
    const keys = async (unit: 'hour' | 'day' | 'week' | 'month' | 'year', weekStart?: number) => {
      const rows = await runRows<{ k: string }>(knex, {
        sql: `select ${sqlite.instantBucket('"at"', unit, spans, weekStart)} as k from instants order by code`,
        bindings: [],
      })
      return rows.map(({ k }) => k)
    }
    assert.deepEqual(await keys('hour'), ['2022-03-21T23', '2022-03-22T01'])
    assert.deepEqual(await keys('day'), ['2022-03-21', '2022-03-22'])
    assert.deepEqual(await keys('week', 1), ['2022-03-21', '2022-03-21'])
    assert.deepEqual(await keys('week', 6), ['2022-03-19', '2022-03-19'])
    assert.deepEqual(await keys('month'), ['2022-03', '2022-03'])
    assert.deepEqual(await keys('year'), ['2022', '2022'])
  })

  test('what a person types is never a wildcard, and one binding holds a list', async ({
    assert,
  }) => {
    await table(sqlite, 'texts')
    await knex('texts').insert([
      { code: '100%' },
      { code: '1000' },
      { code: 'A_b' },
      { code: 'a~[' },
    ])
    const like = async (text: string) => {
      const statement = {
        sql: `select code from texts where ${sqlite.like('"code"')}`,
        bindings: [containsPattern(text)],
      }
      return (await runRows<{ code: string }>(knex, statement)).map(({ code }) => code)
    }
    assert.deepEqual(await like('0%'), ['100%'])
    assert.deepEqual(await like('a_'), ['A_b'])
    assert.deepEqual(await like('~['), ['a~['])
    const sql = `select id from texts where ${sqlite.inJson('"id"', 'integer')} order by id`
    assert.deepEqual(await runRows(knex, { sql, bindings: [JSON.stringify([1, 3, 99])] }), [
      { id: 1 },
      { id: 3 },
    ])
  })

  test('a column changes its type with its values', async ({ assert }) => {
    await table(sqlite, 'changing')
    await knex('changing').insert([{ n: 15 }, { n: null }])
    const from = { name: 'n', spec: { kind: 'bigint' as const }, nullable: true }
    const to = { name: 'n', spec: { kind: 'decimal' as const, scale: 2 }, nullable: true }
    for (const sql of sqlite.changeColumn('changing', from, to)) await knex.raw(sql)
    assert.deepEqual(
      (await knex('changing').orderBy('id')).map((row: { n: number | null }) => row.n),
      [1500, null]
    )
  })
})

test.group('changes of a column type', () => {
  test('widening keeps every value, narrowing is checked, the rest is refused', ({ assert }) => {
    assert.equal(
      losslessness({ kind: 'string', length: 10 }, { kind: 'string', length: 20 }),
      'always'
    )
    assert.equal(
      losslessness({ kind: 'string', length: 20 }, { kind: 'string', length: 10 }),
      'checked'
    )
    assert.equal(losslessness({ kind: 'string', length: 20 }, { kind: 'text' }), 'always')
    assert.equal(losslessness({ kind: 'text' }, { kind: 'date' }), 'never')
    assert.equal(losslessness({ kind: 'bigint' }, { kind: 'decimal', scale: 2 }), 'checked')
    assert.equal(
      losslessness({ kind: 'decimal', scale: 2 }, { kind: 'decimal', scale: 3 }),
      'checked'
    )
    assert.equal(losslessness({ kind: 'date' }, { kind: 'datetime' }), 'always')
    assert.equal(losslessness({ kind: 'datetime' }, { kind: 'date' }), 'never')
  })
})
