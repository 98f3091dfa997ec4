import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import type { AgentFigures, FigureRow, QueueFigures } from '#plugins/telephony/server/kpi/figures'
import {
  asTruth,
  bankTruth,
  LEVELS,
  six,
  WEEKDAYS,
} from '#plugins/telephony/tests/support/bank_truth'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { countOf, makeSite, rowsOf, syncSite } from '#plugins/telephony/tests/support/sites'
import { workOffJobs } from '#tests/support/work_off_jobs'
import { sharedCsv, type CsvRow } from '#plugins/telephony/tests/unit/support/shared_data'
import { signInWith, type SignedIn } from '#tests/support/people'

const truth = bankTruth()
const ORIGIN = { address: null, channel: 'command' }

test.group('The bank’s January through MariaDB, sync and the figures API', (group) => {
  let mariadb: TestMariaDb
  let siteId: number
  let reader: SignedIn
  const customers = sharedCsv('bank-1999', 'customers.csv')
  const half = Math.floor(customers.length / 2)

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadBank('bank')
    reader = await signInWith(['administrator'])
    await importCustomers(customers.slice(0, half))
    siteId = await makeSite(mariadb, 'bank')
    await syncSite(siteId)
    return () => mariadb.stop()
  })

  async function ask<T>(client: ApiClient, path: string, query: Record<string, string>) {
    const response = await client
      .get(`/api/telephony/${path}`)
      .headers(reader.headers)
      .qs({ site: String(siteId), ...query })
    response.assertStatus(200)
    return response.body() as T
  }

  test('31,357 calls, all rows mirrored', async ({ assert }) => {
    assert.equal(await countOf('pbx_cdr', siteId), 31_357)
    assert.equal(await countOf('pbx_queue_log', siteId), 89_364)
    assert.equal(await countOf('call', siteId), 31_357)
  })

  test('calls of customers known before the sync are linked to them, later ones when they come', async ({
    assert,
  }) => {
    const before = await linkedCalls(siteId)
    assert.isAbove(before, 1_000)
    assert.isBelow(before, 13_224)
    await importCustomers(customers.slice(half))
    await workOffJobs()
    assert.equal(await linkedCalls(siteId), 13_224)
    await everyLinkIsRight(assert, siteId, customers)
  }).timeout(120_000)

  test('total of all queues, with the three service levels at four T', async ({
    assert,
    client,
  }) => {
    const answer = await ask<{ total: QueueFigures }>(client, 'figures', { sl: LEVELS.join(',') })
    assert.deepEqual(asTruth(answer.total), truth.total)
  })

  test('each of the six queues', async ({ assert, client }) => {
    const sl = LEVELS.join(',')
    const { rows } = await ask<{ rows: QueueFigures[] }>(client, 'figures', { sl, by: 'queue' })
    assert.lengthOf(rows, 6)
    for (const row of rows) {
      const expected = without(truth.queues[String(row.group.queue)], 'number')
      assert.deepEqual({ ...asTruth(row) }, expected, String(row.group.queue))
    }
  })

  test('each of the 28 agents: calls, talk, by queue, presence', async ({ assert, client }) => {
    const period = { from: '2025-01-01', to: '2025-02-28' }
    const { agents } = await ask<{ agents: AgentFigures[] }>(client, 'figures/agents', period)
    assert.lengthOf(agents, 28)
    for (const { agent, queues, byQueue, time } of agents) {
      const expected = without(truth.agents[agent], 'name')
      const answeredByQueue = Object.entries(byQueue).map(([queue, kpis]) => [queue, kpis.answered])
      assert.deepEqual(
        {
          answered: queues.answered,
          talk_sum: queues.talk_sum,
          talk_mean: six(queues.talk_mean),
          talk_max: queues.talk_max,
          answered_by_queue: Object.fromEntries(answeredByQueue),
          presence_sessions: time.presenceSessions,
          presence_seconds: time.presenceSeconds,
        },
        expected,
        agent
      )
    }
  })

  test('each day', async ({ assert, client }) => {
    const queues = await ask<{ rows: FigureRow[] }>(client, 'figures', { by: 'day' })
    const calls = await ask<{ rows: FigureRow[] }>(client, 'figures', { by: 'day', source: 'call' })
    const onDay = (rows: FigureRow[], day: string) =>
      rows.find((row) => row.group.localDay === day)?.kpis ?? {}
    for (const [day, expected] of Object.entries(truth.per_day)) {
      const visits = onDay(queues.rows, day)
      const found = {
        cdr_calls: onDay(calls.rows, day).calls ?? 0,
        offered: visits.offered ?? 0,
        answered: visits.answered ?? 0,
        abandoned: visits.abandoned ?? 0,
        other_exits: visits.other_exits ?? 0,
      }
      assert.deepEqual(found, expected as typeof found, day)
    }
  })

  test('each hour of each weekday', async ({ assert, client }) => {
    const by = 'weekday_hour'
    const queues = await ask<{ rows: FigureRow[] }>(client, 'figures', { by })
    const calls = await ask<{ rows: FigureRow[] }>(client, 'figures', { by, source: 'call' })
    const matrix = (rows: FigureRow[], key: string) => {
      const table = Object.fromEntries(WEEKDAYS.map((day) => [day, Array<number>(24).fill(0)]))
      for (const { group: at, kpis } of rows) {
        const day = table[WEEKDAYS[Number(at.localWeekday) - 1] ?? '']
        if (day) day[Number(at.localHour)] = kpis[key] ?? 0
      }
      return table
    }
    const { cdr_calls_by_calldate: byCall, offered_by_enterqueue: byEntry } = truth.weekday_hour
    assert.deepEqual(matrix(calls.rows, 'calls'), byCall ?? {})
    assert.deepEqual(matrix(queues.rows, 'offered'), byEntry ?? {})
  })

  test('totals of the call records', async ({ assert, client }) => {
    const { total } = await ask<{ total: FigureRow }>(client, 'figures', { source: 'call' })
    const { kpis } = total
    const sum = (...keys: string[]) => keys.reduce((all, key) => all + (kpis[key] ?? 0), 0)
    assert.equal(kpis.calls, truth.cdr.rows)
    assert.equal(kpis.calls_queued, truth.cdr.queue_calls)
    assert.equal(kpis.calls_ended_in_ivr, truth.cdr.ivr_only_calls)
    assert.equal(kpis.ivr_seconds, truth.cdr.ivr_only_seconds)
    assert.equal(kpis.duration_sum, truth.cdr.duration_sum)
    assert.equal(sum('call_talk_sum', 'ivr_seconds'), truth.cdr.billsec_sum)
    assert.equal(sum('calls_answered', 'calls_ended_in_ivr'), truth.cdr.disposition.ANSWERED)
    assert.equal(kpis.calls_lost, truth.cdr.disposition['NO ANSWER'])
  })

  test('every figure comes with its definition', async ({ assert, client }) => {
    const answer = await ask<{
      total: QueueFigures
      definitions: Array<{ key: string; definition: string }>
    }>(client, 'figures', { queue: 'english' })
    const defined = new Set(answer.definitions.map(({ key }) => key))
    assert.deepEqual(
      Object.keys(answer.total.kpis).filter((key) => !defined.has(key)),
      []
    )
    assert.equal(answer.total.kpis.offered, truth.queues.english?.offered)
  })

  test('figures need their permission and obey row scopes', async ({ assert, client }) => {
    const agent = await signInWith(['agent'])
    const refused = await client.get('/api/telephony/figures').headers(agent.headers)
    refused.assertStatus(403)
    const supervisor = await signInWith(['supervisor'])
    const seen = await client
      .get('/api/telephony/figures')
      .headers(supervisor.headers)
      .qs({ site: String(siteId) })
    seen.assertStatus(200)
    // These calls belong to no unit of this supervisor.
    assert.equal((seen.body() as { total: QueueFigures }).total.kpis.offered, 0)
  })

  test('an unknown dimension gets a coded error', async ({ client }) => {
    const response = await client
      .get('/api/telephony/figures')
      .headers(reader.headers)
      .qs({ by: 'moon' })
    response.assertStatus(400)
    response.assertBodyContains({ error: { code: 'E_TELEPHONY_BAD_FIGURE' } })
  })
})

async function importCustomers(customers: CsvRow[]): Promise<void> {
  const [records, database, actors] = await Promise.all([
    app.container.make(Records),
    app.container.make(Database),
    app.container.make(Actors),
  ])
  for (let start = 0; start < customers.length; start += 500) {
    const inputs = customers.slice(start, start + 500).map((customer) => ({
      last_name: `Customer ${customer.customer_id}`,
      mobile: customer.phone ?? '',
      external_id: `bank-1999-${customer.customer_id}`,
    }))
    await database.transaction((trx) =>
      records.createMany(actors.system(), ORIGIN, 'contact', inputs, { trx })
    )
  }
}

async function linkedCalls(siteId: number): Promise<number> {
  const database = await app.container.make(Database)
  const [row] = await database
    .read('call')
    .where('site_id', siteId)
    .whereNotNull('contact')
    .count({ n: '*' })
  return Number(row?.n)
}

/** Each linked call bears the number of the customer that it is linked to, and no other call bears a customer's. */
async function everyLinkIsRight(
  assert: { equal(a: unknown, b: unknown, message?: string): void },
  siteId: number,
  customers: CsvRow[]
): Promise<void> {
  const database = await app.container.make(Database)
  const contacts: Array<{ id: number; external_id: string }> = await database
    .read('contact')
    .select('id', 'external_id')
    .where('external_id', 'like', 'bank-1999-%')
  const phones = new Map(customers.map((row) => [`bank-1999-${row.customer_id}`, row.phone]))
  const phoneOf = new Map(contacts.map((row) => [row.id, phones.get(row.external_id)]))
  const known = new Set(phones.values())
  const calls = await rowsOf<{ external_number: string; contact: number | null }>('call', siteId)
  for (const call of calls) {
    const expected = known.has(call.external_number) ? call.external_number : undefined
    assert.equal(call.contact === null ? undefined : phoneOf.get(call.contact), expected)
  }
}

/** A figure of the truth without what is no figure. */
function without<T extends object>(figure: T | undefined, key: keyof T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(figure ?? {}).filter(([name]) => name !== key))
}
