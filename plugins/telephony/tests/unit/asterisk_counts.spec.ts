import { test } from '@japa/runner'
import { figures } from '#plugins/telephony/server/kpi/figures'
import { RecordStore } from '#plugins/telephony/server/kpi/figure_store'
import {
  asterisk,
  asteriskWithoutCel,
  groundTruth,
  sharedCsv,
  sharedJson,
  visitsOf,
} from './support/shared_data.js'

interface QueueSummary {
  entered: number
  answered: number
  abandoned: number
  timeout: number
  exit_key: number
  left_empty: number
  refused_full: number
  refused_joinempty: number
  transferred_in_entered: number
  transferred_in_refused_full: number
  blind_transfers_out: number
  attended_transfers_out: number
  service_level_s: number
  avg_wait_answered_s: number
  max_wait_answered_s: number
  avg_wait_abandoned_s: number
  talk_total_s: number
  hung_up_first_phone: number
  hung_up_first_caller: number
  survey: Record<string, number>
}

interface PhoneSummary {
  rung: number
  answered: number
  not_answered: number
  answered_elsewhere: number
  rejected: number
  talk_s: number
}

interface Summary {
  queues: Record<string, QueueSummary>
  answered_by_extension: Record<string, PhoneSummary>
  by_direction: Record<string, number>
  recordings: Record<string, number>
}

const summary = () => sharedJson('asterisk', 'ground-truth', 'summary.json') as Summary

/** Visits by their queue: those the call began with, and those it came to by transfer. */
function visitsByQueue(queue: string, calls = asterisk().calls) {
  const visits = calls.flatMap((call) => visitsOf(call)).filter((leg) => leg.queue === queue)
  return {
    first: visits.filter((leg) => !leg.reentry),
    again: visits.filter((leg) => leg.reentry),
    all: visits,
  }
}

const count = <T>(list: readonly T[], holds: (each: T) => boolean) => list.filter(holds).length

test.group('Recorded Asterisk, the tables of its README', () => {
  test('by queue: entered, answered, abandoned, time-outs, keys, left empty, refused', ({
    assert,
  }) => {
    for (const data of [asterisk(), asteriskWithoutCel()]) {
      for (const [queue, truth] of Object.entries(summary().queues)) {
        const { first, again } = visitsByQueue(queue, data.calls)
        const ended = (outcome: string) => count(first, (leg) => leg.outcome === outcome)
        assert.deepEqual(
          {
            entered: count(first, (leg) => leg.entered),
            answered: ended('answered'),
            abandoned: ended('abandoned'),
            timeout: ended('timeout'),
            exit_key: ended('exit_key'),
            left_empty: ended('left_empty'),
            refused_full: ended('full'),
            refused_joinempty: ended('join_empty'),
            again_entered: count(again, (leg) => leg.entered),
            again_refused: count(again, (leg) => leg.outcome === 'full'),
          },
          {
            entered: truth.entered,
            answered: truth.answered,
            abandoned: truth.abandoned,
            timeout: truth.timeout,
            exit_key: truth.exit_key,
            left_empty: truth.left_empty,
            refused_full: truth.refused_full,
            refused_joinempty: truth.refused_joinempty,
            again_entered: truth.transferred_in_entered,
            again_refused: truth.transferred_in_refused_full,
          },
          queue
        )
      }
    }
  })

  test('queue 2000 has 75 entries and 51 answers with the transferred callers', async ({
    assert,
  }) => {
    const rows = await figures(new RecordStore(asterisk().calls), 'queue', { by: ['queue'] })
    assert.deepEqual(
      rows.map(({ group, kpis }) => [group.queue, kpis.offered, kpis.answered, kpis.refused]),
      [
        ['1000', 169, 142, 0],
        ['2000', 75, 51, 14],
        ['3000', 71, 54, 4],
      ]
    )
  })

  test('answered within the service level by whole seconds, as Asterisk counts it', async ({
    assert,
  }) => {
    const truth = summary().queues
    const byQueue = Object.fromEntries(
      Object.entries(truth).map(([queue, { service_level_s: seconds }]) => [queue, seconds])
    )
    const rows = await figures(new RecordStore(asterisk().calls), 'queue', {
      by: ['queue'],
      params: { serviceLevelSeconds: { default: 20, byQueue } },
    })
    assert.deepEqual(
      rows.map(({ group, kpis }) => [
        group.queue,
        kpis.answered_within,
        kpis.answered,
        ((kpis.service_level_of_answered ?? 0) * 100).toFixed(1),
      ]),
      [
        ['1000', 97, 142, '68.3'],
        ['2000', 27, 51, '52.9'],
        ['3000', 51, 54, '94.4'],
      ]
    )
  })

  test('Asterisk’s own counters: completed, and abandoned with time-outs and thrown out', async ({
    assert,
  }) => {
    const rows = await figures(new RecordStore(asterisk().calls), 'queue', { by: ['queue'] })
    assert.deepEqual(
      rows.map(({ kpis }) => [
        kpis.answered,
        (kpis.abandoned ?? 0) + (kpis.timeouts ?? 0) + (kpis.left_empty ?? 0),
      ]),
      [
        [142, 24],
        [51, 21],
        [54, 15],
      ]
    )
  })

  test('mean waits and talk by queue are within a second a call', ({ assert }) => {
    const withoutKeyTruth = new Set(
      groundTruth()
        .filter((truth) => truth.queue !== '' && truth.wait_s === '')
        .map((truth) => truth.uniqueid)
    )
    for (const [queue, truth] of Object.entries(summary().queues)) {
      const { first } = visitsByQueue(queue)
      const timed = first.filter((leg) => !withoutKeyTruth.has(leg.callKey))
      const answered = timed.filter((leg) => leg.outcome === 'answered')
      const mean = (waits: Array<number | null>) =>
        waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / waits.length
      assert.closeTo(mean(answered.map((leg) => leg.waitSeconds)), truth.avg_wait_answered_s, 0.5)
      assert.closeTo(
        Math.max(...answered.map((leg) => leg.waitSeconds ?? 0)),
        truth.max_wait_answered_s,
        1
      )
      const abandoned = timed.filter((leg) => leg.outcome === 'abandoned')
      assert.closeTo(mean(abandoned.map((leg) => leg.waitSeconds)), truth.avg_wait_abandoned_s, 0.5)
    }
  })

  test('who hung up first and transfers out, by queue', ({ assert }) => {
    for (const [queue, truth] of Object.entries(summary().queues)) {
      const { first } = visitsByQueue(queue)
      const endedBy = (by: string) => count(first, (leg) => leg.endedBy === by)
      assert.deepEqual(
        [
          endedBy('callee'),
          endedBy('caller'),
          endedBy('blind_transfer'),
          endedBy('attended_transfer'),
        ],
        [
          truth.hung_up_first_phone,
          truth.hung_up_first_caller,
          truth.blind_transfers_out,
          truth.attended_transfers_out,
        ],
        queue
      )
    }
  })

  test('53 marks: by queue and mark', ({ assert }) => {
    const marks = asterisk().calls.flatMap((call) => call.surveys)
    assert.lengthOf(marks, 53)
    for (const [queue, truth] of Object.entries(summary().queues)) {
      const found: Record<string, number> = {}
      for (const mark of marks) {
        if (mark.queue === queue) found[mark.score] = (found[mark.score] ?? 0) + 1
      }
      assert.deepEqual(found, truth.survey, queue)
    }
  })

  test('by phone: rung, answered, rang out or cancelled, answered elsewhere, rejected', ({
    assert,
  }) => {
    for (const { calls } of [asterisk(), asteriskWithoutCel()]) {
      const attempts = calls.flatMap((call) => call.attempts)
      for (const [phone, truth] of Object.entries(summary().answered_by_extension)) {
        const own = attempts.filter((attempt) => attempt.agent === phone)
        const result = (...results: string[]) =>
          count(own, (attempt) => results.includes(attempt.result))
        assert.deepEqual(
          {
            rung: own.length,
            answered: result('answered'),
            not_answered: result('rang_out', 'cancelled'),
            answered_elsewhere: result('elsewhere'),
            rejected: result('rejected'),
          },
          {
            rung: truth.rung,
            answered: truth.answered,
            not_answered: truth.not_answered,
            answered_elsewhere: truth.answered_elsewhere,
            rejected: truth.rejected,
          },
          phone
        )
      }
      assert.lengthOf(attempts, 464)
    }
  })

  test('talk by phone is within a second a call of SIPp’s, transfers aside', ({ assert }) => {
    const blind = new Set(
      groundTruth()
        .filter((truth) => truth.transfer === 'blind')
        .map((truth) => truth.ref)
    )
    const refs = new Map(groundTruth().map((truth) => [truth.uniqueid ?? '', truth.ref]))
    const expected = new Map<string, number>()
    for (const leg of sharedCsv('asterisk', 'ground-truth', 'phone-legs.csv')) {
      if (leg.result !== 'answered' || blind.has(leg.ref)) continue
      const talk = (Date.parse(leg.ended_utc ?? '') - Date.parse(leg.answered_utc ?? '')) / 1000
      expected.set(leg.extension ?? '', (expected.get(leg.extension ?? '') ?? 0) + talk)
    }
    for (const [phone, talk] of expected) {
      const own = asterisk()
        .calls.filter(({ call }) => !blind.has(refs.get(call.key)))
        .flatMap((call) => call.legs)
        .filter((leg) => leg.kind === 'agent' && leg.via !== 'origin' && leg.agent === phone)
      const found = own.reduce((sum, leg) => sum + (leg.talkSeconds ?? 0), 0)
      assert.closeTo(found, talk, own.length * 0.5, phone)
    }
  })

  test('473 calls: 358 incoming, 70 outgoing, 45 internal, 13 of them feature codes', ({
    assert,
  }) => {
    const calls = asterisk().calls.filter(({ call }) => call.kind !== 'service')
    for (const [direction, number] of Object.entries(summary().by_direction)) {
      assert.equal(
        count(calls, ({ call }) => call.direction === direction),
        number
      )
    }
    assert.equal(
      count(calls, ({ call }) => call.kind === 'feature'),
      13
    )
  })

  test('recordings: 448 named, 318 with sound expected, 130 empty', ({ assert }) => {
    const truth = summary().recordings
    for (const { calls } of [asterisk(), asteriskWithoutCel()]) {
      const recordings = calls.flatMap((call) => call.recordings)
      assert.lengthOf(recordings, truth.on_disk ?? 0)
      assert.equal(
        count(recordings, (recording) => recording.audioExpected),
        truth.with_audio
      )
    }
  })

  test('of the files that are there, those with a header only are the ones where no sound is expected', ({
    assert,
  }) => {
    const recordings = new Map(
      asterisk()
        .calls.flatMap((call) => call.recordings)
        .map((recording) => [recording.fileName, recording])
    )
    let checked = 0
    for (const file of sharedCsv('asterisk', 'recordings', 'index.csv')) {
      const recording = recordings.get(file.file ?? '')
      if (recording === undefined) {
        // Made by ARI record: they live in a store of their own and no table names them.
        assert.match(file.file ?? '', /^ari-/)
        continue
      }
      checked += 1
      assert.equal(recording.audioExpected, Number(file.bytes) > 44, file.file)
      assert.equal(recording.callKey, file.uniqueid)
      assert.match(recording.path, /^2026\/11\/22\/[^/]+\.wav$/)
    }
    assert.isAbove(checked, 35)
  })
})
