import { test } from '@japa/runner'
import type { Json } from '#core/metadata/types'
import { compileXml } from '#core/workflow/kernel/compile'
import { differenceOf, summarise } from '#core/workflow/kernel/replay_compare'
import { visitsOf } from '#core/workflow/replay/past_cases'
import { recordAt } from '#core/workflow/kernel/record_at'
import { replayCase, type ReplayWorld } from '#core/workflow/kernel/replay_case'
import type { CaseOutcome, PastCase, ReplayedOutcome } from '#core/workflow/kernel/replay_types'
import { document, flows, service, start, userTask } from '#tests/functional/workflow/bpmn'

const HOUR = 3_600
const BEGAN = '2026-03-01T08:00:00.000Z'
const hours = (n: number) => new Date(Date.parse(BEGAN) + n * HOUR * 1_000).toISOString()

async function graph(parts: string[]) {
  const { graphs, faults } = await compileXml(document('replayed', parts))
  if (!graphs[0]) throw new Error(JSON.stringify(faults))
  return graphs[0]
}
const world = (more: Partial<ReplayWorld> = {}): ReplayWorld => ({
  globals: {},
  record: () => null,
  changes: [],
  simulate: () => ({ count: 0 }),
  isSameAction: () => true,
  decide: async () => ({ result: null }),
  assumed: {},
  ...more,
})
const past = (visits: PastCase['visits'] = {}, variables = {}): PastCase => ({
  instance: 1,
  subject: null,
  startedAt: BEGAN,
  begun: { node: 'start', variables },
  visits,
  then: { status: 'completed', ends: ['done'], seconds: 0 },
})
const answered = (seconds: number, result: Json = {}) => ({
  seconds,
  answer: { type: 'done' as const, result },
})
const end = (id: string) => `<bpmn:endEvent id="${id}" name="${id}" />`
const decides = '<bpmn:exclusiveGateway id="which" default="f2_which_other" />'
const alarm = (duration: string) =>
  `<bpmn:boundaryEvent id="late" attachedToRef="ask"><bpmn:timerEventDefinition id="late_d"><bpmn:timeDuration>${duration}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>`

test.group('Replay of a run', () => {
  test('people answer what they answered, and take as long', async ({ assert }) => {
    const parts = [start(), userTask('ask', {}), decides, end('yes'), end('other')]
    const ways = flows('start>ask\nask>which\nwhich>other\nwhich>yes?reached')
    const played = await graph([...parts, ways])
    const visits = { ask: [answered(2 * HOUR, { reached: true })] }
    assert.deepEqual(await replayCase(played, past(visits), world()), {
      ...{ status: 'completed', ends: ['yes'], seconds: 2 * HOUR },
      ...{ waiting: [], incidents: [], assumed: [] },
    })
  })

  test('a timer of the new version rings in between', async ({ assert }) => {
    const parts = [start(), userTask('ask', {}), alarm('PT1H'), end('done'), end('late_end')]
    const played = await graph([...parts, flows('start>ask\nask>done\nlate>late_end')])
    const after = async (seconds: number) =>
      replayCase(played, past({ ask: [answered(seconds)] }), world())
    assert.containsSubset(await after(2 * HOUR), { ends: ['late_end'], seconds: HOUR })
    assert.containsSubset(await after(HOUR / 2), { ends: ['done'], seconds: HOUR / 2 })
  })

  test('who was never asked is assumed to answer; who never answered does not answer now', async ({
    assert,
  }) => {
    const played = await graph([
      ...[start(), userTask('ask', {}), userTask('check', {}), end('done')],
      flows('start>ask\nask>check\ncheck>done'),
    ])
    const assumed = { check: { result: { ok: true }, seconds: 60 } }
    const asked = past({ ask: [answered(HOUR)] })
    assert.containsSubset(await replayCase(played, asked, world({ assumed })), {
      ...{ status: 'completed', seconds: HOUR + 60, assumed: ['check'] },
    })
    const silent = past({ ask: [{ seconds: HOUR, answer: null }] })
    assert.containsSubset(await replayCase(played, silent, world({ assumed })), {
      ...{ status: 'waiting', waiting: ['ask'], seconds: null, assumed: [] },
    })
  })

  test('an action answers what it answered where it is the same, else what it says in simulation', async ({
    assert,
  }) => {
    const played = await graph([
      ...[start(), service('find', 'core.find_records', {}, '<peyvand:result variable="found" />')],
      ...[decides, end('yes'), end('other')],
      flows('start>find\nfind>which\nwhich>other\nwhich>yes?found.count > 0'),
    ])
    const visits = past({ find: [answered(0, { count: 3 })] })
    assert.containsSubset(await replayCase(played, visits, world()), { ends: ['yes'] })
    const changed = world({ isSameAction: () => false })
    assert.containsSubset(await replayCase(played, visits, changed), { ends: ['other'] })
  })

  test('the record is what it was at each instant, and a condition is met when it was', async ({
    assert,
  }) => {
    const condition =
      '<bpmn:intermediateCatchEvent id="until"><bpmn:conditionalEventDefinition id="u"><bpmn:condition>record.status = "open"</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>'
    const played = await graph([
      ...[start(), condition, end('done')],
      flows('start>until\nuntil>done'),
    ])
    const change = (at: string, from: string, to: string) => ({
      at,
      changes: [{ field: 'status', from, to }],
    })
    const history = [change(hours(9), 'open', 'closed'), change(hours(5), 'new', 'open')]
    const record = (at: string) => recordAt({ status: 'closed' }, history, at)
    assert.deepEqual(
      [hours(0), hours(5), hours(8), hours(9)].map((at) => record(at)?.status),
      ['new', 'open', 'open', 'closed']
    )
    const changes = history.map(({ at }) => at).toReversed()
    const outcome = await replayCase(played, past(), world({ record, changes }))
    assert.containsSubset(outcome, { status: 'completed', seconds: 5 * HOUR })
  })

  test('what goes wrong is told, and what never comes to rest comes to an end', async ({
    assert,
  }) => {
    const wrong = await graph([
      ...[start(), '<bpmn:exclusiveGateway id="which" />', end('yes'), end('other')],
      flows('start>which\nwhich>yes?1 = 2\nwhich>other?1 = 3'),
    ])
    assert.containsSubset(await replayCase(wrong, past(), world()), {
      ...{ status: 'incident', incidents: [{ node: 'which', code: 'no_flow_matches' }] },
    })
    const pause =
      '<bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition id="p"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
    const endless = await graph([start(), pause, flows('start>pause\npause>pause')])
    assert.containsSubset(await replayCase(endless, past(), world()), { status: 'waiting' })
  })
})

test.group('What is known of a run', () => {
  test('waits that outlasted a step have their time, what was answered at once none', ({
    assert,
  }) => {
    const row = (wait: string, node: string, opened: number, closed: number | null) => ({
      ...{ wait, node, opened_at: opened, closed_at: closed },
    })
    const done = (wait: string, node: string, result: Json) => ({
      ...{ wait, node, type: 'done' as const, result },
    })
    assert.deepEqual(
      visitsOf(
        [row('w12', 'ask', 5_000, null), row('w3', 'ask', 1_000, 4_000)],
        [done('w3', 'ask', { ok: true }), done('w2', 'find', { count: 1 })]
      ),
      {
        find: [answered(0, { count: 1 })],
        ask: [answered(3, { ok: true }), { seconds: null, answer: null }],
      }
    )
  })
})

test.group('Comparison of a replay', () => {
  const then: CaseOutcome = { status: 'completed', ends: ['done'], seconds: 4 * HOUR }
  const now = (more: Partial<ReplayedOutcome> = {}): ReplayedOutcome => ({
    ...{ ...then, waiting: [], incidents: [], assumed: [] },
    ...more,
  })

  test('tells the gravest difference: {1}')
    .with([
      [{}, 'same'],
      [{ seconds: 4 * HOUR + 600 }, 'same'],
      [{ seconds: HOUR }, 'faster'],
      [{ seconds: 9 * HOUR }, 'slower'],
      [{ ends: ['other'], seconds: HOUR }, 'other_end'],
      [{ status: 'waiting', seconds: null, ends: [] }, 'waiting'],
      [{ incidents: [{ node: 'x', code: 'endless_loop' }], ends: ['other'] }, 'fails'],
    ] as const)
    .run(({ assert }, [more, expected]) => {
      assert.equal(differenceOf(then, now(more as Partial<ReplayedOutcome>)), expected)
    })

  test('sums up how often, how long and with what end', ({ assert }) => {
    const row = (more: Partial<ReplayedOutcome>) => ({
      ...{ instance: 1, subject: null, startedAt: BEGAN, then, now: now(more) },
      difference: differenceOf(then, now(more)),
    })
    const rows = [row({}), row({ seconds: HOUR }), row({ ends: ['other'], seconds: 90 * 86_400 })]
    const summary = summarise(rows)
    assert.deepEqual(summary.counts, {
      ...{ same: 1, faster: 1, slower: 0, other_end: 1, waiting: 0, fails: 0 },
    })
    assert.deepEqual(summary.ends, [
      { end: 'done', then: 3, now: 2 },
      { end: 'other', then: 0, now: 1 },
    ])
    assert.deepEqual(summary.median, { then: 4 * HOUR, now: 4 * HOUR })
    const both = (side: 'then' | 'now') =>
      summary.durations.reduce((sum, bar) => sum + bar[side], 0)
    assert.deepEqual([both('then'), both('now')], [3, 3])
    assert.deepEqual(summarise([]).durations, [])
  })
})
