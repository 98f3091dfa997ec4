import type { AgentHistory, AgentSession, Instant, Pause } from '../model/assembled.js'
import type { RawQueueLog } from '../model/raw.js'
import { compareText, queueEventsOf, type QueueEvent } from './evidence.js'
import { AGENT_EVENTS } from './grouping.js'
import { PauseFold, type PauseSpan } from './pause_fold.js'
import { wholeSeconds } from '../model/whole_seconds.js'
import { SessionFold, type SessionSpan } from './session_fold.js'
import type { Agent, Site } from './site.js'

/**
 * Sessions and pauses of agents from queue_log's rows about presence (AGENT_EVENTS) of one site. Pure; order and doubles of
 * the rows do not matter.
 *
 * A history is folded from all rows of its agent: to bring it up to date load every row of AGENT_EVENTS whose agent is one of
 * `site.aliasesOf(agent)` (a few a day) plus the QUEUESTART rows, fold, and replace the agent's records by key.
 */
export function assembleAgents(rows: readonly RawQueueLog[], site: Site): AgentHistory[] {
  const events = queueEventsOf(
    rows.filter((row) => AGENT_EVENTS.has(row.event)),
    site
  )
  const restarts = events.filter(({ row }) => row.event === 'QUEUESTART').map(({ at }) => at)
  const byAgent = new Map<string, { agent: Agent; events: QueueEvent[] }>()
  for (const event of events) {
    const agent = site.agentOf(event.row.agent)
    if (agent === null) continue
    const known = byAgent.get(agent.agent)
    if (known === undefined) byAgent.set(agent.agent, { agent, events: [event] })
    else {
      known.events.push(event)
      known.agent = fuller(known.agent, agent)
    }
  }
  return [...byAgent.values()]
    .sort((a, b) => compareText(a.agent.agent, b.agent.agent))
    .map(({ agent, events: own }) => historyOf(agent, own, restarts, site))
}

/** ADDMEMBER names the interface, everything else the member: keep whichever knows more. */
function fuller(a: Agent, b: Agent): Agent {
  return { agent: a.agent, name: a.name ?? b.name, interface: a.interface ?? b.interface }
}

function historyOf(
  agent: Agent,
  events: readonly QueueEvent[],
  restarts: readonly Instant[],
  site: Site
): AgentHistory {
  const sessions = new SessionFold(restarts)
  const pauses = new PauseFold(events)
  for (const event of events) {
    sessions.take(event)
    pauses.take(event)
  }
  return {
    siteId: site.siteId,
    agent: agent.agent,
    sessions: sessions.spans().map((span) => sessionRecord(agent, span, site)),
    pauses: pauses.spans().map((span) => pauseRecord(agent, span, site)),
  }
}

function sessionRecord(agent: Agent, span: SessionSpan, site: Site): AgentSession {
  return {
    siteId: site.siteId,
    key: `${agent.agent}|${span.queue ?? ''}|${span.timeText}`,
    agent: agent.agent,
    agentName: agent.name,
    agentInterface: span.interface,
    queue: span.queue,
    startedAt: span.startedAt,
    endedAt: span.endedAt,
    durationSeconds: span.endedAt === null ? null : wholeSeconds(span.startedAt, span.endedAt),
    ...site.clock.moment(span.startedAt),
  }
}

function pauseRecord(agent: Agent, span: PauseSpan, site: Site): Pause {
  return {
    siteId: site.siteId,
    key: `${agent.agent}|${span.queue ?? '*'}|${span.timeText}`,
    agent: agent.agent,
    agentName: agent.name,
    queue: span.queue,
    queues: [...span.queues].sort().join(','),
    reason: span.reason,
    endReason: span.endReason,
    atJoin: span.atJoin,
    startedAt: span.startedAt,
    endedAt: span.endedAt,
    durationSeconds: span.endedAt === null ? null : wholeSeconds(span.startedAt, span.endedAt),
    ...site.clock.moment(span.startedAt),
  }
}
