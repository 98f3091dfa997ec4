import type { Instant } from '../model/assembled.js'
import type { Stint } from './agent_stints.js'
import type { Evidence, Pair } from './evidence.js'
import type { QueueVisit } from './queue_visits.js'
import type { Site } from './site.js'

/** A recording named by cdr, before it becomes a record. */
export interface NamedRecording {
  fileName: string
  path: string
  uniqueId: string
  startedAt: Instant
  queue: string | null
  agent: string | null
  audioExpected: boolean
}

/**
 * The recordings of a call, each once although cdr repeats the name on every later row of the channel. A file has sound only
 * if somebody answered a dialled channel while it ran (MixMonitor with option b); else it is a header of 44 bytes.
 */
export function recordingsOf(
  evidence: Evidence,
  visits: readonly QueueVisit[],
  stints: readonly Stint[]
): NamedRecording[] {
  const byName = new Map<string, Pair[]>()
  for (const pair of evidence.pairs) {
    const name = pair.row.recordingfile
    if (name === '') continue
    const known = byName.get(name)
    if (known) known.push(pair)
    else byName.set(name, [pair])
  }
  const recordings: NamedRecording[] = []
  for (const [name, pairs] of byName) {
    recordings.push(recordingOf(name, pairs, evidence.site, visits, stints))
  }
  return recordings
}

function recordingOf(
  name: string,
  pairs: readonly Pair[],
  site: Site,
  visits: readonly QueueVisit[],
  stints: readonly Stint[]
): NamedRecording {
  const first = pairs[0]
  const startedAt = startOf(name, first, site)
  const uniqueId = first?.row.uniqueid ?? ''
  const answered = pairs.filter((pair) => pair.answered)
  const visit = visits
    .filter((v) => v.callid === uniqueId && v.startedAt <= startedAt + 2000)
    .at(-1)
  const channels = new Set(answered.map((pair) => pair.row.dstchannel))
  const stint =
    stints.find((s) => s.visit !== null && s.visit === visit) ??
    stints.find((s) => s.channel !== null && channels.has(s.channel)) ??
    stints.find((s) => s.via === 'origin')
  return {
    fileName: name.slice(name.lastIndexOf('/') + 1),
    path: pathOf(name, site.clock.moment(startedAt).localDay),
    uniqueId,
    startedAt,
    queue: visit?.queue ?? first?.queue ?? null,
    agent: stint?.agent.agent ?? null,
    audioExpected: answered.length > 0,
  }
}

/** FreePBX puts the local time into the name: `…-20261122-113338-…`. */
function startOf(name: string, first: Pair | undefined, site: Site): Instant {
  const [, date = '', time = ''] = /-(\d{8})-(\d{6})-/.exec(name) ?? []
  if (date !== '') {
    const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`
    const at = site.clock.instant(text, first?.row.uniqueid)
    if (!Number.isNaN(at)) return at
  }
  return first?.startedAt ?? 0
}

/** A base name lies under its local date; a name that has folders keeps them. */
function pathOf(name: string, localDay: string): string {
  return name.includes('/') ? name.replace(/^\/+/, '') : `${localDay.replaceAll('-', '/')}/${name}`
}
