import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { compileXml } from '#core/workflow/kernel/compile'
import type { ProcessGraph } from '#core/workflow/kernel/types'
import { compareDocuments } from '#designer/workflow/compare.js'
import {
  BOUNDARY_EVENTS,
  CATALOG,
  GROUPS,
  isOffered,
  itemsAfter,
} from '#designer/workflow/model/catalog.js'
import { countChanges } from '#designer/workflow/model/difference.js'
import { isProcessKey, keyOf, newDocument } from '#designer/workflow/model/new_document.js'
import { processOf } from '#designer/workflow/model/read_process.js'
import {
  assignmentOf,
  candidatesOf,
  formKindOf,
  questionName,
  questionsOf,
  turnedAssignment,
  withCandidates,
  withQuestions,
  withSetting,
} from '#designer/workflow/model/user_task.js'
import {
  beginSimulation,
  openIncidents,
  openWaits,
  passedBy,
  startsOf,
  tell,
  tokensOn,
  typedJson,
  variablesNow,
} from '#designer/workflow/simulation/simulation.js'
import * as bpmn from '#tests/functional/workflow/bpmn'

const flows = `<bpmn:startEvent id="Start_1" />
  <bpmn:sequenceFlow id="f1" sourceRef="Start_1" targetRef="Call" />
  <bpmn:userTask id="Call" name="Call" />
  <bpmn:sequenceFlow id="f2" sourceRef="Call" targetRef="Reached" />
  <bpmn:exclusiveGateway id="Reached" name="Reached?" default="f4" />
  <bpmn:sequenceFlow id="f3" sourceRef="Reached" targetRef="Done"><bpmn:conditionExpression>reached</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f4" sourceRef="Reached" targetRef="Later" />
  <bpmn:intermediateCatchEvent id="Later" name="Later"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f5" sourceRef="Later" targetRef="Call" />
  <bpmn:endEvent id="Done" name="Done" />`
const DOCUMENT = newDocument('missed', 'Missed call').replace(
  '<bpmn:startEvent id="Start_1" />',
  flows
)
const NOW = '2026-11-28T10:00:00.000Z'

async function graph(): Promise<ProcessGraph> {
  const { graphs, faults } = await compileXml(DOCUMENT)
  const [first] = graphs
  if (!first) throw new Error(JSON.stringify(faults))
  return first
}

test.group('new processes', () => {
  test('a new document has one fault less when it goes somewhere, and is executable', async ({
    assert,
  }) => {
    const { graphs, faults } = await compileXml(newDocument('a_b', 'A "quoted" <name> & more'))
    assert.deepEqual(
      faults.filter(({ severity }) => severity === 'error'),
      []
    )
    assert.equal(graphs[0]?.key, 'a_b')
    assert.equal(graphs[0]?.name, 'A "quoted" <name> & more')
  })

  test('the key comes from the name and is free', ({ assert }) => {
    assert.equal(keyOf('Missed call', new Set()), 'missed_call')
    assert.equal(keyOf('Missed call', new Set(['missed_call'])), 'missed_call_2')
    assert.equal(keyOf('Buraxılmış zəng', new Set()), 'buraxilmis_zeng')
    assert.equal(keyOf('تماس بی‌پاسخ', new Set()), 'process')
    assert.isTrue(isProcessKey(keyOf('12 months', new Set())))
    assert.isFalse(isProcessKey('1a'))
  })

  test('what a file calls its process is read without reading it whole', ({ assert }) => {
    assert.deepEqual(processOf(newDocument('a', 'B & "C"')), { key: 'a', name: 'B & "C"' })
    assert.deepEqual(processOf(`<process name='x' id='y'/>`), { key: 'y', name: 'x' })
    assert.isNull(processOf('<other/>'))
  })
})

test.group('what is offered', () => {
  test('everything that can be drawn has a name in plain words', ({ assert }) => {
    const { workflow_designer: texts } = JSON.parse(
      readFileSync('designer/workflow/locales/en.json', 'utf8')
    ) as { workflow_designer: { element: object; group: object } }
    const ids = [...CATALOG, ...BOUNDARY_EVENTS].map(({ id }) => id)
    assert.containsSubset(Object.keys(texts.element), ids)
    assert.sameMembers(Object.keys(texts.group), [...GROUPS])
  })

  test('nothing follows an end but a note', ({ assert }) => {
    const place = { event: null, isEventSubProcess: false, inTransaction: false }
    const after = (type: string, more = {}) =>
      itemsAfter({ ...place, type, forCompensation: false, ...more }).map(({ id }) => id)
    assert.deepEqual(after('bpmn:EndEvent'), ['annotation'])
    assert.include(after('bpmn:UserTask'), 'exclusive')
    assert.notInclude(after('bpmn:UserTask'), 'start')
    assert.notInclude(after('bpmn:UserTask'), 'end_cancel')
    assert.include(after('bpmn:UserTask', { inTransaction: true }), 'end_cancel')
    assert.deepEqual(after('bpmn:EventBasedGateway'), [
      'receive_task',
      'wait_timer',
      'wait_message',
      'wait_signal',
      'wait_condition',
      'annotation',
    ])
  })

  test('what the kernel refuses is not offered', ({ assert }) => {
    assert.isFalse(isOffered('replace-with-complex-gateway'))
    assert.isFalse(isOffered('replace-with-ad-hoc-subprocess'))
    assert.isTrue(isOffered('replace-with-user-task'))
    assert.equal(new Set(CATALOG.map(({ id }) => id)).size, CATALOG.length)
  })
})

test.group('differences of versions', () => {
  test('added, removed, changed and moved, in this order, without what follows', async ({
    assert,
  }) => {
    const after = DOCUMENT.replace('name="Call"', 'name="Call back"')
      .replace('>reached<', '>reached = true<')
      .replace(
        '<bpmn:endEvent id="Done" name="Done" />',
        '<bpmn:endEvent id="Done" name="Done" /><bpmn:manualTask id="Note" name="Note" />'
      )
      .replace('x="160" y="160"', 'x="300" y="160"')
    const changes = await compareDocuments(DOCUMENT, after)
    assert.deepEqual(
      changes.map(({ kind, id, parts }) => [kind, id, parts]),
      [
        ['added', 'Note', []],
        ['changed', 'Call', ['name']],
        ['changed', 'f3', ['condition']],
        ['moved', 'Start_1', []],
      ]
    )
    assert.deepEqual(countChanges(changes), { added: 1, changed: 2, moved: 1 })
    assert.deepEqual(await compareDocuments(DOCUMENT, DOCUMENT), [])
    const removed = await compareDocuments(after, DOCUMENT)
    assert.deepEqual(
      removed.filter(({ kind }) => kind === 'removed').map(({ id }) => id),
      ['Note']
    )
  })
})

test.group('tasks for people', () => {
  test('who gets a task is one of three, and turning drops what the other said', ({ assert }) => {
    const task = withCandidates({}, { roles: ['agent'], teams: [3], users: [] })
    assert.deepEqual(task, { candidates: { roles: ['agent'], teams: [3] } })
    assert.equal(assignmentOf(task), 'candidates')
    const named = turnedAssignment(withSetting(task, 'strategy', 'round_robin'), 'expression')
    assert.equal(assignmentOf(named), 'expression')
    assert.notProperty(named, 'candidates')
    assert.notProperty(named, 'strategy')
    assert.equal(assignmentOf({ assignee: 5 }), 'person')
    assert.deepEqual(candidatesOf({ candidates: { users: 7 } }).users, [7])
    assert.deepEqual(withCandidates(task, { roles: [], teams: [], users: [] }), {})
  })

  test('questions keep their order and have names that can be called', ({ assert }) => {
    const question = (en: string) => ({
      kind: 'question' as const,
      definition: { type: 'text' as const, label: { en } },
    })
    const task = withQuestions({}, [
      { name: 'b', question: question('B') },
      { name: 'a', question: question('A') },
    ])
    assert.equal(formKindOf(task), 'questions')
    assert.deepEqual(
      questionsOf(task).map(({ name }) => name),
      ['b', 'a']
    )
    assert.equal(formKindOf({ form: { name: 'case_main' } }), 'record')
    assert.equal(formKindOf({}), 'none')
    assert.equal(questionName('Was it reached?', new Set()), 'was_it_reached')
    assert.equal(questionName('پرسش', new Set(['answer'])), 'answer_2')
  })
})

test.group('simulation', () => {
  test('the world is answered by hand, and the clock moves with timers', async ({ assert }) => {
    const process = await graph()
    assert.deepEqual(startsOf(process), [{ node: 'Start_1', name: null }])
    let now = beginSimulation(process, null, {}, {}, NOW)
    assert.deepEqual(tokensOn(now.state), [{ element: 'Call', count: 1, failed: false }])
    const answer = (result: object | null) => {
      const [wait] = openWaits(now)
      now = tell(now, { type: 'done', wait: wait?.id ?? '', result: result as never })
    }
    answer({ reached: false })
    assert.equal(openWaits(now)[0]?.kind, 'timer')
    answer(null)
    assert.equal(now.now, '2026-11-28T11:00:00.000Z')
    answer({ reached: true })
    assert.equal(now.state.status, 'completed')
    assert.deepEqual(tokensOn(now.state), [])
    const passed = new Map(passedBy(now.trail).map(({ element, marker }) => [element, marker]))
    assert.equal(passed.get('f3'), 'pv-taken')
    assert.equal(passed.get('Done'), 'pv-passed')
    assert.equal(now.log.at(-1)?.kind, 'finished')
  })

  test('a process that only a trigger begins can be tried, too', async ({ assert }) => {
    const { graphs } = await compileXml(
      bpmn.document('triggered', [
        bpmn.trigger('happened', 'x.happened', {}),
        bpmn.userTask('ask', {}),
        bpmn.end(),
        bpmn.flows('happened>ask\nask>end'),
      ])
    )
    const now = beginSimulation(graphs[0] as ProcessGraph, null, {}, {}, NOW)
    assert.deepEqual(tokensOn(now.state), [{ element: 'ask', count: 1, failed: false }])
  })

  test('what went wrong is shown and can be skipped', async ({ assert }) => {
    let now = beginSimulation(await graph(), null, {}, {}, NOW)
    const [wait] = openWaits(now)
    now = tell(now, { type: 'error', wait: wait?.id ?? '', code: 'gone', message: null })
    const [incident] = openIncidents(now)
    assert.equal(incident?.node, 'Call')
    assert.isTrue(tokensOn(now.state)[0]?.failed)
    now = tell(now, { type: 'skip', token: incident?.token ?? '', result: { reached: true } })
    assert.equal(now.state.status, 'completed')
  })

  test('typed answers are JSON, or the text itself', ({ assert }) => {
    assert.equal(typedJson('5'), 5)
    assert.equal(typedJson('true'), true)
    assert.equal(typedJson('Ali'), 'Ali')
    assert.isNull(typedJson(' '))
    assert.deepEqual(variablesNow({ state: { scopes: {} } } as never), {})
  })
})
