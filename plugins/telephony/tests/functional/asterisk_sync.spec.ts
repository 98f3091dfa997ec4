import { test } from '@japa/runner'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { countOf, makeSite, rowsOf, syncSite } from '#plugins/telephony/tests/support/sites'
import {
  groundTruth,
  sharedCsv,
  sharedJson,
} from '#plugins/telephony/tests/unit/support/shared_data'

interface CallRow {
  id: number
  pbx_key: string
  kind: string
  direction: string
  outcome: string
  answered: number
  agent: string | null
  external_number: string
  unanswered_attempts: number
  score: number | null
  recording_count: number
  hung_up_by: string | null
  started_at: string
  version: number
}
interface LegRow {
  call_id: number
  kind: string
  queue: string | null
  agent: string | null
  entered: number
  outcome: string
  reentry: number
  ordinal: number
  wait_seconds: number | null
}
interface PartRow {
  call_id: number
  call_key: string
  kind: string
  queue: string | null
  agent: string
  result: string
  score: number
  file_name: string
  audio_expected: number
  target: string | null
  to_agent: string | null
}

const OUTCOMES: Record<string, string> = {
  CLOSED_HOURS: 'closed',
  UNKNOWN_DID: 'no_route',
  JOINEMPTY: 'join_empty',
}
const RESULTS: Record<string, string> = {
  'rejected-486': 'rejected',
  'answered-elsewhere': 'elsewhere',
  'lost-answer-race': 'elsewhere',
}
const COUNTED = [
  'pbx_cdr',
  'pbx_cel',
  'pbx_queue_log',
  'call',
  'call_leg',
  'call_attempt',
  'call_transfer',
  'recording',
  'survey_mark',
  'agent_session',
  'agent_pause',
  'queue',
  'extension',
]

const count = <T>(list: readonly T[], holds: (each: T) => boolean) => list.filter(holds).length

test.group('Sync of the recorded Asterisk', (group) => {
  let mariadb: TestMariaDb
  let siteId: number

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    siteId = await makeSite(mariadb, 'asterisk')
    await syncSite(siteId)
    return () => mariadb.stop()
  })

  test('mirrors every row of the three tables', async ({ assert }) => {
    assert.equal(await countOf('pbx_cdr', siteId), 809)
    assert.equal(await countOf('pbx_cel', siteId), 7668)
    assert.equal(await countOf('pbx_queue_log', siteId), 1476)
  })

  test('makes the 473 calls of the ground truth, and three of programs', async ({ assert }) => {
    const calls = new Map((await rowsOf<CallRow>('call', siteId)).map((row) => [row.pbx_key, row]))
    const truths = groundTruth()
    assert.lengthOf(truths, 473)
    for (const truth of truths) {
      const call = calls.get(truth.uniqueid ?? '')
      const outcome = OUTCOMES[truth.outcome ?? ''] ?? (truth.outcome ?? '').toLowerCase()
      const expected = truth.scenario?.startsWith('feature_') ? 'completed' : outcome
      assert.equal(call?.outcome, expected, truth.ref)
      assert.equal(call?.direction, truth.direction, truth.ref)
      assert.closeTo(Date.parse(call?.started_at ?? ''), Date.parse(truth.started_utc ?? ''), 1500)
      if (truth.direction === 'inbound' && truth.outcome === 'ANSWERED') {
        assert.equal(call?.agent, truth.answered_by, truth.ref)
      }
      if (truth.queue !== '' && truth.transfer === '') {
        const unanswered = Number(truth.ring_no_answer) + Number(truth.phone_rejected)
        assert.equal(call?.unanswered_attempts, unanswered, truth.ref)
      }
      calls.delete(truth.uniqueid ?? '')
    }
    assert.deepEqual([...calls.values()].map((call) => [call.pbx_key, call.kind]).sort(), [
      ['crm-flow-a', 'service'],
      ['crm-sup-1', 'service'],
      ['crm-sup-2', 'service'],
    ])
  })

  test('counts by queue are those of the README', async ({ assert }) => {
    const { queues } = sharedJson('asterisk', 'ground-truth', 'summary.json') as {
      queues: Record<string, Record<string, number>>
    }
    const legs = (await rowsOf<LegRow>('call_leg', siteId)).filter((leg) => leg.kind === 'queue')
    for (const [queue, truth] of Object.entries(queues)) {
      const own = legs.filter((leg) => leg.queue === queue)
      const first = own.filter((leg) => leg.reentry === 0)
      const again = own.filter((leg) => leg.reentry === 1)
      const ended = (outcome: string) => count(first, (leg) => leg.outcome === outcome)
      assert.deepEqual(
        [
          count(first, (leg) => leg.entered === 1),
          ended('answered'),
          ended('abandoned'),
          ended('timeout'),
          ended('exit_key'),
          ended('left_empty'),
          ended('full'),
          ended('join_empty'),
          count(again, (leg) => leg.entered === 1),
          count(again, (leg) => leg.outcome === 'full'),
        ],
        [
          truth.entered,
          truth.answered,
          truth.abandoned,
          truth.timeout,
          truth.exit_key,
          truth.left_empty,
          truth.refused_full,
          truth.refused_joinempty,
          truth.transferred_in_entered,
          truth.transferred_in_refused_full,
        ],
        queue
      )
    }
  })

  test('every ring of every phone agrees with the phones’ own log', async ({ assert }) => {
    const rings = new Map<string, string[]>()
    for (const leg of sharedCsv('asterisk', 'ground-truth', 'phone-legs.csv')) {
      const list = rings.get(leg.ref ?? '') ?? []
      list.push(`${leg.extension} ${RESULTS[leg.result ?? ''] ?? leg.result}`)
      rings.set(leg.ref ?? '', list)
    }
    const attempts = await rowsOf<PartRow>('call_attempt', siteId)
    assert.lengthOf(attempts, 464)
    for (const truth of groundTruth()) {
      const found = attempts
        .filter((attempt) => attempt.call_key === truth.uniqueid)
        .map(({ agent, result }) => `${agent} ${result === 'rang_out' ? 'cancelled' : result}`)
      assert.deepEqual(found.sort(), (rings.get(truth.ref ?? '') ?? []).sort(), truth.ref)
    }
  })

  test('transfers, marks and recordings agree call by call', async ({ assert }) => {
    const transfers = await rowsOf<PartRow>('call_transfer', siteId)
    const marks = await rowsOf<PartRow>('survey_mark', siteId)
    const recordings = await rowsOf<PartRow>('recording', siteId)
    assert.lengthOf(transfers, 23)
    assert.lengthOf(marks, 53)
    assert.lengthOf(recordings, 448)
    assert.equal(
      count(recordings, (recording) => recording.audio_expected === 1),
      318
    )
    for (const truth of groundTruth()) {
      const own = transfers.filter((transfer) => transfer.call_key === truth.uniqueid)
      assert.lengthOf(own, truth.transfer === '' ? 0 : 1, truth.ref)
      if (own[0]) {
        assert.equal(own[0].kind, truth.transfer)
        assert.equal(own[0].target, truth.transferred_to)
        assert.equal(own[0].to_agent ?? '', truth.transfer_answered_by)
      }
      const digit = Number(truth.survey_digit || 0)
      const saved = digit >= 1 && digit <= 5 ? [digit] : []
      assert.deepEqual(
        marks.filter((mark) => mark.call_key === truth.uniqueid).map((mark) => mark.score),
        saved,
        truth.ref
      )
    }
  })

  test('pauses and log-ins are those that were commanded', async ({ assert }) => {
    const actions = sharedCsv('asterisk', 'ground-truth', 'agent-actions.csv')
    assert.isAbove(actions.length, 10)
    const pauses = await rowsOf<PartRow>('agent_pause', siteId)
    const sessions = await rowsOf<PartRow>('agent_session', siteId)
    assert.isAbove(pauses.length, 5)
    assert.isAbove(sessions.length, 1)
    assert.includeMembers([...new Set(pauses.map((pause) => pause.agent))], ['201', '204'])
  })

  test('members that the queue calls by a name are found out and noted on their extension', async ({
    assert,
  }) => {
    const rows = await rowsOf<{
      number: string
      member_name: string | null
      member_interface: string | null
    }>('extension', siteId)
    const named = rows
      .filter((row) => row.member_name)
      .map((row) => [row.number, row.member_name, row.member_interface])
    assert.deepEqual(named.sort(), [
      ['204', 'Dina Moradi', 'PJSIP/204'],
      ['205', 'Reza Tehrani', 'Local/205@from-queue/n'],
      ['206', 'Neda Sadeghi', 'Local/206@from-queue/n'],
      ['302', 'Back Office', 'PJSIP/302'],
    ])
  })

  test('a second run adds nothing and changes nothing', async ({ assert }) => {
    const before = await counts(siteId)
    const result = await syncSite(siteId)
    assert.deepEqual([result.rowsAdded, result.callsWritten], [0, 0])
    assert.deepEqual(await counts(siteId), before)
  })

  test('a full run over everything adds nothing either', async ({ assert }) => {
    const before = await counts(siteId)
    const result = await syncSite(siteId, { full: true })
    assert.equal(result.rowsRead, 809 + 7668 + 1476)
    assert.deepEqual([result.rowsAdded, result.callsWritten], [0, 0])
    assert.deepEqual(await counts(siteId), before)
  })
})

/** How many rows each table has, and the sum of the versions of calls: a call written again has a higher one. */
async function counts(siteId: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const table of COUNTED) found[table] = await countOf(table, siteId)
  const calls = await rowsOf<CallRow>('call', siteId)
  found.versions = calls.reduce((sum, call) => sum + call.version, 0)
  return found
}
