import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FieldDefinition, Json } from '#core/metadata/types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { pathsOf, rowTest, type MatchContext } from '#core/records/row_match'
import { fieldOf } from '#core/records/system_fields'
import type { Filter, Operator, RecordRow } from '#core/records/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

const NAMES = [
  'علی کريمي',
  'علی‌رضا كریمی',
  'Əli İsmayılov',
  'ISMAYIL',
  'بابک',
  'Zoë',
  'a_b%c',
  '۱۲۳',
]
const PARTS = ['علی', 'كر', 'i', 'İ', 'ISM', '_', '%', '12', 'zoe', '']
const SELECT = [
  'title',
  'status',
  'priority',
  'cost',
  'spent',
  'opened_at',
  'customer',
  'body',
  'owner_id',
  'customer.name',
  'customer.phone',
  'customer.email',
  'customer.salary',
  'customer.active',
  'customer.birth',
  'customer.city.name',
]
const hour = (hours: number) =>
  new Date(Date.parse('2026-10-20T00:00:00Z') + hours * 3_600_000).toISOString()

async function fill(bank: Bank): Promise<void> {
  const create = (entity: string, rows: Record<string, Json>[]) =>
    bank.knex.transaction((trx) =>
      bank.records.createMany(systemActor, origin, entity, rows, { trx })
    )
  const some = <T>(index: number, value: T): T | null => (index % 4 === 3 ? null : value)
  const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T
  await create(
    'city',
    NAMES.slice(0, 4).map((name) => ({ name, owner_id: 1 }))
  )
  await create(
    'person',
    Array.from({ length: 20 }, (_, index) => ({
      name: at(NAMES, index),
      phone: some(index, `0912 ${100 + index} 44`),
      email: some(index + 1, `P${index}@Example.com`),
      salary: some(index + 2, index * 12.5),
      active: index % 3 === 0 ? null : index % 3 === 1,
      birth: some(index, hour(index * 40).slice(0, 10)),
      city: some(index + 1, 1 + (index % 4)),
    }))
  )
  await create(
    'ticket',
    Array.from({ length: 60 }, (_, index) => ({
      title: `${at(NAMES, index)} ${index % 7}`,
      status: at(STATUSES, index),
      priority: some(index, index % 5),
      cost: some(index + 1, index / 8),
      spent: some(index + 2, index * 61),
      opened_at: some(index, hour(index * 14)),
      customer: some(index + 2, 1 + (index % 20)),
      body: some(index, at(NAMES, index + 3)),
      owner_id: 1 + (index % 4),
    }))
  )
}

const EQUALITY: Operator[] = ['eq', 'ne', 'in', 'not_in', 'is_empty', 'is_not_empty']
const NUMBERS: Operator[] = [...EQUALITY, 'lt', 'le', 'gt', 'ge', 'between']
const TEXT: Operator[] = [...EQUALITY, 'contains', 'starts_with']
const name = fc.constantFrom(...NAMES, ...PARTS.filter((part) => part !== ''))
const day = fc.integer({ min: 0, max: 900 }).map((hours) => hour(hours).slice(0, 10))
const LEAVES: { path: string; ops: Operator[]; value: fc.Arbitrary<Json> }[] = [
  { path: 'title', ops: TEXT, value: name },
  { path: 'status', ops: EQUALITY, value: fc.constantFrom(...STATUSES) },
  { path: 'priority', ops: NUMBERS, value: fc.integer({ min: 0, max: 5 }) },
  { path: 'cost', ops: NUMBERS, value: fc.integer({ min: 0, max: 64 }).map((n) => n / 8) },
  { path: 'spent', ops: NUMBERS, value: fc.integer({ min: 0, max: 4000 }) },
  { path: 'opened_at', ops: NUMBERS, value: fc.integer({ min: 0, max: 900 }).map(hour) },
  { path: 'customer', ops: EQUALITY, value: fc.integer({ min: 1, max: 22 }) },
  { path: 'body', ops: ['contains', 'is_empty'], value: name },
  {
    path: 'owner_id',
    ops: EQUALITY,
    value: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant<Json>({ me: true })),
  },
  { path: 'customer.name', ops: TEXT, value: name },
  {
    path: 'customer.phone',
    ops: ['contains', 'starts_with', 'is_empty'],
    value: fc.constantFrom('0912', '912 10', '44', 'x'),
  },
  {
    path: 'customer.email',
    ops: TEXT,
    value: fc.constantFrom('p4@example.com', 'P5@Example.com'),
  },
  { path: 'customer.email', ops: ['contains', 'starts_with'], value: fc.constantFrom('P', '@') },
  { path: 'customer.salary', ops: NUMBERS, value: fc.integer({ min: 0, max: 250 }) },
  { path: 'customer.active', ops: EQUALITY, value: fc.boolean() },
  { path: 'customer.birth', ops: NUMBERS, value: day },
  { path: 'customer.city.name', ops: TEXT, value: name },
]
const PERIODS: Json[] = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  { last: 3, unit: 'week' },
  { last: 40, unit: 'hour' },
]
const within = fc
  .tuple(fc.constantFrom('opened_at', 'customer.birth'), fc.constantFrom(...PERIODS))
  .map(([path, value]): Filter => ({ path, op: 'within', value }))
const comparison = fc.constantFrom(...LEAVES).chain(({ path, ops, value }) =>
  fc.constantFrom(...ops).chain((op): fc.Arbitrary<Filter> => {
    if (op === 'is_empty' || op === 'is_not_empty') return fc.constant({ path, op })
    if (op === 'in' || op === 'not_in') {
      return fc.array(value, { maxLength: 5 }).map((list) => ({ path, op, value: list }))
    }
    if (op === 'between') return fc.tuple(value, value).map((two) => ({ path, op, value: two }))
    return value.map((one) => ({ path, op, value: one }))
  })
)
function filters(depth: number): fc.Arbitrary<Filter> {
  const leaf = fc.oneof({ weight: 8, arbitrary: comparison }, { weight: 1, arbitrary: within })
  if (depth === 0) return leaf
  const inner = filters(depth - 1)
  return fc.oneof(
    leaf,
    fc.array(inner, { maxLength: 3 }).map((and): Filter => ({ and })),
    fc.array(inner, { maxLength: 3 }).map((or): Filter => ({ or })),
    inner.map((not): Filter => ({ not }))
  )
}

test.group('colour rules', (group) => {
  let bank: Bank
  let rows: RecordRow[]
  const types = new FieldTypes()
  const actor = {
    ...systemActor,
    userId: 2,
    timeZone: 'Asia/Tehran',
    calendar: 'persian' as const,
  }
  group.setup(async () => {
    bank = await openBank()
    await fill(bank)
    const page = await bank.records.query(actor, { entity: 'ticket', select: SELECT, limit: 500 })
    rows = page.rows
  })
  group.teardown(() => bank.close())

  function field(path: string): FieldDefinition | null {
    let entity = bank.metadata.entity.get('ticket')
    let found: FieldDefinition | undefined
    for (const step of path.split('.')) {
      found = entity && fieldOf(entity, step)
      entity = found?.type === 'lookup' ? bank.metadata.entity.get(found.target) : undefined
    }
    return found ?? null
  }
  const context = (): MatchContext => ({ types, field, reader: actor, now: bank.clock.now })

  test('any filter matches the very rows that the query engine finds by it', async ({ assert }) => {
    assert.lengthOf(rows, 60)
    await fc.assert(
      fc.asyncProperty(filters(2), async (filter) => {
        const matches = rowTest(filter, context())
        const own = rows.filter(matches).map(({ id }) => id)
        const found = await bank.records.query(actor, {
          entity: 'ticket',
          filter,
          select: ['id'],
          limit: 500,
        })
        assert.deepEqual(
          own.toSorted((a, b) => a - b),
          found.rows.map(({ id }) => id).sort((a, b) => a - b)
        )
      }),
      { numRuns: 500, seed: 5 }
    )
  })

  test('{title} matches nothing, not even turned round')
    .with<{ title: string; filter: Filter }[]>([
      { title: 'an unknown field', filter: { path: 'colour', op: 'eq', value: 1 } },
      {
        title: 'an operator that the field has not',
        filter: { path: 'status', op: 'lt', value: 'new' },
      },
      { title: 'a value of the wrong type', filter: { path: 'priority', op: 'gt', value: 'high' } },
      {
        title: 'a period that is none',
        filter: { path: 'opened_at', op: 'within', value: 'once' },
      },
      {
        title: 'a question about other records',
        filter: { path: 'customer', some: { path: 'id', op: 'gt', value: 0 } },
      },
    ])
    .run(({ assert }, { filter }) => {
      for (const tried of [filter, { not: filter }, { or: [filter, { not: filter }] }]) {
        assert.isFalse(rows.some(rowTest(tried, context())))
      }
    })

  test('the paths of a filter are those it reads', ({ assert }) => {
    const filter: Filter = {
      and: [
        { path: 'status', op: 'eq', value: 'new' },
        { not: { or: [{ path: 'customer.name', op: 'is_empty' }] } },
      ],
    }
    assert.deepEqual(pathsOf(filter), ['status', 'customer.name'])
  })
})
