import { test } from '@japa/runner'
import fc from 'fast-check'
import type { EntityDefinition, FieldDefinition, Json } from '#core/metadata/types'
import type { RecordRow } from '#core/records/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, systemActor } from '#tests/unit/records/support/actors'

const label = { en: 'x' }

function entity(name: string, fields: Record<string, FieldDefinition>): EntityDefinition {
  const title: FieldDefinition = { type: 'text', label }
  return { name, label, labelPlural: label, titleField: 'name', fields: { name: title, ...fields } }
}

/** A region of branches, which have loans. */
function lending(): EntityDefinition[] {
  return [
    entity('user', {}),
    entity('unit', {}),
    entity('region', {
      branches: { type: 'one_to_many', label, target: 'branch', inverse: 'region' },
      total: { type: 'rollup', label, relation: 'branches', function: 'sum', field: 'lent' },
    }),
    entity('branch', {
      region: { type: 'lookup', label, target: 'region' },
      rate: { type: 'percent', label },
      loans: { type: 'one_to_many', label, target: 'loan', inverse: 'branch' },
      count: { type: 'rollup', label, relation: 'loans', function: 'count' },
      lent: {
        type: 'rollup',
        label,
        relation: 'loans',
        function: 'sum',
        field: 'amount',
        scale: 3,
      },
      largest: {
        type: 'rollup',
        label,
        relation: 'loans',
        function: 'max',
        field: 'amount',
        filter: { path: 'open', op: 'eq', value: true },
      },
      mean: {
        type: 'rollup',
        label,
        relation: 'loans',
        function: 'mean',
        field: 'amount',
        scale: 4,
      },
      first: {
        type: 'rollup',
        label,
        relation: 'loans',
        function: 'min',
        field: 'since',
        result: 'date',
      },
      busy: { type: 'formula', label, result: 'boolean', expression: 'count > 2' },
    }),
    entity('loan', {
      branch: { type: 'lookup', label, target: 'branch' },
      amount: { type: 'decimal', label, scale: 2 },
      open: { type: 'boolean', label },
      since: { type: 'date', label },
      interest: {
        type: 'formula',
        label,
        result: 'number',
        expression: 'if branch = null then null else amount * branch.rate / 100',
      },
      grade: {
        type: 'formula',
        label,
        result: 'text',
        indexed: true,
        expression: 'if interest > 50 then "high" else "low"',
      },
      due: { type: 'formula', label, result: 'date', expression: 'since + duration("P1Y")' },
    }),
  ]
}

test.group('Formulas', (group) => {
  let bank: Bank
  group.each.setup(async () => {
    bank = await openBank(lending())
    return () => bank.close()
  })
  const create = (name: string, input: Record<string, Json>) =>
    bank.records.create(systemActor, origin, name, input)
  const get = (name: string, id: number) => bank.records.get(systemActor, name, id)

  test('are worked out on every write, over other formulas and look-ups', async ({ assert }) => {
    const branch = await create('branch', { name: 'A', rate: 12.5 })
    const loan = await create('loan', { branch: branch.id, amount: 1000, since: '2026-02-28' })
    assert.containSubset(loan, { interest: 125, grade: 'high', due: '2027-02-28' })
    const changed = await bank.records.update(systemActor, origin, 'loan', loan.id, { amount: 100 })
    assert.containSubset(changed, { interest: 12.5, grade: 'low', version: 2 })
    const { rows } = await bank.records.query(systemActor, {
      entity: 'loan',
      filter: { path: 'interest', op: 'between', value: [10, 20] },
      sort: [{ path: 'grade' }, { path: 'interest' }],
    })
    assert.lengthOf(rows, 1)
  })

  test('follow the record that a look-up points at', async ({ assert }) => {
    const branch = await create('branch', { name: 'A', rate: 10 })
    const loan = await create('loan', { branch: branch.id, amount: 1000 })
    await bank.records.update(systemActor, origin, 'branch', branch.id, { rate: 1 })
    const now = await get('loan', loan.id)
    assert.containSubset(now, { interest: 10, grade: 'low' })
    assert.equal(now.version, 1, 'what is worked out is no change by a person')
  })

  test('are not written', async ({ assert }) => {
    const refused = await create('loan', { interest: 5 }).then(
      () => null,
      (error: { code: string }) => error.code
    )
    assert.equal(refused, 'E_VALIDATION')
  })

  test('of roll-ups follow the children', async ({ assert }) => {
    const branch = await create('branch', { name: 'A' })
    assert.containSubset(branch, { count: 0, lent: 0, largest: null, busy: false })
    for (let n = 0; n < 3; n++) await create('loan', { branch: branch.id, amount: n })
    assert.containSubset(await get('branch', branch.id), { count: 3, lent: 3, busy: true })
  })
})

type Step =
  | { kind: 'create'; branch: number | null; amount: number | null; open: boolean; day: number }
  | { kind: 'move'; at: number; branch: number | null }
  | { kind: 'change'; at: number; amount: number; open: boolean }
  | { kind: 'delete'; at: number }
  | { kind: 'restore'; at: number }
  | { kind: 'region'; branch: number; region: number | null }
  | { kind: 'many'; branch: number; amounts: number[] }

const place = fc.option(fc.nat(2), { nil: null })
const amount = fc.integer({ min: -99999, max: 99999 }).map((n) => n / 100)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('create' as const),
    branch: place,
    amount: fc.option(amount, { nil: null }),
    open: fc.boolean(),
    day: fc.nat(27),
  }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(20), branch: place }),
  fc.record({ kind: fc.constant('change' as const), at: fc.nat(20), amount, open: fc.boolean() }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('restore' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('region' as const), branch: fc.nat(2), region: place }),
  fc.record({
    kind: fc.constant('many' as const),
    branch: fc.nat(2),
    amounts: fc.array(amount, { minLength: 1, maxLength: 3 }),
  })
)

/** What the roll-ups of a branch should be, added up from every loan. */
function naive(loans: readonly RecordRow[], branch: number) {
  const own = loans.filter((loan) => (loan.branch as { id: number } | null)?.id === branch)
  const amounts = own.map((loan) => loan.amount as number | null).filter((one) => one !== null)
  const open = own.filter((loan) => loan.open === true).map((loan) => loan.amount as number | null)
  const largest = open.filter((one) => one !== null)
  const total = amounts.reduce((sum, one) => sum + Math.round(one * 100), 0) / 100
  const days = own.map((loan) => loan.since as string | null).filter((day) => day !== null)
  return {
    count: own.length,
    lent: total,
    largest: largest.length > 0 ? Math.max(...largest) : null,
    mean: amounts.length > 0 ? Math.round((total / amounts.length) * 10_000) / 10_000 : null,
    first: days.sort()[0] ?? null,
    busy: own.length > 2,
  }
}

test.group('Roll-ups', () => {
  test('equal what adding up every child gives, after any sequence of writes', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const bank = await openBank(lending())
        const { records } = bank
        const ids = async (name: string) => {
          const found: number[] = []
          for (let n = 0; n < 3; n++) {
            found.push((await records.create(systemActor, origin, name, { name: `${n}` })).id)
          }
          return found
        }
        const regions = await ids('region')
        const branches = await ids('branch')
        const loans: { id: number; deleted: boolean }[] = []
        const branchOf = (at: number | null) => (at === null ? null : (branches[at] ?? null))
        for (const one of steps) {
          if (one.kind === 'create') {
            const { id } = await records.create(systemActor, origin, 'loan', {
              branch: branchOf(one.branch),
              amount: one.amount,
              open: one.open,
              since: `2026-03-${String(one.day + 1).padStart(2, '0')}`,
            })
            loans.push({ id, deleted: false })
            continue
          }
          if (one.kind === 'region') {
            const region = one.region === null ? null : (regions[one.region] ?? null)
            await records.update(systemActor, origin, 'branch', branches[one.branch] ?? 0, {
              region,
            })
            continue
          }
          if (one.kind === 'many') {
            const inputs = one.amounts.map((each) => ({
              branch: branchOf(one.branch),
              amount: each,
            }))
            const outcomes = await bank.knex.transaction((trx) =>
              records.createMany(systemActor, origin, 'loan', inputs, { trx })
            )
            for (const outcome of outcomes) {
              if ('id' in outcome) loans.push({ id: outcome.id, deleted: false })
            }
            continue
          }
          const loan = loans[one.at % Math.max(1, loans.length)]
          if (!loan || loan.deleted !== (one.kind === 'restore')) continue
          if (one.kind === 'delete') await records.remove(systemActor, origin, 'loan', loan.id)
          else if (one.kind === 'restore')
            await records.restore(systemActor, origin, 'loan', loan.id)
          else {
            const input: Record<string, Json> =
              one.kind === 'move'
                ? { branch: branchOf(one.branch) }
                : { amount: one.amount, open: one.open }
            await records.update(systemActor, origin, 'loan', loan.id, input)
          }
          loan.deleted =
            one.kind === 'delete' ? true : one.kind === 'restore' ? false : loan.deleted
        }
        const { rows } = await records.query(systemActor, { entity: 'loan', limit: 500 })
        const lentBy = new Map<number, number>()
        for (const id of branches) {
          const branch = await records.get(systemActor, 'branch', id)
          const expected = naive(rows, id)
          assert.containSubset(branch, expected)
          const region = (branch.region as { id: number } | null)?.id
          if (region)
            lentBy.set(
              region,
              Math.round((lentBy.get(region) ?? 0) * 100 + expected.lent * 100) / 100
            )
        }
        for (const id of regions) {
          const region = await records.get(systemActor, 'region', id)
          assert.equal(region.total, lentBy.get(id) ?? 0)
        }
        await bank.close()
      }),
      { numRuns: 25 }
    )
  }).timeout(120_000)
})
