import type { Knex } from 'knex'
import { dialectOf, runRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import { learnMembers } from '../assembler/learn_members.js'
import type { QueueMember } from '../assembler/site_options.js'
import type { MirrorStore } from '../mirror/mirror_store.js'
import type { PlaceStore } from '../store/place_store.js'
import type { AssemblySite, Guard } from './assembly.js'
import type { SyncState } from './sync_state.js'

/** Connected calls of a name that are looked at to find its phone. */
const SAMPLE = 20

/**
 * A queue may write a member's name instead of its interface. Before anything is assembled the names that nobody has
 * explained yet are looked up in the rows themselves and noted on the extension; what carries such a name is assembled
 * again.
 */
export class MemberLearning {
  readonly #dialect

  constructor(
    private readonly database: Database,
    private readonly mirror: MirrorStore,
    private readonly places: PlaceStore,
    private readonly state: SyncState
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  /** Answers whether something was learnt: then the site's options are to be read again. */
  async learn(prepared: AssemblySite, guard: Guard): Promise<boolean> {
    const { profile, site } = prepared
    const names = await this.#unexplained(prepared)
    const members: QueueMember[] = []
    for (const name of names) members.push(...(await this.#memberOf(profile.id, name)))
    if (members.length === 0) return false
    const learnt = members.map((member) => ({
      ...member,
      extension: site.agentOf(member.interface)?.agent ?? '',
    }))
    await this.database.transaction(async (trx) => {
      await this.places.addMembers(trx, profile.id, learnt)
      const texts = learnt.flatMap((member) => [member.name, member.interface])
      const rows = await runRows<{ callid: string }>(trx, {
        sql:
          `select callid, min(id) as first_id from pbx_queue_log where site_id = ? ` +
          `and ${this.#dialect.inJson('agent', 'text')} ` +
          `and callid not in ('', 'NONE', 'MANAGER', 'REALTIME') group by callid order by first_id`,
        bindings: [profile.id, JSON.stringify(texts)],
      })
      const calls = rows.map((row) => row.callid)
      for (const { extension } of learnt) {
        calls.push(...(await this.#callsOf(trx, profile.id, extension)))
      }
      await this.state.touch(trx, profile.id, { calls, agents: texts })
      await guard(trx, { written: 0, linked: 0 })
    })
    return true
  }

  /** Stored calls in which an extension took part, also without its queue: they show its name. */
  async #callsOf(trx: Knex.Transaction, siteId: number, extension: string): Promise<string[]> {
    const of = (table: string) =>
      `select call_key from ${table} where site_id = ? and agent = ? and deleted_at is null`
    const rows = await runRows<{ call_key: string }>(trx, {
      sql: `${of('call_leg')} union ${of('call_attempt')} order by call_key`,
      bindings: [siteId, extension, siteId, extension],
    })
    return rows.map((row) => row.call_key)
  }

  async #unexplained({ profile, site }: AssemblySite): Promise<string[]> {
    const rows: Array<{ agent: string }> = await this.database
      .read('pbx_queue_log')
      .distinct('agent')
      .where({ site_id: profile.id, event: 'CONNECT' })
      .orderBy('agent')
    return rows
      .map(({ agent }) => agent)
      .filter(
        (agent) => agent !== '' && !agent.includes('/') && site.agentOf(agent)?.interface === null
      )
  }

  async #memberOf(siteId: number, name: string): Promise<QueueMember[]> {
    const rows: Array<{ callid: string }> = await this.database
      .read('pbx_queue_log')
      .select('callid')
      .where({ site_id: siteId, event: 'CONNECT', agent: name })
      .orderBy('id')
      .limit(SAMPLE)
    const ids = rows.map((row) => row.callid)
    const found = learnMembers(await this.mirror.rowsOfCalls(this.database.read, siteId, ids))
    return found.filter((member) => member.name === name)
  }
}
