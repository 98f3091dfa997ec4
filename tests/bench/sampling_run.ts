/*
 * A draw from calls that lie in a database in a file, in a process of its own. Prints one line of JSON. Started by the part `sampling`;
 * by hand: PEYVAND_VAR=… node --import=@poppinss/ts-exec tests/bench/sampling_run.ts
 */
import { bootApplication } from '#tests/bench/support/application'

const CALLS = Number(process.env.BENCH_CALLS ?? 1_000_000)
const AGENTS = Number(process.env.BENCH_AGENTS ?? 500)
const SECONDS = 30 * 86_400

const app = await bootApplication()
const { Installation } = await import('#core/providers/installation')
const { Actors } = await import('#core/security/actors')
const { Users } = await import('#core/security/users')
const { Database } = await import('#core/database/database')
const { RecordedSites } = await import('#plugins/telephony/contract')
const { drawOfRule } = await import('#plugins/qa_sampling/server/runs/draw_of_rule')
const { planOf } = await import('#plugins/qa_sampling/server/rules/rule_plan')
const { Population } = await import('#plugins/qa_sampling/server/runs/population')

await (await app.container.make(Installation)).bringUpToDate()
const actors = await app.container.make(Actors)
const users = await app.container.make(Users)
const database = await app.container.make(Database)
const origin = { address: null, channel: 'command' }
const values = { login: 'owner', name: 'Owner', time_zone: 'UTC', calendar: 'gregory' }
const owner = await users.create(actors.system(), origin, { values, roles: ['administrator'] })
const actor = await actors.load(owner.id)
const sites = await app.container.make(RecordedSites)
const site = await sites.ensureSite({ name: 'Bench', timeZone: 'UTC', trunks: [] })

/** A month of calls of all agents, in the order of time, as the sync would have written them. */
await database.write.raw(
  `insert into call (site_id, pbx_key, unique_id, title, kind, direction, answered, started_at, ended_at, duration_seconds,
     talk_seconds, wait_seconds, recording_count, agent, agent_name, first_queue, local_hour, local_weekday, local_day,
     score, caller_number, created_at, updated_at, version)
   with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?)
   select ?, 'k' || i, 'u' || i, 'call ' || i, 'call', 'inbound', 1,
     strftime('%Y-%m-%dT%H:%M:%S.000Z', 1793491200 + (i * ${SECONDS}) / ?, 'unixepoch'), null, 200,
     30 + (i * 7) % 900, 10, (i % 20) > 0, 'a' || ((i * 31) % ?), 'Agent ' || ((i * 31) % ?), 'q' || ((i * 13) % 12),
     strftime('%H', 1793491200 + (i * ${SECONDS}) / ?, 'unixepoch') + 0, 1, '2026-11-01',
     i % 6, '09120000000', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 1
   from n`,
  [CALLS, site.id, CALLS, AGENTS, AGENTS, CALLS]
)
await database.write.raw('analyze')

const plan = planOf({
  every: 'month',
  month_day: 1,
  at: '07:00',
  group_by: 'agent',
  quota: 'fixed',
  quota_count: 5,
  stratum: 'hour',
  agent_choice: 'first',
  need_recording: true,
  min_talk: 60,
  allow_repeat: false,
  population: { path: 'score', op: 'lt', value: 5 },
})
const period = { from: new Date(1793491200_000), to: new Date((1793491200 + SECONDS) * 1000) }
const population = await app.container.make(Population)

let peak = 0
const watch = (): void => {
  peak = Math.max(peak, process.memoryUsage().rss)
}
globalThis.gc?.()
const before = process.memoryUsage().rss
const times: number[] = []
let found = { population: 0, drawn: 0 }
for (let turn = 0; turn < 3; turn++) {
  const started = performance.now()
  const { certificate } = await drawOfRule(
    population,
    actor,
    plan,
    period,
    `bench ${turn}`,
    undefined,
    watch
  )
  times.push((performance.now() - started) / 1000)
  found = { population: certificate.population, drawn: certificate.drawn }
}
console.log(
  JSON.stringify({
    ...found,
    seconds: Math.min(...times),
    times,
    more: (peak - before) / 1_048_576,
  })
)
await app.terminate()
process.exit(0)
