import { test } from '@japa/runner'
import { BpmnModdle } from 'bpmn-moddle'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import { compileXml } from '#core/workflow/kernel/compile'
import { applyEdits, type Edit, type Moddle, type ModdleFactory } from '#ui/diagram/moddle.js'
import { repetitionOf, writeRepetition } from '#designer/workflow/model/loop.js'
import { namedOf, namesIn, writeNamed } from '#designer/workflow/model/named.js'
import { newDocument } from '#designer/workflow/model/new_document.js'
import {
  correlationOf,
  decisionOf,
  documentationOf,
  expressionOf,
  mappingsOf,
  resultOf,
  retryOf,
  scriptOf,
  timerIn,
  typedConfigOf,
  userTaskOf,
  writeCorrelation,
  writeDecision,
  writeDocumentation,
  writeExpression,
  writeMappings,
  writeResult,
  writeRetry,
  writeScript,
  writeTimer,
  writeTypedConfig,
  writeUserTask,
} from '#designer/workflow/model/properties.js'
import { elementsOf, knownVariables, subjectOf } from '#designer/workflow/model/variables.js'

const FOREIGN = `xmlns:other="urn:other" other:colour="red"`
const DOCUMENT = newDocument('demo', 'Demo').replace(
  '<bpmn:startEvent id="Start_1" />',
  `<bpmn:startEvent id="Start_1"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
   <bpmn:sequenceFlow id="f1" sourceRef="Start_1" targetRef="Task_1" />
   <bpmn:serviceTask id="Task_1" name="Send" ${FOREIGN}><bpmn:extensionElements><other:thing kept="yes" /></bpmn:extensionElements></bpmn:serviceTask>
   <bpmn:sequenceFlow id="f2" sourceRef="Task_1" targetRef="User_1" />
   <bpmn:userTask id="User_1" name="Call back" />
   <bpmn:sequenceFlow id="f3" sourceRef="User_1" targetRef="Wait_1" />
   <bpmn:intermediateCatchEvent id="Wait_1" name="Wait"><bpmn:timerEventDefinition id="Timer_1" /></bpmn:intermediateCatchEvent>
   <bpmn:sequenceFlow id="f4" sourceRef="Wait_1" targetRef="End_1" />
   <bpmn:endEvent id="End_1" name="End" />`
)

interface Opened {
  definitions: Moddle
  factory: ModdleFactory
  at(id: string): Moddle
  edit(edits: Edit[]): void
  xml(): Promise<string>
}
async function open(xml = DOCUMENT): Promise<Opened> {
  const moddle = new BpmnModdle({ peyvand: PEYVAND_MODDLE })
  const { rootElement } = await moddle.fromXML(xml)
  const definitions = rootElement as Moddle
  return {
    definitions,
    factory: moddle as unknown as ModdleFactory,
    at: (id) => elementsOf(definitions).find((element) => element.id === id) as Moddle,
    edit: applyEdits,
    xml: async () => (await moddle.toXML(rootElement)).xml,
  }
}

test.group('the panel and the document', () => {
  test('what is written is read again, and after a way through XML', async ({ assert }) => {
    const { at, edit, factory, xml } = await open()
    const task = at('Task_1')
    const action = { type: 'message.sms', config: { to: '=record.phone', text: 'Hello' } }
    edit(writeTypedConfig(factory, task, 'peyvand:Action', action))
    edit(writeResult(factory, task, 'sent'))
    edit(writeRetry(factory, task, { attempts: 3, backoff: 'PT5M' }))
    edit(writeMappings(factory, task, 'inputs', [{ target: 'a', source: '=1' }]))
    edit(writeMappings(factory, task, 'outputs', [{ target: 'b', source: '=sent.id' }]))
    edit(writeDocumentation(factory, task, 'Why'))
    edit(writeCorrelation(factory, task, '=record.id'))
    edit(writeUserTask(factory, at('User_1'), { title: '="Call " + record.name', priority: 80 }))
    edit(writeExpression(factory, at('f2'), 'conditionExpression', 'sent'))

    const again = await open(await xml())
    const read = again.at('Task_1')
    assert.deepEqual(typedConfigOf(read, 'peyvand:Action'), action)
    assert.equal(resultOf(read), 'sent')
    assert.deepEqual(retryOf(read), { attempts: 3, backoff: 'PT5M' })
    assert.deepEqual(mappingsOf(read, 'inputs'), [{ target: 'a', source: '=1' }])
    assert.deepEqual(mappingsOf(read, 'outputs'), [{ target: 'b', source: '=sent.id' }])
    assert.equal(documentationOf(read), 'Why')
    assert.equal(correlationOf(read), '=record.id')
    assert.deepEqual(userTaskOf(again.at('User_1')), {
      title: '="Call " + record.name',
      priority: 80,
    })
    assert.equal(expressionOf(again.at('f2'), 'conditionExpression'), 'sent')
  })

  test('what other tools wrote of an element stays, whatever is written and taken away', async ({
    assert,
  }) => {
    const { at, edit, factory, xml } = await open()
    const task = at('Task_1')
    edit(writeResult(factory, task, 'sent'))
    edit(writeResult(factory, task, ''))
    const written = await xml()
    assert.include(written, 'other:colour="red"')
    assert.include(written, '<other:thing kept="yes" />')
    assert.notInclude(written, 'peyvand:result')
  })

  test('taking away the last of our settings leaves no empty holder', async ({ assert }) => {
    const { at, edit, factory, xml } = await open()
    edit(writeDecision(factory, at('User_1'), 'limits'))
    assert.equal(decisionOf(at('User_1')), 'limits')
    edit(writeDecision(factory, at('User_1'), ''))
    const user = /<bpmn:userTask id="User_1"[^]*?(?:\/>|<\/bpmn:userTask>)/.exec(await xml())?.[0]
    assert.notInclude(user ?? '', 'extensionElements')
  })

  test('an unchanged document is not changed by reading it', async ({ assert }) => {
    const { at, definitions, xml } = await open()
    const before = await xml()
    for (const id of ['Task_1', 'User_1', 'Wait_1', 'f1']) {
      const owner = at(id)
      userTaskOf(owner)
      mappingsOf(owner, 'inputs')
      repetitionOf(owner)
      retryOf(owner)
    }
    knownVariables(definitions)
    assert.equal(await xml(), before)
  })

  test('a timer of working hours compiles to what was said', async ({ assert }) => {
    const { at, edit, factory, xml } = await open()
    const event = at('Wait_1')
    const definition = (event.get('eventDefinitions') as Moddle[])[0] as Moddle
    const timer = { kind: 'duration', text: 'PT2H', working: true } as const
    edit(writeTimer(factory, event, definition, timer, 'organisation'))
    edit(
      writeTypedConfig(factory, at('Task_1'), 'peyvand:Action', { type: 'x.y', config: { a: 1 } })
    )
    assert.deepEqual(timerIn(event, definition), timer)
    const { graphs, faults } = await compileXml(await xml())
    assert.deepEqual(
      faults.filter(({ severity }) => severity === 'error'),
      []
    )
    const node = graphs[0]?.nodes.Wait_1
    assert.deepEqual(node?.type === 'catchEvent' ? node.event : null, {
      kind: 'timer',
      form: 'duration',
      value: { literal: 'PT2H' },
      calendar: { literal: 'organisation' },
    })
    /** Another kind takes the place of the first. */
    edit(
      writeTimer(
        factory,
        event,
        definition,
        { kind: 'date', text: '2026-12-01T00:00:00Z', working: false },
        'organisation'
      )
    )
    assert.notInclude(await xml(), 'timeDuration')
    assert.notInclude(await xml(), 'peyvand:calendar')
  })

  test('messages are known by name: the same name is the same message', async ({ assert }) => {
    const { at, definitions, edit, factory } = await open()
    edit(writeNamed(factory, definitions, at('Task_1'), 'message', 'paid'))
    edit(writeNamed(factory, definitions, at('User_1'), 'message', 'paid'))
    assert.equal(at('Task_1').get('messageRef'), at('User_1').get('messageRef'))
    assert.equal(namedOf(at('User_1'), 'message'), 'paid')
    edit(writeNamed(factory, definitions, at('User_1'), 'message', 'cancelled'))
    assert.deepEqual(namesIn(definitions, 'message'), ['cancelled', 'paid'])
    edit(writeNamed(factory, definitions, at('User_1'), 'message', ''))
    assert.equal(namedOf(at('User_1'), 'message'), '')
  })

  test('repetition {kind} is written and read')
    .with([
      {
        kind: 'parallel' as const,
        collection: 'record.lines',
        cardinality: '',
        elementVariable: 'line',
        outputCollection: 'answers',
        outputElement: 'answer',
        completionCondition: 'count(answers) > 2',
        condition: '',
        maximum: '',
      },
      {
        kind: 'while' as const,
        collection: '',
        cardinality: '',
        elementVariable: '',
        outputCollection: '',
        outputElement: '',
        completionCondition: '',
        condition: 'not(reached)',
        maximum: '5',
      },
    ])
    .run(async ({ assert }, expected) => {
      const { at, edit, factory, xml } = await open()
      edit(writeRepetition(factory, at('User_1'), expected))
      const again = await open(await xml())
      assert.deepEqual(repetitionOf(again.at('User_1')), expected)
      edit(writeRepetition(factory, at('User_1'), { ...expected, kind: 'once' }))
      assert.equal(repetitionOf(at('User_1')).kind, 'once')
    })

  test('expressions know what steps set, and the record of the trigger', async ({ assert }) => {
    const { at, definitions, edit, factory } = await open()
    const trigger = { type: 'record', config: { entity: 'call', when: 'record.lost' } }
    edit(writeTypedConfig(factory, at('Start_1'), 'peyvand:Trigger', trigger))
    edit(writeTypedConfig(factory, at('Task_1'), 'peyvand:Action', { type: 'a.b', config: {} }))
    edit(writeResult(factory, at('Task_1'), 'sent'))
    const question = { kind: 'question', definition: { type: 'text', label: { en: 'Q' } } }
    edit(writeUserTask(factory, at('User_1'), { form: { elements: { reached: question } } }))
    assert.equal(subjectOf(definitions), 'call')
    assert.deepEqual(
      knownVariables(definitions).map(({ name, action }) => [name, action ?? null]),
      [
        ['sent', 'a.b'],
        ['reached', null],
      ]
    )
  })

  test('a script is read with or without its mark', async ({ assert }) => {
    const { at, edit } = await open()
    edit(writeScript(at('Task_1'), '1 + 1'))
    assert.equal(scriptOf(at('Task_1')), '1 + 1')
    edit([{ of: at('Task_1'), set: { script: '= 1 + 1' } }])
    assert.equal(scriptOf(at('Task_1')), '1 + 1')
  })
})
