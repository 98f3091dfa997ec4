import { test } from '@japa/runner'
import type { Knex } from 'knex'
import type { Depth } from '#core/metadata/types'
import { bind } from '#core/records/execution/statements'
import { QueryCompiler } from '#core/records/query/compiler'
import { parseQuery } from '#core/records/query/parse'
import type { Filter, RecordQuery } from '#core/records/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

const TICKETS = 4000

test.group('query plans on SQLite', (group) => {
  let bank: Bank
  let compiler: QueryCompiler
  group.setup(async () => {
    bank = await openBank()
    compiler = new QueryCompiler(bank.knex, 'sqlite', bank.types)
    const somebody = { name: 'P', unit_id: 1 }
    const rows = Array.from({ length: TICKETS }, (_, index) => ({
      title: `T${index}`,
      status: STATUSES[index % 5] as string,
      opened_at: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000).toISOString(),
      owner_id: 1 + (index % 20),
      unit_id: 1 + (index % 4),
      customer: 1,
    }))
    await bank.records.create(systemActor, origin, 'person', somebody)
    await bank.knex.transaction((trx) =>
      bank.records.createMany(systemActor, origin, 'ticket', rows, { trx })
    )
  })
  group.teardown(() => bank.close())

  async function plan(
    query: RecordQuery,
    depth: Depth,
    nulls?: boolean[],
    sharing?: number[]
  ): Promise<string[]> {
    const role = roleOf(`p${depth}`, { '*': { read: 'all' }, 'ticket': { read: depth } })
    const shared = sharing
      ? { teamIds: sharing, shares: new Set(['ticket']), accessKey: `shared ${depth}` }
      : {}
    const actor = person(bank.metadata, role, { userId: 3, unitIds: [1, 2], ...shared })
    const parsed = parseQuery(query)
    const options = nulls ? { after: nulls } : {}
    const cursor = ['2026-01-02T00:00:00.000Z', 100]
    const details: string[] = []
    for (const segment of compiler.query(bank.metadata, actor, parsed, options).segments) {
      const bound = bind(segment, { values: parsed.values, actor, now: new Date(), cursor })
      const rows: { detail: string }[] = await bank.knex.raw(
        `explain query plan ${segment.sql}`,
        bound as Knex.RawBinding[]
      )
      details.push(...rows.map(({ detail }) => detail))
    }
    return details
  }

  const status: Filter = { path: 'status', op: 'eq', value: 'open' }
  const open: Filter = { path: 'status', op: 'in', value: ['new', 'open', 'pending'] }
  const newest = [{ path: 'opened_at', direction: 'desc' as const }]
  const list = (more: Partial<RecordQuery>): RecordQuery => ({
    entity: 'ticket',
    select: ['title', 'status', 'customer'],
    sort: newest,
    ...more,
  })

  for (const analysed of [false, true]) {
    for (const depth of ['own', 'unit', 'all'] as const) {
      test(`the default list stops after a page: ${depth}, ${analysed ? 'with' : 'without'} statistics`, async ({
        assert,
      }) => {
        if (analysed) await bank.knex.raw('analyze')
        for (const query of [
          list({ filter: status }),
          list({ filter: open }),
          list({}),
          { entity: 'ticket', filter: status, select: ['title'] },
          { entity: 'ticket', select: ['title'] },
        ]) {
          for (const nulls of query.sort ? [undefined, [false, false]] : [undefined]) {
            const details = await plan(query, depth, nulls)
            assert.notInclude(details.join('\n'), 'TEMP B-TREE', JSON.stringify([query, depth]))
            assert.match(details[0] ?? '', /INDEX|PRIMARY KEY|SCAN t0$/)
          }
        }
      })
    }
  }

  test('a condition and the order share one index where there is one', async ({ assert }) => {
    const [first] = await plan(list({ filter: status }), 'all')
    assert.include(first, 'px_ticket__status__opened_at (status=?)')
    const [own] = await plan(list({ filter: open }), 'own')
    assert.include(own, 'px_ticket__owner_id__opened_at (owner_id=?)')
    const [after] = await plan(list({ filter: status }), 'all', [false, false])
    assert.include(after, 'px_ticket__status__opened_at (status=? AND opened_at<?)')
  })

  /** Both lie on one index, and SQLite would take the first: each page would read all pages before it again. */
  test('a page begins at its cursor, not at the beginning of the period that the filter names', ({
    assert,
  }) => {
    const actor = person(bank.metadata, roleOf('all', { '*': { read: 'all' } }))
    const at = (op: 'ge' | 'lt', value: string): Filter => ({ path: 'opened_at', op, value })
    const ends: Filter = {
      and: [at('ge', '2026-01-01T00:00:00Z'), at('lt', '2026-02-01T00:00:00Z')],
    }
    const within: Filter = { path: 'opened_at', op: 'within', value: { last: 30, unit: 'day' } }
    const [column, hidden] = ['`t0`.`opened_at`', '+`t0`.`opened_at`']
    for (const filter of [ends, within]) {
      for (const direction of ['asc', 'desc'] as const) {
        const sort = [{ path: 'opened_at', direction }]
        const parsed = parseQuery(list({ filter, sort }))
        const sqlOf = (after?: boolean[]) =>
          compiler
            .query(bank.metadata, actor, parsed, { after })
            .segments.map(({ sql }) => sql.split('order by')[0] ?? '')
        for (const sql of sqlOf()) assert.notInclude(sql, hidden)
        const [behind = '', ...rest] = sqlOf([false, false])
        assert.include(behind, `(${direction === 'asc' ? hidden : column} >= +?`)
        assert.include(behind, `${direction === 'desc' ? hidden : column} < +?`)
        assert.include(behind, `${column} ${direction === 'asc' ? '>=' : '<='} +?`)
        for (const sql of rest) assert.include(sql, '`opened_at` is null')
        for (const sql of sqlOf([true, false])) assert.notInclude(sql, hidden)
      }
    }
  })

  /** The cost of preparing shows up as a multiple of running; a sign hides the value from the planner. */
  test('no value of a condition is left open to the planner, which would plan anew each time', async ({
    assert,
  }) => {
    const actor = person(bank.metadata, roleOf('all', { '*': { read: 'all' } }))
    const parsed = parseQuery(list({ filter: { and: [status, open] }, search: 'x' }))
    const [segment] = compiler.query(bank.metadata, actor, parsed).segments
    assert.notMatch(segment?.sql ?? '', /[^+]\?/)
  })

  test('a list with shared records still stops after a page, and who has few own records sorts ids alone', async ({
    assert,
  }) => {
    await bank.knex.schema.createTable('record_shares', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      for (const name of ['record_id', 'user_id', 'team_id', 'may_update']) table.integer(name)
      table.string('expires_at', 24)
      table.index(['user_id', 'entity', 'record_id'], 'record_shares_user')
      table.index(['team_id', 'entity', 'record_id'], 'record_shares_team')
    })
    const share = { entity: 'ticket', team_id: 0, may_update: 0, expires_at: '9999' }
    await bank.knex('record_shares').insert([
      { ...share, record_id: 1, user_id: 3 },
      { ...share, record_id: 2, user_id: 3, expires_at: '2020' },
      { ...share, record_id: 6, user_id: 0, team_id: 7 },
    ])
    const teams = [7]
    const unit = await plan(list({ filter: status }), 'unit', undefined, teams)
    assert.notInclude(unit.join('\n'), 'TEMP B-TREE')
    assert.include(unit.join('\n'), 'record_shares_user (user_id=? AND entity=?)')
    assert.include(unit.join('\n'), 'record_shares_team (team_id=? AND entity=?)')
    const own = await plan(list({}), 'own', undefined, teams)
    assert.include(own.join('\n'), 'SEARCH t0 USING INTEGER PRIMARY KEY (rowid=?)')
    assert.match(own.join('\n'), /SEARCH ticket USING (COVERING )?INDEX \S+ \(owner_id=\?\)/)
    assert.notInclude(own.join('\n'), 'SCAN t0')
    const role = roleOf('sharing', { ticket: { read: 'own' } })
    const actor = person(bank.metadata, role, {
      userId: 3,
      teamIds: teams,
      shares: new Set(['ticket']),
      accessKey: 'sharing',
    })
    const seen = new Set<number>()
    for await (const rows of bank.records.stream(actor, { entity: 'ticket', select: ['id'] })) {
      for (const { id } of rows) seen.add(id)
    }
    assert.equal(seen.size, TICKETS / 20 + 2)
    assert.isTrue(seen.has(1) && seen.has(6) && !seen.has(2))
  })

  test('one record is one look-up', async ({ assert }) => {
    const [first] = await plan(list({ filter: { path: 'id', op: 'eq', value: 7 } }), 'unit')
    assert.include(first, 'SEARCH t0 USING INTEGER PRIMARY KEY (rowid=?)')
  })

  test('where a reader may not use the order of the list, records come by their number', async ({
    assert,
  }) => {
    const role = roleOf('x', { ticket: { read: 'all' } }, { ticket: { opened_at: 'masked' } })
    const actor = person(bank.metadata, role)
    const page = await bank.records.query(actor, {
      entity: 'ticket',
      select: ['opened_at'],
      limit: 1,
    })
    assert.deepEqual(page.rows, [{ id: TICKETS, version: 1, opened_at: '•••' }])
  })

  test('where rows must be sorted, titles are joined to the page alone', async ({ assert }) => {
    const details = await plan(list({ filter: status, sort: [{ path: 'cost' }] }), 'all')
    const sorted = details.findIndex((line) => line.includes('TEMP B-TREE'))
    assert.isAbove(sorted, -1)
    const inner = details.slice(0, sorted).filter((line) => line.includes('t1'))
    assert.isAtMost(inner.length, 1)
  })

  test('page 80 costs what page 1 does', async ({ assert }) => {
    let after: string | undefined
    const actor = person(bank.metadata, roleOf('all', { '*': { read: 'all' } }))
    const seen = new Set<number>()
    for (let page = 0; page < 80; page++) {
      const found = await bank.records.query(
        actor,
        list({ limit: 50, ...(after ? { after } : {}) })
      )
      for (const { id } of found.rows) seen.add(id)
      after = found.next ?? undefined
    }
    assert.equal(seen.size, TICKETS)
    assert.isUndefined(after)
  })
})
