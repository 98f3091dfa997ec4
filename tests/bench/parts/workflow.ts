import { Engine } from 'bpmn-engine'
import * as Elements from 'bpmn-elements'
import { BpmnModdle } from 'bpmn-moddle'
import serializer, { TypeResolver } from 'moddle-context-serializer'
import { compileXml } from '#core/workflow/kernel/compile'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import { newState, step } from '#core/workflow/kernel/step'
import type { Json } from '#core/metadata/types'
import type { ProcessGraph, ProcessState, Values } from '#core/workflow/kernel/types'
import { table } from '#tests/bench/support/report'
import * as m from '#tests/unit/workflow/support/model'

/**
 * The kernel beside bpmn-engine, in one run on one core: the same models, instances worked one after the other from start to
 * end. What the world answers comes at once. "Saved" is the state as JSON text before the answer and read again, on both sides.
 */
const NOW = '2026-03-01T12:00:00.000Z'
const TEN = Array.from({ length: 10 }, (_, index) => `t${index}`)

const service = (id: string) =>
  m
    .service(id)
    .replace(
      '<bpmn:serviceTask',
      `<bpmn:serviceTask implementation="\${environment.services.work}"`
    )

/** The conditions are written in each engine's own language. */
const models = (condition: string) => ({
  'start → service → gateway → service → end': m.model(
    m.start('s'),
    service('a'),
    m.xor('g', 'g_e'),
    service('b'),
    m.end('e'),
    m.path('s a g e'),
    m.flow('g', 'b', condition),
    m.path('b e')
  ),
  'the same with a user task': m.model(
    m.start('s'),
    service('a'),
    m.xor('g', 'g_e'),
    m.user('u'),
    service('b'),
    m.end('e'),
    m.path('s a g e'),
    m.flow('g', 'u', condition),
    m.path('u b e')
  ),
  'fork and join of ten user tasks': m.model(
    m.start('s'),
    m.and('f'),
    ...TEN.map((id) => m.user(id)),
    m.and('j'),
    m.end('e'),
    m.path('s f'),
    m.path('j e'),
    ...TEN.map((id) => m.path(`f ${id} j`))
  ),
})

interface Counts {
  instances: number
  steps: number
  nodes: number
}

function runKernel(graph: ProcessGraph, saved: boolean, counts: Counts): void {
  let state: ProcessState = newState()
  const send = (event: Parameters<typeof step>[2]) => {
    const result = step(
      graph,
      saved ? (JSON.parse(JSON.stringify(state)) as ProcessState) : state,
      event,
      { now: NOW }
    )
    state = result.state
    counts.steps++
    for (const command of result.commands) {
      if (command.type === 'trace' && command.entry.kind === 'entered') counts.nodes++
    }
  }
  const variables: Values = { amount: 500 }
  send({ type: 'start', node: null, variables })
  for (let wait = first(state); wait; wait = first(state)) {
    send({ type: 'done', wait, result: { done: true } as Json })
  }
  if (state.status !== 'completed') throw new Error(`The instance is ${state.status}`)
  counts.instances++
}

function first(state: ProcessState): string | null {
  for (const id in state.waits) return id
  return null
}

interface Execution {
  getPostponed(): { id: string; type: string }[]
  signal(message: { id: string }): void
  getState(): unknown
  stop(): void
}

/** The document is read once, as our compiler reads it once. */
async function prepared(xml: string) {
  const moddle = await new BpmnModdle({ peyvand: PEYVAND_MODDLE }).fromXML(xml)
  return serializer(moddle as never, TypeResolver(Elements as never)) as unknown
}

const OPTIONS = {
  name: 'bench',
  services: { work: (_scope: unknown, done: (error: null) => void) => done(null) },
  variables: { amount: 500, more: true },
}

async function runEngine(source: unknown, saved: boolean, counts: Counts): Promise<void> {
  let ended = false
  const begin = () => {
    const engine = new Engine(OPTIONS as never)
    engine.once('end', () => (ended = true))
    return engine
  }
  const engine = begin()
  engine.addSource({ sourceContext: source } as never)
  let execution = (await engine.execute()) as unknown as Execution
  while (!ended) {
    /** Flows on their way are among them. */
    const task = execution.getPostponed().find(({ type }) => type === 'bpmn:UserTask')
    if (!task) throw new Error('Nothing waits')
    if (saved) {
      const state = JSON.stringify(execution.getState())
      execution.stop()
      const next = begin().recover(JSON.parse(state) as never)
      execution = (await next.resume()) as unknown as Execution
    }
    execution.signal({ id: task.id })
  }
  counts.instances++
}

/** Seconds of processor time so far: what else runs on the machine does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}

async function measure(work: (counts: Counts) => void | Promise<void>, seconds: number) {
  const warm: Counts = { instances: 0, steps: 0, nodes: 0 }
  for (let n = 0; n < 20; n++) await work(warm)
  const counts: Counts = { instances: 0, steps: 0, nodes: 0 }
  const started = processorTime()
  while (processorTime() - started < seconds) await work(counts)
  const spent = processorTime() - started
  return {
    instances: counts.instances / spent,
    steps: counts.steps / spent,
    nodes: counts.nodes / spent,
  }
}

export async function run({ scale }: { scale: number }): Promise<void> {
  const seconds = Math.max(0.5, 5 * scale)
  const own = models('amount > 100')
  const theirs = models('${environment.variables.more}')
  const rows: (string | number)[][] = []
  for (const name of Object.keys(own) as (keyof typeof own)[]) {
    const { graphs, faults } = await compileXml(own[name])
    const [graph] = graphs
    if (!graph) throw new Error(JSON.stringify(faults))
    const source = await prepared(theirs[name])
    for (const saved of [false, true]) {
      const kernel = await measure((counts) => runKernel(graph, saved, counts), seconds)
      const engine = await measure((counts) => runEngine(source, saved, counts), seconds)
      rows.push([
        `${name}${saved ? ', saved' : ''}`,
        kernel.nodes,
        kernel.steps,
        kernel.instances,
        engine.instances,
        kernel.instances / engine.instances,
      ])
    }
  }
  table(
    'Workflow kernel beside bpmn-engine, in memory, by the second of processor time',
    ['', 'nodes/s', 'steps/s', 'instances/s', 'bpmn-engine', 'times'],
    rows
  )
}
