import type { Knex } from 'knex'
import { dialectOf, runRows } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import { Statements } from '#core/records/execution/statements'
import { AGENT_EVENTS } from '../assembler/grouping.js'
import type { RawCdr, RawCel, RawQueueLog } from '../model/raw.js'
import { COLUMNS } from '../pbx/table_shape.js'
import type { RowValues, SourceName } from '../pbx/types.js'
import { pageHashes } from './row_hash.js'

const TABLE: Record<SourceName, string> = {
  cdr: 'pbx_cdr',
  cel: 'pbx_cel',
  queue_log: 'pbx_queue_log',
}

/** Ids that name no channel. */
const NOBODY = new Set(['', 'NONE', 'MANAGER', 'REALTIME'])

/** Mirrored rows of several calls, each table in mirror order. */
export interface MirroredRows {
  cdr: RawCdr[]
  cel: RawCel[]
  queueLog: RawQueueLog[]
}

/** What a batch of new rows concerns. */
export interface Touched {
  calls: string[]
  agents: string[]
}

/** The mirror tables: adding rows once, and finding those of a call or an agent. */
export class MirrorStore {
  readonly #dialect
  readonly #statements

  constructor(dialect: DialectName) {
    this.#dialect = dialectOf(dialect)
    this.#statements = new Statements(dialect)
  }

  /** Adds the rows that are not there yet, in their order. Call it inside a transaction; answers the rows added. */
  async add(
    trx: Knex.Transaction,
    siteId: number,
    source: SourceName,
    rows: readonly RowValues[]
  ): Promise<RowValues[]> {
    const byHash = new Map<string, RowValues>()
    pageHashes(source, rows).forEach((hash, index) => {
      const row = rows[index]
      if (row && !byHash.has(hash)) byHash.set(hash, row)
    })
    for (const hash of await this.known(trx, siteId, source, [...byHash.keys()])) {
      byHash.delete(hash)
    }
    const columns = ['site_id', 'hash', ...COLUMNS[source].map(mirrorColumn)]
    const values = [...byHash].map(([hash, row]) => [siteId, hash, ...row])
    await this.#statements.use(trx, (session) => session.insertMany(TABLE[source], columns, values))
    return [...byHash.values()]
  }

  /** Whether any of the rows is not in the mirror yet; asked before a transaction is opened. */
  async missing(
    knex: Knex,
    siteId: number,
    source: SourceName,
    rows: readonly RowValues[]
  ): Promise<boolean> {
    const hashes = [...new Set(pageHashes(source, rows))]
    return (await this.known(knex, siteId, source, hashes)).length < hashes.length
  }

  /** Those of the hashes that the mirror holds. */
  async known(
    knex: Knex,
    siteId: number,
    source: SourceName,
    hashes: readonly string[]
  ): Promise<string[]> {
    if (hashes.length === 0) return []
    const rows = await runRows<{ hash: string }>(knex, {
      sql: `select hash from ${TABLE[source]} where site_id = ? and ${this.#dialect.inJson('hash', 'text')}`,
      bindings: [siteId, JSON.stringify(hashes)],
    })
    return rows.map(({ hash }) => hash)
  }

  /** All rows of the calls that the ids belong to: the connected set over uniqueid, linkedid and callid. */
  async rowsOfCalls(knex: Knex, siteId: number, ids: readonly string[]): Promise<MirroredRows> {
    const cdr = new Map<number, RawCdr>()
    const cel = new Map<number, RawCel>()
    const known = new Set<string>()
    let fresh = ids.filter((id) => !NOBODY.has(id))
    while (fresh.length > 0) {
      for (const id of fresh) known.add(id)
      const found = new Set<string>()
      for (const column of ['uniqueid', 'linkedid']) {
        for (const row of await this.#select<RawCdr>(knex, siteId, 'cdr', column, fresh)) {
          cdr.set(row.mirrorId, row)
          found.add(row.uniqueid).add(row.linkedid)
        }
        for (const row of await this.#select<RawCel>(knex, siteId, 'cel', column, fresh)) {
          cel.set(row.mirrorId, row)
          found.add(row.uniqueid).add(row.linkedid)
        }
      }
      fresh = [...found].filter((id) => !known.has(id) && !NOBODY.has(id))
    }
    const log = await this.#select<RawQueueLog>(knex, siteId, 'queue_log', 'callid', [...known])
    return { cdr: inOrder(cdr.values()), cel: inOrder(cel.values()), queueLog: inOrder(log) }
  }

  /** The queue log's rows that name an agent by one of these texts, of the events given. */
  async rowsOfAgents(
    knex: Knex,
    siteId: number,
    texts: readonly string[] | null,
    events: readonly string[]
  ): Promise<RawQueueLog[]> {
    const ofAgents = texts === null ? '' : ` and ${this.#dialect.inJson('agent', 'text')}`
    return runRows<RawQueueLog>(knex, {
      sql:
        `select ${selected('queue_log')} from pbx_queue_log where site_id = ? ` +
        `and ${this.#dialect.inJson('event', 'text')}${ofAgents} order by id`,
      bindings: [siteId, JSON.stringify(events), ...(texts ? [JSON.stringify(texts)] : [])],
    })
  }

  async #select<T>(
    knex: Knex,
    siteId: number,
    source: SourceName,
    column: string,
    ids: readonly string[]
  ): Promise<T[]> {
    return runRows<T>(knex, {
      sql:
        `select ${selected(source)} from ${TABLE[source]} ` +
        `where site_id = ? and ${this.#dialect.inJson(column, 'text')}`,
      bindings: [siteId, JSON.stringify(ids)],
    })
  }
}

/** The calls and agents that new rows concern; one id of each call is enough to find the others. Pure. */
export function touchedBy(source: SourceName, rows: readonly RowValues[]): Touched {
  const calls = new Set<string>()
  const agents = new Set<string>()
  const place = (name: string) => COLUMNS[source].indexOf(name)
  if (source === 'queue_log') {
    const [callid, event, agent] = [place('callid'), place('event'), place('agent')]
    for (const row of rows) {
      const call = String(row[callid])
      const name = String(row[agent])
      if (!AGENT_EVENTS.has(String(row[event])) && !NOBODY.has(call)) calls.add(call)
      else if (!NOBODY.has(name)) agents.add(name)
    }
  } else {
    const [uniqueid, linkedid] = [place('uniqueid'), place('linkedid')]
    for (const row of rows) calls.add(String(row[linkedid] || row[uniqueid]))
  }
  for (const id of NOBODY) calls.delete(id)
  return { calls: [...calls], agents: [...agents] }
}

/** `id` of a PBX's table is `source_id` in the mirror, whose own id is another. */
export function mirrorColumn(name: string): string {
  return name === 'id' ? 'source_id' : name
}

function selected(source: SourceName): string {
  const columns = COLUMNS[source].map((name) => (name === 'id' ? 'source_id as id' : name))
  return ['id as mirrorId', 'site_id as siteId', ...columns].join(', ')
}

function inOrder<T extends { mirrorId: number }>(rows: Iterable<T>): T[] {
  return [...rows].sort((a, b) => a.mirrorId - b.mirrorId)
}
