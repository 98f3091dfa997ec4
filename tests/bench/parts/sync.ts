import { BenchInstallation, lastJson } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'

interface Measured {
  rows: number
  rowsPerSecond: number
  rawPerSecond: number
  callsPerSecond: number
  againSeconds: number
  addedAgain: number
}

/** A first synchronisation from MariaDB, and a second one that finds nothing new. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const installation = new BenchInstallation(folder, 'sync')
  installation.command(['system:prepare'])
  const calls = Math.round(30_000 * scale)
  const got = lastJson<Measured>(
    installation.script('tests/bench/sync_run.ts', {
      BENCH_CALLS: String(calls),
      LOG_LEVEL: 'error',
    })
  )
  if (got.addedAgain !== 0) throw new Error(`The second run added ${got.addedAgain} rows`)
  table(
    `PBX sync from MariaDB, ${calls} calls, ${got.rows} rows`,
    ['figure', 'value'],
    [
      ['mirrored rows/s', got.rowsPerSecond],
      ['raw batched insert, rows/s', got.rawPerSecond],
      ['× raw', got.rawPerSecond / got.rowsPerSecond],
      ['calls assembled, linked and written /s', got.callsPerSecond],
      ['second run with nothing new, s', got.againSeconds],
    ]
  )
}
