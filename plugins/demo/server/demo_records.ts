import type { Knex } from 'knex'
import type { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import type { Actor, Origin } from '#core/security/types'
import type { Organisation } from './demo_organisation.js'
import { E_DEMO_REFUSED } from './errors.js'
import { iso } from './generator/days.js'
import type { DemoActivity, DemoBank, DemoRecord } from './generator/bank/types.js'

const BATCH = 500

/** Called after each batch with how many records are written. */
export type RecordReport = (written: number) => void

/** Writes the bank's records through the record engine, inside one transaction. */
export class DemoRecordWriter {
  readonly #records: Records
  readonly #actor: Actor
  readonly #origin: Origin
  readonly #organisation: Organisation
  readonly #report: RecordReport
  #written = 0

  constructor(services: {
    records: Records
    actor: Actor
    origin: Origin
    organisation: Organisation
    report: RecordReport
  }) {
    this.#records = services.records
    this.#actor = services.actor
    this.#origin = services.origin
    this.#organisation = services.organisation
    this.#report = services.report
  }

  async write(trx: Knex.Transaction, bank: DemoBank): Promise<void> {
    const accounts = await this.#createAll(trx, 'account', bank.accounts, () => ({}))
    const contacts = await this.#createAll(trx, 'contact', bank.contacts, (contact) => ({
      account: contact.account === null ? null : (accounts[contact.account] ?? null),
    }))
    for (const [index, { primaryContact }] of bank.accounts.entries()) {
      const [id, contact] = [accounts[index], contacts[primaryContact ?? -1]]
      if (id === undefined || contact === undefined) continue
      const values = { primary_contact: contact }
      await this.#records.update(this.#actor, this.#origin, 'account', id, values, { trx })
    }
    const leads = await this.#createAll(trx, 'lead', bank.leads, (lead) => ({
      contact: lead.contact === null ? null : (contacts[lead.contact] ?? null),
    }))
    const cases = await this.#createAll(trx, 'case', bank.cases, (item) => ({
      customer: contacts[item.customer] ?? null,
      account: item.account === null ? null : (accounts[item.account] ?? null),
    }))
    const ids = { account: accounts, contact: contacts, lead: leads, case: cases }
    const about = ({ regarding }: DemoActivity) => {
      const id = ids[regarding.entity][regarding.index]
      return { regarding: id === undefined ? null : { entity: regarding.entity, id } }
    }
    await this.#createAll(trx, 'task', bank.tasks, about)
    await this.#createAll(trx, 'note', bank.notes, about)
  }

  /** Ids in the order of the items. */
  async #createAll<T extends DemoRecord>(
    trx: Knex.Transaction,
    entity: string,
    items: readonly T[],
    links: (item: T) => RecordInput
  ): Promise<number[]> {
    const ids: number[] = []
    for (let start = 0; start < items.length; start += BATCH) {
      const inputs = items.slice(start, start + BATCH).map((item) => {
        const owner = this.#organisation.users.get(item.owner)
        return {
          ...item.values,
          ...links(item),
          owner_id: owner?.id ?? null,
          unit_id: owner?.unit ?? null,
          created_at: iso(item.createdAt),
        }
      })
      const outcomes = await this.#records.createMany(this.#actor, this.#origin, entity, inputs, {
        trx,
      })
      for (const outcome of outcomes) {
        if ('issues' in outcome) throw new E_DEMO_REFUSED({ entity }, outcome.issues)
        ids.push(outcome.id)
      }
      this.#written += inputs.length
      this.#report(this.#written)
    }
    return ids
  }
}
