/**
 * Names of Asterisk channels: `PJSIP/202-00000130`, `PJSIP/trunk-main-0000012e`, `Local/205@from-queue-00000002;1`,
 * `DAHDI/0103-1`, `Snoop/1795334638.384-00000000`, and of interfaces, which lack the running number: `PJSIP/202`,
 * `Local/205@from-queue/n`.
 */

/** `PJSIP` of `PJSIP/202-00000130`; '' when there is no slash. */
export function technologyOf(channel: string): string {
  const slash = channel.indexOf('/')
  return slash < 0 ? '' : channel.slice(0, slash)
}

/** `202` of `PJSIP/202-00000130`, `trunk-main` of `PJSIP/trunk-main-0000012e`; the exten of a Local channel. */
export function peerOf(channel: string): string {
  const slash = channel.indexOf('/')
  if (slash < 0) return ''
  if (isLocal(channel)) return localExtension(channel)
  const dash = channel.lastIndexOf('-')
  return dash < slash ? channel.slice(slash + 1) : channel.slice(slash + 1, dash)
}

export function isLocal(channel: string): boolean {
  return channel.startsWith('Local/')
}

export function isSnoop(channel: string): boolean {
  return channel.startsWith('Snoop/')
}

/** `205` of `Local/205@from-queue-00000002;1` and of `Local/205@from-queue/n`. */
export function localExtension(channel: string): string {
  const at = channel.indexOf('@')
  return channel.slice(6, at < 0 ? undefined : at)
}

/** `Local/205@from-queue-00000002` of both halves `;1` and `;2`; other names unchanged. */
export function localBase(channel: string): string {
  const semicolon = channel.lastIndexOf(';')
  return semicolon < 0 ? channel : channel.slice(0, semicolon)
}

/** The other half of a Local channel. */
export function localPeer(channel: string): string {
  return `${localBase(channel)};${channel.endsWith(';1') ? '2' : '1'}`
}

/** First argument of an application: `1000` of `1000,tcb(agent-predial^s^1),,,90`. */
export function firstArgument(lastdata: string): string {
  const comma = lastdata.indexOf(',')
  return comma < 0 ? lastdata : lastdata.slice(0, comma)
}

/** Seconds that `Dial(PJSIP/302,12,…)` may ring; null when the dial has no limit. */
export function dialTimeout(lastdata: string): number | null {
  const seconds = Number(lastdata.split(',')[1] ?? '')
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}
