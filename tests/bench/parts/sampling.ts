import { Lottery } from '#plugins/qa_sampling/server/kernel/draw'
import { BenchInstallation, lastJson } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'

const AGENTS = 500
const HOURS = 24

/** Draws five calls of each agent, balanced over hours, from calls that stream by; and how much memory stays in use for it. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const calls = Math.round(1_000_000 * scale)
  const agents = Array.from({ length: AGENTS }, (_, at) => `u${at + 1}`)
  const hours = Array.from({ length: HOURS }, (_, at) => String(at).padStart(2, '0'))
  const fill = (count: number) => {
    const lottery = new Lottery({ kind: 'fixed', count: 5 }, 'bench')
    for (let id = 1; id <= count; id++) {
      lottery.add({ id, group: agents[id % AGENTS] ?? '', stratum: hours[(id >> 3) % HOURS] ?? '' })
    }
    return lottery
  }
  fill(20_000).draw()
  const before = process.memoryUsage().heapUsed
  const started = performance.now()
  const lottery = fill(calls)
  const held = process.memoryUsage().heapUsed - before
  const { drawn } = lottery.draw()
  const seconds = (performance.now() - started) / 1000
  if (drawn.length !== 5 * AGENTS) throw new Error(`${drawn.length} calls drawn`)
  table(
    `Draw of ${drawn.length} from ${calls} calls, ${AGENTS} agents, ${HOURS} strata each`,
    ['figure', 'value'],
    [
      ['seconds', seconds],
      ['calls/s', calls / seconds],
      ['heap in use more, MB', held / 1_048_576],
    ]
  )
  const installation = new BenchInstallation(folder, 'sampling')
  installation.command(['system:prepare'])
  const got = lastJson<{ population: number; drawn: number; seconds: number; more: number }>(
    installation.script('tests/bench/sampling_run.ts', {
      BENCH_CALLS: String(calls),
      BENCH_AGENTS: String(AGENTS),
    })
  )
  table(
    `The same from SQLite: ${calls} calls of a month, of which ${got.population} fit a filter`,
    ['figure', 'value'],
    [
      ['seconds, reading included', got.seconds],
      ['calls/s', calls / got.seconds],
      ['memory in use more at the most, MB', got.more],
    ]
  )
}
