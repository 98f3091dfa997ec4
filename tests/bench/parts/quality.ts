import Sqlite from 'better-sqlite3'
import { BenchInstallation } from '#tests/bench/support/installation'
import { send, type Call } from '#tests/bench/support/load'
import { table } from '#tests/bench/support/report'

const REPORTS: [name: string, query: string][] = [
  ['scores by agent', 'scores?by=agent'],
  ['scores by evaluator', 'scores?by=evaluator'],
  ['scores by queue', 'scores?by=queue'],
  ['scores by form version', 'scores?by=form'],
  ['trend by week', 'trend?step=week'],
  ['trend by month', 'trend?step=month'],
  ['criteria', 'criteria?'],
  ['severity', 'severity?'],
  ['coverage', 'coverage?'],
  ['work', 'work?'],
]
const ROUNDS = 5
const MADE = 4_000

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

/** What the reports of call evaluation take over all there is, for somebody who sees everything, and by a row scope for a quarter. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const evaluations = Math.round(100_000 * scale)
  const installation = new BenchInstallation(folder, 'quality')
  installation.command(['system:prepare'])
  installation.script('tests/bench/quality_seed.ts', {
    BENCH_EVALUATIONS: String(MADE),
    BENCH_COPIES: String(Math.ceil(evaluations / MADE) - 1),
    BENCH_AGENTS: '50',
    BENCH_EVALUATORS: '20',
  })
  const database = new Sqlite(installation.database, { readonly: true })
  const plain = database.prepare(
    'select count(*) as n, avg(score_percent) as mean from evaluation where published_at is not null'
  )
  const { n } = plain.get() as { n: number }
  const bare = await timed(async () => plain.get())
  database.close()
  const server = await installation.serve()
  const ask = (headers: Record<string, string>, query: string): Call => ({
    method: 'GET',
    path: `/api/call_evaluation/reports/${query}&from=2000-01-01&to=2099-12-31`,
    headers,
  })
  const people = [
    await installation.signIn(server.port, 'qadmin'),
    await installation.signIn(server.port, 'qsupervisor0'),
  ]
  const rows: (string | number)[][] = []
  for (const [name, query] of REPORTS) {
    const figures: number[] = []
    for (const headers of people) {
      const call = ask(headers, query)
      await send(server.port, call)
      figures.push(await timed(() => send(server.port, call)))
    }
    rows.push([name, ...figures, (figures[0] ?? 0) / bare])
  }
  table(
    `Reports over ${n.toLocaleString('en')} published evaluations`,
    ['report', 'all, ms', 'one unit of four, ms', 'all ÷ a bare mean'],
    rows
  )
  await server.stop()
}
