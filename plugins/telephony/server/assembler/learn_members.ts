import type { RawRows } from '../model/raw.js'
import { firstArgument, isLocal, localBase } from './channel_names.js'
import { compareText } from './evidence.js'
import type { QueueMember } from './site_options.js'

/**
 * Finds out which interface stands behind each member's name, from the rows themselves: a CONNECT names the member and the
 * uniqueid of its channel, which cel names; without cel the cdr row of the answered pair in the same queue does. Suggestions
 * for SiteOptions.members, sorted by name; names for which the rows disagree are left out.
 *
 * @param rows rows of one site
 */
export function learnMembers(rows: RawRows): QueueMember[] {
  const names = new Map<string, string>()
  for (const row of rows.cel)
    if (row.eventtype === 'CHAN_START') names.set(row.uniqueid, row.channame)
  const answered = new Map<string, Set<string>>()
  for (const row of rows.cdr) {
    if (row.lastapp !== 'Queue' || row.disposition !== 'ANSWERED' || row.dstchannel === '') continue
    add(answered, `${row.uniqueid}|${firstArgument(row.lastdata)}`, row.dstchannel)
  }
  const found = new Map<string, Set<string>>()
  for (const row of rows.queueLog) {
    if (row.event !== 'CONNECT' || row.agent.includes('/') || row.agent === '') continue
    const channel = names.get(row.data2) ?? only(answered.get(`${row.callid}|${row.queuename}`))
    if (channel !== undefined) add(found, row.agent, interfaceOf(channel))
  }
  const members: QueueMember[] = []
  for (const [name, interfaces] of found) {
    const face = only(interfaces)
    if (face !== undefined) members.push({ interface: face, name, extension: '' })
  }
  return members.sort((a, b) => compareText(a.name, b.name))
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}

function only(values: Set<string> | undefined): string | undefined {
  return values?.size === 1 ? [...values][0] : undefined
}

/** `PJSIP/204` of `PJSIP/204-00000130`, `Local/205@from-queue/n` of its channels. */
function interfaceOf(channel: string): string {
  const dash = channel.lastIndexOf('-')
  const face = localBase(dash < 0 ? channel : channel.slice(0, dash))
  return isLocal(channel) ? `${face}/n` : face
}
