import { BenchInstallation, lastJson } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'

interface Measured {
  perSecond: number
  cpu: number
}
interface Answer {
  gateway: Measured
  begun: Measured
  done: Measured
  records: Measured
  completed: number
}

/** Instances that are in the database when they are counted, 64 under way at a time, on SQLite in a file. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const installation = new BenchInstallation(folder, 'workflow')
  installation.command(['system:prepare'])
  const instances = Math.round(5_000 * scale)
  const got = lastJson<Answer>(
    installation.script('tests/bench/workflow_run.ts', { BENCH_INSTANCES: String(instances) })
  )
  const task = 1 / (1 / got.begun.perSecond + 1 / got.done.perSecond)
  const row = (name: string, { perSecond, cpu }: Measured) => [name, perSecond, cpu]
  table(
    `Durable workflow instances, ${instances} of each (${got.completed} completed)`,
    ['process', 'a second', 'CPU ms each'],
    [
      row('start → service → gateway → service → end', got.gateway),
      row('start → user task, up to the task', got.begun),
      row('its completion', got.done),
      row('both together', { perSecond: task, cpu: got.begun.cpu + got.done.cpu }),
      row('start → record created (audited) → end', got.records),
    ]
  )
}
