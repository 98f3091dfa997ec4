import { join } from 'node:path'
import { load, send, type Call } from '#tests/bench/support/load'
import { BenchInstallation, ROOT, lastJson } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'
import { seededRandom } from '#tests/bench/support/random'
import { ServerProcess } from '#tests/bench/support/server_process'

interface Measured {
  name: string
  perSecond1: number
  perSecond16: number
  p50: number
  p99: number
  /** Processor milliseconds a request at 16 connections. */
  cpu: number
}

/** Warms up, then measures at 1 and at 16 connections. */
async function measure(
  server: ServerProcess,
  name: string,
  requests: number,
  next: (i: number) => Call
): Promise<Measured> {
  await load(server.port, 16, Math.ceil(requests / 2), next)
  const alone = await load(server.port, 1, Math.ceil(requests / 2), next)
  const before = server.cpu()
  const together = await load(server.port, 16, requests, next)
  const cpu = (server.cpu() - before) / requests
  return {
    name,
    perSecond1: alone.perSecond,
    perSecond16: together.perSecond,
    p50: together.p50,
    p99: together.p99,
    cpu,
  }
}

const SELECT = [
  'title',
  'status',
  'priority',
  'amount',
  'opened_at',
  'customer',
  'customer.email',
  'owner_id',
]

function productCalls(
  headers: Record<string, string>,
  range: [number, number],
  unitCases: number[]
) {
  const random = seededRandom(11)
  const any = (list: number[]) => list[Math.floor(random() * list.length)] ?? range[0]
  const json = (method: string, path: string, body: object): Call => ({
    method,
    path,
    headers,
    body: JSON.stringify(body),
  })
  const versions = new Map<number, number>()
  return {
    list: (): Call =>
      json('POST', '/api/records/case/query', {
        select: SELECT,
        filter: { path: 'status', op: 'eq', value: 'open' },
        sort: [{ path: 'opened_at', direction: 'desc' }],
        limit: 50,
      }),
    read: (): Call => ({ method: 'GET', path: `/api/records/case/${any(unitCases)}`, headers }),
    count: (): Call =>
      json('POST', '/api/records/case/aggregate', {
        group: [{ path: 'status' }],
        aggregates: { records: { fn: 'count' } },
      }),
    create: (i: number): Call =>
      json('POST', '/api/records/case', {
        values: {
          title: `New ${i}`,
          status: 'new',
          priority: 'normal',
          amount: i,
          customer: 1 + (i % 1000),
        },
      }),
    /** Each record is updated in turn, its version counted along: the optimistic lock is part of what is measured. */
    update: (i: number): Call => {
      const id = unitCases[i % unitCases.length] ?? range[0]
      const version = versions.get(id) ?? 1
      versions.set(id, version + 1)
      return json('PATCH', `/api/records/case/${id}`, {
        version,
        values: { title: `Changed ${i} ${version}` },
      })
    },
  }
}

function baselineQueries(unit: number, range: [number, number]) {
  const columns =
    'c.id, c.version, c.title, c.status, c.priority, c.amount, c.opened_at, c.owner_id, c.customer'
  return {
    list: `select ${columns}, k.full_name, k.email from cases c left join contact k on k.id = c.customer where c.status = 'open' and c.unit_id = ${unit} and c.deleted_at is null order by c.opened_at desc, c.id desc limit 50`,
    read: `select c.*, k.full_name from cases c left join contact k on k.id = c.customer where c.id = ?`,
    count: `select status, count(*) n from cases where deleted_at is null group by status`,
    create: `insert into cases (title, status, priority, amount, unit_id, created_at, updated_at, version, type) values (?, 'new', 'normal', 1, ${unit}, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 1, 'request') returning id`,
    update: `update cases set title = ?, version = version + 1 where id = ?`,
    range,
  }
}

export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const contacts = Math.round(100_000 * scale)
  const cases = Math.round(200_000 * scale)
  const installation = new BenchInstallation(folder, 'http')
  installation.command(['system:prepare'])
  const seeded = lastJson<{ unit: number; contactsPerSecond: number; casesPerSecond: number }>(
    installation.script('tests/bench/seed.ts', {
      BENCH_CONTACTS: String(contacts),
      BENCH_CASES: String(cases),
    })
  )
  console.log(
    `seeded through Records.createMany: ${Math.round(seeded.contactsPerSecond)} contacts/s, ${Math.round(seeded.casesPerSecond)} cases/s`
  )

  /** What is measured is the state that lasts, not the minutes after 300,000 new records. */
  console.log(`the jobs caught up with them in ${(await installation.catchUp()).toFixed(1)} s`)
  const server = await installation.serve()
  const headers = await installation.signIn(server.port, 'agent11')
  const page = JSON.parse(
    await send(server.port, {
      method: 'POST',
      path: '/api/records/case/query',
      headers,
      body: JSON.stringify({
        select: ['title'],
        limit: 500,
        filter: { path: 'owner_id', op: 'eq', value: { me: true } },
      }),
    })
  ) as { rows: { id: number }[] }
  const own = page.rows.map((row) => row.id)
  const calls = productCalls(headers, [1, cases], own)
  const requests = Math.max(400, Math.round(4000 * scale))
  const names = ['list', 'read', 'create', 'update', 'count'] as const
  const product: Measured[] = []
  for (const name of names)
    product.push(await measure(server, name, requests, (i) => calls[name](i)))
  const memory = server.memory()
  await server.stop()

  const bare = await ServerProcess.start([join(ROOT, 'tests/bench/baseline_server.mjs')], {
    BENCH_DATABASE: installation.database,
    BENCH_QUERIES: JSON.stringify(baselineQueries(seeded.unit, [1, cases])),
  })
  const baseline: Measured[] = []
  for (const name of ['json', ...names]) {
    const method = name === 'create' || name === 'update' ? 'POST' : 'GET'
    const path = `/${name}`
    baseline.push(
      await measure(bare, name, requests, () => ({
        method,
        path,
        ...(method === 'POST' ? { body: '{}' } : {}),
      }))
    )
  }
  await bare.stop()

  const json = baseline[0] as Measured
  table(
    `HTTP, ${contacts} contacts, ${cases} cases, signed in as an agent (cases of the unit, masked fields)`,
    [
      'request',
      'req/s @1',
      'req/s @16',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      '× bare JSON',
      '× direct SQL',
    ],
    product.map((m) => {
      const direct = baseline.find((b) => b.name === m.name) as Measured
      return [
        m.name,
        m.perSecond1,
        m.perSecond16,
        m.p50,
        m.p99,
        m.cpu,
        m.cpu / json.cpu,
        m.cpu / direct.cpu,
      ]
    })
  )
  table(
    'Beside it: bare node:http, and the same SQL run directly behind it',
    ['request', 'req/s @1', 'req/s @16', 'p50 ms', 'p99 ms', 'CPU ms'],
    baseline.map((m) => [m.name, m.perSecond1, m.perSecond16, m.p50, m.p99, m.cpu])
  )
  table(
    'Server',
    ['figure', 'value'],
    [
      ['second start to first answer, ms', server.startMilliseconds],
      ['resident memory after the load, MB', memory],
    ]
  )
}
