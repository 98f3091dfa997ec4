/*
 * Durable instances a second, in a process of its own over a database in a file. Prints one line of JSON. Started by the part
 * `workflow_runtime`; by hand: PEYVAND_VAR=… node --import=@poppinss/ts-exec tests/bench/workflow_run.ts
 */
import { bootApplication } from '#tests/bench/support/application'
import { document, end, flows, service, start, userTask } from '#tests/functional/workflow/bpmn'

const COUNT = Number(process.env.BENCH_INSTANCES ?? 5_000)
const TOGETHER = Number(process.env.BENCH_TOGETHER ?? 64)

const app = await bootApplication()
const { Installation } = await import('#core/providers/installation')
const { Actors } = await import('#core/security/actors')
const { Definitions } = await import('#core/workflow/definitions/definitions')
const { Workflows } = await import('#core/workflow/instances/workflows')
const { ActionRegistry } = await import('#core/workflow/actions/action_registry')
const { Tasks } = await import('#core/workflow/tasks/tasks')
const { Database } = await import('#core/database/database')

await (await app.container.make(Installation)).bringUpToDate()
const workflows = await app.container.make(Workflows)
const definitions = await app.container.make(Definitions)
const actions = await app.container.make(ActionRegistry)
const tasks = await app.container.make(Tasks)
const database = await app.container.make(Database)
const system = (await app.container.make(Actors)).system()
const origin = { address: null, channel: 'command' }

actions.add([
  {
    name: 'bench.nothing',
    label: { en: 'Nothing' },
    icon: 'circle',
    group: 'logic',
    mode: 'transaction',
    writes: false,
    form: {},
    run: async () => ({ ok: true }),
    simulate: () => null,
  },
])

async function publish(key: string, parts: string[]): Promise<void> {
  await definitions.create(system, { key, label: { en: key }, xml: document(key, parts) })
  await definitions.publish(system, origin, key, { lock: 1 })
}

await publish('bench_gateway', [
  start(),
  service('first', 'bench.nothing', { n: '=n' }),
  '<bpmn:exclusiveGateway id="which" />',
  service('second', 'bench.nothing', {}),
  service('third', 'bench.nothing', {}),
  end(),
  flows(
    'start>first\nfirst>which\nwhich>second?n > 10\nwhich>third?n <= 10\nsecond>end\nthird>end'
  ),
])
await publish('bench_task', [
  start(),
  userTask('do', { title: '="Task " + string(n)', candidates: { roles: ['agent'] } }),
  end(),
  flows('start>do\ndo>end'),
])
await publish('bench_record', [
  start(),
  service('write', 'record.create', { entity: 'team', values: { name: '="Team " + string(n)' } }),
  end(),
  flows('start>write\nwrite>end'),
])

interface Measured {
  perSecond: number
  /** Milliseconds of the processor for each. */
  cpu: number
}

/** `TOGETHER` of them are under way at any time, as requests and jobs are. */
async function measure(count: number, work: (n: number) => Promise<unknown>): Promise<Measured> {
  let next = 0
  const before = process.cpuUsage()
  const started = performance.now()
  const worker = async () => {
    while (next < count) {
      const n = next
      next += 1
      await work(n)
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, worker))
  const perSecond = count / ((performance.now() - started) / 1_000)
  const { user, system: inKernel } = process.cpuUsage(before)
  return { perSecond, cpu: (user + inKernel) / 1_000 / count }
}

const run = (key: string) => (n: number) =>
  workflows.start({ process: key, userId: 0, variables: { n: n % 20 } })

await measure(500, run('bench_gateway'))
const gateway = await measure(COUNT, run('bench_gateway'))
const begun = await measure(COUNT, run('bench_task'))
const open: { id: number }[] = await database
  .read('workflow_tasks')
  .where({ process: 'bench_task', status: 'open' })
  .select('id')
const done = await measure(open.length, (n) =>
  tasks.complete(system, origin, open[n]?.id ?? 0, { values: {} })
)
await measure(200, run('bench_record'))
const records = await measure(Math.ceil(COUNT / 5), run('bench_record'))
const [ended] = await database
  .read('workflow_instances')
  .where('status', 'completed')
  .count({ n: '*' })
console.log(JSON.stringify({ gateway, begun, done, records, completed: Number(ended?.n ?? 0) }))
await app.terminate()
process.exit(0)
