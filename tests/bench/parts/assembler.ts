import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { Site } from '#plugins/telephony/server/assembler/site'
import { defaultSiteOptions } from '#plugins/telephony/server/assembler/site_options'
import { queueCalls } from '#tests/bench/support/pbx_rows'
import { table } from '#tests/bench/support/report'

/** Calls assembled per second by the pure assembler, in this process. */
export async function run({ scale }: { folder: string; scale: number }): Promise<void> {
  const calls = Math.round(100_000 * scale)
  const rows = queueCalls(calls)
  const site = new Site(defaultSiteOptions(1, 'Asia/Tehran'))
  assembleRows(queueCalls(2000), () => site)
  const cpu = process.cpuUsage()
  const started = performance.now()
  const made = assembleRows(rows, () => site)
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(cpu)
  if (made.length !== calls) throw new Error(`${made.length} calls instead of ${calls}`)

  /** What merely going over the same rows costs: grouping them by call in a map. */
  const plain = performance.now()
  const groups = new Map<string, number>()
  for (const row of rows.cdr) groups.set(row.linkedid, 1)
  for (const row of rows.queueLog) groups.set(row.callid, (groups.get(row.callid) ?? 0) + 1)
  const plainSeconds = (performance.now() - plain) / 1000

  table(
    `Assembler, ${calls} queue calls, ${rows.cdr.length + rows.queueLog.length} rows`,
    ['figure', 'value'],
    [
      ['calls/s', calls / seconds],
      ['rows/s', (rows.cdr.length + rows.queueLog.length) / seconds],
      ['CPU µs a call', (used.user + used.system) / calls],
      ['× grouping the rows in a map', seconds / plainSeconds],
    ]
  )
}
