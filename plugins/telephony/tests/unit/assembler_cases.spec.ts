import { test } from '@japa/runner'
import { recordsOf } from '#plugins/telephony/server/kpi/record_figures'
import { PbxRows } from './support/pbx_rows.js'
import { stintsOf, visitsOf } from './support/shared_data.js'

const iso = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString()

/** A caller who waits in queue 100. */
const waiting = (pbx = new PbxRows()) =>
  pbx.log('10:00:05.100000', 'c.1', '100', 'NONE', 'ENTERQUEUE', '', '02188776655', 1)

const connected = (pbx = new PbxRows()) =>
  waiting(pbx).log('10:00:15.200000', 'c.1', '100', 'PJSIP/201', 'CONNECT', 10, 'c.2', 4)

const finished = (pbx = new PbxRows()) =>
  connected(pbx)
    .log('10:01:15.300000', 'c.1', '100', 'PJSIP/201', 'COMPLETEAGENT', 10, 60, 1)
    .incoming('10:00:00', 'c.1', {
      dst: '100',
      lastapp: 'Queue',
      lastdata: '100,t',
      dstchannel: 'PJSIP/201-0001',
      duration: 75,
      billsec: 75,
      sequence: 1,
    })

test.group('Assembler: calls that go on', () => {
  test('a caller who waits is an open call with an open visit, then talks, then is done', ({
    assert,
  }) => {
    const one = waiting().call()
    assert.equal(one.call.state, 'open')
    assert.equal(one.call.outcome, 'open')
    assert.isNull(one.call.endedAt)
    assert.equal(one.call.callerNumber, '02188776655')
    assert.equal(visitsOf(one)[0]?.outcome, 'open')
    assert.isTrue(visitsOf(one)[0]?.entered)

    const two = connected().call()
    assert.equal(two.call.state, 'open')
    assert.isTrue(two.call.answered)
    assert.equal(visitsOf(two)[0]?.outcome, 'answered')
    assert.isNull(visitsOf(two)[0]?.talkSeconds)
    assert.equal(stintsOf(two)[0]?.agent, '201')

    const three = finished().call()
    assert.equal(three.call.state, 'ended')
    assert.equal(three.call.outcome, 'answered')
    assert.equal(three.call.talkSeconds, 60)
    assert.equal(three.call.waitSeconds, 10)
    assert.equal(three.call.hungUpBy, 'callee')
    assert.deepEqual(
      [one, two, three].map((each) => visitsOf(each)[0]?.key),
      Array(3).fill('c.1|q|c.1|100|2025-03-10 10:00:05.100000')
    )
  })

  test('a talk whose end the PBX lost ends with the call', ({ assert }) => {
    const pbx = connected().incoming('10:00:00', 'c.1', {
      lastapp: 'Queue',
      lastdata: '100,t',
      dstchannel: 'PJSIP/201-0001',
      duration: 45,
    })
    const { call, legs } = pbx.call()
    assert.equal(call.outcome, 'answered')
    assert.equal(call.talkSeconds, 30)
    assert.equal(iso(legs[0]?.endedAt), '2025-03-10T06:30:45.000Z')
  })

  test('a wait whose end the PBX lost is a disconnected call', ({ assert }) => {
    const { call, legs } = waiting()
      .incoming('10:00:00', 'c.1', { lastapp: 'Queue', lastdata: '100,t', duration: 25 })
      .call()
    assert.equal(call.outcome, 'disconnected')
    assert.equal(call.lost, 'disconnected')
    assert.equal(legs[0]?.waitSeconds, 20)
  })

  test('a call without an end is taken as ended only when the mirror is hours past it', ({
    assert,
  }) => {
    const at = Date.parse('2025-03-10T10:00:05+03:30')
    const hours = (count: number) => ({ completeUpTo: at + count * 3_600_000 })
    assert.equal(waiting().call({}, hours(5)).call.state, 'open')
    assert.equal(waiting().call({}, hours(7)).call.outcome, 'disconnected')
    assert.equal(waiting().call({}, { ...hours(1), staleAfterSeconds: 60 }).call.state, 'ended')
  })

  test('phones that ring are seen in cel before any cdr exists', ({ assert }) => {
    const pbx = waiting()
      .event('10:00:00', 'CHAN_START', {
        uniqueid: 'c.1',
        channame: 'PJSIP/trunk-1-1',
        exten: '02191000000',
        cid_num: '02188776655',
      })
      .event('10:00:11', 'CHAN_START', {
        uniqueid: 'c.2',
        linkedid: 'c.1',
        channame: 'PJSIP/201-2',
        exten: 's',
      })
    const { call, attempts } = pbx.call()
    assert.equal(call.state, 'open')
    assert.equal(call.direction, 'inbound')
    assert.deepEqual(
      attempts.map(({ agent, result, queue }) => [agent, result, queue]),
      [['201', 'ringing', '100']]
    )
  })
})

test.group('Assembler: rows written twice or again', () => {
  test('two cdr back-ends, one without the newer columns, make one call with one of everything', ({
    assert,
  }) => {
    const once = finished()
    const twice = finished()
    const [row] = twice.cdr
    if (row === undefined) throw new Error('no row')
    twice.cdr.push({ ...row, mirrorId: 50, sequence: 0, linkedid: '', did: '', cnum: '' })
    assert.deepEqual(twice.call(), once.call())
    assert.equal(twice.call().call.attemptCount, 1)
  })

  test('the later version of a row wins and the earlier one fills its gaps', ({ assert }) => {
    const pbx = finished().pair('10:01:15', {
      uniqueid: 'c.1',
      sequence: 90,
      channel: 'PJSIP/trunk-1-c.1',
      lastapp: 'Read',
      recordingfile: 'q-100.wav',
    })
    const [, survey] = pbx.cdr
    if (survey === undefined) throw new Error('no row')
    pbx.cdr.push({
      ...survey,
      mirrorId: 91,
      recordingfile: '',
      lastapp: 'Hangup',
      userfield: 'survey=4',
    })
    const { call, recordings } = pbx.call()
    assert.equal(call.score, 4)
    assert.equal(call.hungUpBy, 'system')
    assert.lengthOf(recordings, 1)
  })
})

test.group('Assembler: ring groups, overflow, re-entry', () => {
  const group = (dstchannel: string, disposition: string, duration = 40) => ({
    dst: '600',
    lastapp: 'Dial',
    lastdata: 'PJSIP/201&PJSIP/202&PJSIP/203,20',
    dcontext: 'ext-group',
    dstchannel,
    disposition,
    duration,
  })

  test('the legs of a ring group that another phone beat are not lost calls', ({ assert }) => {
    const { call, attempts } = new PbxRows()
      .incoming('10:00:00', 'c.1', group('PJSIP/201-1', 'NO ANSWER', 7))
      .incoming('10:00:00', 'c.1', { ...group('PJSIP/202-1', 'ANSWERED'), billsec: 33 })
      .incoming('10:00:00', 'c.1', group('PJSIP/203-1', 'NO ANSWER', 7))
      .call()
    assert.equal(call.outcome, 'answered')
    assert.isNull(call.lost)
    assert.equal(call.agent, '202')
    assert.equal(call.talkSeconds, 33)
    assert.equal(call.unansweredAttempts, 0)
    assert.deepEqual(
      attempts.map(({ agent, result }) => [agent, result]),
      [
        ['201', 'elsewhere'],
        ['202', 'answered'],
        ['203', 'elsewhere'],
      ]
    )
  })

  test('a ring group that dials through Local channels loses nobody either', ({ assert }) => {
    const half = (extension: string) => `Local/${extension}@from-internal-0000000${extension}`
    const member = (extension: string, disposition: string) =>
      ({
        uniqueid: `l.${extension}`,
        linkedid: 'c.1',
        channel: `${half(extension)};2`,
        dstchannel: `PJSIP/${extension}-1`,
        lastapp: 'Dial',
        lastdata: `PJSIP/${extension},,tr`,
        disposition,
        duration: disposition === 'ANSWERED' ? 40 : 7,
        billsec: disposition === 'ANSWERED' ? 33 : 0,
      }) as const
    const { call, attempts } = new PbxRows()
      .incoming('10:00:00', 'c.1', { ...group(`${half('201')};1`, 'NO ANSWER', 7) })
      .incoming('10:00:00', 'c.1', { ...group(`${half('202')};1`, 'ANSWERED') })
      .pair('10:00:00', member('201', 'NO ANSWER'))
      .pair('10:00:00', member('202', 'ANSWERED'))
      .call()
    assert.equal(call.outcome, 'answered')
    assert.isNull(call.lost)
    assert.equal(call.agent, '202')
    assert.deepEqual(
      attempts.map(({ agent, result }) => [agent, result]),
      [
        ['201', 'elsewhere'],
        ['202', 'answered'],
      ]
    )
  })

  test('a ring group that nobody answers is not answered, once', ({ assert }) => {
    const { call, attempts } = new PbxRows()
      .incoming('10:00:00', 'c.1', group('PJSIP/201-1', 'NO ANSWER', 20))
      .incoming('10:00:00', 'c.1', group('PJSIP/202-1', 'NO ANSWER', 20))
      .call()
    assert.equal(call.outcome, 'no_answer')
    assert.lengthOf(attempts, 2)
    assert.isNull(call.lost, 'it reached no queue')
  })

  test('a caller who overflows to a second queue and is answered there is not lost, the first visit is', ({
    assert,
  }) => {
    const { call, legs } = waiting()
      .log('10:00:35.000000', 'c.1', '100', 'NONE', 'EXITWITHTIMEOUT', 1, 1, 30)
      .log('10:00:36.000000', 'c.1', '200', 'NONE', 'ENTERQUEUE', '', '02188776655', 2)
      .log('10:00:40.000000', 'c.1', '200', 'PJSIP/301', 'CONNECT', 4, 'c.9', 2)
      .log('10:00:50.000000', 'c.1', '200', 'PJSIP/301', 'COMPLETECALLER', 4, 10, 2)
      .incoming('10:00:00', 'c.1', { lastapp: 'Queue', lastdata: '200', duration: 50 })
      .call()
    assert.equal(call.outcome, 'answered')
    assert.isNull(call.lost)
    assert.equal(call.waitSeconds, 34)
    assert.equal(call.queueCount, 2)
    assert.deepEqual([call.firstQueue, call.lastQueue], ['100', '200'])
    assert.deepEqual(
      legs.filter((leg) => leg.kind === 'queue').map((leg) => [leg.queue, leg.lost, leg.reentry]),
      [
        ['100', 'missed', false],
        ['200', null, true],
      ]
    )
  })

  test('two visits of one caller to one queue are two, each with its own attempts', ({
    assert,
  }) => {
    const pbx = waiting()
      .log('10:00:20.000000', 'c.1', '100', 'PJSIP/201', 'RINGNOANSWER', 9000)
      .log('10:00:25.000000', 'c.1', '100', 'NONE', 'EXITWITHTIMEOUT', 1, 1, 20)
      .log('10:00:45.000000', 'c.1', '100', 'NONE', 'ENTERQUEUE', '', '02188776655', 1)
      .log('10:00:55.000000', 'c.1', '100', 'PJSIP/202', 'RINGNOANSWER', 9000)
      .log('10:01:00.000000', 'c.1', '100', 'NONE', 'ABANDON', 1, 1, 15)
      .incoming('10:00:00', 'c.1', { lastapp: 'Queue', lastdata: '100', duration: 60 })
    const visits = visitsOf(pbx.call())
    assert.deepEqual(
      visits.map((leg) => [leg.outcome, leg.waitSeconds, leg.attemptCount]),
      [
        ['timeout', 20, 1],
        ['abandoned', 15, 1],
      ]
    )
    assert.notEqual(visits[0]?.key, visits[1]?.key)
    assert.equal(pbx.call().call.lost, 'abandoned')
    assert.equal(pbx.call().call.attemptCount, 2)
  })

  test('a caller who leaves the queue by a key and is answered elsewhere is answered', ({
    assert,
  }) => {
    const { call, legs } = waiting()
      .log('10:00:20.000000', 'c.1', '100', 'NONE', 'EXITWITHKEY', 0, 1, 1, 15)
      .incoming('10:00:00', 'c.1', { lastapp: 'Queue', lastdata: '100', duration: 20 })
      .incoming('10:00:20', 'c.1', {
        dst: '301',
        lastapp: 'Dial',
        lastdata: 'PJSIP/301,12',
        dstchannel: 'PJSIP/301-7',
        duration: 40,
        billsec: 37,
      })
      .call()
    assert.equal(call.outcome, 'answered')
    assert.equal(call.exitKey, '0')
    assert.equal(call.agent, '301')
    assert.equal(call.talkSeconds, 37)
    assert.equal(legs[0]?.outcome, 'exit_key')
  })

  test('an agent in two queues who is offered two callers has both, each with its queue', ({
    assert,
  }) => {
    const pbx = waiting()
      .log('10:00:06.000000', 'd.1', '200', 'NONE', 'ENTERQUEUE', '', '02188770000', 1)
      .log('10:00:15.000000', 'c.1', '100', 'PJSIP/201', 'RINGNOANSWER', 8000)
      .log('10:00:16.000000', 'd.1', '200', 'PJSIP/201', 'CONNECT', 10, 'd.2', 3)
      .log('10:00:26.000000', 'd.1', '200', 'PJSIP/201', 'COMPLETECALLER', 10, 10, 1)
      .log('10:00:27.000000', 'c.1', '100', 'PJSIP/201', 'CONNECT', 22, 'c.3', 1)
      .log('10:00:37.000000', 'c.1', '100', 'PJSIP/201', 'COMPLETECALLER', 22, 10, 1)
      .incoming('10:00:00', 'c.1')
      .incoming('10:00:01', 'd.1')
    const calls = pbx.calls()
    assert.lengthOf(calls, 2)
    assert.deepEqual(
      calls.map(({ call }) => [call.key, call.agent, call.firstQueue, call.attemptCount]),
      [
        ['c.1', '201', '100', 2],
        ['d.1', '201', '200', 1],
      ]
    )
  })

  test('an attended transfer made by a second call of the phone is one call once cel joins them', ({
    assert,
  }) => {
    const pbx = finished()
      .pair('10:00:30', {
        uniqueid: 'k.1',
        linkedid: 'k.1',
        channel: 'PJSIP/201-0009',
        dstchannel: 'PJSIP/302-0010',
        src: '201',
        dst: '302',
        lastapp: 'Dial',
        lastdata: 'PJSIP/302,20',
        duration: 60,
        billsec: 55,
      })
      .event('10:00:30', 'CHAN_START', {
        uniqueid: 'k.1',
        linkedid: 'k.1',
        channame: 'PJSIP/201-0009',
        exten: '302',
      })
    assert.lengthOf(pbx.calls(), 2)
    pbx.event('10:00:50', 'BRIDGE_ENTER', {
      uniqueid: 'k.1',
      linkedid: 'c.1',
      channame: 'PJSIP/201-0009',
    })
    const { call, legs, ids } = pbx.call()
    assert.equal(call.key, 'c.1')
    assert.includeMembers(ids, ['c.1', 'k.1'])
    assert.deepEqual(
      legs.filter((leg) => leg.kind === 'agent').map((leg) => [leg.agent, leg.via]),
      [
        ['201', 'queue'],
        ['302', 'consult'],
      ]
    )
    assert.equal(call.talkSeconds, 75, 'the consultation ran beside the talk for 40 s')
  })

  test('an agent who calls a queue is an internal call with a visit', ({ assert }) => {
    const { call, legs } = waiting()
      .log('10:00:30.000000', 'c.1', '100', 'NONE', 'ABANDON', 1, 1, 25)
      .pair('10:00:04', {
        uniqueid: 'c.1',
        channel: 'PJSIP/205-1',
        src: '205',
        dst: '100',
        lastapp: 'Queue',
        lastdata: '100',
        duration: 26,
      })
      .call()
    assert.equal(call.direction, 'internal')
    assert.equal(call.kind, 'call')
    assert.equal(call.outcome, 'abandoned')
    assert.equal(legs.filter((leg) => leg.kind === 'queue').length, 1)
  })
})

test.group('Assembler: who is lost, who is not', () => {
  test('offers that only queue_log tells of are attempts all the same', ({ assert }) => {
    const { attempts, call } = waiting()
      .log('10:00:15.000000', 'c.1', '100', 'Sara', 'RINGNOANSWER', 8000)
      .log('10:00:20.000000', 'c.1', '100', 'PJSIP/202', 'RINGCANCELED', 2500)
      .log('10:00:20.100000', 'c.1', '100', 'NONE', 'ABANDON', 1, 1, 15)
      .incoming('10:00:00', 'c.1')
      .call()
    assert.deepEqual(
      attempts.map(({ agent, result, ringMs }) => [agent, result, ringMs]),
      [
        ['Sara', 'rang_out', 8000],
        ['202', 'cancelled', 2500],
      ]
    )
    assert.equal(call.unansweredAttempts, 2)
    assert.equal(call.lost, 'abandoned')
  })

  test('thrown out because nobody is left is missed, hung up in the IVR is no loss of a queue', ({
    assert,
  }) => {
    const empty = waiting()
      .log('10:00:20.000000', 'c.1', '100', 'NONE', 'EXITEMPTY', 1, 1, 15)
      .incoming('10:00:00', 'c.1')
      .call()
    assert.deepEqual([empty.call.outcome, empty.call.lost], ['left_empty', 'missed'])
    const ivr = new PbxRows()
      .incoming('10:00:00', 'c.1', { dcontext: 'ivr-main', lastapp: 'BackGround', dst: 's' })
      .call()
    assert.deepEqual([ivr.call.outcome, ivr.call.lost, ivr.call.ivr], ['ivr_abandoned', null, true])
    assert.equal(ivr.call.hungUpBy, 'caller')
  })

  test('an operator who is busy or does not answer', ({ assert }) => {
    const dial = (disposition: string, duration: number) =>
      new PbxRows()
        .incoming('10:00:00', 'c.1', {
          dst: '301',
          lastapp: 'Dial',
          lastdata: 'PJSIP/301,12',
          dstchannel: 'PJSIP/301-1',
          disposition,
          duration,
        })
        .call().call.outcome
    assert.equal(dial('BUSY', 0), 'busy')
    assert.equal(dial('NO ANSWER', 12), 'no_answer')
    assert.equal(dial('NO ANSWER', 5), 'cancelled')
  })

  test('feature codes are no calls: they are in no figure', ({ assert }) => {
    const calls = new PbxRows()
      .pair('10:00:00', {
        uniqueid: 'f.1',
        channel: 'PJSIP/201-1',
        src: '201',
        dst: '*46',
        lastapp: 'Hangup',
      })
      .pair('10:01:00', {
        uniqueid: 'f.2',
        channel: 'PJSIP/201-2',
        src: '201',
        dst: '600',
        lastapp: 'Echo',
      })
      .calls()
    assert.isTrue(calls.every(({ call }) => call.kind === 'feature' && call.lost === null))
    assert.lengthOf(recordsOf('call', calls), 0)
  })
})
