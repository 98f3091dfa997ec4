import fc from 'fast-check'
import { test } from '@japa/runner'
import { DIMENSIONS, type Dimension } from '#plugins/telephony/server/kpi/dimensions'
import { RecordStore, SqlStore } from '#plugins/telephony/server/kpi/figure_store'
import { agentFigures, figures, queueFigures } from '#plugins/telephony/server/kpi/figures'
import { SOURCES, type SourceName } from '#plugins/telephony/server/kpi/sources'
import { assembledTables } from './support/assembled_tables.js'
import { asterisk } from './support/shared_data.js'

const sources = Object.keys(SOURCES) as SourceName[]
const WINDOW = {
  from: Date.parse('2026-11-22T07:50:00Z'),
  to: Date.parse('2026-11-22T08:30:00Z'),
}
const PARAMS = {
  serviceLevelSeconds: { default: 20, byQueue: { '1000': 10, '2000': 15 } },
  shortAbandonSeconds: { default: 5, byQueue: { '3000': 3 } },
  longTalkSeconds: { default: 12 },
  satisfiedFrom: { default: 4 },
}

test.group('Figures from records and from SQL', (group) => {
  let records: RecordStore
  let sql: SqlStore
  group.setup(async () => {
    const tables = await assembledTables(asterisk().calls, asterisk().agents)
    records = new RecordStore(asterisk().calls, asterisk().agents)
    sql = new SqlStore(tables)
    return () => tables.close()
  })

  test('are the same for {source} by each of its dimensions')
    .with(sources.map((source) => ({ source })))
    .run(async ({ assert }, { source }) => {
      for (const dimension of [undefined, ...SOURCES[source].dimensions]) {
        const by = dimension === undefined ? [] : [dimension]
        const request = { by, params: PARAMS }
        const expected = await figures(records, source, request)
        assert.deepEqual(await figures(sql, source, request), expected, dimension)
        assert.isAbove(expected.length, 0, dimension)
      }
    })

  test('are the same for any filter, grouping and limits', async ({ assert }) => {
    const subset = (values: string[]) => fc.option(fc.subarray(values), { nil: undefined })
    const day = fc.constantFrom(undefined, '2026-11-21', '2026-11-22', '2026-11-23')
    const cases = fc.record({
      by: fc.subarray<Dimension>(['queue', 'agent', 'hour', 'weekday', 'outcome'], {
        maxLength: 2,
      }),
      filter: fc.record({
        siteIds: fc.constantFrom(undefined, [1], [2], [1, 2]),
        queues: subset(['1000', '2000', '3000', '9']),
        agents: subset(['201', '202', '203', '204']),
        directions: subset(['inbound', 'internal']),
        fromDay: day,
        toDay: day,
      }),
      params: fc.record({
        serviceLevelSeconds: fc.record({ default: fc.nat({ max: 30 }) }),
        shortAbandonSeconds: fc.record({
          default: fc.nat({ max: 10 }),
          byQueue: fc.constantFrom<Record<string, number>>({}, { '1000': 4 }),
        }),
      }),
      until: fc.constantFrom(undefined, WINDOW.to),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ by, filter, params, until }) => {
        const request = { by, filter, params, until, serviceLevels: [10] }
        assert.deepEqual(await queueFigures(sql, request), await queueFigures(records, request))
      }),
      { numRuns: 60 }
    )
  })

  test('of agents are the same, with pauses and occupancy', async ({ assert }) => {
    const expected = await agentFigures(records, { window: WINDOW })
    assert.deepEqual(await agentFigures(sql, { window: WINDOW }), expected)
    const dina = expected.find(({ agent }) => agent === '204')
    assert.equal(dina?.time.presenceSessions, 2)
    assert.equal(dina?.time.presenceSeconds, 454 + 290)
    assert.equal(dina?.time.pauseCount, 3)
    // The pause 08:03:02–08:03:38, the one at joining, and 08:13:32–08:13:57 lie within the presence in queue 1000.
    assert.equal(dina?.time.pauseSeconds, 36 + 15 + 25)
    assert.deepEqual(dina?.time.pausesByReason, {
      '': { count: 1, seconds: 15 },
      'Break': { count: 2, seconds: 61 },
    })
    assert.isAbove(dina?.occupancy ?? 0, 0.3)
    const sara = expected.find(({ agent }) => agent === '201')
    assert.isNull(sara?.occupancy, 'a static member: the log knows no presence')
    assert.equal(sara?.time.pauseSeconds, 45 + 25 + 45 + 40)
    assert.equal(sara?.kpis.handled_from_queues, 41)
    assert.equal(sara?.kpis.handled_direct, 1)
  })

  test('obey the reader’s scope in every query', async ({ assert }) => {
    const tables = await assembledTables(asterisk().calls, asterisk().agents)
    const seen = new Set<string>()
    const scoped = new SqlStore({
      ...tables,
      restrict(query, table) {
        seen.add(table)
        query.where('agent', '203')
      },
    })
    const [row] = await queueFigures(scoped, { serviceLevels: [10] })
    assert.equal(row?.kpis.offered, 58)
    assert.equal(row?.kpis.answered, 58)
    await agentFigures(scoped, { window: WINDOW })
    assert.deepEqual([...seen].sort(), ['agent_pause', 'agent_session', 'call_leg'])
    await tables.close()
  })

  test('refuse a filter or dimension that a source does not have', async ({ assert }) => {
    for (const store of [records, sql]) {
      await assert.rejects(
        () => figures(store, 'transfer', { by: ['queue'] }),
        /E_TELEPHONY_BAD_FIGURE/
      )
      await assert.rejects(
        () => figures(store, 'survey', { filter: { directions: ['inbound'] } }),
        /E_TELEPHONY_BAD_FIGURE/
      )
    }
    assert.equal(Object.keys(DIMENSIONS).length, 18)
  })
})
