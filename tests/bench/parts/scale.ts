import { BenchInstallation } from '#tests/bench/support/installation'
import { load, send, type Call } from '#tests/bench/support/load'
import { table } from '#tests/bench/support/report'
import type { ServerProcess } from '#tests/bench/support/server_process'

/** On the field that the list is sorted by, and all records lie in it. */
const PERIOD = {
  and: [
    { path: 'opened_at', op: 'ge', value: '2000-01-01T00:00:00Z' },
    { path: 'opened_at', op: 'lt', value: '2100-01-01T00:00:00Z' },
  ],
}

/** Processor milliseconds of a call, after a warm-up. */
async function cost(server: ServerProcess, call: Call): Promise<number> {
  await load(server.port, 4, 100, () => call)
  const before = server.cpu()
  await load(server.port, 4, 400, () => call)
  return (server.cpu() - before) / 400
}

async function measure(folder: string, cases: number) {
  const installation = new BenchInstallation(folder, `scale-${cases}`)
  installation.command(['system:prepare'])
  installation.script('tests/bench/seed.ts', {
    BENCH_CONTACTS: '10000',
    BENCH_CASES: String(cases),
  })
  const server = await installation.serve()
  const headers = await installation.signIn(server.port, 'agent11')
  const query = (filter: object | undefined, after?: string): Call => ({
    method: 'POST',
    path: '/api/records/case/query',
    headers,
    body: JSON.stringify({
      select: ['title', 'status', 'opened_at', 'customer'],
      sort: [{ path: 'opened_at', direction: 'desc' }],
      limit: 10,
      ...(filter ? { filter } : {}),
      ...(after ? { after } : {}),
    }),
  })
  const costs = async (filter?: object) => {
    let after: string | undefined
    for (let page = 1; page < 1000; page++) {
      const answer = JSON.parse(await send(server.port, query(filter, after))) as {
        next: string | null
      }
      if (answer.next === null) break
      after = answer.next
    }
    return [await cost(server, query(filter)), await cost(server, query(filter, after))]
  }
  const figures = [...(await costs()), ...(await costs(PERIOD))]
  await server.stop()
  return figures
}

/** What the first page and page 1,000 of a list cost, with few and with many records. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const tiny = await measure(folder, 10_000)
  const few = 50_000
  const many = Math.round(1_000_000 * scale)
  const small = await measure(folder, few)
  const large = await measure(folder, many)
  table(
    'List pages of ten as the table grows, CPU ms a request',
    ['cases', 'page 1', 'page 1,000', 'page 1 of a period', 'page 1,000 of it'],
    [
      ['10,000 (its last page)', ...tiny],
      [few.toLocaleString('en'), ...small],
      [many.toLocaleString('en'), ...large],
    ]
  )
}
