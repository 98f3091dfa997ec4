import type { Knex } from 'knex'
import { batches, dialectOf, runRows } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { Metadata } from '#core/metadata/metadata'
import type { Settings } from '#core/plugin_host/settings'
import type { PhoneIndex } from '#plugins/crm/contract'
import {
  decideCase,
  decideLink,
  NO_CUSTOMER,
  type CaseRule,
  type CustomerLink,
  type Match,
  type OpenCase,
} from './link_decision.js'

/** What of a call decides its customer. */
export interface Linkable {
  /** '' when the caller withheld it, or when nobody outside took part. */
  externalNumber: string
  hasCustomer: boolean
  /** ISO text. */
  startedAt: string
  /** Tracking code that the call itself names. */
  caseReference: string | null
}

export interface CallLink extends CustomerLink {
  phoneE164: string | null
  case: number | null
}

/** Statuses in which a case is done; a call later than that is not about it. */
const DONE = ['resolved', 'closed']

/** Finds the customers and cases of calls. Batches share one look-up in the phone index. */
export class CallLinker {
  readonly #dialect
  readonly #normalised = new Map<string, string | null>()

  constructor(
    private readonly database: Database,
    private readonly phones: PhoneIndex,
    private readonly settings: Settings,
    private readonly metadata: Metadata
  ) {
    this.#dialect = dialectOf(database.dialect)
  }

  /** The number as the phone index knows it; null for `anonymous`, short and impossible ones. */
  normalise(number: string): string | null {
    const known = this.#normalised.get(number)
    if (known !== undefined) return known
    const made = number === '' ? null : this.phones.normalise(number)
    if (this.#normalised.size > 50_000) this.#normalised.clear()
    this.#normalised.set(number, made)
    return made
  }

  /** The links of calls, in their order. */
  async link(calls: readonly Linkable[], knex: Knex = this.database.read): Promise<CallLink[]> {
    const numbers = calls.map((call) =>
      call.hasCustomer ? this.normalise(call.externalNumber) : null
    )
    const matches = await this.matches(
      numbers.flatMap((number) => number ?? []),
      knex
    )
    const links = calls.map((call, index): CallLink => {
      const phoneE164 = numbers[index] ?? null
      if (!call.hasCustomer) return { ...NO_CUSTOMER, phoneE164, case: null }
      const found = phoneE164 === null ? [] : (matches.get(phoneE164) ?? [])
      return { ...decideLink(found), phoneE164, case: null }
    })
    await this.#addCases(calls, links, knex)
    return links
  }

  /** Records by number. */
  async matches(numbers: readonly string[], knex: Knex): Promise<Map<string, Match[]>> {
    const found = new Map<string, Match[]>()
    for (const chunk of batches([...new Set(numbers)], 500)) {
      for (const row of await this.phones.find(chunk, knex)) {
        const { number, entity, recordId, field } = row
        const known = found.get(number)
        if (known) known.push({ number, entity, recordId, field })
        else found.set(number, [{ number, entity, recordId, field }])
      }
    }
    return found
  }

  async #addCases(calls: readonly Linkable[], links: CallLink[], knex: Knex): Promise<void> {
    const rule = this.settings.get('telephony', 'case_rule') as CaseRule
    const codes = calls.flatMap((call) => call.caseReference ?? [])
    const named = await this.#casesByCode(codes, knex)
    const customers = links.flatMap((link) => link.contact ?? [])
    const open = rule === 'none' ? [] : await this.#openCases(customers, knex)
    links.forEach((link, index) => {
      const call = calls[index]
      if (!call) return
      const explicit = call.caseReference ? named.get(call.caseReference.toLowerCase()) : undefined
      link.case = explicit ?? decideCase(rule, link.contact, call.startedAt, open)
    })
  }

  async #casesByCode(codes: string[], knex: Knex): Promise<Map<string, number>> {
    if (codes.length === 0) return new Map()
    const rows = await runRows<{ id: number; tracking_code: string }>(knex, {
      sql:
        `select id, tracking_code from ${this.#cases()} where deleted_at is null ` +
        `and ${this.#dialect.inJson('tracking_code', 'text')}`,
      bindings: [JSON.stringify([...codes, ...codes.map((code) => code.toUpperCase())])],
    })
    return new Map(rows.map((row) => [row.tracking_code.toLowerCase(), Number(row.id)]))
  }

  #cases(): string {
    return this.#dialect.quote(this.metadata.current().entity.get('case')?.table ?? 'case')
  }

  async #openCases(customers: number[], knex: Knex): Promise<OpenCase[]> {
    if (customers.length === 0) return []
    const rows = await runRows<{ id: number; customer: number; opened_at: unknown }>(knex, {
      sql:
        `select id, customer, opened_at from ${this.#cases()} where deleted_at is null ` +
        `and ${this.#dialect.inJson('customer', 'integer')} ` +
        `and (status is null or status not in (${DONE.map(() => '?').join(', ')}))`,
      bindings: [JSON.stringify([...new Set(customers)]), ...DONE],
    })
    return rows.map((row) => ({
      id: Number(row.id),
      customer: Number(row.customer),
      openedAt: this.#dialect.readInstant(row.opened_at)?.toISOString() ?? null,
    }))
  }
}
