import { test } from '@japa/runner'
import type { RecordQuery, RecordRow, RecordValue } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

/** More than two pages of a scan. */
const TICKETS = 10_003

test.group('scan', (group) => {
  let bank: Bank
  group.setup(async () => {
    bank = await openBank()
    const { records, knex } = bank
    for (const unit of [1, 2]) {
      const values = { name: `P${unit}`, unit_id: unit, national_id: '0012345678', salary: 12.5 }
      await records.create(systemActor, origin, 'person', { ...values, active: unit === 1 })
    }
    const rows = Array.from({ length: TICKETS }, (_, at) => ({
      title: `T${at}`,
      status: STATUSES[at % 5] as string,
      priority: at % 10,
      cost: at % 7 ? (at % 1_000) / 8 : null,
      opened_at: new Date(Date.parse('2026-01-01T00:00:00Z') + (at % 60) * 60_000).toISOString(),
      unit_id: 1 + (at % 2),
      customer: at % 3 ? 1 + (at % 2) : null,
    }))
    await knex.transaction((trx) =>
      records.createMany(systemActor, origin, 'ticket', rows, { trx })
    )
    await records.create(systemActor, origin, 'note', {
      text: 'N',
      about: { entity: 'ticket', id: 1 },
    })
  })
  group.teardown(() => bank.close())

  /** What a scan is to answer, from what the same query answers as records. */
  function flat(row: RecordRow, select: string[]): RecordValue[] {
    const idOf = (value: RecordValue | undefined): RecordValue => {
      const linked = value !== null && typeof value === 'object' && 'id' in value
      if (!linked) return value ?? null
      return 'entity' in value ? { ...value, label: null } : (value.id as number)
    }
    return [row.id, ...select.map((path) => idOf(row[path]))]
  }
  async function both(actor: Actor, query: RecordQuery & { select: string[] }) {
    const [scanned, expected]: [(readonly RecordValue[])[], RecordValue[][]] = [[], []]
    for await (const page of bank.records.scan(actor, query)) scanned.push(...page)
    for await (const page of bank.records.stream(actor, query)) {
      expected.push(...page.map((row) => flat(row, query.select)))
    }
    return { scanned, expected }
  }

  const clerk = () =>
    person(bank.metadata, roleOf('clerk', { '*': { read: 'all' }, 'ticket': { read: 'unit' } }))

  test('answers what the query answers, value by value, page after page', async ({ assert }) => {
    const select = ['title', 'cost', 'customer', 'priority', 'opened_at', 'status']
    for (const sort of [
      [{ path: 'opened_at' }],
      [{ path: 'opened_at', direction: 'desc' as const }],
      [{ path: 'customer', direction: 'desc' as const }],
    ]) {
      const { scanned, expected } = await both(systemActor, { entity: 'ticket', select, sort })
      assert.lengthOf(scanned, TICKETS)
      assert.deepEqual(scanned, expected)
    }
  })

  test('every kind of column is read as in a record', async ({ assert }) => {
    for (const [entity, select] of [
      ['person', ['salary', 'active', 'name', 'national_id']],
      ['note', ['about', 'text']],
      ['ticket', ['customer.name', 'title', 'created_at', 'code']],
    ] as const) {
      const filter = { path: 'id', op: 'le' as const, value: 50 }
      const query = { entity, select: [...select], filter }
      const { scanned, expected } = await both(systemActor, query)
      assert.isNotEmpty(expected)
      assert.deepEqual(scanned, expected)
    }
  })

  test('obeys row scopes, masks and field access', async ({ assert }) => {
    const query = { entity: 'ticket', select: ['title', 'customer'] }
    const { scanned, expected } = await both(clerk(), query)
    assert.lengthOf(scanned, Math.ceil(TICKETS / 2))
    assert.deepEqual(scanned, expected)
    const people = await both(clerk(), { entity: 'person', select: ['national_id', 'name'] })
    assert.deepEqual(people.scanned, people.expected)
    assert.notInclude(JSON.stringify(people.scanned), '0012345678')
    const hidden = person(
      bank.metadata,
      roleOf('blind', { '*': { read: 'all' } }, { ticket: { cost: 'none' } })
    )
    await assert.rejects(() => both(hidden, { entity: 'ticket', select: ['cost'] }))
  })
})
