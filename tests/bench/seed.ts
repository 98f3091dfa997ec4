/*
 * Fills a database for the bench through the product's own services, in a process of its own: the measured server starts with
 * clean memory. Prints one JSON line with what the measuring side needs.
 */
import { bootApplication } from '#tests/bench/support/application'
import { seededRandom } from '#tests/bench/support/random'
import type { Json } from '#core/metadata/types'

const app = await bootApplication()
const { Records } = await import('#core/records/records')
const { Database } = await import('#core/database/database')
const { Actors } = await import('#core/security/actors')
const { Users } = await import('#core/security/users')
const records = await app.container.make(Records)
const database = await app.container.make(Database)
const users = await app.container.make(Users)
const actor = (await app.container.make(Actors)).system()
const origin = { address: null, channel: 'command' }

const contacts = Number(process.env.BENCH_CONTACTS)
const cases = Number(process.env.BENCH_CASES)
const password = process.env.BENCH_PASSWORD ?? ''
const BATCH = 1000
const next = seededRandom(7)
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T

/** Four units with five agents each; the one who is measured sees the cases of one unit: a quarter of all. */
const units: number[] = []
const owners: { id: number; unit: number }[] = []
for (let u = 1; u <= 4; u++) {
  const unit = await records.create(actor, origin, 'unit', { name: `Unit ${u}` })
  units.push(unit.id)
  for (let n = 1; n <= 5; n++) {
    const login = `agent${u}${n}`
    const values = { login, name: `Agent ${u}-${n}`, unit: unit.id }
    const { id } = await users.create(actor, origin, { values, roles: ['agent'], password })
    owners.push({ id, unit: unit.id })
  }
}

async function fill(entity: string, count: number, make: (index: number) => Record<string, Json>) {
  const started = performance.now()
  for (let from = 0; from < count; from += BATCH) {
    const inputs = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const owner = pick(owners)
      return { ...make(from + i), owner_id: owner.id, unit_id: owner.unit }
    })
    await database.transaction(async (trx) => {
      const results = await records.createMany(actor, origin, entity, inputs, { trx })
      const bad = results.find((result) => 'issues' in result)
      if (bad) throw new Error(`${entity}: ${JSON.stringify(bad)}`)
    })
  }
  return count / ((performance.now() - started) / 1000)
}

const FIRST = ['Sara', 'Ali', 'Mina', 'Reza', 'Neda', 'Omid', 'Leyla', 'Kamran', 'Aysel', 'Emma']
const LAST = ['Ahmadi', 'Karimi', 'Moradi', 'Tehrani', 'Sadeghi', 'Aliyev', 'Smith', 'Rezaei']
/** The distribution that the issue states: closed 40 %, open 20 %, resolved 20 %, new 10 %, pending 10 %. */
const STATUSES = [
  ['closed', 0.4],
  ['open', 0.6],
  ['resolved', 0.8],
  ['new', 0.9],
  ['pending', 1],
] as const
const PRIORITIES = ['low', 'normal', 'high', 'urgent']

const contactsPerSecond = await fill('contact', contacts, (i) => ({
  first_name: pick(FIRST),
  last_name: `${pick(LAST)} ${i}`,
  mobile: `0912${String(1_000_000 + i).slice(-7)}`,
  email: `person${i}@example.com`,
}))
const epoch = Date.parse('2024-01-01T00:00:00Z')
const casesPerSecond = await fill('case', cases, (i) => {
  const draw = next()
  return {
    title: `Request ${i}`,
    status: (STATUSES.find(([, upTo]) => draw < upTo) ?? STATUSES[4])[0],
    priority: pick(PRIORITIES),
    amount: Math.floor(next() * 1_000_000),
    opened_at: new Date(epoch + i * 60_000).toISOString(),
    customer: 1 + Math.floor(next() * contacts),
  }
})
await database.write.raw('ANALYZE')
await app.terminate()
process.stdout.write(`\n${JSON.stringify({ unit: units[0], contactsPerSecond, casesPerSecond })}\n`)
process.exit(0)
