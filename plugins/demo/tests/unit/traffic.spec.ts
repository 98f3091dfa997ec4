import { test } from '@japa/runner'
import { makeBank } from '../../server/generator/bank/demo_bank.js'
import { HOUR, SECOND, bankWeekday, startOf } from '../../server/generator/days.js'
import { pbxMonth } from '../../server/generator/rows/exchange.js'
import type { PbxRows, QueueLogRow } from '../../server/generator/rows/row_book.js'
import { EventQueue } from '../../server/generator/traffic/event_queue.js'
import { simulateMonth } from '../../server/generator/traffic/month.js'
import type { DayTraffic, InboundCall } from '../../server/generator/traffic/types.js'

const SEED = 'peyvand'
const TODAY = '2026-11-22'
const UNTIL = startOf(TODAY) + 11 * HOUR

interface Month {
  days: { day: string; traffic: DayTraffic }[]
  calls: InboundCall[]
}

function simulate(): Month {
  const days = [...simulateMonth(SEED, TODAY, UNTIL, makeBank(SEED, TODAY))]
  return { days, calls: days.flatMap(({ traffic }) => traffic.inbound) }
}

/** Simulated once: no test changes it. */
let simulated: Month | null = null
const month = () => (simulated ??= simulate())

test.group('Event queue', () => {
  test('runs events in order of time, equal ones as they were added', ({ assert }) => {
    const queue = new EventQueue()
    const ran: string[] = []
    for (const [at, name] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [3, 'b'],
    ] as const) {
      queue.schedule(at, () => ran.push(name))
    }
    queue.run(() => undefined)
    assert.deepEqual(ran, ['a', 'b', 'c', 'd'])
  })
})

test.group('Traffic of the demo exchange', () => {
  test('is the same for the same seed, day and moment', ({ assert }) => {
    assert.deepEqual(simulate().days, month().days)
  })

  test('looks like a contact centre: peaks, a lunch dip, a closed Friday', ({ assert }) => {
    const { days } = month()
    const byHour = new Map<number, number>()
    for (const { day, traffic } of days) {
      for (const call of traffic.inbound.filter((item) => !item.closed)) {
        const hour = Math.floor((call.arrivedAt - startOf(day)) / HOUR)
        byHour.set(hour, (byHour.get(hour) ?? 0) + 1)
      }
    }
    const at = (hour: number) => byHour.get(hour) ?? 0
    assert.isAbove(at(10), at(8))
    assert.isAbove(at(10), at(13))
    assert.isAbove(at(14), at(13))
    assert.equal(at(7), 0)
    for (const { day, traffic } of days) {
      const open = traffic.inbound.filter((call) => !call.closed).length
      if (bankWeekday(day) === 6) assert.equal(open, 0, day)
      else if (day !== TODAY) assert.isAbove(open, 50, day)
    }
  })

  test('callers lose patience at a believable rate and wait believably long', ({ assert }) => {
    const visits = month().calls.flatMap((call) => call.visits)
    const answered = visits.filter((visit) => visit.talk !== null)
    const rate = (kind: string) =>
      visits.filter((visit) => visit.exit.kind === kind).length / visits.length
    assert.isAbove(visits.length, 3000)
    assert.isAbove(rate('abandoned'), 0.03)
    assert.isBelow(rate('abandoned'), 0.2)
    assert.isAbove(rate('timeout') + rate('key'), 0)
    const waits = answered.map((visit) => ((visit.talk?.from ?? 0) - visit.enteredAt) / SECOND)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    assert.isAbove(mean, 3)
    assert.isBelow(mean, 60)
  })

  test('nobody speaks with two callers at once', ({ assert }) => {
    const busy = new Map<string, [number, number][]>()
    const note = (phone: string, from: number, to: number) =>
      busy.set(phone, [...(busy.get(phone) ?? []), [from, to]])
    const { days } = month()
    for (const { traffic } of days.slice(0, 10)) {
      for (const call of traffic.inbound) {
        for (const { talk } of call.visits) if (talk) note(talk.agent, talk.from, talk.to)
      }
      for (const call of traffic.dialled) note(call.from, call.startedAt, call.endedAt)
    }
    for (const [phone, stretches] of busy) {
      stretches.sort((a, b) => a[0] - b[0])
      stretches.reduce((last, stretch) => {
        assert.isAtLeast(stretch[0], last[1], phone)
        return stretch
      })
    }
  })

  test('has transfers, missed offers, marks, outgoing and internal calls', ({ assert }) => {
    const { days, calls } = month()
    const rings = calls.flatMap((call) => call.visits.flatMap((visit) => visit.rings))
    assert.isTrue(calls.some((call) => call.visits.length > 1))
    assert.isTrue(calls.some((call) => call.desk !== null))
    assert.isTrue(calls.some((call) => call.survey !== null))
    for (const result of ['answered', 'rang_out', 'cancelled', 'rejected']) {
      assert.isTrue(
        rings.some((ring) => ring.result === result),
        result
      )
    }
    const dialled = days.flatMap(({ traffic }) => traffic.dialled)
    assert.isTrue(dialled.some((call) => call.kind === 'outbound' && call.result === 'answered'))
    assert.isTrue(dialled.some((call) => call.kind === 'internal'))
  })

  test('what has not ended by the present moment is not told', ({ assert }) => {
    for (const { traffic } of month().days) {
      for (const call of [...traffic.inbound, ...traffic.dialled])
        assert.isAtMost(call.endedAt, UNTIL)
    }
  })
})

test.group('Rows of the demo exchange', () => {
  function rows(): PbxRows {
    const all: PbxRows = { cdr: [], cel: [], queueLog: [] }
    for (const day of pbxMonth(SEED, TODAY, UNTIL, makeBank(SEED, TODAY), 9)) {
      all.cdr.push(...day.rows.cdr)
      all.cel.push(...day.rows.cel)
      all.queueLog.push(...day.rows.queueLog)
    }
    return all
  }

  test('running numbers and keys are unique', ({ assert }) => {
    const { cdr, cel, queueLog } = rows()
    const unique = (keys: (string | number)[]) => assert.equal(new Set(keys).size, keys.length)
    unique(cdr.map((row) => `${row.uniqueid} ${row.sequence}`))
    unique(cel.map((row) => row.id))
    unique(queueLog.map((row) => row.id))
  })

  test('every visit to a queue ends in exactly one way', ({ assert }) => {
    const { queueLog } = rows()
    const ends = ['COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ABANDON']
    ends.push('EXITWITHTIMEOUT', 'EXITWITHKEY')
    const count = (list: QueueLogRow[], events: string[]) =>
      list.filter((row) => events.includes(row.event)).length
    const groups = new Map<string, QueueLogRow[]>()
    for (const row of queueLog) {
      const key = `${row.callid} ${row.queuename}`
      if (/\d/.test(row.callid)) groups.set(key, [...(groups.get(key) ?? []), row])
    }
    for (const [key, list] of groups) {
      assert.equal(count(list, ['ENTERQUEUE']), count(list, ends), key)
      assert.isAtMost(count(list, ['CONNECT']), count(list, ['ENTERQUEUE']), key)
    }
  })

  test('every channel begins and ends, and each call says so once', ({ assert }) => {
    const { cel } = rows()
    const events = new Map<string, string[]>()
    for (const row of cel) {
      events.set(row.uniqueid, [...(events.get(row.uniqueid) ?? []), row.eventtype])
    }
    const calls = new Set(cel.map((row) => row.linkedid))
    for (const [id, types] of events) {
      assert.equal(types.filter((type) => type === 'CHAN_START').length, 1, id)
      assert.equal(types.filter((type) => type === 'CHAN_END').length, 1, id)
    }
    assert.lengthOf(
      cel.filter((row) => row.eventtype === 'LINKEDID_END'),
      calls.size
    )
  })

  test('columns fit the tables of an exchange', ({ assert }) => {
    for (const row of rows().cdr) {
      assert.match(row.calldate, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
      assert.isAtMost(row.lastdata.length, 80)
      assert.isAtMost(row.uniqueid.length, 32)
      assert.isAtLeast(row.duration, 0)
    }
  })
})
