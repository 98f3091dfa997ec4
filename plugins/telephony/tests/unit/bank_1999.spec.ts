import { test } from '@japa/runner'
import { RecordStore, SqlStore, type FigureStore } from '#plugins/telephony/server/kpi/figure_store'
import {
  agentFigures,
  figures,
  queueFigures,
  type QueueFigures,
} from '#plugins/telephony/server/kpi/figures'
import { assembledTables } from './support/assembled_tables.js'
import { bank, sharedCsv, sharedJson } from './support/shared_data.js'

/** Figures of all queues or one, as ground-truth.json has them. */
interface Truth {
  offered: number
  answered: number
  abandoned: number
  other_exits: number
  answer_rate: number
  abandon_rate: number
  wait_answered: Spread
  asa: number
  wait_abandoned: Spread
  service_level: Record<
    string,
    {
      answered_within: number
      abandoned_within: number
      answered_over_offered: number
      answered_over_offered_less_short_abandons: number
      answered_plus_short_abandons_over_offered: number
    }
  >
  talk: Spread
  answered_with_zero_talk: number
  aht_acw0: number
  busiest_hour: { start: string; offered: number }
  max_queue_length: { value: number; first_at: string }
  max_simultaneous_talks: { value: number; first_at: string }
}

interface Spread {
  n: number
  sum: number
  mean: number
  median: number
  max: number
}

interface GroundTruth {
  truth: {
    cdr: Record<string, number> & {
      disposition: Record<string, number>
      first_calldate: string
      last_calldate: string
    }
    total: Truth
    queues: Record<string, Truth & { number: string }>
    agents: Record<
      string,
      {
        answered: number
        talk_sum: number
        talk_mean: number
        talk_max: number
        answered_by_queue: Record<string, number>
        presence_sessions: number
        presence_seconds: number
      }
    >
    per_day: Record<
      string,
      {
        cdr_calls: number
        offered: number
        answered: number
        abandoned: number
        other_exits: number
      }
    >
    weekday_hour: Record<string, Record<string, number[]>>
  }
}

const { truth } = sharedJson('bank-1999', 'ground-truth.json') as GroundTruth
const MONTH = {
  from: Date.parse('2025-01-01T00:00:00+03:30'),
  to: Date.parse('2025-03-01T00:00:00+03:30'),
}
const LEVELS = [10, 20, 30, 60]
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Every quotient of the truth is rounded to six places. */
const six = (value: number | null | undefined) =>
  value === null || value === undefined ? null : Math.round(value * 1e6) / 1e6

/** The exchange's own clock: Tehran is three and a half hours ahead of UTC. */
function local(instant: number | null): string {
  return new Date((instant ?? 0) + 12_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Our figures in the form of the truth. */
function asTruth({ kpis, medians, serviceLevels, ...rest }: QueueFigures): Truth {
  const spread = (n: string, sum: string, mean: string, median: number | null, max: string) => ({
    n: kpis[n] ?? -1,
    sum: kpis[sum] ?? -1,
    mean: six(kpis[mean]) ?? -1,
    median: median ?? -1,
    max: kpis[max] ?? -1,
  })
  const hour = rest.busiestHour
  return {
    offered: kpis.offered ?? -1,
    answered: kpis.answered ?? -1,
    abandoned: kpis.abandoned ?? -1,
    other_exits: kpis.other_exits ?? -1,
    answer_rate: six(kpis.answer_rate) ?? -1,
    abandon_rate: six(kpis.abandon_rate) ?? -1,
    wait_answered: spread(
      'answered',
      'wait_answered_sum',
      'asa',
      medians.wait_answered_median,
      'wait_answered_max'
    ),
    asa: six(kpis.asa) ?? -1,
    wait_abandoned: spread(
      'abandoned',
      'wait_abandoned_sum',
      'wait_abandoned_mean',
      medians.wait_abandoned_median,
      'wait_abandoned_max'
    ),
    service_level: Object.fromEntries(
      serviceLevels.map((level) => [
        String(level.seconds),
        {
          answered_within: level.answeredWithin,
          abandoned_within: level.abandonedWithin,
          answered_over_offered: six(level.answeredOverOffered) ?? -1,
          answered_over_offered_less_short_abandons:
            six(level.answeredOverOfferedLessShortAbandons) ?? -1,
          answered_plus_short_abandons_over_offered:
            six(level.answeredPlusShortAbandonsOverOffered) ?? -1,
        },
      ])
    ),
    talk: spread('answered', 'talk_sum', 'talk_mean', medians.talk_median, 'talk_max'),
    answered_with_zero_talk: kpis.zero_talks ?? -1,
    aht_acw0: six(kpis.aht) ?? -1,
    busiest_hour: {
      start: `${hour?.localDay} ${String(hour?.localHour).padStart(2, '0')}:00:00`,
      offered: hour?.offered ?? -1,
    },
    max_queue_length: {
      value: rest.longestQueue.value,
      first_at: local(rest.longestQueue.firstAt),
    },
    max_simultaneous_talks: {
      value: rest.mostTalks.value,
      first_at: local(rest.mostTalks.firstAt),
    },
  }
}

/** All figures of the truth from one store; the same tests run over the records and over the SQL. */
function sameFigures(
  name: string,
  open: () => Promise<{ store: FigureStore; close(): Promise<void> }>
) {
  test.group(`A bank’s January, every figure from ${name}`, (suite) => {
    let store: FigureStore
    suite.setup(async () => {
      const opened = await open()
      store = opened.store
      return () => opened.close()
    })

    test('total of all queues', async ({ assert }) => {
      const [total, ...others] = await queueFigures(store, { serviceLevels: LEVELS })
      assert.lengthOf(others, 0)
      assert.isDefined(total)
      if (total !== undefined) assert.deepEqual(asTruth(total), truth.total)
    })

    test('each of the six queues', async ({ assert }) => {
      const rows = await queueFigures(store, { by: ['queue'], serviceLevels: LEVELS })
      assert.lengthOf(rows, 6)
      for (const row of rows) {
        const { number, ...expected } = truth.queues[String(row.group.queue)] ?? { number: '' }
        assert.match(number, /^100\d$/)
        assert.deepEqual(asTruth(row), expected, String(row.group.queue))
      }
    })

    test('each of the 28 agents: calls, talk, by queue, presence', async ({ assert }) => {
      const rows = await agentFigures(store, { window: MONTH })
      const found = Object.fromEntries(
        rows.map(({ agent, queues, byQueue, time }) => [
          agent,
          {
            answered: queues.answered ?? 0,
            talk_sum: queues.talk_sum,
            talk_mean: six(queues.talk_mean),
            talk_max: queues.talk_max,
            answered_by_queue: Object.fromEntries(
              Object.entries(byQueue).map(([queue, kpis]) => [queue, kpis.answered])
            ),
            presence_sessions: time.presenceSessions,
            presence_seconds: time.presenceSeconds,
          },
        ])
      )
      const expected = Object.fromEntries(
        Object.entries(truth.agents).map(([agent, figure]) => [agent, withoutName(figure)])
      )
      assert.deepEqual(found, expected)
      assert.lengthOf(rows, 28)
    })

    test('each day', async ({ assert }) => {
      const queues = await figures(store, 'queue', { by: ['day'] })
      const calls = await figures(store, 'call', { by: ['day'] })
      const found: Record<string, Record<string, number | null | undefined>> = {}
      for (const { group, kpis } of calls) found[String(group.localDay)] = { cdr_calls: kpis.calls }
      for (const { group, kpis } of queues) {
        const day = (found[String(group.localDay)] ??= { cdr_calls: 0 })
        for (const key of ['offered', 'answered', 'abandoned', 'other_exits']) day[key] = kpis[key]
      }
      const filled = Object.fromEntries(
        Object.keys(truth.per_day).map((day) => [day, { ...NOTHING, ...found[day] }])
      )
      assert.deepEqual(filled, truth.per_day)
      assert.deepEqual(
        Object.keys(found).filter((day) => truth.per_day[day] === undefined),
        []
      )
    })

    test('each hour of each weekday', async ({ assert }) => {
      const calls = await figures(store, 'call', { by: ['weekday_hour'] })
      const queues = await figures(store, 'queue', { by: ['weekday_hour'] })
      const matrix = (rows: typeof calls, key: string) => {
        const table = Object.fromEntries(WEEKDAYS.map((day) => [day, Array<number>(24).fill(0)]))
        for (const { group, kpis } of rows) {
          const day = table[WEEKDAYS[Number(group.localWeekday) - 1] ?? '']
          if (day !== undefined) day[Number(group.localHour)] = kpis[key] ?? 0
        }
        return table
      }
      assert.deepEqual(matrix(calls, 'calls'), sorted(truth.weekday_hour.cdr_calls_by_calldate))
      assert.deepEqual(matrix(queues, 'offered'), sorted(truth.weekday_hour.offered_by_enterqueue))
    })

    test('totals of the cdr', async ({ assert }) => {
      const [all] = await figures(store, 'call')
      const [queue] = await figures(store, 'queue')
      const kpis = all?.kpis ?? {}
      assert.equal(kpis.calls, truth.cdr.rows)
      assert.equal(kpis.calls_queued, truth.cdr.queue_calls)
      assert.equal(kpis.calls_ended_in_ivr, truth.cdr.ivr_only_calls)
      assert.equal(kpis.ivr_seconds, truth.cdr.ivr_only_seconds)
      assert.equal(kpis.duration_sum, truth.cdr.duration_sum)
      assert.equal((kpis.call_talk_sum ?? 0) + (kpis.ivr_seconds ?? 0), truth.cdr.billsec_sum)
      assert.equal(
        (kpis.calls_answered ?? 0) + (kpis.calls_ended_in_ivr ?? 0),
        truth.cdr.disposition.ANSWERED
      )
      assert.equal(kpis.calls_lost, truth.cdr.disposition['NO ANSWER'])
      assert.equal(queue?.kpis.lost, truth.cdr.disposition['NO ANSWER'])
      assert.equal(kpis.calls_lost_abandoned, truth.total.abandoned)
    })

    test('a period, a queue and an agent narrow the figures', async ({ assert }) => {
      const [day] = await figures(store, 'queue', {
        filter: { fromDay: '2025-01-05', toDay: '2025-01-05' },
      })
      assert.equal(day?.kpis.offered, truth.per_day['2025-01-05']?.offered)
      const [queue] = await figures(store, 'queue', { filter: { queues: ['english'] } })
      assert.equal(queue?.kpis.offered, truth.queues.english?.offered)
      const [agent] = await figures(store, 'queue', {
        filter: { agents: ['201'], queues: ['private'] },
      })
      assert.equal(agent?.kpis.answered, truth.agents['201']?.answered_by_queue.private)
      const [nobody] = await queueFigures(store, {
        filter: { queues: ['none'] },
        serviceLevels: [20],
      })
      assert.equal(nobody?.kpis.offered, 0)
      assert.isNull(nobody?.kpis.asa)
      assert.isNull(nobody?.kpis.service_level)
      assert.deepEqual(nobody?.longestQueue, { value: 0, firstAt: null })
      assert.isNull(nobody?.busiestHour)
    })
  })
}

const NOTHING = { cdr_calls: 0, offered: 0, answered: 0, abandoned: 0, other_exits: 0 }

function withoutName(figure: object): object {
  return Object.fromEntries(Object.entries(figure).filter(([key]) => key !== 'name'))
}

function sorted(matrix: Record<string, number[]> | undefined): Record<string, number[]> {
  return Object.fromEntries(WEEKDAYS.map((day) => [day, matrix?.[day] ?? []]))
}

sameFigures('the functions over records', async () => ({
  store: new RecordStore(bank().calls, bank().agents),
  close: async () => undefined,
}))

sameFigures('the SQL over the assembled tables', async () => {
  const tables = await assembledTables(bank().calls, bank().agents)
  return { store: new SqlStore(tables), close: tables.close }
})

test.group('A bank’s January, assembled', () => {
  test('each call one record, ended, with the number of its caller', ({ assert }) => {
    const { calls, rows } = bank()
    assert.lengthOf(calls, 31_357)
    assert.isTrue(calls.every(({ call }) => call.state === 'ended' && call.direction === 'inbound'))
    const numbers = new Map(rows.cdr.map((row) => [row.uniqueid, row.src]))
    for (const { call } of calls) {
      const src = numbers.get(call.key) ?? ''
      assert.equal(call.externalNumber, src === 'anonymous' ? '' : src)
    }
  })

  test('13,224 calls bear the number of a customer', ({ assert }) => {
    const customers = new Set(sharedCsv('bank-1999', 'customers.csv').map((row) => row.phone))
    const identified = bank().calls.filter(({ call }) => customers.has(call.externalNumber))
    assert.lengthOf(identified, truth.cdr.identified_calls ?? 0)
    assert.equal(bank().calls.length - identified.length, truth.cdr.unidentified_calls)
  })

  test('first and last call begin when the exchange says', ({ assert }) => {
    const starts = bank().calls.map(({ call }) => call.startedAt)
    assert.equal(
      local(Math.min(...starts.slice(0, 1000), ...starts.slice(-1000))),
      truth.cdr.first_calldate
    )
    assert.equal(local(starts.reduce((a, b) => Math.max(a, b))), truth.cdr.last_calldate)
  })

  test('a wait and talks over midnight belong to the day of their entry', ({ assert }) => {
    const visits = bank()
      .calls.flatMap((call) => call.legs)
      .filter((leg) => leg.kind === 'queue')
    const days = (leg: (typeof visits)[number], at: number | null) =>
      at !== null && local(at).slice(0, 10) > leg.localDay
    assert.lengthOf(
      visits.filter((leg) => days(leg, leg.answeredAt ?? leg.endedAt)),
      1
    )
    assert.lengthOf(
      visits.filter(
        (leg) => !days(leg, leg.answeredAt) && leg.answeredAt !== null && days(leg, leg.endedAt)
      ),
      21
    )
  })
})
