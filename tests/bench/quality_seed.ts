/*
 * Fills a database with evaluations for the bench of reports and for looking at their pages: people, calls and evaluations are made
 * through the product's own services; with BENCH_COPIES each evaluation is then copied to as many earlier days. Prints one JSON line.
 */
import { bootApplication } from '#tests/bench/support/application'
import { seededRandom } from '#tests/bench/support/random'
import type { Json } from '#core/metadata/types'

const app = await bootApplication()
const { Records } = await import('#core/records/records')
const { Database } = await import('#core/database/database')
const { Users } = await import('#core/security/users')
const { SYSTEM_ACTOR } = await import('#core/security/system_actor')
const { RecordedSites } = await import('#plugins/telephony/contract')
const records = await app.container.make(Records)
const database = await app.container.make(Database)
const users = await app.container.make(Users)
const origin = { address: null, channel: 'command' }

const count = Number(process.env.BENCH_EVALUATIONS)
const copies = Number(process.env.BENCH_COPIES ?? '0')
const agentsPerUnit = Number(process.env.BENCH_AGENTS ?? '6')
const evaluatorCount = Number(process.env.BENCH_EVALUATORS ?? '4')
const password = process.env.BENCH_PASSWORD ?? ''
const next = seededRandom(11)
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
const DAY = 86_400_000
const now = Date.now()

interface Person {
  id: number
  name: string
  unit: number
  /** How good calls are, or how mildly is marked: −1 to 1. */
  bent: number
}
const FIRST = ['Sara', 'Ali', 'Mina', 'Reza', 'Neda', 'Omid', 'Leyla', 'Kamran', 'Aysel', 'Nika']
const LAST = ['Ahmadi', 'Karimi', 'Moradi', 'Tehrani', 'Sadeghi', 'Aliyev', 'Nazari', 'Rezaei']
const bent = () => next() * 2 - 1

async function person(login: string, role: string, unit: number): Promise<Person> {
  const name = `${pick(FIRST)} ${pick(LAST)}`
  const values = { login, name, unit }
  const { id } = await users.create(SYSTEM_ACTOR, origin, { values, roles: [role], password })
  return { id, name, unit, bent: bent() }
}
const agents: Person[] = []
const evaluators: Person[] = []
for (const [at, name] of ['Cards', 'Loans', 'Branches', 'Digital bank'].entries()) {
  const unit = await records.create(SYSTEM_ACTOR, origin, 'unit', { name })
  for (let n = 1; n <= agentsPerUnit; n++) {
    agents.push(await person(`qagent${at}x${n}`, 'agent', unit.id))
  }
  for (let n = 1; n <= evaluatorCount / 4; n++) {
    evaluators.push(await person(`qevaluator${at}x${n}`, 'evaluator', unit.id))
  }
  await person(`qsupervisor${at}`, 'supervisor', unit.id)
}
await person('qadmin', 'administrator', agents[0]?.unit ?? 1)
const sites = await app.container.make(RecordedSites)
const site = await sites.ensureSite({ name: 'Tehran', timeZone: 'Asia/Tehran' })

const QUEUES = ['600', '601', '602']
const TOPICS = ['Card blocked', 'Loan instalment', 'Transfer', 'Password', 'Balance']
const CRITERIA: [name: string, hard: number][] = [
  ['tone_greeting', 0.25],
  ['tone_clear', 0.1],
  ['knowledge_right', -0.05],
  ['knowledge_solved', -0.25],
  ['calm_patience', -0.15],
  ['courtesy_respect', 0.3],
]
const rating = (worth: number) => Math.min(5, Math.max(1, Math.round(3.4 + worth * 1.3 + bent())))

function answersOf(agent: Person, evaluator: Person): Record<string, Json> {
  const made: Record<string, Json> = { courtesy_no_insult: next() > 0.02 }
  for (const [name, hard] of CRITERIA) {
    made[name] = rating(agent.bent + evaluator.bent * 0.4 + hard)
    made[`${name}__comment`] = 'Listened'
  }
  return made
}

const BATCH = 200
for (let from = 0; from < count; from += BATCH) {
  const size = Math.min(BATCH, count - from)
  const parts = Array.from({ length: size }, () => {
    const agent = pick(agents)
    const own = evaluators.filter(({ unit }) => unit === agent.unit)
    const evaluator = next() < 0.7 && own.length > 0 ? pick(own) : pick(evaluators)
    return { agent, evaluator, at: now - Math.floor(next() ** 1.2 * 85 * DAY) }
  })
  await database.transaction(async (trx) => {
    const made = await records.createMany(
      SYSTEM_ACTOR,
      origin,
      'call',
      parts.map(({ agent, at }, i) => ({
        title: `+98912${String(1_000_000 + from + i).slice(-7)}`,
        site_id: site.id,
        pbx_key: `q${from + i}`,
        kind: 'call',
        direction: next() < 0.8 ? 'inbound' : 'outbound',
        answered: true,
        agent_user: agent.id,
        agent_name: agent.name,
        owner_id: agent.id,
        unit_id: agent.unit,
        first_queue: pick(QUEUES),
        topic: pick(TOPICS),
        score: next() < 0.45 ? rating(agent.bent * 0.8 + 0.3) : null,
        talk_seconds: 60 + Math.floor(next() * 600),
        recording_count: 1,
        started_at: new Date(at - DAY).toISOString(),
      })),
      { trx }
    )
    const evaluations = parts.map(({ agent, evaluator, at }, i) => {
      const call = made[i]
      const open = next() < 0.08
      return {
        title: `#${from + i} ${agent.name}`,
        call: call && 'id' in call ? call.id : 0,
        agent: agent.id,
        agent_name: agent.name,
        evaluator: evaluator.id,
        owner_id: evaluator.id,
        unit_id: agent.unit,
        form_name: 'call_evaluation_standard',
        state: open ? 'assigned' : next() < 0.3 ? 'acknowledged' : 'published',
        assigned_at: new Date(at - DAY).toISOString(),
        due_at: new Date(at + (open ? 20 : 2) * DAY).toISOString(),
        finished_at: open ? null : new Date(at - 3_600_000).toISOString(),
        published_at: open ? null : new Date(at).toISOString(),
        answers: open ? {} : answersOf(agent, evaluator),
      }
    })
    const results = await records.createMany(SYSTEM_ACTOR, origin, 'evaluation', evaluations, {
      trx,
    })
    const bad = results.find((result) => 'issues' in result)
    if (bad) throw new Error(JSON.stringify(bad))
  })
}
if (copies > 0) await copy()

/** Each evaluation again, with its marks, as many times as asked, a few days earlier each time. SQLite. */
async function copy(): Promise<void> {
  const step = 1_000_000
  const series = `with recursive series(k) as (select 1 union all select k + 1 from series where k < ${copies})`
  const columns = (
    (await database.write.raw('pragma table_info(evaluation)')) as { name: string }[]
  ).map(({ name }) => name)
  const values = columns.map((name) => {
    if (name === 'id') return `e.id + series.k * ${step}`
    if (name === 'published_at' || name === 'finished_at') {
      return `strftime('%Y-%m-%dT%H:%M:%fZ', e."${name}", '-' || (series.k * 3) || ' days')`
    }
    return `e."${name}"`
  })
  const names = columns.map((name) => `"${name}"`).join(', ')
  await database.write.raw(
    `insert into evaluation (${names}) ${series} select ${values.join(', ')} from evaluation e, series where e.id < ${step}`
  )
  await database.write.raw(
    `insert into call_evaluation_marks ${series} select m.evaluation_id + series.k * ${step}, m.criterion, m.section, m.form_name, m.form_version, m.mark, m.weight, m.not_applicable, m.fatal from call_evaluation_marks m, series where m.evaluation_id < ${step}`
  )
  await database.write.raw('analyze')
}

console.log(JSON.stringify({ agents: agents.length, evaluators: evaluators.length }))
await app.terminate()
process.exit(0)
