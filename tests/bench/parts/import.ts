import { createWriteStream } from 'node:fs'
import { readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { BenchInstallation, ROOT } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'

async function writeFile(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path)
  out.write('first_name,last_name,mobile,email,city,external_id\n')
  for (let i = 0; i < rows; i++) {
    const line = `Sara,Ahmadi ${i},0912${String(1_000_000 + (i % 8_999_999)).slice(-7)},p${i}@example.com,Tehran,X${i}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** The same rows read and put into a bare SQLite table. */
function rawImport(path: string, database: string, rows: number): number {
  const db = new Sqlite(database)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec('create table contact (id integer primary key, a, b, c, d, e, f)')
  const started = performance.now()
  const insert = db.prepare('insert into contact (a, b, c, d, e, f) values (?, ?, ?, ?, ?, ?)')
  const lines = readFileSync(path, 'utf8').split('\n').slice(1, -1)
  for (let at = 0; at < lines.length; at += 1000) {
    db.transaction(() => {
      for (const line of lines.slice(at, at + 1000)) insert.run(...line.split(','))
    })()
  }
  db.close()
  return rows / ((performance.now() - started) / 1000)
}

/** Import of contacts through `records:import`: validated, phones indexed, audited; with the memory that it took. */
export async function run({ folder, scale }: { folder: string; scale: number }): Promise<void> {
  const installation = new BenchInstallation(folder, 'import')
  installation.command(['system:prepare'])
  const rows = Math.round(100_000 * scale)
  const file = join(installation.folder, 'contacts.csv')
  await writeFile(file, rows)
  const child = spawn(
    process.execPath,
    ['build/bin/console.js', 'records:import', file, '--entity', 'contact'],
    {
      cwd: ROOT,
      env: { ...process.env, ...installation.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    }
  )
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  let peak = 0
  const watch = setInterval(() => {
    const status = readFileSync(`/proc/${child.pid}/status`, { encoding: 'utf8', flag: 'r' })
    peak = Math.max(peak, (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6)
  }, 100)
  const started = performance.now()
  await once(child, 'exit')
  const seconds = (performance.now() - started) / 1000
  clearInterval(watch)
  const done = new RegExp(`done: ${rows} rows, ${rows} created`)
  if (!done.test(output)) throw new Error(`Import: ${output.slice(-500)}`)
  const inside = [...output.matchAll(/(\d+) rows\/s/g)].at(-1)?.[1]
  const caughtUp = await installation.catchUp()
  const raw = rawImport(file, join(installation.folder, 'raw.sqlite3'), rows)
  table(`Import of ${rows} contacts with two phones' index and six fields`, ['figure', 'value'], [
    ['rows/s, start of the program included', rows / seconds],
    ...(inside ? [['rows/s', Number(inside)]] : []),
    [
      'then, by jobs of the server: records/s into the indexes of search and duplicates',
      rows / caughtUp,
    ],
    ['same rows into a bare table, rows/s', raw],
    ['× bare', raw / (rows / seconds)],
    ['most memory, MB', peak],
  ] as (string | number)[][])
}
