import { test } from '@japa/runner'
import { recordsOf } from '#plugins/telephony/server/kpi/record_figures'
import { PbxRows } from './support/pbx_rows.js'

const iso = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString()

/** A caller who waits in queue 100 and is answered there. */
const finished = () =>
  new PbxRows()
    .log('10:00:05.100000', 'c.1', '100', 'NONE', 'ENTERQUEUE', '', '02188776655', 1)
    .log('10:00:15.200000', 'c.1', '100', 'PJSIP/201', 'CONNECT', 10, 'c.2', 4)
    .log('10:01:15.300000', 'c.1', '100', 'PJSIP/201', 'COMPLETEAGENT', 10, 60, 1)
    .incoming('10:00:00', 'c.1', {
      lastapp: 'Queue',
      lastdata: '100,t',
      dstchannel: 'PJSIP/201-1',
      duration: 75,
    })

test.group('Assembler: numbers and rules of the site', () => {
  test('numbers shorter than the rule are marked, withheld ones are not', ({ assert }) => {
    const ignored = (src: string, least: number | null) =>
      new PbxRows().incoming('10:00:00', 'c.1', { src }).call({ ignoreShorterThan: least }).call
        .ignored
    assert.isTrue(ignored('1234', 5))
    assert.isFalse(ignored('12345', 5))
    assert.isFalse(ignored('anonymous', 5))
    assert.isFalse(ignored('', 5))
    assert.isFalse(ignored('1', null))
    const calls = new PbxRows().incoming('10:00:00', 'c.1', { src: '1234' }).calls({
      ignoreShorterThan: 5,
    })
    assert.lengthOf(recordsOf('call', calls), 0)
  })

  test('prefix rules apply to the customer’s number, the first that fits', ({ assert }) => {
    const prefixRules = [
      { direction: 'outbound' as const, pattern: '^9(0\\d+)$', replace: '$1' },
      { direction: 'inbound' as const, pattern: '^0098', replace: '0' },
    ]
    const out = new PbxRows()
      .pair('10:00:00', {
        uniqueid: 'o.1',
        channel: 'PJSIP/201-1',
        dstchannel: 'PJSIP/trunk-1-2',
        src: '02191000000',
        cnum: '201',
        dst: '909121234567',
        lastapp: 'Dial',
        duration: 20,
        billsec: 12,
      })
      .call({ prefixRules })
    assert.equal(out.call.externalNumber, '09121234567')
    assert.equal(out.call.dialledNumber, '909121234567')
    assert.equal(out.call.callerNumber, '201')
    assert.equal(out.call.talkSeconds, 12)
    const incoming = new PbxRows()
      .incoming('10:00:00', 'c.1', { src: '00989121234567' })
      .call({ prefixRules })
    assert.equal(incoming.call.externalNumber, '09121234567')
    assert.equal(incoming.call.callerNumber, '00989121234567')
  })

  test('the key pressed in the IVR is taken from the dialplan’s INFO row', ({ assert }) => {
    const { call } = finished()
      .log('10:00:04.000000', 'c.1', '100', 'NONE', 'INFO', 'IVR', 3)
      .call()
    assert.equal(call.ivrChoice, '3')
    assert.isTrue(call.ivr)
  })

  test('recordings lie under the PBX’s date; a name with folders keeps them', ({ assert }) => {
    const path = (recordingfile: string) =>
      new PbxRows().incoming('2025-03-10 00:10:00', 'c.1', { recordingfile }).call().recordings[0]
        ?.path
    assert.equal(path('q-1-x.wav'), '2025/03/10/q-1-x.wav')
    assert.equal(path('q-1-x-20250309-235959-9.wav'), '2025/03/09/q-1-x-20250309-235959-9.wav')
    assert.equal(path('2025/03/09/a.wav'), '2025/03/09/a.wav')
  })
})

test.group('Assembler: clocks', () => {
  test('a call over midnight belongs to the day of its beginning, its visit to that of its entry', ({
    assert,
  }) => {
    const { call, legs } = new PbxRows()
      .log('2025-03-11 00:00:02.000000', 'c.1', '100', 'NONE', 'ENTERQUEUE', '', '0', 1)
      .log('2025-03-11 00:00:12.000000', 'c.1', '100', 'NONE', 'ABANDON', 1, 1, 10)
      .incoming('2025-03-10 23:59:50', 'c.1', { duration: 22 })
      .call()
    assert.deepEqual([call.localDay, call.localHour], ['2025-03-10', 23])
    assert.deepEqual([legs[0]?.localDay, legs[0]?.localHour], ['2025-03-11', 0])
    assert.equal(call.durationSeconds, 22)
  })

  test('a PBX whose clock is ahead gives true instants', ({ assert }) => {
    const { call } = finished().call({ clockSkewSeconds: 90 })
    assert.equal(iso(call.startedAt), '2025-03-10T06:28:30.000Z')
    assert.equal(call.localHour, 10)
    assert.equal(call.talkSeconds, 60)
  })

  test('the repeated hour at the end of summer time is told apart by the channel’s id', ({
    assert,
  }) => {
    const first = Date.parse('2021-09-21T23:30:00+04:30') / 1000
    const call = (epoch: number) =>
      new PbxRows().incoming('2021-09-21 23:30:00', `${epoch}.5`).call().call.startedAt
    assert.equal(call(first), first * 1000)
    assert.equal(call(first + 3600), (first + 3600) * 1000)
  })

  test('queue_log with epoch seconds is read, rows without a time are left out', ({ assert }) => {
    const { call, legs } = new PbxRows()
      .log('1741588205', 'c.1', '100', 'NONE', 'ENTERQUEUE', '', '0', 1)
      .log('', 'c.1', '100', 'NONE', 'CONNECT', 1, 'x', 1)
      .log('1741588215', 'c.1', '100', 'NONE', 'ABANDON', 1, 1, 10)
      .incoming('0000-00-00 00:00:00', 'c.1')
      .call()
    assert.equal(iso(legs[0]?.startedAt), '2025-03-10T06:30:05.000Z')
    assert.equal(legs[0]?.outcome, 'abandoned')
    assert.equal(call.key, 'c.1')
  })

  test('another time zone moves the instants and no key', ({ assert }) => {
    const tehran = finished().call()
    const baku = finished().call({ timeZone: 'Asia/Baku' })
    assert.equal(tehran.call.startedAt - baku.call.startedAt, 1_800_000)
    assert.deepEqual(
      baku.legs.map((leg) => leg.key),
      tehran.legs.map((leg) => leg.key)
    )
    assert.equal(baku.call.localHour, 10)
  })
})
