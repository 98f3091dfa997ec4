import { test } from '@japa/runner'
import knexFactory from 'knex'
import type { DialectName } from '#core/database/types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { Depth } from '#core/metadata/types'
import type { CodedError } from '#core/errors/coded_error'
import { bind, mssqlInsert, mssqlInsertMany } from '#core/records/execution/statements'
import { QueryCompiler } from '#core/records/query/compiler'
import { BOUNDS, parseAggregate, parseQuery } from '#core/records/query/parse'
import type { Filter, RecordQuery } from '#core/records/types'
import { bankEntities, metadataOf } from '#tests/unit/records/support/definitions'
import { person, roleOf } from '#tests/unit/records/support/actors'

const metadata = metadataOf(bankEntities())
const types = new FieldTypes()
const compilers: Record<DialectName, QueryCompiler> = {
  sqlite: new QueryCompiler(
    knexFactory({ client: 'better-sqlite3', useNullAsDefault: true }),
    'sqlite',
    types
  ),
  mssql: new QueryCompiler(knexFactory({ client: 'mssql' }), 'mssql', types),
}

function actorOf(ticket: Depth, fields = {}) {
  return person(
    metadata,
    roleOf(`r${ticket}`, { '*': { read: 'all' }, 'ticket': { read: ticket } }, fields),
    { unitIds: [4, 5], teamIds: [9], userId: 3 }
  )
}

function compiled(
  dialect: DialectName,
  query: RecordQuery,
  depth: Depth = 'all',
  nulls?: boolean[]
) {
  const actor = actorOf(depth)
  const parsed = parseQuery(query)
  const options = nulls ? { after: nulls } : {}
  const plan = compilers[dialect].query(metadata, actor, parsed, options)
  const cursor = (nulls ?? []).map((isNull) => (isNull ? null : '2026-01-01T00:00:00.000Z'))
  return plan.segments.map((segment) => ({
    sql: segment.sql,
    bound: bind(segment, { values: parsed.values, actor, now: new Date(0), cursor }),
  }))
}

function refused(work: () => unknown): CodedError {
  try {
    work()
  } catch (error) {
    return error as CodedError
  }
  throw new Error('was not refused')
}

test.group('parsing', () => {
  test('names every mistake by its path', ({ assert }) => {
    const error = refused(() =>
      parseQuery({
        entity: 'ticket',
        select: ['title', 'Title;--', 1],
        filter: {
          and: [
            { path: 'status', op: 'like', value: 'x' },
            { path: 'status', op: 'in', value: 'x' },
            { path: 'status', op: 'between', value: [1] },
            { path: 'a.b.c.d.e.f', op: 'eq', value: 1 },
            { path: 'status', op: 'eq' },
            { or: {} },
            7,
          ],
        },
        sort: [{ path: 'title', direction: 'up' }],
        limit: 501,
        deleted: 'maybe',
        having: 1,
      })
    )
    assert.equal(error.code, 'E_BAD_QUERY')
    assert.sameDeepMembers(
      error.details.map(({ path, code }) => [path, code]),
      [
        ['having', 'E_QUERY_UNKNOWN_KEY'],
        ['filter.and.0.op', 'E_QUERY_OPERATOR'],
        ['filter.and.1.value', 'E_QUERY_LIST'],
        ['filter.and.2.value', 'E_QUERY_BETWEEN'],
        ['filter.and.3.path', 'E_QUERY_PATH_TOO_LONG'],
        ['filter.and.4.value', 'E_QUERY_VALUE_MISSING'],
        ['filter.and.5.or', 'E_QUERY_FILTER'],
        ['filter.and.6', 'E_QUERY_FILTER'],
        ['deleted', 'E_QUERY_DELETED'],
        ['select.1', 'E_QUERY_PATH'],
        ['select.2', 'E_QUERY_PATH'],
        ['sort.0.direction', 'E_QUERY_DIRECTION'],
        ['limit', 'E_QUERY_LIMIT'],
      ]
    )
  })

  test('is bounded in depth, conditions and list size', ({ assert }) => {
    let deep: Filter = { path: 'status', op: 'is_empty' }
    for (let level = 0; level <= BOUNDS.depth; level++) deep = { not: deep }
    const many: Filter = { or: Array.from({ length: 101 }, () => deep) }
    const list: Filter = { path: 'id', op: 'in', value: Array.from({ length: 501 }, () => 1) }
    const codes = [deep, many, list].map(
      (filter) => refused(() => parseQuery({ entity: 'ticket', filter })).details[0]?.code
    )
    assert.deepEqual(codes, [
      'E_QUERY_TOO_DEEP',
      'E_QUERY_TOO_MANY_CONDITIONS',
      'E_QUERY_LIST_TOO_LONG',
    ])
  })

  test('queries that differ in values only have one shape', ({ assert }) => {
    const shape = (value: string[], search: string) =>
      parseQuery({ entity: 'ticket', filter: { path: 'status', op: 'in', value }, search }).shape
    assert.equal(shape(['a', 'b', 'c'], 'x y'), shape(['d', 'e', 'f', 'g'], 'p q'))
    assert.notEqual(shape(['a'], 'x'), shape(['a'], 'x y'))
  })

  test('a forged or foreign cursor is refused', ({ assert }) => {
    assert.equal(
      refused(() => parseQuery({ entity: 'ticket', after: 5 })).details[0]?.code,
      'E_QUERY_CURSOR'
    )
  })
})

test.group('resolving and authorising', () => {
  const query =
    (q: Partial<RecordQuery>, fields = {}, depth: Depth = 'all') =>
    () =>
      compilers.sqlite.query(
        metadata,
        { ...actorOf(depth, fields), accessKey: JSON.stringify([fields, depth]) },
        parseQuery({ entity: 'ticket', ...q })
      )

  test('unknown names, wrong operators and wrong walks name their path', ({ assert }) => {
    const rows: [Partial<RecordQuery>, string, string][] = [
      [{ select: ['nothing'] }, 'E_UNKNOWN_FIELD', 'select.0'],
      [{ select: ['title.name'] }, 'E_QUERY_NOT_A_LOOKUP', 'select.0'],
      [
        { filter: { path: 'status', op: 'contains', value: 'x' } },
        'E_QUERY_OPERATOR_TYPE',
        'filter.op',
      ],
      [{ filter: { path: 'status', some: { and: [] } } }, 'E_QUERY_NOT_A_RELATION', 'filter.path'],
      [{ sort: [{ path: 'body' }] }, 'E_QUERY_NOT_SORTABLE', 'sort.0.path'],
      [{ select: ['customer.tickets'] }, 'E_QUERY_NOT_SELECTABLE', 'select.0'],
    ]
    for (const [bad, code, path] of rows) {
      const [detail] = refused(query(bad)).details
      assert.equal(detail?.code, code)
      assert.equal(detail?.path, path)
    }
    assert.equal(refused(query({ entity: 'nothing' })).code, 'E_UNKNOWN_ENTITY')
  })

  test('a forbidden field is refused wherever it is used', ({ assert }) => {
    const none = { ticket: { cost: 'none' }, person: { salary: 'none' } }
    const uses: Partial<RecordQuery>[] = [
      { select: ['cost'] },
      { select: ['customer.salary'] },
      { filter: { not: { path: 'cost', op: 'gt', value: 1 } } },
      { filter: { path: 'customer.salary', op: 'is_empty' } },
      { sort: [{ path: 'cost' }] },
      { filter: { path: 'customer.tickets', some: { path: 'cost', op: 'gt', value: 1 } } },
    ]
    for (const use of uses) assert.equal(refused(query(use, none)).code, 'E_FIELD_FORBIDDEN')
    const aggregate = parseAggregate({
      entity: 'ticket',
      aggregates: { s: { fn: 'sum', path: 'cost' } },
    })
    const actor = { ...actorOf('all', none), accessKey: 'none' }
    assert.equal(
      refused(() => compilers.sqlite.aggregate(metadata, actor, aggregate, new Set())).code,
      'E_FIELD_FORBIDDEN'
    )
    const row = query({}, none)()
    assert.notInclude(row.segments[0]?.sql, '`cost`')
  })

  test('a masked field may be shown and nothing else', ({ assert }) => {
    const masked = { ticket: { cost: 'masked' } }
    assert.doesNotThrow(query({ select: ['cost'] }, masked))
    assert.equal(refused(query({ sort: [{ path: 'cost' }] }, masked)).code, 'E_FIELD_FORBIDDEN')
    const filter: Filter = { path: 'cost', op: 'eq', value: 1 }
    assert.equal(refused(query({ filter }, masked)).code, 'E_FIELD_FORBIDDEN')
  })

  test('an entity out of reach cannot be read, and its titles are not joined', ({ assert }) => {
    assert.equal(refused(query({}, {}, 'none')).code, 'E_FORBIDDEN')
    const role = roleOf('alone', { ticket: { read: 'all' } })
    const actor = person(metadata, role)
    const plan = compilers.sqlite.query(metadata, actor, parseQuery({ entity: 'ticket' }))
    assert.notInclude(plan.segments[0]?.sql, 'join')
    const walk = parseQuery({ entity: 'ticket', select: ['customer.name'] })
    assert.equal(
      refused(() => compilers.sqlite.query(metadata, actor, walk)).code,
      'E_FIELD_FORBIDDEN'
    )
  })
})

test.group('emitting', () => {
  const list: RecordQuery = {
    entity: 'ticket',
    select: ['title', 'customer'],
    filter: { path: 'status', op: 'eq', value: 'open' },
    sort: [{ path: 'opened_at', direction: 'desc' }],
    limit: 20,
  }

  test('SQLite: the list page', ({ assert }) => {
    const [page] = compiled('sqlite', list, 'unit')
    assert.equal(
      page?.sql,
      'select `t0`.`id` as `c0`, `t0`.`version` as `c1`, `t0`.`title` as `c2`, `t1`.`name` as `c3`, ' +
        '`t0`.`customer` as `c4`, `t0`.`opened_at` as `c5` from `ticket` as `t0` ' +
        'left join `person` as `t1` on (`t1`.`id` = `t0`.`customer`) and (`t1`.`deleted_at` is null) ' +
        'where (((+`t0`.`unit_id` in (+?, +?)) or (+`t0`.`owner_id` = +?) or (+`t0`.`owner_id` in ' +
        '(select user_id from team_members where team_id in (+?)))) and (`t0`.`deleted_at` is null)) ' +
        'and (`t0`.`status` = +?) order by `t0`.`opened_at` desc, `t0`.`id` desc limit 21'
    )
    assert.deepEqual(page?.bound, [4, 5, 3, 9, 'open'])
  })

  test('T-SQL: the list page', ({ assert }) => {
    const [page] = compiled('mssql', list, 'own')
    assert.equal(
      page?.sql,
      'select top (21) [t0].[id] as [c0], [t0].[version] as [c1], [t0].[title] as [c2], [t1].[name] as [c3], ' +
        '[t0].[customer] as [c4], [t0].[opened_at] as [c5] from [ticket] as [t0] ' +
        'left join [person] as [t1] on ([t1].[id] = [t0].[customer]) and ([t1].[deleted_at] is null) ' +
        'where (([t0].[owner_id] = ?) and ([t0].[deleted_at] is null)) and ([t0].[status] = ?) ' +
        'order by [t0].[opened_at] desc, [t0].[id] desc'
    )
    assert.deepEqual(page?.bound, [3, 'open'])
  })

  test('the next page is a range of the leading key, with the nulls behind it', ({ assert }) => {
    const pages = compiled('mssql', list, 'all', [false, false])
    assert.lengthOf(pages, 2)
    assert.include(
      pages[0]?.sql,
      '([t0].[opened_at] <= ?) and (([t0].[opened_at] < ?) or ([t0].[id] < ?))'
    )
    assert.include(pages[0]?.bound, '2026-01-01T00:00:00.000')
    assert.include(pages[1]?.sql, '[t0].[opened_at] is null')
    const last = compiled('sqlite', list, 'all', [true, false])
    assert.lengthOf(last, 1)
    assert.include(last[0]?.sql, '(`t0`.`opened_at` is null) and (`t0`.`id` < +?)')
  })

  test('texts are compared folded, in the dialect that has no such function too', ({ assert }) => {
    const filter: Filter = {
      and: [
        { path: 'title', op: 'contains', value: 'علي' },
        { path: 'body', op: 'contains', value: '۱۲' },
      ],
    }
    const [sqlite] = compiled('sqlite', { entity: 'ticket', select: ['id'], filter })
    assert.include(sqlite?.sql, 'instr(`t0`.`title__folded`, +?) > 0')
    assert.include(sqlite?.sql, 'instr(peyvand_fold(`t0`.`body`), +?) > 0')
    assert.include(sqlite?.bound, '12')
    const [mssql] = compiled('mssql', { entity: 'ticket', select: ['id'], filter })
    assert.include(mssql?.sql, 'charindex(?, [t0].[title__folded]) > 0')
    assert.include(
      mssql?.sql,
      'translate(replace(lower([t0].[body]) collate Latin1_General_100_BIN2'
    )
  })

  test('values are only ever bound', ({ assert }) => {
    const evil = "'; drop table ticket; --"
    for (const dialect of ['sqlite', 'mssql'] as const) {
      const filter: Filter = {
        or: [
          { path: 'title', op: 'eq', value: evil },
          { path: 'title', op: 'contains', value: evil },
          { path: 'customer.name', op: 'in', value: [evil, evil] },
        ],
      }
      const [page] = compiled(dialect, { entity: 'ticket', filter, search: evil })
      assert.notInclude(page?.sql, 'drop')
      assert.include(page?.bound, evil)
    }
  })

  test('a value that does not fit its field is named when it is bound', ({ assert }) => {
    const bad = (filter: Filter) => refused(() => compiled('sqlite', { entity: 'ticket', filter }))
    const error = bad({ and: [{ path: 'priority', op: 'gt', value: 'high' }] })
    assert.equal(error.code, 'E_BAD_QUERY')
    assert.deepEqual(error.details, [{ path: 'filter.and.0.value', code: 'E_INVALID_NUMBER' }])
    const period = bad({ path: 'opened_at', op: 'within', value: 'someday' })
    assert.deepEqual(period.details, [{ path: 'filter.value', code: 'E_QUERY_PERIOD' }])
  })

  test('whoever asks is bound, not compiled in', ({ assert }) => {
    const filter: Filter = { path: 'owner_id', op: 'eq', value: { me: true } }
    const [page] = compiled('sqlite', { entity: 'ticket', select: ['id'], filter })
    assert.include(page?.bound, 3)
    const wrong: Filter = { path: 'customer', op: 'eq', value: { me: true } }
    assert.equal(
      refused(() => compiled('sqlite', { entity: 'ticket', filter: wrong })).details[0]?.code,
      'E_INVALID_REFERENCE'
    )
  })

  test('T-SQL inserts answer ids with the places of their rows', ({ assert }) => {
    assert.equal(
      mssqlInsert('case', ['a', 'b]']),
      'insert into [case] ([a], [b]]]) output inserted.[id] values (?, ?)'
    )
    assert.equal(
      mssqlInsertMany('case', ['a', 'b'], 2),
      'merge [case] as t using (values (0, ?, ?), (1, ?, ?)) as s ([row_place], [a], [b]) on 1 = 0 ' +
        'when not matched then insert ([a], [b]) values (s.[a], s.[b]) output s.[row_place], inserted.[id];'
    )
  })
})
