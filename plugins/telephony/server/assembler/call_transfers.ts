import type { Instant, TransferKind } from '../model/assembled.js'
import type { Stint } from './agent_stints.js'
import { isLocal, localExtension } from './channel_names.js'
import type { Evidence } from './evidence.js'
import type { QueueVisit } from './queue_visits.js'

/** A call passed on, before it becomes a record. */
export interface PassedOn {
  kind: TransferKind
  at: Instant
  timeText: string
  fromAgent: string | null
  visit: QueueVisit | null
  target: string | null
  context: string | null
  toVisit: QueueVisit | null
  toStint: Stint | null
}

/** cel has whole seconds, queue_log microseconds: how far two rows of one transfer may lie apart. */
const SAME_MS = 3000

/** Transfers told by queue_log and, for calls outside queues, by cel; each once. */
export function transfersOf(
  evidence: Evidence,
  visits: readonly QueueVisit[],
  stints: readonly Stint[]
): PassedOn[] {
  const found: PassedOn[] = []
  for (const visit of visits) {
    if (visit.transfer === null) continue
    const { at, timeText, kind, target, context } = visit.transfer
    const from = stints.find((stint) => stint.visit === visit && stint.via === 'queue')
    const fromAgent = from?.agent.agent ?? visit.connect?.agent?.agent ?? null
    found.push({
      kind,
      at,
      timeText,
      fromAgent,
      visit,
      target,
      context,
      toVisit: null,
      toStint: null,
    })
  }
  for (const transfer of evidence.cel?.transfers ?? []) {
    const known = found.some(
      (t) => t.kind === transfer.kind && Math.abs(t.at - transfer.at) <= SAME_MS
    )
    if (known) continue
    const { agent } = evidence.site.partyOf(transfer.byChannel)
    found.push({
      kind: transfer.kind,
      at: transfer.at,
      timeText: transfer.timeText,
      fromAgent: agent?.agent ?? null,
      visit: null,
      target: transfer.target,
      context: transfer.context,
      toVisit: null,
      toStint: null,
    })
  }
  found.sort((a, b) => a.at - b.at)
  for (const transfer of found) followTransfer(transfer, evidence, visits, stints)
  return found
}

function followTransfer(
  transfer: PassedOn,
  evidence: Evidence,
  visits: readonly QueueVisit[],
  stints: readonly Stint[]
): void {
  if (transfer.kind === 'attended') {
    transfer.toStint = consultedStint(transfer, stints)
    transfer.target ??= consultedExtension(evidence) ?? transfer.toStint?.agent.agent ?? null
  }
  transfer.toVisit =
    visits.find((v) => v.queue === transfer.target && v.startedAt >= transfer.at - 1000) ?? null
  transfer.toStint ??=
    stints.find((s) =>
      transfer.toVisit === null
        ? s.via === 'transfer' && s.startedAt >= transfer.at - 1000
        : s.visit === transfer.toVisit
    ) ?? null
}

/** The agent who was consulted and still there when the call was handed over. */
function consultedStint(transfer: PassedOn, stints: readonly Stint[]): Stint | null {
  const consulted = stints.filter(
    (stint) => stint.via === 'consult' && stint.startedAt <= transfer.at + 1000
  )
  return consulted[consulted.length - 1] ?? null
}

/** `302` of the Local channel that the agent's phone dialled by the feature code. */
function consultedExtension(evidence: Evidence): string | null {
  const pair = evidence.pairs.find(
    ({ caller, row }) => caller.kind === 'phone' && isLocal(row.dstchannel)
  )
  return pair === undefined ? null : localExtension(pair.row.dstchannel)
}
