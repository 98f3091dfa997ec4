import { test } from '@japa/runner'
import fc from 'fast-check'
import type { AggregateQuery, Filter } from '#core/records/types'
import { QueryCompiler } from '#core/records/query/compiler'
import { parseAggregate } from '#core/records/query/parse'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

const status = fc.constantFrom(...STATUSES)
const owner = fc.integer({ min: 1, max: 4 })
const id = fc.integer({ min: 1, max: 30 })
const customer = fc.option(fc.integer({ min: 1, max: 3 }))
const steps = fc.oneof(
  fc.record({ do: fc.constant('create' as const), status, owner, customer }),
  fc.record({ do: fc.constant('many' as const), status, owner, customer }),
  fc.record({ do: fc.constant('update' as const), id, status, owner, customer }),
  fc.record({ do: fc.constant('bulk' as const), from: status, status }),
  fc.record({ do: fc.constant('remove' as const), id }),
  fc.record({ do: fc.constant('restore' as const), id }),
  fc.record({ do: fc.constant('fail' as const), id })
)
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never

async function run(bank: Bank, step: Step): Promise<void> {
  const { records } = bank
  const s = systemActor
  switch (step.do) {
    case 'create':
      await records.create(s, origin, 'ticket', {
        title: 'T',
        status: step.status,
        owner_id: step.owner,
        unit_id: 1 + (step.owner % 2),
        customer: step.customer,
      })
      return
    case 'many': {
      const row = {
        title: 'M',
        status: step.status,
        owner_id: step.owner,
        unit_id: 1,
        customer: step.customer,
      }
      await bank.knex.transaction((trx) =>
        records.createMany(s, origin, 'ticket', [row, { ...row, status: 'none' }, row], { trx })
      )
      return
    }
    case 'update':
      await records.update(s, origin, 'ticket', step.id, {
        status: step.status,
        owner_id: step.owner,
        customer: step.customer,
      })
      return
    case 'bulk':
      await records.bulk(
        s,
        origin,
        'ticket',
        { filter: { path: 'status', op: 'eq', value: step.from } },
        { action: 'update', values: { status: step.status } }
      )
      return
    case 'remove':
      return records.remove(s, origin, 'ticket', step.id)
    case 'restore':
      return records.restore(s, origin, 'ticket', step.id)
    case 'fail':
      /** Rolled back: nothing of it may stay in the counts. */
      return bank.knex.transaction(async (trx) => {
        await records.create(s, origin, 'ticket', { title: 'X', status: 'open' }, { trx })
        await records.remove(s, origin, 'ticket', step.id, { trx })
        throw new RangeError('rolled back')
      })
  }
}

const QUESTIONS: AggregateQuery[] = [
  { entity: 'ticket', group: [{ path: 'status' }], aggregates: { n: { fn: 'count' } } },
  { entity: 'ticket', group: [{ path: 'customer' }], aggregates: { n: { fn: 'count' } } },
  { entity: 'ticket', group: [{ path: 'owner_id' }], aggregates: { n: { fn: 'count' } } },
  ...(
    [
      { path: 'status', op: 'in', value: ['new', 'open'] },
      { not: { path: 'status', op: 'eq', value: 'closed' } },
      { path: 'customer', op: 'is_empty' },
      { path: 'owner_id', op: 'eq', value: { me: true } },
      {
        or: [
          { path: 'customer', op: 'eq', value: 2 },
          { path: 'status', op: 'eq', value: 'new' },
        ],
      },
    ] as Filter[]
  ).map((filter) => ({ entity: 'ticket', filter, aggregates: { n: { fn: 'count' as const } } })),
]

test.group('summaries', () => {
  test('a summary says what counting says, after any writes and for every row scope', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (list) => {
        const bank = await openBank()
        await bank.knex('team_members').insert([
          { team_id: 3, user_id: 1 },
          { team_id: 3, user_id: 2 },
        ])
        for (const name of ['A', 'B', 'C']) {
          await bank.records.create(systemActor, origin, 'person', { name })
        }
        for (const step of list) {
          await run(bank, step).catch((error: unknown) => {
            const { code } = error as { code?: string }
            if (code !== 'E_NOT_FOUND' && !(error instanceof RangeError)) throw error
          })
        }
        for (const read of ['own', 'team', 'unit', 'all'] as const) {
          const role = roleOf(read, { '*': { read: 'all' }, 'ticket': { read } })
          const actor = person(bank.metadata, role, { teamIds: [3] })
          for (const question of QUESTIONS) {
            const kept = await bank.records.aggregate(actor, question)
            const truth = await bank.records.aggregate(actor, {
              ...question,
              /** A condition on a field that no summary has. */
              filter: {
                and: [question.filter ?? { and: [] }, { path: 'title', op: 'is_not_empty' }],
              },
            })
            const byKey = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
            assert.deepEqual(kept.sort(byKey), truth.sort(byKey))
          }
        }
        await bank.close()
      }),
      { numRuns: 25, seed: 3 }
    )
  })

  test('the questions above are indeed answered by a summary', async ({ assert }) => {
    const bank = await openBank()
    const compiler = new QueryCompiler(bank.knex, 'sqlite', bank.types)
    const ready = new Set(['ticket.by_status', 'ticket.by_customer'])
    const role = roleOf('r', { '*': { read: 'all' }, 'ticket': { read: 'unit' } })
    const actor = person(bank.metadata, role)
    const used = (question: AggregateQuery, names: ReadonlySet<string> = ready) =>
      compiler.aggregate(bank.metadata, actor, parseAggregate(question), names).summary
    for (const question of QUESTIONS) assert.isNotNull(used(question))
    assert.isNull(used(QUESTIONS[0] as AggregateQuery, new Set()))
    assert.isNull(used({ ...(QUESTIONS[0] as AggregateQuery), search: 'x' }))
    await bank.close()
  })

  test('a summary that is new is counted before it answers', async ({ assert }) => {
    const bank = await openBank()
    await bank.records.create(systemActor, origin, 'ticket', { title: 'A', status: 'open' })
    await bank.knex('record_summaries').delete()
    await bank.knex('record_summary_states').delete()
    await bank.records.prepare()
    const [row] = await bank.records.aggregate(systemActor, QUESTIONS[0] as AggregateQuery)
    assert.deepEqual(row, { keys: { status: 'open' }, values: { n: 1 } })
    await bank.close()
  })
})
