import type { RawCdr, RawCel, RawQueueLog, RawRows } from '../model/raw.js'

/** All rows that belong to one call of one site, as far as they are known. */
export interface LinkedGroup {
  siteId: number
  /** Every uniqueid, linkedid and callid in the rows, sorted. */
  ids: string[]
  cdr: RawCdr[]
  cel: RawCel[]
  queueLog: RawQueueLog[]
}

/** A call that a batch of new rows belongs to. */
export interface TouchedGroup {
  siteId: number
  /** Ids of the batch's rows that belong together, sorted. */
  ids: string[]
  /**
   * Keys of the calls already stored that these ids belong to, sorted. More than one: the batch shows that they are one
   * call, and after assembly only the new call's key remains.
   */
  knownKeys: string[]
}

/** Events of queue_log that agents' sessions and pauses are made of: what assembleAgents has to be given. */
export const AGENT_EVENTS: ReadonlySet<string> = new Set([
  'ADDMEMBER',
  'REMOVEMEMBER',
  'PAUSE',
  'UNPAUSE',
  'PAUSEALL',
  'UNPAUSEALL',
  'PENALTY',
  'RINGINUSE',
  'QUEUESTART',
  'CONFIGRELOAD',
  'AGENTLOGIN',
  'AGENTLOGOFF',
  'AGENTCALLBACKLOGIN',
  'AGENTCALLBACKLOGOFF',
])

/** What queue_log has for a callid where there is no call. */
const NO_CALL = new Set(['', 'NONE', 'MANAGER', 'REALTIME'])

/** The row is about an agent's presence, not about a call. (Its callid may still name the call of a `*45`.) */
export function isAgentRow(row: RawQueueLog): boolean {
  return AGENT_EVENTS.has(row.event) || NO_CALL.has(row.callid)
}

/** Ids by which a row belongs to a call: uniqueid, linkedid, callid; none for rows about agents only. */
export function idsOf(row: RawCdr | RawCel | RawQueueLog): string[] {
  if ('callid' in row) return isAgentRow(row) ? [] : [row.callid]
  return [...new Set([row.uniqueid, row.linkedid])].filter((id) => id !== '')
}

/**
 * Puts rows of any number of sites into groups, one a call. Rows belong together when they share a uniqueid or linkedid,
 * directly or through other rows: linkedids change when calls are joined (attended transfer by two calls), so the whole
 * component counts. Rows about agents only are left out. The order of groups and rows does not depend on the order of the
 * input beyond the order within a group's arrays, which the assembler sorts.
 */
export function groupRows(rows: RawRows): LinkedGroup[] {
  const sites = new Map<number, Linker<LinkedGroup>>()
  const linkerOf = (siteId: number) => {
    const known = sites.get(siteId)
    if (known) return known
    const made = new Linker<LinkedGroup>(() => ({
      siteId,
      ids: [],
      cdr: [],
      cel: [],
      queueLog: [],
    }))
    sites.set(siteId, made)
    return made
  }
  for (const row of rows.cdr) linkerOf(row.siteId).link(row.uniqueid, row.linkedid)
  for (const row of rows.cel) linkerOf(row.siteId).link(row.uniqueid, row.linkedid)
  for (const row of rows.queueLog) {
    if (!isAgentRow(row)) linkerOf(row.siteId).link(row.callid, '')
  }
  for (const row of rows.cdr) {
    const id = row.uniqueid || row.linkedid
    if (id !== '') linkerOf(row.siteId).groupOf(id).cdr.push(row)
  }
  for (const row of rows.cel) {
    const id = row.uniqueid || row.linkedid
    if (id !== '') linkerOf(row.siteId).groupOf(id).cel.push(row)
  }
  for (const row of rows.queueLog) {
    if (!isAgentRow(row)) linkerOf(row.siteId).groupOf(row.callid).queueLog.push(row)
  }
  const groups: LinkedGroup[] = []
  for (const linker of sites.values()) {
    linker.eachId((group, id) => group.ids.push(id))
    for (const group of linker.groups()) {
      if (group.ids.length > 1) group.ids.sort()
      groups.push(group)
    }
  }
  return groups
}

/**
 * Which calls a batch of new rows touches. For each: load every stored row of the site whose uniqueid, linkedid or callid is
 * among `ids` or among the ids remembered for `knownKeys`, assemble, store, and remember the result's `ids` under its key.
 *
 * @param keyOf key of the stored call that an id of a site was last assembled into
 */
export function touchedGroups(
  rows: RawRows,
  keyOf: (siteId: number, id: string) => string | undefined
): TouchedGroup[] {
  const sites = new Map<number, Linker<TouchedGroup>>()
  const link = (siteId: number, a: string, b: string) => {
    let linker = sites.get(siteId)
    if (!linker) {
      linker = new Linker(() => ({ siteId, ids: [], knownKeys: [] }))
      sites.set(siteId, linker)
    }
    linker.link(a, b)
  }
  for (const row of rows.cdr) link(row.siteId, row.uniqueid, row.linkedid)
  for (const row of rows.cel) link(row.siteId, row.uniqueid, row.linkedid)
  for (const row of rows.queueLog) if (!isAgentRow(row)) link(row.siteId, row.callid, '')
  const touched: TouchedGroup[] = []
  for (const [siteId, linker] of sites) {
    for (const [id, key] of linker.ids().map((each) => [each, keyOf(siteId, each)] as const)) {
      if (key !== undefined) linker.tie(id, key)
    }
    linker.eachId((group, id) => group.ids.push(id))
    linker.eachTie((group, key) => group.knownKeys.push(key))
    for (const group of linker.groups()) {
      group.ids.sort()
      group.knownKeys.sort()
      touched.push(group)
    }
  }
  return touched
}

/** Agents named by rows about presence: their histories are to be folded again. Raw texts, see Site.agentOf. */
export function touchedAgents(
  rows: readonly RawQueueLog[]
): Array<{ siteId: number; text: string }> {
  const touched = new Map<string, { siteId: number; text: string }>()
  for (const row of rows) {
    if (!AGENT_EVENTS.has(row.event) || row.agent === '' || row.agent === 'NONE') continue
    touched.set(`${row.siteId}|${row.agent}`, { siteId: row.siteId, text: row.agent })
  }
  return [...touched.values()]
}

interface Node<G> {
  parent: Node<G> | null
  rank: number
  group: G | null
}

/** Union–find over ids (Tarjan), with a group made for each set on demand. */
class Linker<G> {
  readonly #nodes = new Map<string, Node<G>>()
  readonly #ties = new Map<string, Node<G>>()
  readonly #groups: G[] = []
  readonly #make: () => G

  constructor(make: () => G) {
    this.#make = make
  }

  /** Says that two ids belong together; an empty one says nothing. */
  link(a: string, b: string): void {
    if (a === '') {
      if (b !== '') this.#node(b)
      return
    }
    const node = this.#node(a)
    if (b !== '' && b !== a) unite(node, this.#node(b))
  }

  /** Ids tied to the same name belong together; the name is no id itself. */
  tie(id: string, name: string): void {
    const node = this.#node(id)
    const known = this.#ties.get(name)
    if (known) unite(node, known)
    else this.#ties.set(name, node)
  }

  ids(): string[] {
    return [...this.#nodes.keys()]
  }

  groupOf(id: string): G {
    return this.#groupOf(this.#node(id))
  }

  groups(): readonly G[] {
    return this.#groups
  }

  eachId(visit: (group: G, id: string) => void): void {
    for (const [id, node] of this.#nodes) visit(this.#groupOf(node), id)
  }

  eachTie(visit: (group: G, name: string) => void): void {
    for (const [name, node] of this.#ties) visit(this.#groupOf(node), name)
  }

  #groupOf(node: Node<G>): G {
    const root = rootOf(node)
    if (root.group === null) {
      root.group = this.#make()
      this.#groups.push(root.group)
    }
    return root.group
  }

  #node(id: string): Node<G> {
    const known = this.#nodes.get(id)
    if (known) return known
    const made: Node<G> = { parent: null, rank: 0, group: null }
    this.#nodes.set(id, made)
    return made
  }
}

function rootOf<G>(node: Node<G>): Node<G> {
  let root = node
  while (root.parent !== null) root = root.parent
  if (node !== root) node.parent = root
  return root
}

function unite<G>(a: Node<G>, b: Node<G>): void {
  const first = rootOf(a)
  const second = rootOf(b)
  if (first === second) return
  if (first.rank < second.rank) {
    first.parent = second
    return
  }
  second.parent = first
  if (first.rank === second.rank) first.rank += 1
}
