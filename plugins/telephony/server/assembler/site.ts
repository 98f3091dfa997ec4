import type { Direction } from '../model/assembled.js'
import { isLocal, isSnoop, localExtension, peerOf, technologyOf } from './channel_names.js'
import { LocalClock } from './local_clock.js'
import { assertSiteOptions, type QueueMember, type SiteOptions } from './site_options.js'

/** Who an agent is, whatever the PBX wrote: one identity per person. */
export interface Agent {
  /** Canonical: the extension where one is known, else the member's name. */
  agent: string
  name: string | null
  interface: string | null
}

export type PartyKind = 'phone' | 'trunk' | 'local' | 'snoop' | 'none'

/** What stands behind a channel name. */
export interface Party {
  kind: PartyKind
  peer: string
  /** Set for phones. */
  agent: Agent | null
}

const NO_PARTY: Party = { kind: 'none', peer: '', agent: null }
const CACHE_LIMIT = 20_000

/** A site's options made ready: patterns compiled, members indexed, look-ups remembered. Build once, use for many calls. */
export class Site {
  readonly siteId: number
  readonly clock: LocalClock
  readonly options: SiteOptions
  readonly refusal: RegExp
  readonly surveyUserfield: RegExp
  readonly #trunks: RegExp[]
  readonly #ivr: RegExp[]
  readonly #internal: RegExp[]
  readonly #rules: Array<{ direction: Direction; pattern: RegExp; replace: string }>
  readonly #members = new Map<string, Agent>()
  readonly #agents = new Map<string, Agent>()
  readonly #parties = new Map<string, Party>()
  readonly #ivrContexts = new Map<string, boolean>()

  /** @throws E_TELEPHONY_SITE_OPTIONS */
  constructor(options: SiteOptions) {
    assertSiteOptions(options)
    this.options = options
    this.siteId = options.siteId
    this.clock = new LocalClock(options.timeZone, options.clockSkewSeconds * 1000)
    this.refusal = new RegExp(options.refusalDestination)
    this.surveyUserfield = new RegExp(options.surveyUserfield)
    this.#trunks = options.trunks.map(wildcard)
    this.#ivr = options.ivrContexts.map(wildcard)
    this.#internal = options.internalNumberPatterns.map((pattern) => new RegExp(pattern))
    this.#rules = options.prefixRules.map((rule) => ({
      ...rule,
      pattern: new RegExp(rule.pattern),
    }))
    for (const member of options.members) this.#addMember(member)
  }

  /** The agent that queue_log or a channel names; null for `NONE` and nothing. */
  agentOf(text: string): Agent | null {
    if (text === '' || text === 'NONE') return null
    const known = this.#members.get(text) ?? this.#agents.get(text)
    if (known) return known
    const made = this.#agentOf(text)
    if (this.#agents.size > CACHE_LIMIT) this.#agents.clear()
    this.#agents.set(text, made)
    return made
  }

  /** Every text by which queue_log may name an agent: its interfaces and names. For loading an agent's rows. */
  aliasesOf(agent: string): string[] {
    const aliases = new Set([agent])
    for (const [text, identity] of this.#members) {
      if (identity.agent === agent) aliases.add(text)
    }
    return [...aliases].sort()
  }

  /** What stands behind a channel: a phone with its agent, a trunk, a Local half, a snooping channel. */
  partyOf(channel: string): Party {
    if (channel === '') return NO_PARTY
    const dash = channel.lastIndexOf('-')
    const face = dash < 0 ? channel : channel.slice(0, dash)
    const known = this.#parties.get(face)
    if (known) return known
    const made = this.#partyOf(channel, face)
    if (this.#parties.size > CACHE_LIMIT) this.#parties.clear()
    this.#parties.set(face, made)
    return made
  }

  isInternalNumber(number: string): boolean {
    const { min, max } = this.options.internalNumberLength
    if (number.length >= min && number.length <= max && /^\d+$/.test(number)) return true
    return this.#internal.some((pattern) => pattern.test(number))
  }

  isIvrContext(context: string): boolean {
    const known = this.#ivrContexts.get(context)
    if (known !== undefined) return known
    const ivr = this.#ivr.some((pattern) => pattern.test(context))
    this.#ivrContexts.set(context, ivr)
    return ivr
  }

  /** The customer's number after the first prefix rule that fits; '' when the caller withheld it. */
  externalNumber(direction: 'inbound' | 'outbound', number: string): string {
    if (!/^[+*#]?\d[\d*#]*$/.test(number)) return ''
    for (const rule of this.#rules) {
      if (rule.direction === direction && rule.pattern.test(number)) {
        return number.replace(rule.pattern, rule.replace)
      }
    }
    return number
  }

  #addMember(member: QueueMember): void {
    const extension = member.extension || this.#extensionOf(member.interface)
    const name = member.name || (extension && this.options.extensionNames[extension]) || null
    const agent: Agent = {
      agent: extension || member.name || member.interface,
      name,
      interface: member.interface || null,
    }
    if (member.interface) this.#members.set(member.interface, agent)
    if (member.name) this.#members.set(member.name, agent)
    if (!this.#members.has(agent.agent)) this.#members.set(agent.agent, agent)
  }

  #agentOf(text: string): Agent {
    const extension = this.#extensionOf(text)
    if (!extension) return { agent: text, name: text, interface: null }
    const member = this.#members.get(extension)
    const name = member?.name ?? this.options.extensionNames[extension] ?? null
    return { agent: member?.agent ?? extension, name, interface: text }
  }

  #extensionOf(face: string): string {
    const technology = technologyOf(face)
    if (technology === '' || this.options.trunkTechnologies.includes(technology)) return ''
    const peer = isLocal(face) ? localExtension(face) : face.slice(technology.length + 1)
    return this.isInternalNumber(peer) ? peer : ''
  }

  #partyOf(channel: string, face: string): Party {
    const peer = peerOf(channel)
    if (isLocal(channel)) return { kind: 'local', peer, agent: null }
    if (isSnoop(channel)) return { kind: 'snoop', peer, agent: null }
    const member = this.#members.get(face)
    if (member) return { kind: 'phone', peer, agent: member }
    const technology = technologyOf(channel)
    const line =
      technology === '' ||
      this.options.trunkTechnologies.includes(technology) ||
      this.#trunks.some((pattern) => pattern.test(peer)) ||
      !this.isInternalNumber(peer)
    if (line) return { kind: 'trunk', peer, agent: null }
    return { kind: 'phone', peer, agent: this.agentOf(face) }
  }
}

/** A pattern in which only `*` has a meaning. */
function wildcard(text: string): RegExp {
  const literal = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${literal}$`)
}
