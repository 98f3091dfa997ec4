import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { Actors } from '#core/security/actors'
import type { Users } from '#core/security/users'
import type { Origin } from '#core/security/types'
import type { RecordedSites } from '#plugins/telephony/contract'
import { DemoOrganisation, type Organisation } from './demo_organisation.js'
import { DemoRecordWriter } from './demo_records.js'
import { ingestDays } from './demo_traffic.js'
import { noteState, readState, type DemoState } from './demo_state.js'
import { makeBank } from './generator/bank/demo_bank.js'
import { USUAL_SIZES, type DemoBank, type DemoSizes } from './generator/bank/types.js'
import { dayOf } from './generator/days.js'
import { TRAFFIC_DAYS } from './generator/traffic/month.js'

export const USUAL_SEED = 'peyvand'
const ORIGIN: Origin = { address: null, channel: 'sample' }

export interface DemoRequest {
  seed?: string
  /** The present moment: records and calls lie before it. */
  now: Date
  sizes?: DemoSizes
  /** Days of telephone traffic before today. */
  days?: number
  /** One line for each step, replaced while it goes on. */
  report?: (step: 'staff' | 'records' | 'calls', done: number, total: number) => void
}

/** Loads the demo bank once. A run that was cut short goes on where it stopped; a second run changes nothing. */
export class DemoLoader {
  readonly #database: Database
  readonly #records: Records
  readonly #users: Users
  readonly #actors: Actors
  readonly #sites: RecordedSites

  constructor(services: {
    database: Database
    records: Records
    users: Users
    actors: Actors
    sites: RecordedSites
  }) {
    this.#database = services.database
    this.#records = services.records
    this.#users = services.users
    this.#actors = services.actors
    this.#sites = services.sites
  }

  /** @returns whether anything was loaded */
  async load(request: DemoRequest): Promise<boolean> {
    const state = await this.#begin(request)
    if (state.traffic !== undefined) return false
    const seed = state.seed ?? USUAL_SEED
    const today = state.today ?? dayOf(request.now.getTime())
    const bank = makeBank(seed, today, request.sizes ?? USUAL_SIZES)
    const organisation = await this.#loadStaff(bank, request)
    if (state.records === undefined) await this.#loadRecords(bank, organisation, request)
    await ingestDays(
      this.#sites,
      { seed, today, until: Number(state.until), days: request.days ?? TRAFFIC_DAYS },
      bank,
      organisation,
      (done, total) => request.report?.('calls', done, total)
    )
    await this.#database.transaction((trx) => noteState(trx, { traffic: 'done' }))
    return true
  }

  /** Fixes seed and moment at the first run, so that a later one makes the same bank. */
  async #begin({ seed, now }: DemoRequest): Promise<DemoState> {
    const state = await readState(this.#database)
    if (state.today !== undefined) return state
    const fresh: DemoState = {
      seed: seed ?? USUAL_SEED,
      today: dayOf(now.getTime()),
      until: String(now.getTime()),
    }
    await this.#database.transaction((trx) => noteState(trx, fresh))
    return fresh
  }

  async #loadStaff(bank: DemoBank, request: DemoRequest): Promise<Organisation> {
    request.report?.('staff', 0, bank.users.length)
    const actor = this.#actors.system()
    const staff = new DemoOrganisation(this.#records, this.#users, actor, ORIGIN)
    const organisation = await staff.ensure(bank)
    request.report?.('staff', bank.users.length, bank.users.length)
    return organisation
  }

  async #loadRecords(
    bank: DemoBank,
    organisation: Organisation,
    request: DemoRequest
  ): Promise<void> {
    const { accounts, contacts, leads, cases, tasks, notes } = bank
    const all = [accounts, contacts, leads, cases, tasks, notes]
    const total = all.reduce((sum, list) => sum + list.length, 0)
    const writer = new DemoRecordWriter({
      records: this.#records,
      actor: this.#actors.system(),
      origin: ORIGIN,
      organisation,
      report: (written) => request.report?.('records', written, total),
    })
    await this.#database.transaction(async (trx) => {
      await writer.write(trx, bank)
      await noteState(trx, { records: 'done' })
    })
  }
}
