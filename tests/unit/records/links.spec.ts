import { test } from '@japa/runner'
import fc from 'fast-check'
import { dialectOf } from '#core/database/dialect'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { applyPlan, statementsOf } from '#core/metadata/schema_sync/apply'
import { diff } from '#core/metadata/schema_sync/diff'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import { targetSchema } from '#core/metadata/schema_sync/target'
import { QueryCompiler } from '#core/records/query/compiler'
import { parseQuery } from '#core/records/query/parse'
import type { EntityDefinition, FieldDefinition, Json } from '#core/metadata/types'
import type { Filter, Operator, RecordInput } from '#core/records/types'
import { memoryKnex, openBank, type Bank } from '#tests/unit/records/support/bank'
import { metadataOf, STATUSES } from '#tests/unit/records/support/definitions'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'

const label = { en: 'x' }
const choice: FieldDefinition = { type: 'choice', label, choices: 'ticket_status' }
const states: FieldDefinition = { type: 'multi_choice', label, choices: 'ticket_status' }

function entity(name: string, fields: Record<string, FieldDefinition>): EntityDefinition {
  const title: FieldDefinition = { type: 'text', label }
  return { name, label, labelPlural: label, titleField: 'name', fields: { name: title, ...fields } }
}

const tagged = () => [
  entity('user', {}),
  entity('unit', {}),
  entity('tag', {}),
  entity('item', { states, tags: { type: 'many_to_many', label, target: 'tag' } }),
]

test.group('Fields with several values', (group) => {
  let bank: Bank
  group.each.setup(async () => {
    bank = await openBank(tagged())
    return () => bank.close()
  })
  const create = (name: string, input: RecordInput, actor = systemActor) =>
    bank.records.create(actor, origin, name, input)
  const found = async (filter: Filter, actor = systemActor) =>
    (await bank.records.query(actor, { entity: 'item', filter, sort: [{ path: 'id' }] })).rows.map(
      ({ id }) => id
    )
  const reader = () =>
    person(
      bank.metadata,
      roleOf('agent', { item: { read: 'all', update: 'all' }, tag: { read: 'own' } })
    )

  test('are written as lists and read back, links with their names', async ({ assert }) => {
    const a = await create('tag', { name: 'A' })
    const b = await create('tag', { name: 'B' })
    const item = await create('item', { name: 'x', states: ['open', 'new'], tags: [b.id, a.id] })
    assert.deepEqual(item.states, ['open', 'new'])
    assert.deepEqual(item.tags, [
      { id: a.id, label: 'A' },
      { id: b.id, label: 'B' },
    ])
    const changed = await bank.records.update(systemActor, origin, 'item', item.id, {
      tags: [{ id: b.id }],
      states: [],
    })
    assert.deepEqual(changed.tags, [{ id: b.id, label: 'B' }])
    assert.isNull(changed.states)
    assert.deepEqual(await found({ path: 'tags', op: 'has_any', value: [a.id] }), [])
  })

  test('refuse values that are not in the list and records that are not there', async ({
    assert,
  }) => {
    const codes = async (input: RecordInput) =>
      create('item', input).then(
        () => [],
        (error: { details: { path: string; code: string }[] }) =>
          error.details.map(({ path, code }) => `${path} ${code}`)
      )
    assert.deepEqual(await codes({ states: ['open', 'gone'] }), ['states E_UNKNOWN_CHOICE'])
    assert.deepEqual(await codes({ tags: [77] }), ['tags E_NO_SUCH_RECORD'])
  })

  test('show and find only links that the reader may see, and a writer keeps the others', async ({
    assert,
  }) => {
    const hidden = await create('tag', { name: 'hidden', owner_id: 2 })
    const seen = await create('tag', { name: 'seen', owner_id: 1 })
    const item = await create('item', { name: 'x', tags: [hidden.id, seen.id] })
    const actor = reader()
    const read = await bank.records.get(actor, 'item', item.id)
    assert.deepEqual(read.tags, [{ id: seen.id, label: 'seen' }])
    assert.deepEqual(await found({ path: 'tags', op: 'has_any', value: [hidden.id] }, actor), [])
    assert.deepEqual(await found({ path: 'tags', op: 'has_any', value: [seen.id] }, actor), [
      item.id,
    ])
    await bank.records.update(actor, origin, 'item', item.id, { tags: [] })
    assert.deepEqual((await bank.records.get(systemActor, 'item', item.id)).tags, [
      { id: hidden.id, label: 'hidden' },
    ])
    const guessed = await bank.records
      .update(actor, origin, 'item', item.id, { tags: [hidden.id, seen.id] })
      .then(
        () => null,
        (error: { code: string }) => error.code
      )
    assert.equal(guessed, 'E_VALIDATION')
  })

  test('are asked through the linked records', async ({ assert }) => {
    const a = await create('tag', { name: 'alpha' })
    const item = await create('item', { name: 'x', tags: [a.id] })
    const none = await create('item', { name: 'y' })
    const some: Filter = { path: 'tags', some: { path: 'name', op: 'starts_with', value: 'al' } }
    assert.deepEqual(await found(some), [item.id])
    assert.deepEqual(await found({ not: some }), [none.id])
    assert.deepEqual(await found({ path: 'tags', op: 'is_empty' }), [none.id])
    assert.deepEqual(await found({ path: 'tags', op: 'is_not_empty' }), [item.id])
  })

  test('has_any, has_all and has_none say what they say of every list', async ({ assert }) => {
    const lists: string[][] = []
    const ids: number[] = []
    for (let bits = 0; bits < 16; bits++) {
      const list = STATUSES.slice(0, 4).filter((_, at) => (bits >> at) & 1)
      lists.push(list)
      ids.push((await create('item', { name: `${bits}`, states: list })).id)
    }
    const holds: Record<string, (list: string[], wanted: string[]) => boolean> = {
      has_any: (list, wanted) => wanted.some((one) => list.includes(one)),
      has_all: (list, wanted) => wanted.every((one) => list.includes(one)),
      has_none: (list, wanted) => !wanted.some((one) => list.includes(one)),
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('has_any', 'has_all', 'has_none'),
        fc.subarray([...STATUSES], { minLength: 1 }),
        fc.boolean(),
        async (op, wanted, negated) => {
          const plain: Filter = { path: 'states', op: op as Operator, value: wanted }
          const expected = ids.filter((_, at) => holds[op]?.(lists[at] ?? [], wanted) !== negated)
          assert.deepEqual(await found(negated ? { not: plain } : plain), expected)
        }
      ),
      { numRuns: 40 }
    )
  })

  test('are found by the index of their values', async ({ assert }) => {
    const parsed = parseQuery({
      entity: 'item',
      filter: { path: 'states', op: 'has_any', value: ['open'] },
    })
    const compile = (dialect: 'sqlite' | 'mssql') =>
      new QueryCompiler(bank.knex, dialect, new FieldTypes()).query(
        bank.metadata,
        systemActor,
        parsed
      )
    const [mssql] = compile('mssql').segments
    assert.match(
      mssql?.sql ?? '',
      /in \(select .item__states.\..record_id. from .item__states. where/
    )
    const plan = await bank.knex.raw<{ detail: string }[]>(
      "explain query plan select record_id from item__states where value in ('open', 'new')"
    )
    assert.match(
      plan.map(({ detail }) => detail).join(),
      /COVERING INDEX px_item__states__value__record_id/
    )
  })
})

test.group('A choice that becomes several', () => {
  test('keeps every value and is found by it', async ({ assert }) => {
    const knex = memoryKnex()
    const dialect = dialectOf('sqlite')
    const types = new FieldTypes()
    const target = (field: FieldDefinition) =>
      targetSchema({ ...metadataOf([entity('item', { states: field })]) } as never, types)
    await applyPlan(knex, diff(target(choice), new Map(), dialect), { dialect, types })
    const stamp = '2026-01-01T00:00:00.000Z'
    for (const value of ['open', null, 'new']) {
      await knex('item').insert({ states: value, created_at: stamp, updated_at: stamp })
    }
    const wanted = target(states)
    const actual = await readSchema(
      knex,
      'sqlite',
      wanted.map(({ name }) => name)
    )
    const plan = diff(wanted, actual, dialect)
    await applyPlan(knex, plan, { dialect, types })
    const links: { record_id: Json; value: Json }[] = await knex('item__states')
      .select('record_id', 'value')
      .orderBy('record_id')
    assert.deepEqual(links, [
      { record_id: 1, value: 'open' },
      { record_id: 3, value: 'new' },
    ])
    const again = await readSchema(
      knex,
      'sqlite',
      wanted.map(({ name }) => name)
    )
    assert.deepEqual(diff(wanted, again, dialect).steps, [])
    await knex.destroy()
  })

  test('on SQL Server the links are copied by one statement', ({ assert }) => {
    const types = new FieldTypes()
    const dialect = dialectOf('mssql')
    const wanted = targetSchema({ ...metadataOf([entity('item', { states })]) } as never, types)
    const column = { spec: { kind: 'string', length: 4000 } as const, nullable: true }
    const actual = new Map([
      ['item', { columns: new Map([['states', column]]), indexes: new Map() }],
    ])
    const made = diff(wanted, actual, dialect).steps.find(({ kind }) => kind === 'create_table')
    assert.equal(
      made && statementsOf(made, dialect)[1],
      'insert into [item__states] (record_id, value) select id, [states] from [item] where [states] is not null'
    )
  })
})
