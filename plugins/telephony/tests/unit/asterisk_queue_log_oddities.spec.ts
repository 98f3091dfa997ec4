import { test } from '@japa/runner'
import { assembleAgents } from '#plugins/telephony/server/assembler/agent_history'
import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { learnMembers } from '#plugins/telephony/server/assembler/learn_members'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  asterisk,
  asteriskOptions,
  asteriskWithoutCel,
  groundTruth,
  visitsOf,
} from './support/shared_data.js'

const scenario = (...names: string[]) =>
  groundTruth().filter((truth) => names.includes(truth.scenario ?? ''))

test.group('What queue_log does that a reader may not expect', () => {
  test('1: rows come out of time order: the order of the ids makes no difference', ({ assert }) => {
    const { rows } = asterisk()
    const late = rows.queueLog.filter(
      (row, index) => row.time < (rows.queueLog[index - 1]?.time ?? '')
    )
    assert.lengthOf(late, 3)
    const site = new Site(asteriskOptions())
    const reversed = { ...rows, queueLog: [...rows.queueLog].reverse() }
    assert.deepEqual(
      assembleRows(reversed, () => site).map(({ legs }) => legs),
      asterisk().calls.map(({ legs }) => legs)
    )
  })

  test('1: a caller transferred to a second queue has the same callid in both: two visits', ({
    assert,
  }) => {
    const { byKey } = asterisk()
    const truths = scenario('q_blind_transfer_queue')
    assert.lengthOf(truths, 5)
    for (const truth of truths) {
      const visits = visitsOf(byKey.get(truth.uniqueid ?? ''))
      assert.deepEqual(
        visits.map((leg) => [leg.queue, leg.reentry, leg.via]),
        [
          ['1000', false, 'line'],
          ['2000', true, 'transfer'],
        ]
      )
      assert.equal(new Set(visits.map((leg) => leg.key)).size, 2)
      assert.match(visits[1]?.outcome ?? '', /^(answered|full)$/)
    }
  })

  test('2: refused callers leave no row of Asterisk’s own: 18 are known by the DID row, with their reason from cdr', ({
    assert,
  }) => {
    for (const { calls } of [asterisk(), asteriskWithoutCel()]) {
      const refused = calls.flatMap((call) => visitsOf(call)).filter((leg) => !leg.entered)
      const reasons = refused.map((leg) => leg.outcome)
      assert.lengthOf(refused, 18)
      assert.lengthOf(
        reasons.filter((reason) => reason === 'full'),
        14
      )
      assert.lengthOf(
        reasons.filter((reason) => reason === 'join_empty'),
        4
      )
      assert.isTrue(refused.every((leg) => leg.lost === null && leg.waitSeconds === null))
    }
  })

  test('2: without DID rows cel’s or cdr’s Queue() shows them', ({ assert }) => {
    const { rows } = asterisk()
    const site = new Site(asteriskOptions())
    const queueLog = rows.queueLog.filter((row) => row.event !== 'DID')
    const calls = assembleRows({ ...rows, queueLog }, () => site)
    const refused = calls.flatMap((call) => visitsOf(call)).filter((leg) => !leg.entered)
    assert.lengthOf(refused, 18)
    assert.lengthOf(
      refused.filter((leg) => leg.outcome === 'full'),
      14
    )
  })

  test('3: BLINDTRANSFER and ATTENDEDTRANSFER end a visit without COMPLETE: hold and talk are theirs', ({
    assert,
  }) => {
    const { calls, rows } = asterisk()
    const ends = rows.queueLog.filter((row) => row.event.endsWith('DTRANSFER'))
    assert.lengthOf(ends, 23)
    const visits = calls.flatMap((call) => visitsOf(call))
    for (const row of ends) {
      const visit = visits.find((leg) => leg.callKey === row.callid && leg.queue === row.queuename)
      assert.equal(visit?.waitSeconds, Number(row.data3))
      assert.equal(visit?.talkSeconds, Number(row.data4))
      assert.equal(visit?.outcome, 'answered')
    }
  })

  test('4: RINGNOANSWER and RINGCANCELED are milliseconds, CONNECT’s ring is seconds', ({
    assert,
  }) => {
    const { calls } = asterisk()
    const attempts = calls.flatMap((call) => call.attempts).filter(({ queue }) => queue !== null)
    const longest = Math.max(...attempts.map(({ ringMs }) => ringMs ?? 0))
    assert.isAtMost(longest, 9000)
    const rangOut = attempts.filter(({ result }) => result === 'rang_out')
    assert.isTrue(rangOut.every(({ ringMs }) => (ringMs ?? 0) >= 1000))
    assert.isTrue(calls.every(({ call }) => call.ringSeconds === null || call.ringSeconds <= 12))
  })

  test('4: a phone that rejects is RINGNOANSWER 0, and the losers of a ringall get no row', ({
    assert,
  }) => {
    const { calls, rows } = asteriskWithoutCel()
    const zero = rows.queueLog.filter((row) => row.event === 'RINGNOANSWER' && row.data1 === '0')
    const attempts = calls.flatMap((call) => call.attempts)
    assert.lengthOf(
      attempts.filter(({ result, queue }) => result === 'rejected' && queue !== null),
      zero.length
    )
    const elsewhere = attempts.filter(({ result }) => result === 'elsewhere')
    assert.lengthOf(elsewhere, 13)
    assert.isTrue(elsewhere.every(({ queue }) => queue === '2000'))
  })

  test('5: CONNECT names the Local half of a Local member: the leg has the phone’s channel', ({
    assert,
  }) => {
    for (const { calls } of [asterisk(), asteriskWithoutCel()]) {
      const answered = calls
        .flatMap((call) => visitsOf(call))
        .filter((leg) => leg.queue === '3000' && leg.outcome === 'answered')
      assert.lengthOf(answered, 54)
      assert.isTrue(answered.every((leg) => /^PJSIP\/20[56]-/.test(leg.channel ?? '')))
    }
  })

  test('5: positions, waits and keys stand at other places in every event', ({ assert }) => {
    const { calls, rows } = asterisk()
    const visits = calls.flatMap((call) => visitsOf(call))
    const places: Record<string, [position: 'data1' | 'data2', wait: 'data3' | 'data4']> = {
      ABANDON: ['data1', 'data3'],
      EXITWITHTIMEOUT: ['data1', 'data3'],
      EXITEMPTY: ['data1', 'data3'],
      EXITWITHKEY: ['data2', 'data4'],
    }
    let checked = 0
    for (const row of rows.queueLog) {
      const place = places[row.event]
      if (place === undefined) continue
      const visit = visits.find((leg) => leg.callKey === row.callid && leg.queue === row.queuename)
      assert.equal(visit?.positionLeft, Number(row[place[0]]))
      assert.equal(visit?.waitSeconds, Number(row[place[1]]))
      if (row.event === 'EXITWITHKEY') assert.equal(visit?.exitKey, '9')
      checked += 1
    }
    assert.equal(checked, 45 + 12 + 3 + 8)
    for (const row of rows.queueLog.filter(({ event }) => event === 'ENTERQUEUE')) {
      const visit = visits.find((leg) => leg.callKey === row.callid && leg.queue === row.queuename)
      assert.equal(visit?.positionEntered, Number(row.data3))
    }
  })

  test('6: an agent is a name here and an interface there: one identity', ({ assert }) => {
    const { calls, agents } = asterisk()
    const names = calls.flatMap((call) => call.legs.map((leg) => leg.agent))
    assert.isTrue(names.every((agent) => agent === null || /^[23]0\d$/.test(agent)))
    const dina = agents.find(({ agent }) => agent === '204')
    assert.lengthOf(dina?.sessions ?? [], 2)
    assert.isTrue(dina?.sessions.every(({ agentName }) => agentName === 'Dina Moradi'))
    assert.isTrue(dina?.sessions.every((session) => session.agentInterface === 'PJSIP/204'))
  })

  test('6: the names of the members can be learnt from the rows, with cel and without', ({
    assert,
  }) => {
    const expected = [
      ['Back Office', 'PJSIP/302'],
      ['Dina Moradi', 'PJSIP/204'],
      ['Neda Sadeghi', 'Local/206@from-queue/n'],
      ['Reza Tehrani', 'Local/205@from-queue/n'],
    ]
    for (const { rows } of [asterisk(), asteriskWithoutCel()]) {
      assert.deepEqual(
        learnMembers(rows).map((member) => [member.name, member.interface]),
        expected
      )
    }
  })

  test('6: ADDMEMBER by AMI and by *45 both begin a session; PAUSED begins a pause with it', ({
    assert,
  }) => {
    const { agents } = asterisk()
    const sessions = agents.flatMap((agent) => agent.sessions)
    assert.deepEqual(
      sessions.map((session) => [session.agent, session.queue, session.durationSeconds]),
      [
        ['204', '1000', 454],
        ['204', '1000', 290],
        ['302', '2000', 315],
      ]
    )
    const joined = agents.flatMap((agent) => agent.pauses).filter(({ atJoin }) => atJoin)
    assert.deepEqual(
      joined.map(({ agent, queue, durationSeconds }) => [agent, queue, durationSeconds]),
      [['204', '1000', 15]]
    )
  })

  test('7: PAUSEALL and its PAUSE rows are one pause, a new reason is a new pause, UNPAUSE may give a reason', ({
    assert,
  }) => {
    const pauses = asterisk().agents.flatMap((agent) => agent.pauses)
    assert.deepEqual(
      pauses.map((pause) => [
        pause.agent,
        pause.queue ?? '*',
        pause.queues,
        pause.reason,
        pause.endReason,
        pause.durationSeconds,
      ]),
      [
        ['201', '*', '1000', 'Break', '', 45],
        ['201', '*', '1000', 'Break', '', 25],
        ['201', '*', '1000', 'Lunch', 'Back', 45],
        ['201', '*', '1000', 'Training', '', 40],
        ['202', '1000', '', 'Lunch', '', 90],
        ['202', '*', '1000', 'Break', '', 30],
        ['203', '2000', '', 'Training', '', 60],
        ['203', '*', '1000,2000', 'Prayer', '', 35],
        ['203', '*', '1000,2000', 'Break', '', 30],
        ['204', '*', '1000,2000', 'Break', '', 36],
        ['204', '1000', '', '', '', 15],
        ['204', '*', '1000,2000', 'Break', '', 25],
        ['205', '*', '3000', 'Break', '', 40],
        ['205', '3000', '', 'Meeting', '', 45],
        ['206', '3000', '', 'Meeting', '', 50],
        ['206', '3000', '', 'Meeting', '', 52],
      ]
    )
  })

  test('7: the pauses are those commanded, to the second', ({ assert }) => {
    const { rows, site } = asterisk()
    const pauses = assembleAgents(rows.queueLog, site).flatMap((agent) => agent.pauses)
    const commanded = ['07:57:59', '07:58:50', '07:59:53', '08:00:31', '08:01:59', '08:02:24']
    const begun = pauses.map((pause) => new Date(pause.startedAt).toISOString().slice(11, 19))
    for (const time of commanded) assert.include(begun, time)
    assert.isTrue(pauses.every((pause) => pause.endedAt !== null))
  })

  test('8: a phone that unregisters leaves no row: no session or pause comes of it', ({
    assert,
  }) => {
    const { agents } = asterisk()
    const history = agents.find(({ agent }) => agent === '202')
    assert.lengthOf(history?.sessions ?? [], 0)
    assert.lengthOf(history?.pauses ?? [], 2)
  })

  test('9: time is the PBX’s local text; created is another clock and is not used', ({
    assert,
  }) => {
    const { rows } = asterisk()
    const site = new Site(asteriskOptions())
    const queueLog = rows.queueLog.map((row) => ({ ...row, created: '2001-01-01 00:00:00' }))
    assert.deepEqual(
      assembleRows({ ...rows, queueLog }, () => site),
      asterisk().calls
    )
    const first = asterisk().byKey.get('1795334222.0')
    assert.equal(
      new Date(visitsOf(first)[0]?.startedAt ?? 0).toISOString(),
      '2026-11-22T07:57:02.149Z'
    )
    assert.equal(first?.call.localDay, '2026-11-22')
    assert.equal(first?.call.localHour, 11)
    assert.equal(first?.call.localWeekday, 7)
  })
})
