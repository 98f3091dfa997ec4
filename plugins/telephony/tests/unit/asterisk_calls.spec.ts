import { test } from '@japa/runner'
import type { CallOutcome } from '#plugins/telephony/server/model/assembled'
import {
  asterisk,
  asteriskWithoutCel,
  groundTruth,
  sharedCsv,
  stintsOf,
  visitsOf,
  type CsvRow,
} from './support/shared_data.js'

const OUTCOMES: Record<string, CallOutcome> = {
  ANSWERED: 'answered',
  ABANDONED: 'abandoned',
  TIMEOUT: 'timeout',
  EXIT_KEY: 'exit_key',
  LEFT_EMPTY: 'left_empty',
  FULL: 'full',
  JOINEMPTY: 'join_empty',
  IVR_ABANDONED: 'ivr_abandoned',
  CLOSED_HOURS: 'closed',
  UNKNOWN_DID: 'no_route',
  BUSY: 'busy',
  NO_ANSWER: 'no_answer',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
}

function expectedOutcome(truth: CsvRow): CallOutcome | undefined {
  return truth.scenario?.startsWith('feature_') ? 'completed' : OUTCOMES[truth.outcome ?? '']
}

const seconds = (text: string | undefined) => Number(text ?? '')
const entered = (truth: CsvRow) =>
  truth.queue !== '' && !['FULL', 'JOINEMPTY'].includes(truth.outcome ?? '')

test.group('Recorded Asterisk, call by call against SIPp', () => {
  test('every call of the ground truth is one call, all ended, and nothing else is a call', ({
    assert,
  }) => {
    const { calls, byKey } = asterisk()
    const truths = groundTruth()
    assert.lengthOf(truths, 473)
    assert.deepEqual(
      truths.filter((truth) => !byKey.has(truth.uniqueid ?? '')),
      []
    )
    const known = new Set(truths.map((truth) => truth.uniqueid))
    const others = calls.filter(({ call }) => !known.has(call.key))
    assert.deepEqual(others.map(({ call }) => [call.key, call.kind]).sort(), [
      ['crm-flow-a', 'service'],
      ['crm-sup-1', 'service'],
      ['crm-sup-2', 'service'],
    ])
    assert.isTrue(calls.every(({ call }) => call.state === 'ended'))
  })

  test('outcome and direction agree in 473 of 473 calls', ({ assert }) => {
    const { byKey } = asterisk()
    for (const truth of groundTruth()) {
      const call = byKey.get(truth.uniqueid ?? '')?.call
      const label = `${truth.ref} ${truth.scenario}`
      assert.equal(call?.outcome, expectedOutcome(truth), label)
      assert.equal(call?.direction, truth.direction, label)
      assert.equal(call?.answered, expectedOutcome(truth) === 'answered', label)
    }
  })

  test('without cel the same outcomes, but for three calls that have no row at all', ({
    assert,
  }) => {
    const { byKey } = asteriskWithoutCel()
    let agree = 0
    const missing: Array<string | undefined> = []
    for (const truth of groundTruth()) {
      const call = byKey.get(truth.uniqueid ?? '')?.call
      if (call === undefined) missing.push(truth.scenario)
      else if (call.outcome === expectedOutcome(truth)) agree += 1
      else assert.equal(call.outcome, expectedOutcome(truth), truth.ref)
    }
    assert.deepEqual(missing, ['in_unknown_did', 'in_unknown_did', 'in_unknown_did'])
    assert.equal(agree, 470)
  })

  test('final event of the first queue agrees in 311 of 311 entered calls', ({ assert }) => {
    const { byKey } = asterisk()
    const truths = groundTruth().filter(entered)
    assert.lengthOf(truths, 311)
    for (const truth of truths) {
      const [first] = visitsOf(byKey.get(truth.uniqueid ?? ''))
      assert.isTrue(first?.entered, truth.ref)
      assert.equal(first?.queue, truth.queue, truth.ref)
      assert.equal(first?.outcome, expectedOutcome(truth), truth.ref)
    }
  })

  test('the answering agent agrees in 243 of 243 answered queue calls, and in all 248 incoming ones', ({
    assert,
  }) => {
    const { byKey } = asterisk()
    const incoming = groundTruth().filter(
      (truth) => truth.direction === 'inbound' && truth.outcome === 'ANSWERED'
    )
    assert.lengthOf(incoming, 248)
    for (const truth of incoming) {
      const call = byKey.get(truth.uniqueid ?? '')
      assert.equal(stintsOf(call)[0]?.agent, truth.answered_by, truth.ref)
      assert.equal(call?.call.agent, truth.answered_by, truth.ref)
    }
    const queued = incoming.filter(entered)
    assert.lengthOf(queued, 243)
    for (const truth of queued) {
      const [visit] = visitsOf(byKey.get(truth.uniqueid ?? ''))
      assert.equal(visit?.agent, truth.answered_by, truth.ref)
    }
  })

  test('the number of attempts nobody took agrees in 305 of 305 queue calls without transfer', ({
    assert,
  }) => {
    const { byKey } = asterisk()
    const truths = groundTruth().filter((truth) => truth.queue !== '' && truth.transfer === '')
    assert.lengthOf(truths, 305)
    for (const truth of truths) {
      const call = byKey.get(truth.uniqueid ?? '')
      const expected = seconds(truth.ring_no_answer) + seconds(truth.phone_rejected)
      assert.equal(call?.call.unansweredAttempts, expected, `${truth.ref} ${truth.scenario}`)
    }
  })

  test('every ring of a phone agrees, phone by phone in each call', ({ assert }) => {
    for (const { byKey } of [asterisk(), asteriskWithoutCel()]) {
      const rings = new Map<string, string[]>()
      for (const leg of sharedCsv('asterisk', 'ground-truth', 'phone-legs.csv')) {
        const list = rings.get(leg.ref ?? '') ?? []
        list.push(`${leg.extension} ${RESULTS[leg.result ?? '']}`)
        rings.set(leg.ref ?? '', list)
      }
      for (const truth of groundTruth()) {
        const call = byKey.get(truth.uniqueid ?? '')
        const found = (call?.attempts ?? []).map(
          ({ agent, result }) => `${agent} ${result === 'rang_out' ? 'cancelled' : result}`
        )
        assert.deepEqual(found.sort(), (rings.get(truth.ref ?? '') ?? []).sort(), truth.ref)
      }
    }
  })

  test('waits differ by less than a second, talks of the first phone too', ({ assert }) => {
    const { byKey } = asterisk()
    let waits = 0
    let talks = 0
    for (const truth of groundTruth()) {
      const call = byKey.get(truth.uniqueid ?? '')
      const [visit] = visitsOf(call)
      if (truth.wait_s !== '' && visit !== undefined) {
        waits += 1
        assert.closeTo(visit.waitSeconds ?? -9, seconds(truth.wait_s), 0.98, truth.ref)
      }
      const stint = call?.legs.find((leg) => leg.kind === 'agent')
      // After a blind transfer the phone may stay on the line; the talk with the caller is over.
      if (truth.talk_first_phone_s !== '' && truth.transfer !== 'blind') {
        talks += 1
        assert.closeTo(stint?.talkSeconds ?? -9, seconds(truth.talk_first_phone_s), 1, truth.ref)
      }
    }
    assert.equal(waits, 283)
    assert.equal(talks, 291)
  })

  test('who ended the call agrees wherever SIPp says it', ({ assert }) => {
    const { byKey } = asterisk()
    let checked = 0
    for (const truth of groundTruth()) {
      if (truth.ended_by === '') continue
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.equal(call?.hungUpBy === 'caller', truth.ended_by === 'caller', truth.ref)
      checked += 1
    }
    assert.equal(checked, 465)
  })

  test('start and end lie within two seconds of SIPp’s', ({ assert }) => {
    const { byKey } = asterisk()
    for (const truth of groundTruth()) {
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.closeTo(call?.startedAt ?? 0, Date.parse(truth.started_utc ?? ''), 1500, truth.ref)
      if (truth.ended_utc !== '') {
        assert.closeTo(call?.endedAt ?? 0, Date.parse(truth.ended_utc ?? ''), 2000, truth.ref)
      }
    }
  })

  test('transfers: kind, target and who took over agree in 23 of 23 calls', ({ assert }) => {
    for (const { byKey } of [asterisk(), asteriskWithoutCel()]) {
      let found = 0
      for (const truth of groundTruth()) {
        const transfers = byKey.get(truth.uniqueid ?? '')?.transfers ?? []
        assert.lengthOf(transfers, truth.transfer === '' ? 0 : 1, truth.ref)
        const [transfer] = transfers
        if (transfer === undefined) continue
        found += 1
        assert.equal(transfer.kind, truth.transfer, truth.ref)
        assert.equal(transfer.fromAgent, truth.answered_by, truth.ref)
        assert.equal(transfer.target, truth.transferred_to, truth.ref)
        assert.equal(transfer.toAgent ?? '', truth.transfer_answered_by, truth.ref)
        assert.equal(transfer.answered, truth.transfer_answered_by !== '', truth.ref)
      }
      assert.equal(found, 23)
    }
  })

  test('numbers: caller, line and dialled number of every incoming call', ({ assert }) => {
    const { byKey } = asterisk()
    for (const truth of groundTruth()) {
      if (truth.direction !== 'inbound') continue
      const call = byKey.get(truth.uniqueid ?? '')?.call
      assert.equal(call?.callerNumber, truth.caller, truth.ref)
      assert.equal(call?.dialledNumber, truth.dialled, truth.ref)
      assert.equal(
        call?.externalNumber,
        truth.caller === 'anonymous' ? '' : truth.caller,
        truth.ref
      )
      assert.equal(call?.trunk, 'trunk-main', truth.ref)
    }
  })

  test('marks: each saved digit belongs to its call, queue and agent', ({ assert }) => {
    for (const { byKey, calls } of [asterisk(), asteriskWithoutCel()]) {
      assert.lengthOf(
        calls.flatMap((call) => call.surveys),
        53
      )
      for (const truth of groundTruth()) {
        const call = byKey.get(truth.uniqueid ?? '')
        const digit = truth.survey_digit ?? ''
        const saved = digit !== '' && seconds(digit) >= 1 && seconds(digit) <= 5
        assert.equal(call?.call.score ?? null, saved ? seconds(digit) : null, truth.ref)
        if (!saved) continue
        const last = visitsOf(call).at(-1)
        assert.equal(call?.surveys[0]?.queue, last?.queue, truth.ref)
        assert.equal(call?.surveys[0]?.agent, last?.agent, truth.ref)
      }
    }
  })
})

const RESULTS: Record<string, string> = {
  'answered': 'answered',
  'cancelled': 'cancelled',
  'rejected-486': 'rejected',
  'answered-elsewhere': 'elsewhere',
  'lost-answer-race': 'elsewhere',
}
