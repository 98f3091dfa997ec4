/** What parts of calls have in common, each kept once: a million parts have some ten thousand places. Pure. */
import type { RecordValue } from '#core/records/types'
import type { Traits } from '../kernel/certificate.js'
import type { RulePlan } from '../rules/rule_plan.js'

/** One agent of a call. `agent` is the user, where the extension is one's. */
export interface Speaker {
  agent: number | null
  site: number
  extension: string
  name: string
  talk: number
}

/** What a call says of all its parts. */
export interface Circumstances {
  queue: string
  hour: RecordValue
  /** What is balanced over, where it is none of those. */
  balance: RecordValue
}

export interface Place {
  /** Counted up from 0. */
  index: number
  group: string
  /** What the group is called. */
  groupName: string
  stratum: string
  agent: number | null
  agentName: string
  agentKey: string
  traits: Traits
}

/** The unit or team of users, where quotas are theirs. */
export type Homes = ReadonlyMap<number, { id: number; name: string }>

const textOf = (value: RecordValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export const agentKeyOf = ({ agent, site, extension }: Omit<Speaker, 'name' | 'talk'>): string =>
  agent === null ? `s${site}:${extension}` : `u${agent}`

function groupOf(
  { groupBy }: RulePlan,
  { agent, name }: Speaker,
  key: string,
  queue: string,
  homes: Homes
): { group: string; groupName: string } {
  switch (groupBy) {
    case 'agent':
      return { group: key, groupName: name }
    case 'team':
    case 'unit': {
      const home = agent === null ? undefined : homes.get(agent)
      return { group: home ? String(home.id) : '', groupName: home?.name ?? '' }
    }
    case 'queue':
      return { group: queue, groupName: queue }
    case 'total':
      return { group: '', groupName: '' }
  }
}

function stratumOf({ stratum }: RulePlan, { hour, queue }: Traits, balance: RecordValue): string {
  switch (stratum) {
    case 'none':
      return ''
    case 'hour':
      return hour
    case 'queue':
      return queue
    case 'weekday':
    case 'topic':
    case 'direction':
      return textOf(balance)
  }
}

/** Places of an agent under a name in a queue: an agent may have been renamed between two calls. */
interface Voice {
  name: string
  queue: string
  /** By the hour; by hour and balance where that is something else. */
  hours: Place[]
  balanced: Map<string, Place>
}

export class Places {
  readonly #plan: RulePlan
  readonly #homes: Homes
  readonly #users = new Map<number, Voice[]>()
  readonly #sites = new Map<number, Map<string, Voice[]>>()
  readonly #groups = new Map<string, string>()
  #count = 0

  constructor(plan: RulePlan, homes: Homes) {
    this.#plan = plan
    this.#homes = homes
  }

  /** The same object for the same agent, name, queue, hour and what is balanced over. */
  of(speaker: Speaker, { queue, hour, balance }: Circumstances): Place {
    const { hours, balanced } = this.#voice(speaker, queue)
    if (balance === null && typeof hour === 'number')
      return (hours[hour] ??= this.#make(speaker, queue, hour, balance))
    const key = `${textOf(hour)} ${textOf(balance)}`
    let place = balanced.get(key)
    if (!place) balanced.set(key, (place = this.#make(speaker, queue, hour, balance)))
    return place
  }

  /** An agent has few: looking through them is faster than a map of each. */
  #voice({ agent, site, extension, name }: Speaker, queue: string): Voice {
    const voices =
      agent === null ? listOf(this.#siteOf(site), extension) : listOf(this.#users, agent)
    for (const one of voices) if (one.name === name && one.queue === queue) return one
    const made = { name, queue, hours: [], balanced: new Map<string, Place>() }
    voices.push(made)
    return made
  }

  #siteOf(site: number): Map<string, Voice[]> {
    let found = this.#sites.get(site)
    if (!found) this.#sites.set(site, (found = new Map()))
    return found
  }

  /** What each group is called, by the first place of it. */
  groupNames(): ReadonlyMap<string, string> {
    return this.#groups
  }

  #make(speaker: Speaker, queue: string, hour: RecordValue, balance: RecordValue): Place {
    const agentKey = agentKeyOf(speaker)
    const group = groupOf(this.#plan, speaker, agentKey, queue, this.#homes)
    if (!this.#groups.has(group.group)) this.#groups.set(group.group, group.groupName)
    const traits = { agent: speaker.name, queue, hour: textOf(hour).padStart(2, '0') }
    return {
      index: this.#count++,
      ...group,
      stratum: stratumOf(this.#plan, traits, balance),
      agent: speaker.agent,
      agentName: speaker.name,
      agentKey,
      traits,
    }
  }
}

function listOf<K>(from: Map<K, Voice[]>, key: K): Voice[] {
  let found = from.get(key)
  if (!found) from.set(key, (found = []))
  return found
}
