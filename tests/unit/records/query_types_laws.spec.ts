/*
 * The query compiler against the plain reading of queries, over the field types that a bank's own entities are made of: lists of
 * choices, links to many, marks, percents, times, codes, formulas, roll-ups. Filters, sort, pages, aggregates and groups.
 */
import { test } from '@japa/runner'
import fc from 'fast-check'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { operatorsOf } from '#core/metadata/field_type'
import { isNumeric } from '#core/metadata/field_types/shapes'
import type { EntityDefinition, FieldDefinition, Json } from '#core/metadata/types'
import type { Filter, Sort } from '#core/records/types'
import { origin, systemActor } from '#tests/unit/records/support/actors'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { STATUSES } from '#tests/unit/records/support/definitions'
import { Naive, type NaiveData, type NaiveRow } from '#tests/unit/records/support/naive'

const label = { en: 'x' }
const types = new FieldTypes()

/** Each with values that it takes; the computed ones take theirs from the others. */
const SAMPLES: Record<string, { field: FieldDefinition; values: Json[] }> = {
  states: {
    field: { type: 'multi_choice', label, choices: 'ticket_status' },
    values: [['new'], ['new', 'open'], ['closed', 'open', 'pending'], ['resolved']],
  },
  tags: {
    field: { type: 'many_to_many', label, target: 'tag' },
    values: [[1], [1, 2], [2, 3, 4], [4]],
  },
  mark: { field: { type: 'rating', label, max: 5 }, values: [1, 2, 3, 5] },
  share: { field: { type: 'percent', label, scale: 1 }, values: [0, 12.5, 99.9, 100] },
  opens: {
    field: { type: 'time', label, indexed: true },
    values: ['00:00', '09:05', '12:30', '23:59'],
  },
  site: {
    field: { type: 'url', label, searchable: true },
    values: ['https://example.com/a', 'https://EXAMPLE.org/B', 'http://localhost:8080/'],
  },
  account: {
    field: { type: 'iban', label, indexed: true },
    values: ['IR580540105180021273113007', 'DE89370400440532013000', 'NO9386011117947'],
  },
  person_code: { field: { type: 'national_id', label }, values: ['0084575948'] },
  fee: { field: { type: 'money', label, currency: 'EUR' }, values: [0, 0.01, 12.5, 1200] },
  spent: { field: { type: 'duration', label }, values: [0, 61, 3600] },
  since: { field: { type: 'date', label }, values: ['2026-02-28', '2026-11-21', '2024-02-29'] },
  fresh: { field: { type: 'boolean', label }, values: [true, false] },
  state: { field: { type: 'choice', label, choices: 'ticket_status' }, values: [...STATUSES] },
  cost: {
    field: {
      type: 'formula',
      label,
      result: 'number',
      scale: 3,
      expression: 'if fee = null or share = null then null else fee * share / 100',
    },
    values: [0, 0.125, 150, 1.563],
  },
  grade: {
    field: {
      type: 'formula',
      label,
      result: 'text',
      indexed: true,
      expression: 'if mark = null then null else if mark > 2 then "Həmişə" else "پایین"',
    },
    values: ['Həmişə', 'پایین', 'h'],
  },
  until: {
    field: { type: 'formula', label, result: 'date', expression: 'since + duration("P1D")' },
    values: ['2026-03-01', '2026-11-22', '2024-03-01'],
  },
  parts_count: {
    field: { type: 'rollup', label, relation: 'parts', function: 'count' },
    values: [0, 1, 2, 3],
  },
  weight: {
    field: { type: 'rollup', label, relation: 'parts', function: 'sum', field: 'kilos', scale: 2 },
    values: [0, 1.25, 2.5, 10],
  },
  heaviest: {
    field: { type: 'rollup', label, relation: 'parts', function: 'max', field: 'kilos', scale: 2 },
    values: [1.25, 10],
  },
}

function entity(name: string, fields: Record<string, FieldDefinition>): EntityDefinition {
  const title: FieldDefinition = { type: 'text', label, searchable: true }
  return { name, label, labelPlural: label, titleField: 'name', fields: { name: title, ...fields } }
}
const entities = () => [
  entity('user', {}),
  entity('unit', {}),
  entity('tag', {}),
  entity('thing', {
    ...Object.fromEntries(Object.entries(SAMPLES).map(([name, { field }]) => [name, field])),
    parts: { type: 'one_to_many', label, target: 'part', inverse: 'thing' },
    parent: { type: 'lookup', label, target: 'thing', onDelete: 'set_null' },
  }),
  entity('part', {
    thing: { type: 'lookup', label, target: 'thing', onDelete: 'set_null' },
    kilos: { type: 'decimal', label, scale: 2 },
  }),
]

/** Reads everything back as the wire has it, references as ids. */
async function readAll(bank: Bank, name: string): Promise<NaiveRow[]> {
  const { rows } = await bank.records.query(systemActor, {
    entity: name,
    limit: 500,
    sort: [{ path: 'id' }],
  })
  const plain = (value: unknown): Json =>
    typeof value === 'object' && value !== null && 'id' in value
      ? (value.id as number)
      : Array.isArray(value)
        ? value.map(plain)
        : ((value ?? null) as Json)
  return rows.map((row) => ({
    ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])),
    id: row.id,
    deleted_at: null,
  }))
}

async function fill(bank: Bank): Promise<NaiveData> {
  const make = (name: string, values: Record<string, Json>) =>
    bank.records.create(systemActor, origin, name, values)
  for (const tag of ['A', 'B', 'C', 'D']) await make('tag', { name: tag })
  const inputs = Object.entries(SAMPLES).filter(
    ([, { field }]) => field.type !== 'formula' && field.type !== 'rollup'
  )
  /** Each field walks through its values, and through none, in a step of its own: all combinations come. */
  for (let n = 0; n < 60; n++) {
    const values = inputs.map(([name, { values: all }], at): [string, Json] => {
      const step = Math.floor((n * (at + 3)) / 2 + n / (at + 2))
      return [name, all[step % (all.length + 1)] ?? null]
    })
    await make('thing', {
      name: `thing ${n}`,
      ...Object.fromEntries(values),
      parent: n < 8 || n % 3 === 0 ? null : 1 + (n % 7),
    })
  }
  for (let n = 0; n < 70; n++) {
    await make('part', {
      name: `part ${n}`,
      thing: n % 9 === 0 ? null : 1 + ((n * 7) % 40),
      kilos: n % 5 === 0 ? null : (n % 9) * 1.25,
    })
  }
  for (const id of [5, 17]) await bank.records.remove(systemActor, origin, 'thing', id)
  for (const id of [3, 30, 31]) await bank.records.remove(systemActor, origin, 'part', id)
  return {
    thing: await readAll(bank, 'thing'),
    part: await readAll(bank, 'part'),
    tag: await readAll(bank, 'tag'),
  }
}

/** A comparison of a field by each operator that its type declares, so that none is forgotten. */
function comparisons(prefix = ''): fc.Arbitrary<Filter> {
  const one = Object.entries(SAMPLES).map(([name, { field, values }]): fc.Arbitrary<Filter> => {
    const path = `${prefix}${name}`
    const ops = operatorsOf(types.get(field.type), field)
    const flat = fc.constantFrom<Json>(...values.flatMap((value) => value as Json | Json[]))
    return fc.constantFrom(...ops).chain((op): fc.Arbitrary<Filter> => {
      if (op === 'is_empty' || op === 'is_not_empty') return fc.constant({ path, op })
      if (op === 'within')
        return fc
          .constantFrom<Json>('today', 'yesterday', 'this_month', { last: 500, unit: 'day' })
          .map((value) => ({
            path,
            op,
            value,
          }))
      if (op === 'between') return fc.tuple(flat, flat).map((value) => ({ path, op, value }))
      if (['in', 'not_in', 'has_any', 'has_all', 'has_none'].includes(op))
        return fc.array(flat, { minLength: 1, maxLength: 3 }).map((value) => ({ path, op, value }))
      if (op === 'contains' || op === 'starts_with')
        return flat.chain((value) => {
          const text = String(value)
          return fc
            .tuple(fc.nat({ max: text.length - 1 }), fc.integer({ min: 1, max: 6 }))
            .map(([at, length]) => ({
              path,
              op,
              value: text.slice(op === 'contains' ? at : 0, at + length),
            }))
        })
      return flat.map((value) => ({ path, op, value }))
    })
  })
  return fc.oneof(...one)
}

function filters(depth: number): fc.Arbitrary<Filter> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: comparisons() },
    { weight: 1, arbitrary: comparisons('parent.') }
  )
  if (depth === 0) return leaf
  const inner = filters(depth - 1)
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }).map((and): Filter => ({ and })) },
    { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }).map((or): Filter => ({ or })) },
    { weight: 2, arbitrary: inner.map((not): Filter => ({ not })) }
  )
}

const named = (fits: (field: FieldDefinition) => boolean) =>
  Object.entries(SAMPLES)
    .filter(([, { field }]) => fits(field))
    .map(([name]) => name)
const SORTED = named(({ type }) => types.get(type).sortable)
const GROUPED = named(({ type }) => types.get(type).groupable)
const NUMBERS = named(isNumeric)

const sorts: fc.Arbitrary<Sort[]> = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom(...SORTED, ...SORTED.map((name) => `parent.${name}`), 'id'),
    direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
  }),
  { selector: ({ path }) => path, maxLength: 3 }
)

test.group('laws of the query language, over the types of a bank', (group) => {
  let bank: Bank
  let data: NaiveData
  let naive: Naive
  group.setup(async () => {
    bank = await openBank(entities())
    data = await fill(bank)
    naive = new Naive(bank.metadata, data, systemActor, new Set(), bank.clock.now)
  })
  group.teardown(() => bank.close())

  test('the data has every field filled and empty', ({ assert }) => {
    for (const name of Object.keys(SAMPLES)) {
      const values = (data.thing ?? []).map((row) => row[name] ?? null)
      assert.isTrue(
        values.some((value) => value !== null),
        name
      )
      assert.isAbove(new Set(values.map((value) => JSON.stringify(value))).size, 1, name)
    }
  })

  test('pages of any query, joined, are what the plain reading of it gives, in order', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(filters(2), sorts, async (filter, sort) => {
        const query = { entity: 'thing', filter, ...(sort.length ? { sort } : {}) }
        const ids: number[] = []
        for (let after: string | null = '', turn = 0; after !== null && turn < 20; turn++) {
          const page: { rows: { id: number }[]; next: string | null } = await bank.records.query(
            systemActor,
            { ...query, limit: 9, select: ['id'], ...(after ? { after } : {}) }
          )
          ids.push(...page.rows.map((row) => row.id))
          after = page.next
        }
        assert.deepEqual(ids, naive.ids(query))
      }),
      { numRuns: 400, seed: 13 }
    )
  })

  test('figures by group, of any query, are those of the records in the group', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(
        filters(1),
        fc.constantFrom(...GROUPED),
        fc.constantFrom(...NUMBERS),
        async (filter, by, figure) => {
          const query = { entity: 'thing', filter }
          const ids = new Set(naive.ids(query))
          const wanted = new Map<string, number[]>()
          const counts = new Map<string, number>()
          for (const row of (data.thing ?? []).filter(({ id }) => ids.has(id))) {
            const key = JSON.stringify(row[by] ?? null)
            const list = wanted.get(key) ?? []
            const value = row[figure] ?? null
            if (typeof value === 'number') list.push(value)
            wanted.set(key, list)
            counts.set(key, (counts.get(key) ?? 0) + 1)
          }
          const rows = await bank.records.aggregate(systemActor, {
            ...query,
            group: [{ path: by }],
            aggregates: {
              n: { fn: 'count' },
              sum: { fn: 'sum', path: figure },
              low: { fn: 'min', path: figure },
              high: { fn: 'max', path: figure },
              mean: { fn: 'avg', path: figure },
              kinds: { fn: 'count_distinct', path: figure },
            },
          })
          assert.sameMembers(
            rows.map(({ keys }) => JSON.stringify(keys[by])),
            [...wanted.keys()]
          )
          for (const { keys, values } of rows) {
            const key = JSON.stringify(keys[by])
            const list = wanted.get(key) ?? []
            const sum = list.reduce((a, b) => a + b, 0)
            assert.equal(values.n, counts.get(key))
            assert.closeTo(Number(values.sum ?? 0), sum, 1e-6)
            assert.equal(values.low ?? null, list.length ? Math.min(...list) : null)
            assert.equal(values.high ?? null, list.length ? Math.max(...list) : null)
            assert.equal(values.kinds, new Set(list).size)
            if (list.length) assert.closeTo(Number(values.mean), sum / list.length, 1e-6)
          }
        }
      ),
      { numRuns: 150, seed: 17 }
    )
  })
})
