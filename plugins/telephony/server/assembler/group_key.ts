import type { Instant } from '../model/assembled.js'
import { compareText } from './evidence.js'
import type { LinkedGroup } from './grouping.js'
import type { LocalClock } from './local_clock.js'

/**
 * The natural key of a group's call: its linkedid (cdr's, which is the final one, before cel's, where it changes while calls
 * are joined). Where several are left it is the one that was seen first, at the same second the one with the smaller running number (`….9` before `….10`: ids are free text and
 * their number does not sort as text). Depends on the rows only, not on their order.
 */
export function groupKey(group: LinkedGroup, clock: LocalClock): string {
  const only = onlyLinkedId(group)
  if (only !== null) return only
  const candidates = linkedIds(group)
  const [first] = candidates
  if (candidates.size === 1 && first !== undefined) return first
  const seen = new Map<string, Instant>()
  const see = (id: string, at: Instant) => {
    if (Number.isNaN(at) || (candidates.size > 0 && !candidates.has(id)) || id === '') return
    const known = seen.get(id)
    if (known === undefined || at < known) seen.set(id, at)
  }
  for (const row of group.cdr) {
    const at = clock.instant(row.calldate, row.uniqueid)
    see(row.uniqueid, at)
    see(row.linkedid, at)
  }
  for (const row of group.cel) {
    const at = clock.instant(row.eventtime, row.uniqueid)
    see(row.uniqueid, at)
    see(row.linkedid, at)
  }
  for (const row of group.queueLog) see(row.callid, clock.instant(row.time, row.callid))
  const ranked = [...seen].sort(
    ([a, atA], [b, atB]) =>
      Math.floor(atA / 1000) - Math.floor(atB / 1000) ||
      runningNumber(a) - runningNumber(b) ||
      compareText(a, b)
  )
  return ranked[0]?.[0] ?? group.ids[0] ?? ''
}

/** The usual case without a set: every cdr row has the same linkedid. */
function onlyLinkedId(group: LinkedGroup): string | null {
  const linkedid = group.cdr[0]?.linkedid ?? ''
  if (linkedid === '') return null
  for (const row of group.cdr) if (row.linkedid !== linkedid) return null
  return linkedid
}

function linkedIds(group: LinkedGroup): Set<string> {
  const ids = new Set<string>()
  for (const row of group.cdr) if (row.linkedid !== '') ids.add(row.linkedid)
  if (ids.size > 0) return ids
  for (const row of group.cel) if (row.linkedid !== '') ids.add(row.linkedid)
  return ids
}

/** 1006 of `1795335225.1006`; ids of another form come last. */
function runningNumber(id: string): number {
  const digits = /^\d+\.(\d+)$/.exec(id)?.[1]
  return digits === undefined ? Number.MAX_SAFE_INTEGER : Number(digits)
}
