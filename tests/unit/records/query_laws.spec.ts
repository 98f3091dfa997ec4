import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Depth, Json } from '#core/metadata/types'
import type { Filter, Operator, RecordQuery, Sort } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { Naive, type NaiveData } from '#tests/unit/records/support/naive'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

const NAMES = [
  'علی کريمي',
  'علی‌رضا كریمی',
  'Əli İsmayılov',
  'ISMAYIL',
  'ilqar',
  'پروین',
  'بابک',
  'Zoë',
  'a_b%c',
  '۱۲۳',
]
const PARTS = ['علی', 'كر', 'i', 'İ', 'ISM', '_', '%', '12', 'ر', 'zoe', 'پ']
const MATES = [1, 2, 3]

/** Mulberry32: the data is the same in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

async function fill(bank: Bank): Promise<NaiveData> {
  const next = random(42)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const maybe = <T>(value: T): T | null => (next() < 0.25 ? null : value)
  const count = (n: number) => Array.from({ length: n }, (_, index) => index)
  const place = () => ({ owner_id: pick([1, 2, 3, 4, 5]), unit_id: pick([1, 2, 3]) })
  const instant = () =>
    new Date(
      Date.parse('2026-09-01T00:00:00Z') + Math.floor(next() * 90 * 24) * 3_600_000
    ).toISOString()
  const inputs: Record<string, Record<string, Json>[]> = {
    city: count(6).map((index) => ({
      name: pick(NAMES),
      region: maybe(`R${index % 2}`),
      ...place(),
    })),
    person: count(40).map((index) => ({
      name: pick(NAMES),
      nickname: maybe(pick(NAMES)),
      phone: maybe(`0912 ${100 + index} 44`),
      email: maybe(`p${index}@example.com`),
      salary: maybe(Math.round(next() * 10_000) / 100),
      active: maybe(next() < 0.5),
      birth: maybe(instant().slice(0, 10)),
      city: maybe(1 + Math.floor(next() * 6)),
      ...place(),
    })),
    ticket: count(120).map((index) => ({
      title: `${pick(NAMES)} ${index % 7}`,
      status: pick(STATUSES),
      priority: maybe(Math.floor(next() * 5)),
      cost: maybe(Math.round(next() * 5000) / 1000),
      opened_at: maybe(instant()),
      customer: maybe(1 + Math.floor(next() * 40)),
      watcher: maybe(1 + Math.floor(next() * 40)),
      body: maybe(pick(NAMES)),
      ...place(),
    })),
  }
  const data: NaiveData = {}
  for (const [entity, rows] of Object.entries(inputs)) {
    await bank.knex.transaction((trx) =>
      bank.records.createMany(systemActor, origin, entity, rows, { trx })
    )
    const page = await bank.records.query(systemActor, {
      entity,
      limit: 500,
      sort: [{ path: 'id' }],
    })
    data[entity] = page.rows.map((row) => ({
      ...Object.fromEntries(
        Object.keys(row).map((name) => {
          const value = row[name] ?? null
          const reference = typeof value === 'object' && value !== null && !Array.isArray(value)
          return [name, (reference ? (value.id ?? null) : value) as Json]
        })
      ),
      id: row.id,
      deleted_at: null,
    }))
  }
  for (const [entity, ids] of [
    ['person', [3, 9, 20]],
    ['ticket', [1, 50, 77]],
    ['city', [2]],
  ] as const) {
    for (const id of ids) {
      await bank.knex(entity).where({ id }).update({ deleted_at: '2026-11-01T00:00:00.000Z' })
      const row = data[entity]?.find((one) => one.id === id)
      if (row) row.deleted_at = '2026-11-01T00:00:00.000Z'
    }
  }
  /** Deleted behind the engine's back: count the summaries anew. */
  await bank.knex('record_summary_states').delete()
  await bank.records.prepare()
  for (const user of MATES) await bank.knex('team_members').insert({ team_id: 7, user_id: user })
  return data
}

type Leaf = { path: string; ops: Operator[]; value: fc.Arbitrary<Json> }
const EQUALITY: Operator[] = ['eq', 'ne', 'in', 'not_in', 'is_empty', 'is_not_empty']
const NUMBERS: Operator[] = [...EQUALITY, 'lt', 'le', 'gt', 'ge', 'between']
const TEXT: Operator[] = [...EQUALITY, 'contains', 'starts_with']
const name = fc.constantFrom(...NAMES, ...PARTS)
const period = fc.constantFrom<Json>(
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  { last: 3, unit: 'week' },
  { last: 40, unit: 'hour' }
)
const id = fc.integer({ min: 1, max: 42 })
const instantValue = fc
  .integer({ min: 0, max: 90 * 24 })
  .map((hours) => new Date(Date.parse('2026-09-01T00:00:00Z') + hours * 3_600_000).toISOString())
const personLeaves = (prefix: string): Leaf[] => [
  { path: `${prefix}name`, ops: TEXT, value: name },
  { path: `${prefix}nickname`, ops: TEXT, value: name },
  {
    path: `${prefix}phone`,
    ops: ['contains', 'starts_with', 'is_empty'],
    value: fc.constantFrom('0912', '912 10', '44', 'x'),
  },
  {
    path: `${prefix}salary`,
    ops: NUMBERS,
    value: fc.integer({ min: 0, max: 10_000 }).map((cents) => cents / 100),
  },
  { path: `${prefix}active`, ops: EQUALITY, value: fc.boolean() },
  { path: `${prefix}birth`, ops: NUMBERS, value: instantValue.map((text) => text.slice(0, 10)) },
  { path: `${prefix}city`, ops: EQUALITY, value: fc.integer({ min: 1, max: 7 }) },
  { path: `${prefix}city.name`, ops: TEXT, value: name },
]
const LEAVES: Record<string, Leaf[]> = {
  person: personLeaves(''),
  ticket: [
    { path: 'title', ops: TEXT, value: name },
    { path: 'status', ops: EQUALITY, value: fc.constantFrom(...STATUSES) },
    { path: 'priority', ops: NUMBERS, value: fc.integer({ min: 0, max: 5 }) },
    {
      path: 'cost',
      ops: NUMBERS,
      value: fc.integer({ min: 0, max: 5000 }).map((mills) => mills / 1000),
    },
    { path: 'opened_at', ops: NUMBERS, value: instantValue },
    { path: 'customer', ops: EQUALITY, value: id },
    { path: 'body', ops: ['contains', 'is_empty'], value: name },
    { path: 'owner_id', ops: EQUALITY, value: fc.integer({ min: 1, max: 6 }) },
    ...personLeaves('customer.'),
  ],
}

function compare({ path, ops, value }: Leaf): fc.Arbitrary<Filter> {
  return fc.constantFrom(...ops).chain((op) => {
    if (op === 'is_empty' || op === 'is_not_empty') return fc.constant<Filter>({ path, op })
    if (op === 'in' || op === 'not_in') {
      return fc.array(value, { maxLength: 5 }).map((list): Filter => ({ path, op, value: list }))
    }
    if (op === 'between')
      return fc.tuple(value, value).map((two): Filter => ({ path, op, value: two }))
    return value.map((one): Filter => ({ path, op, value: one }))
  })
}

function filters(entity: string, depth: number): fc.Arbitrary<Filter> {
  const within =
    entity === 'ticket'
      ? period.map((value): Filter => ({ path: 'opened_at', op: 'within', value }))
      : period.map((value): Filter => ({ path: 'birth', op: 'within', value }))
  const leaf = fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...(LEAVES[entity] ?? []).map(compare)) },
    { weight: 1, arbitrary: within }
  )
  if (depth === 0) return leaf
  const inner = filters(entity, depth - 1)
  const path = entity === 'ticket' ? 'customer.tickets' : 'tickets'
  const other = filters('ticket', depth - 1)
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }).map((and): Filter => ({ and })) },
    { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }).map((or): Filter => ({ or })) },
    { weight: 2, arbitrary: inner.map((not): Filter => ({ not })) },
    { weight: 1, arbitrary: other.map((some): Filter => ({ path, some })) },
    { weight: 1, arbitrary: other.map((none): Filter => ({ path, none })) }
  )
}

const SORTS: Record<string, string[]> = {
  person: [
    'name',
    'nickname',
    'salary',
    'active',
    'birth',
    'city',
    'city.region',
    'id',
    'created_at',
  ],
  ticket: ['title', 'status', 'priority', 'cost', 'opened_at', 'customer', 'customer.birth', 'id'],
}
const queries: fc.Arbitrary<RecordQuery> = fc.constantFrom('person', 'ticket').chain((entity) =>
  fc.record(
    {
      entity: fc.constant(entity),
      filter: filters(entity, 2),
      search: fc.constantFrom(...PARTS, 'علی 1', 'z 3'),
      sort: fc.uniqueArray(
        fc.record({
          path: fc.constantFrom(...(SORTS[entity] ?? [])),
          direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
        }),
        { selector: ({ path }: Sort) => path, maxLength: 3 }
      ),
    },
    { requiredKeys: ['entity'] }
  )
)
const depths: fc.Arbitrary<Depth> = fc.constantFrom('own', 'team', 'unit', 'all')

test.group('laws of the query language', (group) => {
  let bank: Bank
  let data: NaiveData
  group.setup(async () => {
    bank = await openBank()
    data = await fill(bank)
  })
  group.teardown(() => bank.close())

  function actorOf(ticket: Depth, people: Depth): Actor {
    const role = roleOf(`${ticket}_${people}`, {
      '*': { read: 'all' },
      'ticket': { read: ticket },
      'person': { read: people },
    })
    return person(bank.metadata, role, { unitIds: [1, 2], teamIds: [7] })
  }
  const naiveOf = (actor: Actor) =>
    new Naive(bank.metadata, data, actor, new Set(MATES), bank.clock.now)

  async function paged(actor: Actor, query: RecordQuery): Promise<number[]> {
    const ids: number[] = []
    for (let after: string | null = '', turn = 0; after !== null && turn < 60; turn++) {
      const page: { rows: { id: number }[]; next: string | null } = await bank.records.query(
        actor,
        {
          ...query,
          limit: 7,
          select: ['id'],
          ...(after ? { after } : {}),
        }
      )
      ids.push(...page.rows.map((row) => row.id))
      after = page.next
    }
    return ids
  }

  test('pages of any query, joined, are what the plain reading of it gives, in order', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(queries, depths, depths, async (query, tickets, people) => {
        const actor = actorOf(tickets, people)
        assert.deepEqual(await paged(actor, query), naiveOf(actor).ids(query))
      }),
      { numRuns: 600, seed: 7 }
    )
  })

  test('counts and sums of any query are those of its records', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(
        queries,
        depths,
        depths,
        async ({ entity, filter, search }, tickets, people) => {
          const actor = actorOf(tickets, people)
          const query = { entity, ...(filter ? { filter } : {}), ...(search ? { search } : {}) }
          const ids = new Set(naiveOf(actor).ids(query))
          const field = entity === 'ticket' ? 'cost' : 'salary'
          const values = (data[entity] ?? [])
            .filter((row) => ids.has(row.id))
            .map((row) => row[field] ?? null)
          const numbers = values.filter((value) => typeof value === 'number')
          const [row] = await bank.records.aggregate(actor, {
            ...query,
            aggregates: {
              n: { fn: 'count' },
              filled: { fn: 'count', path: field },
              sum: { fn: 'sum', path: field },
              max: { fn: 'max', path: field },
              kinds: { fn: 'count_distinct', path: field },
            },
          })
          assert.equal(await bank.records.count(actor, query), ids.size)
          assert.equal(row?.values.n, ids.size)
          assert.equal(row?.values.filled, numbers.length)
          assert.closeTo(
            Number(row?.values.sum ?? 0),
            numbers.reduce((a, b) => a + b, 0),
            1e-6
          )
          assert.equal(row?.values.max ?? null, numbers.length ? Math.max(...numbers) : null)
          assert.equal(row?.values.kinds, new Set(numbers).size)
        }
      ),
      { numRuns: 200, seed: 11 }
    )
  })
})
