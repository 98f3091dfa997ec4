/*
 * The record engine alone, without HTTP: CPU milliseconds an operation and rows a second. Run:
 *   node --import=@poppinss/ts-exec tests/bench/records_bench.ts [people] [tickets]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordInput } from '#core/records/types'
import { openBank } from '#tests/unit/records/support/bank'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'

const people = Number(process.argv[2] ?? 20_000)
const tickets = Number(process.argv[3] ?? 40_000)
const folder = mkdtempSync(join(tmpdir(), 'peyvand-bench-'))
const bank = await openBank(undefined, join(folder, 'bank.sqlite3'))
const { records, knex } = bank

async function fill(entity: string, count: number, make: (index: number) => RecordInput) {
  const cpu = process.cpuUsage()
  const started = performance.now()
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from)
    const inputs = Array.from({ length: size }, (_, index) => make(from + index))
    await knex.transaction((trx) =>
      records.createMany(systemActor, origin, entity, inputs, { trx, source: 'bench' })
    )
  }
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const perRow = ((user + system) / 1000 / count).toFixed(4)
  console.log(`createMany ${entity}: ${Math.round(count / seconds)} rows/s, ${perRow} ms CPU a row`)
}

async function measure(name: string, times: number, work: (index: number) => Promise<unknown>) {
  for (let index = 0; index < 200; index++) await work(index)
  const cpu = process.cpuUsage()
  const started = performance.now()
  for (let from = 0; from < times; from += 16) {
    await Promise.all(Array.from({ length: 16 }, (_, index) => work(200 + from + index)))
  }
  const { user, system } = process.cpuUsage(cpu)
  const wall = (performance.now() - started) / times
  const each = (user + system) / 1000 / times
  console.log(`${name}: ${each.toFixed(3)} ms CPU, ${wall.toFixed(3)} ms`)
}

await fill('city', 50, (index) => ({ name: `City ${index}`, region: 'R' }))
await fill('person', people, (index) => ({
  name: `Person ${index}`,
  phone: `0912${String(1_000_000 + index).slice(-7)}`,
  email: `person${index}@example.com`,
  salary: index % 1000,
  birth: '1990-05-01',
  city: 1 + (index % 50),
  owner_id: 1 + (index % 20),
  unit_id: 1 + (index % 4),
}))
const epoch = Date.parse('2025-01-01T00:00:00Z')
await fill('ticket', tickets, (index) => ({
  title: `Request ${index}`,
  status: STATUSES[index % 5] as string,
  priority: index % 10,
  opened_at: new Date(epoch + index * 60_000).toISOString(),
  customer: 1 + (index % people),
  owner_id: 1 + (index % 20),
  unit_id: 1 + (index % 4),
}))
await knex.raw('ANALYZE')

const role = roleOf(
  'agent',
  {
    '*': { read: 'all' },
    'person': { read: 'unit' },
    'ticket': { read: 'unit', create: 'unit', update: 'unit' },
  },
  { person: { salary: 'none', national_id: 'masked' } }
)
const actor = person(bank.metadata, role)
const list = {
  entity: 'ticket',
  select: ['code', 'title', 'status', 'priority', 'opened_at', 'customer', 'owner_id'],
  filter: { path: 'status', op: 'eq' as const, value: 'open' },
  sort: [{ path: 'opened_at', direction: 'desc' as const }],
  limit: 50,
}
await measure('list of 50', 3_000, () => records.query(actor, list))
await measure('read one', 10_000, (index) =>
  records.getWithRights(actor, 'ticket', 1 + 4 * (index % (tickets / 4)))
)
await measure('count by status (summary)', 3_000, () =>
  records.aggregate(actor, {
    entity: 'ticket',
    group: [{ path: 'status' }],
    aggregates: { n: { fn: 'count' } },
  })
)
await measure('search by a word', 1_000, (index) =>
  records.search(actor, `person ${index % people}`)
)
await measure('create', 4_000, (index) =>
  records.create(actor, origin, 'ticket', {
    title: `New ${index}`,
    status: 'new',
    priority: 3,
    opened_at: '2026-11-22T08:00:00.000Z',
    customer: 1 + 4 * (index % 1000),
  })
)
await measure('update', 4_000, (index) =>
  records.update(actor, origin, 'ticket', 1 + 4 * (index % (tickets / 4)), {
    status: STATUSES[index % 4] as string,
    priority: index % 10,
  })
)
await bank.close()
rmSync(folder, { recursive: true, force: true })
