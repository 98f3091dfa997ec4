import type { Json } from '#core/metadata/types'
import { addDuration, instantOf, readCycle } from '#core/workflow/kernel/time'
import type { WorkflowFault } from '#core/workflow/kernel_port'
import type { FlowNode, ProcessGraph, Text } from '#core/workflow/kernel/types'
import { nextCron, readCron } from '#core/workflow/triggers/cron'

/** What begins an instance beside people, as it is stored. */
export interface Start {
  process: string
  node: string
  /** `message`, `signal`, `timer`, `record`, `schedule`, or a trigger that a plugin registered. */
  kind: string
  name: string | null
  config: Json
  nextAt: number | null
  runsLeft: number | null
}

type StartNode = Extract<FlowNode, { type: 'startEvent' }>
type Fault = Omit<WorkflowFault, 'severity'>

const literal = (text: Text): string | null => ('literal' in text ? text.literal : null)

/** What starts a process, and why something cannot. Pure. */
export function startsOf(graph: ProcessGraph, now: Date): { starts: Start[]; faults: Fault[] } {
  const starts: Start[] = []
  const faults: Fault[] = []
  for (const node of Object.values(graph.nodes)) {
    if (node.scope !== graph.key) continue
    const message = node.type === 'task' && node.message?.instantiate ? node.message : null
    if (node.type !== 'startEvent' && !message) continue
    const found = message
      ? named(baseOf(graph.key, node.id, 'message'), message.name)
      : startOf(graph.key, node as StartNode, now)
    if (found === null) continue
    if ('code' in found) faults.push({ element: node.id, params: {}, code: found.code })
    else starts.push(found)
  }
  return { starts, faults }
}

function baseOf(process: string, node: string, kind: string): Start {
  return { process, node, kind, name: null, config: {}, nextAt: null, runsLeft: null }
}

type Found = Start | { code: string }

function named(base: Start, text: Text): Found {
  const name = literal(text)
  return name ? { ...base, name } : { code: 'start_name_not_literal' }
}

function startOf(process: string, node: StartNode, now: Date): Found | null {
  const base = baseOf(process, node.id, node.event.kind)
  if (node.trigger) return triggered(base, node.trigger, now)
  switch (node.event.kind) {
    case 'message':
    case 'signal':
      return named(base, node.event.name)
    case 'timer':
      return timed(base, node.event.form, literal(node.event.value), now)
    case 'conditional':
      return { code: 'start_condition_without_record' }
    default:
      return null
  }
}

function triggered(
  base: Start,
  { type, config }: { type: string; config: Json },
  now: Date
): Found {
  const given =
    typeof config === 'object' && config !== null && !Array.isArray(config) ? config : {}
  if (type === 'record') {
    const entity = typeof given.entity === 'string' ? given.entity : ''
    return entity ? { ...base, kind: type, name: entity, config } : { code: 'start_entity_missing' }
  }
  if (type !== 'schedule') return { ...base, kind: type, name: null, config }
  if (typeof given.cron !== 'string') {
    return timed({ ...base, kind: type, config }, 'cycle', String(given.cycle ?? ''), now)
  }
  const zone = typeof given.timeZone === 'string' ? given.timeZone : 'UTC'
  const cron = readCron(given.cron)
  const next = cron && nextCron(cron, now, zone)
  if (!next) return { code: 'start_schedule_invalid' }
  return { ...base, kind: type, config, nextAt: next.getTime() }
}

function timed(
  base: Start,
  form: 'date' | 'duration' | 'cycle',
  value: string | null,
  now: Date
): Found {
  const wrong = { code: 'start_schedule_invalid' }
  if (value === null) return wrong
  if (form === 'cycle') {
    const cycle = readCycle(value)
    if (!cycle) return wrong
    const first = cycle.start ?? addDuration(now.toISOString(), cycle.every)
    if (!first) return wrong
    const config = { ...(base.config as { [name: string]: Json }), every: cycle.every }
    return { ...base, config, nextAt: Date.parse(first), runsLeft: cycle.times }
  }
  const at = form === 'date' ? instantOf(value) : addDuration(now.toISOString(), value)
  return at ? { ...base, nextAt: Date.parse(at), runsLeft: 1 } : wrong
}

/** When a start is due after it has been at `due`; null where it is not again. What was missed while nothing ran is skipped. Pure. */
export function nextStart(
  { config, runsLeft }: Pick<Start, 'config' | 'runsLeft'>,
  due: Date,
  now: Date
): number | null {
  if (runsLeft !== null && runsLeft <= 1) return null
  const given = config as { cron?: string; timeZone?: string; every?: string }
  if (given.cron) {
    const cron = readCron(given.cron)
    return (cron && nextCron(cron, now, given.timeZone ?? 'UTC')?.getTime()) ?? null
  }
  if (!given.every) return null
  for (let at = due.toISOString(), turns = 0; turns < 1_000_000; turns++) {
    const next = addDuration(at, given.every)
    if (!next || next <= at) return null
    if (Date.parse(next) > now.getTime()) return Date.parse(next)
    at = next
  }
  return null
}
