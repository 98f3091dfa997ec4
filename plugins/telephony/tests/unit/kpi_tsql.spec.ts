import knexFactory from 'knex'
import { test } from '@japa/runner'
import { kpiDialectOf } from '#plugins/telephony/server/kpi/kpi_dialect'
import {
  busiestHourQuery,
  medianQuery,
  peakQuery,
} from '#plugins/telephony/server/kpi/sql_extremes'
import { measureQuery, type FigureDatabase } from '#plugins/telephony/server/kpi/sql_figures'
import { SOURCES, type SourceName } from '#plugins/telephony/server/kpi/sources'

const knex = knexFactory({ client: 'mssql' })
const database: FigureDatabase = { knex, dialect: kpiDialectOf('mssql') }
const sources = Object.keys(SOURCES) as SourceName[]

/** Functions and forms of SQLite that SQL Server does not have, and those of T-SQL that would misbehave. */
const FOREIGN =
  /\b(unixepoch|julianday|strftime|ifnull|group_concat|iif|true|false|limit|total\()\b|\|\||::|`/i

const every = [
  ...sources.flatMap((source) =>
    [[], ...SOURCES[source].dimensions.map((dimension) => [dimension])].map((by) => ({
      name: `${source} by ${by.join() || 'nothing'}`,
      query: measureQuery(database, source, {
        by,
        filter: { siteIds: [1], fromDay: '2025-01-01', toDay: '2025-01-31' },
        params: { serviceLevelSeconds: { default: 20, byQueue: { '1000': 10 } } },
      }),
    }))
  ),
  ...[[], ['queue'] as const, ['day'] as const].flatMap((by) => [
    { name: `median by ${by.join()}`, query: medianQuery(database, 'talk_median', { by }) },
    { name: `queue by ${by.join()}`, query: peakQuery(database, 'longest_queue', { by }, 0) },
    { name: `talks by ${by.join()}`, query: peakQuery(database, 'most_talks', { by }) },
    { name: `hour by ${by.join()}`, query: busiestHourQuery(database, { by }) },
  ]),
]

test.group('Figures for SQL Server', (group) => {
  group.teardown(() => knex.destroy())

  test('{name}: nothing of SQLite, balanced, few parameters, every value bound')
    .with(every)
    .run(({ assert }, { query }) => {
      const { sql, bindings } = query.toSQL().toNative()
      assert.notMatch(sql, FOREIGN)
      assert.notMatch(sql, /'(?!')[^']*'(?!')/, 'a literal text')
      assert.notMatch(sql, /undefined|\bnull,/)
      assert.isBelow(bindings.length, 500)
      assert.isTrue(bindings.every((value) => value !== undefined && value !== null))
      assert.equal(sql.split('(').length, sql.split(')').length)
      assert.lengthOf(sql.match(/@p\d+/g) ?? [], bindings.length)
    })

  test('sums are of bigint and days come as text', ({ assert }) => {
    const { sql } = measureQuery(database, 'queue', { by: ['day'], only: ['offered', 'talk_sum'] })
      .toSQL()
      .toNative()
    assert.equal(
      sql,
      'select convert(varchar(10), "local_day", 23) as "local_day", ' +
        'sum(case when "entered" = @p0 then cast(1 as bigint) else 0 end) as "offered", ' +
        'sum(case when "entered" = @p1 and "outcome" = @p2 then cast("talk_seconds" as bigint) end) as "talk_sum" ' +
        'from [call_leg] where "kind" = @p3 group by [local_day] order by [local_day] asc'
    )
  })

  test('seconds between instants', ({ assert }) => {
    const { sql } = measureQuery(database, 'call', { only: ['first_response_sum'] })
      .toSQL()
      .toNative()
    assert.equal(
      sql,
      'select sum(case when "answered" = @p0 and "direction" = @p1 then ' +
        'cast(datediff_big(second, "started_at", "answered_at") as bigint) end) as "first_response_sum" ' +
        'from [call] where "kind" = @p2 and "ignored" = @p3'
    )
  })

  test('a median ranks each group’s values', ({ assert }) => {
    const { sql } = medianQuery(database, 'talk_median', { by: ['queue'] })
      .toSQL()
      .toNative()
    assert.equal(
      sql,
      'select avg(cast("value" as float)) as "median", "queue" as "queue" from ' +
        '(select [queue], "talk_seconds" as "value", ' +
        'row_number() over (partition by "queue" order by "talk_seconds") as "place", ' +
        'count(*) over (partition by "queue") as "total" from [call_leg] ' +
        'where "kind" = @p0 and "entered" = @p1 and "outcome" = @p2 and [talk_seconds] is not null) as [ranked] ' +
        'where "place" in (("total" + 1) / 2, ("total" + 2) / 2) group by [queue] order by [queue] asc'
    )
  })

  test('a peak is a running sum, ends before beginnings', ({ assert }) => {
    const { sql, bindings } = peakQuery(database, 'longest_queue', {}, Date.UTC(2025, 0, 1))
      .toSQL()
      .toNative()
    assert.equal(
      sql,
      'with [spans] as (select "started_at" as "starts", coalesce("answered_at", "ended_at", @p0) as "ends" ' +
        'from [call_leg] where "kind" = @p1 and "entered" = @p2 and [started_at] is not null), ' +
        '[marks] as (select "starts" as "moment", 1 as "step" from "spans" where "ends" > "starts" union all ' +
        'select "ends" as "moment", -1 as "step" from "spans" where "ends" > "starts"), ' +
        '[levels] as (select "moment", sum("step") over (order by "moment", "step" ' +
        'rows between unbounded preceding and current row) as "level" from "marks"), ' +
        '[ranked] as (select "moment", "level", row_number() over (order by "level" desc, "moment") ' +
        'as "place" from "levels") select [level], [moment] from [ranked] where [place] = @p3'
    )
    assert.equal(bindings[0], '2025-01-01T00:00:00.000')
  })
})
