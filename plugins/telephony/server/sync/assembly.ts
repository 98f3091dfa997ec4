import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import { assembleRows } from '../assembler/assemble_rows.js'
import { assembleAgents } from '../assembler/agent_history.js'
import { AGENT_EVENTS } from '../assembler/grouping.js'
import type { Site } from '../assembler/site.js'
import { caseReference } from '../linking/link_decision.js'
import type { MirrorStore, MirroredRows } from '../mirror/mirror_store.js'
import type { AgentStore } from '../store/agent_store.js'
import type { CallStore, StoredCounts, StoringSite } from '../store/call_store.js'
import type { PlaceStore } from '../store/place_store.js'
import type { SiteProfile, SiteStore } from '../sites/site_store.js'
import type { SyncState } from './sync_state.js'

/** A site made ready for a run of assembling. */
export interface AssemblySite {
  profile: SiteProfile
  site: Site
  storing: Omit<StoringSite, 'caseReferences'>
}

/** Proves inside each transaction that this run is still in charge. */
export type Guard = (trx: Knex.Transaction, stored: StoredCounts) => Promise<void>

/** An open call whose last row is older than this is assembled again: its end may have got lost. */
const STALE_HOURS = 6

/**
 * Turns mirrored rows of touched calls and agents into records, batch by batch. Reading and assembling happen outside the
 * transaction; storing, forgetting the touched ids and the guard happen inside it. What a batch does depends on the
 * database only, so a run that is killed and begun again goes through the same batches.
 */
export class Assembly {
  readonly #dialect

  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly mirror: MirrorStore,
    private readonly state: SyncState,
    private readonly calls: CallStore,
    private readonly agents: AgentStore,
    private readonly places: PlaceStore
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  async prepare(siteId: number): Promise<AssemblySite> {
    const profile = await this.sites.profile(siteId)
    return {
      profile,
      site: await this.sites.assemblerSite(profile),
      storing: {
        id: siteId,
        unitId: profile.settings.unitId,
        users: await this.sites.agentUsers(siteId),
      },
    }
  }

  /** Touches calls that stand open though the mirror has gone on for hours: nothing more will come for them. */
  async touchStale(prepared: AssemblySite, guard: Guard): Promise<void> {
    const upTo = await this.#completeUpTo(prepared)
    if (upTo === undefined) return
    const before = this.#dialect.instant(new Date(upTo - STALE_HOURS * 3_600_000))
    const rows: Array<{ pbx_key: string }> = await this.database
      .read('call')
      .select('pbx_key')
      .where({ site_id: prepared.profile.id, state: 'open' })
      .where('started_at', '<', before)
      .orderBy('id')
    if (rows.length === 0) return
    await this.database.transaction(async (trx) => {
      await guard(trx, { written: 0, linked: 0 })
      const calls = rows.map(({ pbx_key: key }) => key)
      await this.state.touch(trx, prepared.profile.id, { calls, agents: [] })
    })
  }

  /** Assembles the next touched calls; null when none is left. */
  async nextCalls(
    prepared: AssemblySite,
    limit: number,
    guard: Guard
  ): Promise<StoredCounts | null> {
    const { profile, site, storing } = prepared
    const waiting = await this.state.waiting(profile.id, 'call', limit)
    if (waiting.length === 0) return null
    const rows = await this.mirror.rowsOfCalls(this.database.read, profile.id, waiting)
    const completeUpTo = await this.#completeUpTo(prepared)
    const assembled = assembleRows(
      rows,
      () => site,
      completeUpTo === undefined ? {} : { completeUpTo }
    )
    const settled = new Set(waiting)
    for (const { ids } of assembled) for (const id of ids) settled.add(id)
    const caseReferences = referencesOf(rows)
    return this.database.transaction(async (trx) => {
      const stored = await this.calls.store(trx, { ...storing, caseReferences }, assembled)
      const logged = assembled.filter(({ call }) => !call.ignored)
      await this.places.addNew(trx, profile.id, logged)
      await this.state.settle(trx, profile.id, 'call', [...settled])
      await guard(trx, stored)
      return stored
    })
  }

  /** Assembles the sessions and pauses of all touched agents, as far as any are. */
  async touchedAgents(prepared: AssemblySite, guard: Guard): Promise<void> {
    const { profile, site, storing } = prepared
    const waiting = await this.state.waiting(profile.id, 'agent', 100_000)
    if (waiting.length === 0) return
    const wanted = new Set(waiting.map((text) => site.agentOf(text)?.agent))
    const known: Array<{ agent: string }> = await this.database
      .read('pbx_queue_log')
      .distinct('agent')
      .where('site_id', profile.id)
      .whereIn('event', [...AGENT_EVENTS])
    const texts = known
      .map(({ agent }) => agent)
      .filter((text) => text === 'NONE' || wanted.has(site.agentOf(text)?.agent))
    const rows = await this.mirror.rowsOfAgents(this.database.read, profile.id, texts, [
      ...AGENT_EVENTS,
    ])
    const histories = assembleAgents(rows, site)
    await this.database.transaction(async (trx) => {
      await this.agents.store(trx, { ...storing, caseReferences: new Map() }, histories)
      await this.state.settle(trx, profile.id, 'agent', waiting)
      await guard(trx, { written: 0, linked: 0 })
    })
  }

  /** The newest moment seen in any of the site's tables. */
  async #completeUpTo(prepared: AssemblySite): Promise<number | undefined> {
    const positions = await this.state.positions(prepared.profile.id)
    const moments = [...positions.values()]
      .flatMap(({ newest }) => (newest === null ? [] : [prepared.site.clock.instant(newest)]))
      .filter((moment) => !Number.isNaN(moment))
    return moments.length === 0 ? undefined : Math.max(...moments)
  }
}

function referencesOf(rows: MirroredRows): Map<string, string> {
  const references = new Map<string, string>()
  for (const row of rows.cdr) {
    if (row.userfield === '') continue
    const code = caseReference([row.userfield])
    if (code !== null && !references.has(row.uniqueid)) references.set(row.uniqueid, code)
  }
  return references
}
