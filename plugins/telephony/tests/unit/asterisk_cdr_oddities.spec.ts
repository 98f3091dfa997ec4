import { test } from '@japa/runner'
import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  asterisk,
  asteriskOptions,
  asteriskWithoutCel,
  groundTruth,
  stintsOf,
  visitsOf,
} from './support/shared_data.js'

const scenario = (...names: string[]) =>
  groundTruth().filter((truth) => names.includes(truth.scenario ?? ''))

const total = (numbers: ReadonlyArray<number | null>) =>
  numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0)

test.group('What the cdr does that a reader may not expect', () => {
  test('1: a row for each pair, up to four of one caller: 809 rows are 473 calls and three of programs', ({
    assert,
  }) => {
    const { rows, calls } = asteriskWithoutCel()
    assert.lengthOf(rows.cdr, 809)
    assert.equal(new Set(rows.cdr.map((row) => row.uniqueid)).size, 584)
    assert.equal(new Set(rows.cdr.map((row) => `${row.uniqueid} ${row.sequence}`)).size, 809)
    assert.equal(new Set(calls.map(({ call }) => call.key)).size, calls.length)
    assert.lengthOf(calls, 473)
  })

  test('2: ANSWERED is said of abandoned callers, time-outs, keys, refusals and the closed office: none is answered', ({
    assert,
  }) => {
    const { byKey, rows } = asterisk()
    const unanswered = groundTruth().filter((truth) =>
      ['ABANDONED', 'TIMEOUT', 'EXIT_KEY', 'FULL', 'JOINEMPTY', 'CLOSED_HOURS'].includes(
        truth.outcome ?? ''
      )
    )
    const saidAnswered = unanswered.filter((truth) =>
      rows.cdr.some((row) => row.uniqueid === truth.uniqueid && row.disposition === 'ANSWERED')
    )
    assert.lengthOf(
      saidAnswered.filter((truth) => truth.outcome === 'ABANDONED'),
      10
    )
    assert.lengthOf(saidAnswered, 10 + 12 + 8 + 13 + 4 + 6)
    for (const truth of unanswered) {
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.isFalse(call?.answered, truth.ref)
      assert.isNull(call?.talkSeconds, truth.ref)
      assert.isNull(call?.agent, truth.ref)
    }
  })

  test('3: billsec counts from the IVR: 4402 s where the phones talked 2064 s', ({ assert }) => {
    const { byKey, rows } = asteriskWithoutCel()
    const answered = groundTruth().filter(
      (truth) => truth.outcome === 'ANSWERED' && truth.queue !== '' && truth.transfer === ''
    )
    const keys = new Set(answered.map((truth) => truth.uniqueid))
    const billsec = rows.cdr
      .filter((row) => row.lastapp === 'Queue' && row.disposition === 'ANSWERED')
      .filter((row) => keys.has(row.linkedid))
      .map((row) => row.billsec)
    assert.equal(total(billsec), 4402)
    const talks = answered.map((truth) => byKey.get(truth.uniqueid ?? '')?.call.talkSeconds ?? 0)
    assert.equal(total(talks), 2064)
    assert.closeTo(
      total(talks),
      total(answered.map((truth) => Number(truth.talk_first_phone_s))),
      1
    )
    const lies = rows.cdr.filter((row) => row.disposition === 'NO ANSWER' && row.billsec > 0)
    assert.lengthOf(lies, 160)
  })

  test('4: a blind transfer rewrites dst and dcontext: the leg stays with its queue all the same', ({
    assert,
  }) => {
    for (const { byKey, rows } of [asterisk(), asteriskWithoutCel()]) {
      let rewritten = 0
      for (const truth of scenario('q_blind_transfer_ext', 'q_blind_transfer_queue')) {
        const call = byKey.get(truth.uniqueid ?? '')
        const row = rows.cdr.find((each) => each.uniqueid === truth.uniqueid)
        if (row?.dcontext === 'from-internal-xfer') rewritten += 1
        const [visit] = visitsOf(call)
        assert.equal(visit?.queue, '1000', truth.ref)
        assert.equal(visit?.endedBy, 'blind_transfer', truth.ref)
        assert.equal(call?.call.firstQueue, '1000', truth.ref)
        assert.equal(call?.call.dialledNumber, '02191001000', truth.ref)
      }
      assert.equal(rewritten, 14)
    }
  })

  test('4: an attended transfer, five rows over four uniqueids, is one call of two agents', ({
    assert,
  }) => {
    for (const { byKey, rows } of [asterisk(), asteriskWithoutCel()]) {
      const truths = scenario('q_attended_transfer')
      assert.lengthOf(truths, 8)
      for (const truth of truths) {
        const own = rows.cdr.filter((row) => row.linkedid === truth.uniqueid)
        // Attempts that nobody answered come before; the transfer itself is five rows.
        assert.isAtLeast(own.length, 5, truth.ref)
        assert.isAtLeast(new Set(own.map((row) => row.uniqueid)).size, 4, truth.ref)
        const call = byKey.get(truth.uniqueid ?? '')
        assert.deepEqual(
          stintsOf(call).map((leg) => [leg.agent, leg.via]),
          [
            [truth.answered_by, 'queue'],
            ['302', 'consult'],
          ],
          truth.ref
        )
        assert.equal(call?.call.lastAgent, '302')
        assert.equal(visitsOf(call)[0]?.endedBy, 'attended_transfer')
      }
    }
  })

  test('5: Local members add a row of their own per attempt: still one attempt, at the phone', ({
    assert,
  }) => {
    const { calls, rows } = asteriskWithoutCel()
    assert.lengthOf(
      rows.cdr.filter((row) => row.dcontext === 'from-queue'),
      85
    )
    const attempts = calls.flatMap((call) => call.attempts).filter(({ queue }) => queue === '3000')
    assert.lengthOf(attempts, 85)
    assert.isTrue(attempts.every(({ channel }) => channel?.startsWith('PJSIP/20')))
    assert.deepEqual([...new Set(attempts.map(({ agent }) => agent))].sort(), ['205', '206'])
    assert.isTrue(attempts.every(({ legKey }) => legKey !== null))
  })

  test('6: only the survey’s own row has userfield: the mark is found there when queue_log has none', ({
    assert,
  }) => {
    const { rows } = asterisk()
    const site = new Site(asteriskOptions())
    const without = rows.queueLog.filter((row) => row.event !== 'INFO')
    const calls = assembleRows({ ...rows, queueLog: without }, () => site)
    const marks = calls.flatMap((call) => call.surveys)
    assert.lengthOf(marks, 53)
    assert.isTrue(marks.every(({ source }) => source === 'cdr'))
    const expected = asterisk().calls.flatMap((call) => call.surveys)
    const plain = (list: typeof marks) =>
      list.map(({ callKey, queue, agent, score }) => `${callKey} ${queue} ${agent} ${score}`).sort()
    assert.deepEqual(plain(marks), plain(expected))
  })

  test('6: recordingfile is repeated on later rows and stands on calls that nobody answered: each file once, no sound promised', ({
    assert,
  }) => {
    const { calls, rows } = asterisk()
    const named = rows.cdr.filter((row) => row.recordingfile !== '')
    const recordings = calls.flatMap((call) => call.recordings)
    assert.isAbove(named.length, recordings.length)
    assert.equal(new Set(recordings.map(({ fileName }) => fileName)).size, recordings.length)
    for (const { call, recordings: own, legs } of calls) {
      if (call.direction !== 'inbound' || call.answered) continue
      assert.isTrue(own.every(({ audioExpected }) => !audioExpected))
      assert.isTrue(legs.every((leg) => leg.kind === 'queue'))
    }
  })

  test('6: transfers and retries of a queue keep the recordings with the call', ({ assert }) => {
    const { byKey } = asterisk()
    for (const truth of scenario('q_blind_transfer_queue')) {
      const call = byKey.get(truth.uniqueid ?? '')
      assert.deepEqual(
        call?.recordings.map(({ queue }) => queue),
        ['1000', '2000'],
        truth.ref
      )
      assert.equal(call?.recordings[0]?.agent, truth.answered_by)
    }
    for (const truth of scenario('q_attended_transfer')) {
      const call = byKey.get(truth.uniqueid ?? '')
      assert.equal(call?.call.recordingCount, 2, truth.ref)
      assert.isTrue(call?.recordings.every(({ audioExpected }) => audioExpected))
      assert.deepEqual(
        call?.recordings.map(({ agent }) => agent),
        [truth.answered_by, '302']
      )
    }
    for (const truth of scenario('q_ring_no_answer_then_answer')) {
      if (truth.outcome !== 'ANSWERED') continue
      const call = byKey.get(truth.uniqueid ?? '')
      assert.equal(call?.call.recordingCount, 1, truth.ref)
      assert.isTrue(call?.recordings[0]?.audioExpected)
    }
  })

  test('7: outgoing calls belong to the extension in cnum, not to the trunk’s number in src', ({
    assert,
  }) => {
    const { byKey } = asterisk()
    const outgoing = groundTruth().filter((truth) => truth.direction === 'outbound')
    assert.lengthOf(outgoing, 70)
    for (const truth of outgoing) {
      const call = byKey.get(truth.uniqueid ?? '')?.call
      const number = (truth.dialled ?? '').replace(/^9(?=0)/, '')
      if (truth.scenario !== 'ari_click_to_call') {
        assert.equal(call?.callerNumber, truth.caller, truth.ref)
        assert.equal(call?.agent, truth.caller, truth.ref)
        assert.equal(call?.externalNumber, number, truth.ref)
      }
      assert.equal(call?.did, '02191001000', truth.ref)
      assert.equal(call?.trunk, 'trunk-main', truth.ref)
    }
  })

  test('7: carrier 404 and 503, cancelled and busy are told apart although cdr says NO ANSWER of three', ({
    assert,
  }) => {
    for (const { byKey } of [asterisk(), asteriskWithoutCel()]) {
      const outcomes = (name: string) =>
        scenario(name).map((truth) => byKey.get(truth.uniqueid ?? '')?.call.outcome)
      assert.deepEqual(outcomes('out_carrier_404'), Array(4).fill('failed'))
      assert.deepEqual(outcomes('out_carrier_503'), Array(4).fill('failed'))
      assert.deepEqual(outcomes('out_caller_cancels'), Array(5).fill('cancelled'))
      assert.deepEqual(outcomes('out_noanswer'), Array(7).fill('no_answer'))
      assert.deepEqual(outcomes('out_busy'), Array(8).fill('busy'))
    }
  })

  test('7: internal calls have an empty cnum: the caller is the phone that called', ({
    assert,
  }) => {
    const { byKey, rows } = asterisk()
    const internal = scenario('int_answer', 'int_busy', 'int_noanswer', 'int_caller_cancels')
    for (const truth of internal) {
      assert.equal(rows.cdr.find((row) => row.uniqueid === truth.uniqueid)?.cnum, '')
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.equal(call?.callerNumber, truth.caller, truth.ref)
      assert.equal(call?.dialledNumber, truth.dialled, truth.ref)
      assert.equal(call?.externalNumber, '', truth.ref)
    }
  })

  test('7: click-to-call that finds the far end busy, two rows, is one busy call', ({ assert }) => {
    for (const { byKey } of [asterisk(), asteriskWithoutCel()]) {
      const truths = scenario('ari_click_to_call')
      assert.lengthOf(truths, 8)
      for (const truth of truths) {
        const call = byKey.get(truth.uniqueid ?? '')?.call
        assert.equal(call?.outcome, truth.outcome === 'BUSY' ? 'busy' : 'answered', truth.ref)
        assert.match(call?.agent ?? '', /^20\d$/)
        assert.match(call?.externalNumber ?? '', /^0912555\d{4}$/)
      }
    }
    const known = scenario('ari_click_to_call').map((t) => asterisk().byKey.get(t.uniqueid ?? ''))
    assert.isTrue(known.every((each) => each?.call.clickToCall))
    assert.lengthOf(
      asterisk().calls.filter(({ call }) => call.clickToCall && call.kind === 'call'),
      8
    )
  })

  test('8: a call that never was answered nor dialled has no row: cel shows it', ({ assert }) => {
    const { byKey, rows } = asterisk()
    for (const truth of scenario('in_unknown_did')) {
      assert.isUndefined(rows.cdr.find((row) => row.linkedid === truth.uniqueid))
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.equal(call?.outcome, 'no_route')
      assert.equal(call?.dialledNumber, '02191009999')
      assert.equal(call?.hungUpBy, 'system')
    }
  })

  test('8: snooping and Stasis channels have rows but are no calls of customers', ({ assert }) => {
    for (const { calls } of [asterisk(), asteriskWithoutCel()]) {
      const services = calls.filter(({ call }) => call.kind === 'service')
      assert.lengthOf(services, 3)
      for (const service of services) {
        assert.isFalse(service.call.answered)
        assert.lengthOf(service.legs, 0)
        assert.lengthOf(service.attempts, 0)
        assert.equal(service.call.outcome, 'completed')
      }
    }
  })

  test('9: ids are free text and their number does not sort as text', ({ assert }) => {
    const { byKey, calls } = asterisk()
    assert.isTrue(byKey.has('crm-c2c-0002'))
    assert.equal(byKey.get('crm-c2c-0002')?.call.direction, 'outbound')
    const snooped = calls.find(({ ids }) => ids.includes('crm-snoop-1'))
    assert.equal(snooped?.call.key, 'crm-sup-1')
  })
})
