import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { SolutionParts } from '#core/solutions/solution_parts'
import { DecisionTables } from '#core/workflow/decisions/decisions'
import { Definitions } from '#core/workflow/definitions/definitions'
import { Installing } from '#core/workflow/definitions/installing'
import {
  document,
  end,
  flows,
  start as startEvent,
  userTask,
} from '#tests/functional/workflow/bpmn'
import { instanceRow, ORIGIN, publish, start, system } from '#tests/functional/workflow/harness'
import { unique } from '#tests/support/people'

const drawing = (key: string, step: string) =>
  document(key, [startEvent(), userTask(step, {}), end(), flows(`start>${step}\n${step}>end`)])

test.group('workflow packages', () => {
  test('what a plugin ships is published, renewed while nobody has drawn in it, and then left alone', async ({
    assert,
  }) => {
    const installing = await app.container.make(Installing)
    const definitions = await app.container.make(Definitions)
    const actor = await system()
    const key = unique('shipped')
    const ship = (step: string) =>
      installing.ship(actor, ORIGIN, key, {
        label: { en: 'Shipped' },
        xml: drawing(key, step),
        published: true,
      })
    assert.isTrue(await ship('one'))
    assert.isFalse(await ship('one'))
    const id = await start(key)
    assert.isTrue(await ship('two'))
    assert.equal((await instanceRow(id)).process_version, 1)
    const shown = await definitions.get(actor, key)
    assert.deepEqual([shown.activeVersion, shown.xml], [2, drawing(key, 'two')])
    await definitions.saveDraft(actor, key, { xml: drawing(key, 'mine'), lock: shown.draft.lock })
    assert.isFalse(await ship('three'))
    assert.equal((await definitions.get(actor, key)).activeVersion, 2)
  })

  test('a solution takes a workflow along: checked, published there, and taken back', async ({
    assert,
  }) => {
    const part = (await app.container.make(SolutionParts)).get('workflow')
    const database = await app.container.make(Database)
    const actor = await system()
    const key = unique('packed')
    await publish(key, drawing(key, 'one'))
    assert.deepInclude(await part?.list(), { name: key, label: { en: key } })
    const packed = (await part?.read([key]))?.get(key) ?? null
    assert.deepEqual(packed, { label: { en: key }, xml: drawing(key, 'one'), published: true })
    assert.deepEqual(await part?.check(key, packed), [])
    assert.deepEqual(await part?.check(key, { label: { en: 'x' }, xml: '<a', published: true }), [
      { code: 'E_WORKFLOW_INVALID', path: 'xml' },
    ])
    assert.deepEqual(await part?.check('1 x', packed), [{ code: 'E_NAME_PATTERN', path: '' }])
    const write = (value: typeof packed) =>
      database.transaction(
        (trx) => part?.write(trx, actor, ORIGIN, new Map([[key, value]])) ?? Promise.resolve()
      )
    await write(null)
    await assert.rejects(() => start(key), /E_WORKFLOW_NOT_PUBLISHED/)
    await write(packed)
    assert.equal((await instanceRow(await start(key))).process_version, 2)
  })

  test('a solution takes a decision table along with its tests, and does not publish it twice', async ({
    assert,
  }) => {
    const part = (await app.container.make(SolutionParts)).get('decision')
    const tables = await app.container.make(DecisionTables)
    const database = await app.container.make(Database)
    const actor = await system()
    const key = unique('table')
    const xml = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:x"><decision id="${key}" name="${key}"><literalExpression id="l"><text>1 + 1</text></literalExpression></decision></definitions>`
    await tables.create(actor, { key, label: { en: key }, xml })
    const tests = [{ name: 'two', decision: key, input: {}, expected: 2 }]
    const { lock } = await tables.save(actor, key, { tests, lock: 1 })
    await tables.publish(actor, ORIGIN, key, lock)
    assert.deepInclude(await part?.list(), { name: key, label: { en: key } })
    const packed = (await part?.read([key]))?.get(key) ?? null
    assert.deepEqual(packed, { label: { en: key }, xml, tests, published: true })
    assert.deepEqual(await part?.check(key, packed), [])
    assert.deepEqual(await part?.check(key, { label: { en: 'x' }, xml }), [
      { code: 'E_WRONG_TYPE', path: '' },
    ])
    const broken = { label: { en: 'x' }, xml: '<a', tests: [], published: true }
    assert.deepEqual(await part?.check(key, broken), [{ code: 'E_DECISION_INVALID', path: 'xml' }])
    const write = (value: typeof packed) =>
      database.transaction(
        (trx) => part?.write(trx, actor, ORIGIN, new Map([[key, value]])) ?? Promise.resolve()
      )
    await write(packed)
    assert.equal((await tables.get(actor, key)).activeVersion, 1)
    await write(null)
    assert.isFalse((await tables.names()).has(key))
    await write(packed)
    assert.equal((await tables.get(actor, key)).activeVersion, 2)
    assert.isTrue((await tables.names()).has(key))
  })
})
