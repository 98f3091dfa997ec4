import { hash } from 'node:crypto'
import type { Knex } from 'knex'
import { dialectOf, run, runRows, upsertRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Metadata } from '#core/metadata/metadata'
import type { AssembledCall } from '../model/assembled.js'
import type { CallLink, CallLinker } from '../linking/call_linker.js'
import type { AgentUser } from '../sites/site_store.js'
import type { CallTeller } from '../workflow/call_teller.js'
import { callTitle, fieldValues, PARTS, type Part } from './assembled_values.js'
import { EntityTable, type ChangedRow, type NewRow, type SystemValues } from './entity_table.js'
import { writtenFields } from './written_fields.js'

/** A site as far as storing its calls needs it. */
export interface StoringSite {
  id: number
  unitId: number | null
  users: ReadonlyMap<string, AgentUser>
  /** Tracking codes that calls name, by any id of the call. */
  caseReferences: ReadonlyMap<string, string>
}

export interface StoredCounts {
  written: number
  linked: number
}

interface KnownCall {
  call_key: string
  call_id: number
  hash: string
}

interface Existing {
  id: number
  phone_e164: string | null
  link_state: string | null
}

const LINK_FIELDS = ['phone_e164', 'link_state', 'contact', 'account', 'lead', 'case'] as const

/**
 * Writes assembled calls with their parts. A call keeps its id and everything that people did to it (links by hand, notes)
 * for ever; its parts are matched by their keys. A call that was assembled just so before is not touched.
 */
export class CallStore {
  readonly #dialect
  #tables: Map<string, EntityTable> | null = null
  #version = ''

  constructor(
    database: Database,
    private readonly metadata: Metadata,
    private readonly types: FieldTypes,
    private readonly linker: CallLinker,
    private readonly teller: CallTeller
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  /** Stores calls of one site inside the caller's transaction. */
  async store(
    trx: Knex.Transaction,
    site: StoringSite,
    assembled: readonly AssembledCall[]
  ): Promise<StoredCounts> {
    const hashes = new Map(assembled.map((call) => [call.call.key, contentHash(call)]))
    const known = await this.#known(trx, site.id, assembled)
    const unwanted = assembled.filter(({ call }) => call.ignored && known.has(call.key))
    for (const { call } of unwanted) await this.#forget(trx, site.id, known.get(call.key))
    const changed = assembled
      .filter(({ call }) => !call.ignored)
      .filter(({ call }) => known.get(call.key)?.hash !== hashes.get(call.key))
      .sort((a, b) => a.call.startedAt - b.call.startedAt || (a.call.key < b.call.key ? -1 : 1))
    if (changed.length === 0) return { written: 0, linked: 0 }
    const fresh = changed.filter(({ call }) => !known.has(call.key))
    const present = changed.filter(({ call }) => known.has(call.key))
    const ids = new Map([...known.values()].map((row) => [row.call_key, Number(row.call_id)]))
    const linked =
      (await this.#insertCalls(trx, site, fresh, ids)) +
      (await this.#updateCalls(trx, site, present, ids))
    await this.#storeParts(trx, site, changed, ids, present.length > 0)
    await this.#absorb(trx, site.id, changed, ids)
    await upsertRows(trx, this.#dialect, {
      table: 'telephony_assembled',
      columns: ['site_id', 'call_key', 'call_id', 'hash'],
      keys: ['site_id', 'call_key'],
      update: ['call_id', 'hash'],
      rows: changed.map(({ call }) => [
        site.id,
        call.key,
        ids.get(call.key) ?? 0,
        hashes.get(call.key) ?? '',
      ]),
    })
    await this.teller.tell(
      trx,
      changed.map(({ call }) => ({ id: ids.get(call.key) ?? 0, call }))
    )
    return { written: changed.length, linked }
  }

  /** Stored calls that have one of the calls' ids as key: themselves, and those they have absorbed since. */
  async #known(
    trx: Knex,
    siteId: number,
    assembled: readonly AssembledCall[]
  ): Promise<Map<string, KnownCall>> {
    const rows = await runRows<KnownCall>(trx, {
      sql:
        `select call_key, call_id, hash from telephony_assembled where site_id = ? ` +
        `and ${this.#dialect.inJson('call_key', 'text')}`,
      bindings: [siteId, JSON.stringify(assembled.map(({ call }) => call.key))],
    })
    return new Map(rows.map((row) => [row.call_key, row]))
  }

  async #insertCalls(
    trx: Knex.Transaction,
    site: StoringSite,
    calls: readonly AssembledCall[],
    ids: Map<string, number>
  ): Promise<number> {
    if (calls.length === 0) return 0
    const links = await this.#links(site, calls)
    const rows = calls.map((call, index) => {
      const link = links[index]
      return this.#callRow(site, call, link)
    })
    const inserted = await this.#table('call').insert(trx, rows)
    calls.forEach(({ call }, index) => ids.set(call.key, inserted[index] ?? 0))
    await this.#saveCandidates(trx, inserted, links)
    return links.filter((link) => link.state === 'linked').length
  }

  async #updateCalls(
    trx: Knex.Transaction,
    site: StoringSite,
    calls: readonly AssembledCall[],
    ids: ReadonlyMap<string, number>
  ): Promise<number> {
    if (calls.length === 0) return 0
    const existing = await this.#existing(trx, calls, ids)
    const links = await this.#links(site, calls)
    const rows = calls.map((call): ChangedRow => {
      return { id: ids.get(call.call.key) ?? 0, ...this.#callRow(site, call, undefined) }
    })
    await this.#table('call_facts').update(trx, rows)
    const changes = links
      .map((link, index) => ({ id: rows[index]?.id ?? 0, link }))
      .filter(({ id, link }) => {
        const before = existing.get(id)
        return before?.link_state !== 'manual' && before?.phone_e164 !== link.phoneE164
      })
    await this.relink(trx, changes)
    return changes.filter(({ link }) => link.state === 'linked').length
  }

  /** Replaces the links of calls, candidates included. */
  async relink(
    trx: Knex.Transaction,
    changes: ReadonlyArray<{ id: number; link: CallLink }>
  ): Promise<void> {
    if (changes.length === 0) return
    const rows = changes.map(({ id, link }) => ({ id, values: linkValues(link) }))
    await this.#table('call_link').patch(trx, rows)
    const ids = changes.map(({ id }) => id)
    await run(trx, {
      sql: `delete from telephony_call_candidate where ${this.#dialect.inJson('call_id', 'integer')}`,
      bindings: [JSON.stringify(ids)],
    })
    const links = changes.map(({ link }) => link)
    await this.#saveCandidates(trx, ids, links)
  }

  async #saveCandidates(
    trx: Knex.Transaction,
    ids: readonly number[],
    links: readonly CallLink[]
  ): Promise<void> {
    const rows = links.flatMap((link, index) =>
      link.candidates.map(({ entity, recordId, field, number }) => [
        ids[index] ?? 0,
        entity,
        recordId,
        field,
        number,
      ])
    )
    if (rows.length === 0) return
    await upsertRows(trx, this.#dialect, {
      table: 'telephony_call_candidate',
      columns: ['call_id', 'entity', 'record_id', 'field', 'number'],
      keys: ['call_id', 'entity', 'record_id'],
      rows,
    })
  }

  async #existing(
    trx: Knex,
    calls: readonly AssembledCall[],
    ids: ReadonlyMap<string, number>
  ): Promise<Map<number, Existing>> {
    const wanted = calls.map(({ call }) => ids.get(call.key) ?? 0)
    const rows = await runRows<Existing>(trx, {
      sql: `select id, phone_e164, link_state from ${this.#dialect.quote('call')} where ${this.#dialect.inJson('id', 'integer')}`,
      bindings: [JSON.stringify(wanted)],
    })
    return new Map(rows.map((row) => [Number(row.id), row]))
  }

  /** Reads the index on the reading connection: what was committed before this transaction began is there. */
  #links(site: StoringSite, calls: readonly AssembledCall[]): Promise<CallLink[]> {
    return this.linker.link(
      calls.map(({ call, ids }) => ({
        externalNumber: call.externalNumber,
        hasCustomer: call.direction !== 'internal' && call.kind === 'call',
        startedAt: new Date(call.startedAt).toISOString(),
        caseReference: ids.map((id) => site.caseReferences.get(id)).find(Boolean) ?? null,
      }))
    )
  }

  async #storeParts(
    trx: Knex.Transaction,
    site: StoringSite,
    calls: readonly AssembledCall[],
    ids: ReadonlyMap<string, number>,
    someExist: boolean
  ): Promise<void> {
    for (const { entity, of } of PARTS) {
      const stored = someExist ? await this.#storedParts(trx, entity, calls, ids) : new Map()
      const fresh: NewRow[] = []
      const present: ChangedRow[] = []
      for (const call of calls) {
        const callId = ids.get(call.call.key) ?? 0
        for (const part of withOwnKeys(of(call))) {
          const row = this.#partRow(site, call, callId, part)
          const key = `${callId}|${part.key}`
          const id: number | undefined = stored.get(key)
          if (id === undefined) fresh.push(row)
          else present.push({ id, ...row })
          stored.delete(key)
        }
      }
      const table = this.#table(entity)
      await table.remove(trx, [...stored.values()])
      await table.update(trx, present)
      await table.insert(trx, fresh)
    }
  }

  async #storedParts(
    trx: Knex,
    entity: string,
    calls: readonly AssembledCall[],
    ids: ReadonlyMap<string, number>
  ): Promise<Map<string, number>> {
    const wanted = calls.map(({ call }) => ids.get(call.key) ?? 0)
    const rows = await runRows<{ id: number; call_id: number; pbx_key: string }>(trx, {
      sql: `select id, call_id, pbx_key from ${this.#dialect.quote(entity)} where ${this.#dialect.inJson('call_id', 'integer')} and deleted_at is null order by id`,
      bindings: [JSON.stringify(wanted)],
    })
    return new Map(rows.map((row) => [`${row.call_id}|${row.pbx_key}`, Number(row.id)]))
  }

  /** Calls that turned out to be parts of another one are deleted; what people had written on them goes over. */
  async #absorb(
    trx: Knex.Transaction,
    siteId: number,
    calls: readonly AssembledCall[],
    ids: ReadonlyMap<string, number>
  ): Promise<void> {
    const ownerOf = new Map<string, string>()
    for (const { call, ids: all } of calls) {
      for (const id of all) if (id !== call.key) ownerOf.set(id, call.key)
    }
    if (ownerOf.size === 0) return
    const rows = await runRows<KnownCall>(trx, {
      sql:
        `select call_key, call_id, hash from telephony_assembled where site_id = ? ` +
        `and ${this.#dialect.inJson('call_key', 'text')} order by call_key`,
      bindings: [siteId, JSON.stringify([...ownerOf.keys()])],
    })
    for (const row of rows) {
      const into = ids.get(ownerOf.get(row.call_key) ?? '')
      if (into !== undefined) await this.#absorbOne(trx, siteId, row, into)
    }
  }

  async #absorbOne(
    trx: Knex.Transaction,
    siteId: number,
    absorbed: KnownCall,
    into: number
  ): Promise<void> {
    const quoted = this.#dialect.quote('call')
    for (const field of ['notes', 'topic', 'case', 'contact', 'account', 'lead']) {
      const column = this.#dialect.quote(field)
      await run(trx, {
        sql: `update ${quoted} set ${column} = (select ${column} from ${quoted} where id = ?) where id = ? and ${column} is null`,
        bindings: [absorbed.call_id, into],
      })
    }
    await this.#forget(trx, siteId, absorbed)
  }

  /** Deletes a stored call: it is part of another one, or a rule says that such calls are not logged (TEL-11). */
  async #forget(
    trx: Knex.Transaction,
    siteId: number,
    known: KnownCall | undefined
  ): Promise<void> {
    if (!known) return
    for (const { entity } of PARTS)
      await trx(entity).where('call_id', known.call_id).whereNull('deleted_at').delete()
    await trx('telephony_call_candidate').where('call_id', known.call_id).delete()
    await trx('call').where('id', known.call_id).delete()
    await trx('telephony_assembled').where({ site_id: siteId, call_key: known.call_key }).delete()
  }

  #callRow(site: StoringSite, assembled: AssembledCall, link: CallLink | undefined): NewRow {
    const { call } = assembled
    const user = this.#userOf(site, call.agent) ?? this.#userOf(site, call.lastAgent)
    const values = {
      ...fieldValues(call),
      title: callTitle(call),
      agent_user: this.#userOf(site, call.agent)?.userId ?? null,
      ...(link ? linkValues(link) : {}),
    }
    return { values, system: systemOf(site, user, call.startedAt, call.endedAt) }
  }

  #partRow(site: StoringSite, assembled: AssembledCall, callId: number, part: Part): NewRow {
    const { call } = assembled
    const own = 'agent' in part ? this.#userOf(site, part.agent) : undefined
    const user = own ?? this.#userOf(site, call.agent) ?? this.#userOf(site, call.lastAgent)
    const values = { ...fieldValues(part), call_id: callId, agent_user: own?.userId ?? null }
    const startedAt = 'at' in part ? part.at : part.startedAt
    const endedAt = 'endedAt' in part ? part.endedAt : null
    return { values, system: systemOf(site, user, startedAt, endedAt) }
  }

  #userOf(site: StoringSite, agent: string | null): AgentUser | undefined {
    return agent === null ? undefined : site.users.get(agent)
  }

  /** Tables are made anew when the metadata changes: a field may have become searchable. */
  #table(name: string): EntityTable {
    const current = this.metadata.current()
    if (this.#tables === null || this.#version !== current.version) {
      this.#tables = new Map()
      this.#version = current.version
      const factsOf = current.entity.get('call')
      for (const entity of ['call', ...PARTS.map((part) => part.entity)]) {
        const definition = current.entity.get(entity)
        if (!definition) throw new RangeError(`The entity ${entity} is not installed`)
        const written = writtenFields(definition)
        this.#tables.set(entity, new EntityTable(definition, written, this.types, this.#dialect))
      }
      if (factsOf) {
        const facts = writtenFields(factsOf).filter((field) => !isLinkField(field))
        this.#tables.set('call_facts', new EntityTable(factsOf, facts, this.types, this.#dialect))
        const link = new EntityTable(factsOf, LINK_FIELDS, this.types, this.#dialect)
        this.#tables.set('call_link', link)
      }
    }
    const table = this.#tables.get(name)
    if (!table) throw new RangeError(`No table for ${name}`)
    return table
  }
}

/** 128 bits of what was assembled. */
export function contentHash(assembled: AssembledCall): string {
  return hash('sha256', JSON.stringify(assembled), 'hex').slice(0, 32)
}

/**
 * Parts with keys of their own. The assembler gives each another key; should a table that nobody has foreseen make it give one
 * twice, the second gets a number, because a constraint that fails would stop the site for good.
 */
function withOwnKeys(parts: readonly Part[]): readonly Part[] {
  if (new Set(parts.map((part) => part.key)).size === parts.length) return parts
  const seen = new Map<string, number>()
  return parts.map((part) => {
    const times = (seen.get(part.key) ?? 0) + 1
    seen.set(part.key, times)
    return times === 1 ? part : { ...part, key: `${part.key}|#${times}` }
  })
}

function isLinkField(field: string): boolean {
  return LINK_FIELDS.some((known) => known === field)
}

function linkValues(link: CallLink) {
  return {
    phone_e164: link.phoneE164,
    link_state: link.state,
    contact: link.contact,
    account: link.account,
    lead: link.lead,
    case: link.case,
  }
}

function systemOf(
  site: StoringSite,
  user: AgentUser | undefined,
  startedAt: number,
  endedAt: number | null
): SystemValues {
  return {
    ownerId: user?.userId ?? null,
    unitId: user?.unitId ?? site.unitId,
    createdAt: new Date(startedAt),
    updatedAt: new Date(endedAt ?? startedAt),
  }
}
