import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_STALE_VERSION } from '#core/errors/errors'
import type { LocalizedText } from '#core/metadata/types'
import type { AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { decide, type DecisionAnswer } from '#core/workflow/decisions/kernel/evaluate'
import {
  decisionRow,
  publishDecision,
  type DecisionTest,
  type StoredDecision,
} from '#core/workflow/decisions/decision_rows'
import type { DecisionFault, Decisions } from '#core/workflow/decisions/kernel/types'
import { parseDecisions } from '#core/workflow/decisions/parse'
import { DESIGN } from '#core/workflow/definitions/definitions'
import { E_DECISION_INVALID, E_WORKFLOW_KEY, E_WORKFLOW_KEY_TAKEN } from '#core/workflow/errors'
import type { DecisionPort } from '#core/workflow/instances/engine_services'
import type { Values } from '#core/workflow/kernel/types'

export type TestOutcome = DecisionTest & { passed: boolean; answer: DecisionAnswer }

export interface DecisionView {
  key: string
  label: LocalizedText
  activeVersion: number | null
  lock: number
  savedAt: string
}

const KEY = /^[A-Za-z_][\w-]{0,63}$/

const toView = (row: StoredDecision): DecisionView => ({
  key: row.key,
  label: JSON.parse(row.label) as LocalizedText,
  activeVersion: row.active_version,
  lock: row.draft_lock,
  savedAt: new Date(Number(row.draft_at)).toISOString(),
})

/** Decision tables: drawn, tested, published in versions, and asked by processes. Bound as a singleton. */
export class DecisionTables implements DecisionPort {
  readonly #database: Database
  readonly #audit: AuditLog
  readonly #clock: () => Date
  /** Published versions never change: each is read once. */
  readonly #published = new Map<number, Decisions>()

  constructor(services: { database: Database; audit: AuditLog; clock: () => Date }) {
    this.#database = services.database
    this.#audit = services.audit
    this.#clock = services.clock
  }

  async list(actor: Actor): Promise<DecisionView[]> {
    requirePermission(actor, DESIGN)
    const rows: StoredDecision[] = await this.#database.read('workflow_decisions').orderBy('key')
    return rows.map(toView)
  }

  async get(actor: Actor, key: string) {
    requirePermission(actor, DESIGN)
    const { read } = this.#database
    const row = await decisionRow(read, key)
    const versions: { version: number; published_by: number; published_at: number | string }[] =
      await read('workflow_decision_versions')
        .where('decision_id', row.id)
        .orderBy('version', 'desc')
        .select('version', 'published_by', 'published_at')
    return {
      ...toView(row),
      xml: row.draft_xml,
      tests: JSON.parse(row.tests) as DecisionTest[],
      versions: versions.map(({ version, published_by: by, published_at: at }) => ({
        version,
        publishedBy: by,
        publishedAt: new Date(Number(at)).toISOString(),
      })),
    }
  }

  /** @throws E_WORKFLOW_KEY, E_WORKFLOW_KEY_TAKEN */
  async create(
    actor: Actor,
    { key, label, xml }: { key: string; label: LocalizedText; xml: string }
  ): Promise<DecisionView> {
    requirePermission(actor, DESIGN)
    if (!KEY.test(key)) throw new E_WORKFLOW_KEY({ key })
    return this.#database.transaction(async (trx) => {
      const known: unknown = await trx('workflow_decisions').where('key', key).first('id')
      if (known) throw new E_WORKFLOW_KEY_TAKEN({ key })
      await trx('workflow_decisions').insert({
        key,
        label: JSON.stringify(label),
        draft_xml: xml,
        draft_lock: 1,
        draft_by: actor.userId,
        draft_at: this.#clock().getTime(),
        tests: '[]',
      })
      return toView(await decisionRow(trx, key))
    })
  }

  /** @throws E_STALE_VERSION */
  async save(
    actor: Actor,
    key: string,
    draft: { xml?: string; label?: LocalizedText; tests?: DecisionTest[]; lock: number }
  ): Promise<{ lock: number }> {
    requirePermission(actor, DESIGN)
    const { xml, label, tests, lock } = draft
    await this.#database.transaction(async (trx) => {
      const row = await decisionRow(trx, key)
      const saved = await trx('workflow_decisions')
        .where({ id: row.id, draft_lock: lock })
        .update({
          ...(xml === undefined ? {} : { draft_xml: xml }),
          ...(label === undefined ? {} : { label: JSON.stringify(label) }),
          ...(tests === undefined ? {} : { tests: JSON.stringify(tests) }),
          draft_lock: lock + 1,
          draft_by: actor.userId,
          draft_at: this.#clock().getTime(),
        })
      if (saved !== 1) throw new E_STALE_VERSION({ current: row.draft_lock })
    })
    return { lock: lock + 1 }
  }

  /** The draft's faults, and what becomes of its tests. */
  async check(
    actor: Actor,
    key: string
  ): Promise<{ faults: DecisionFault[]; tests: TestOutcome[] }> {
    requirePermission(actor, DESIGN)
    const row = await decisionRow(this.#database.read, key)
    const { decisions, faults } = await parseDecisions(row.draft_xml)
    const tests = faults.length > 0 ? [] : this.#tested(decisions, row)
    return { faults, tests }
  }

  #tested(decisions: Decisions, { tests }: StoredDecision): TestOutcome[] {
    const now = this.#clock().toISOString()
    return (JSON.parse(tests) as DecisionTest[]).map((test) => {
      const answer = decide(decisions, test.decision, test.input, now)
      const same =
        'result' in answer && JSON.stringify(answer.result) === JSON.stringify(test.expected)
      return { ...test, answer, passed: same }
    })
  }

  /** Tries the draft. */
  async try(actor: Actor, key: string, decision: string, input: Values): Promise<DecisionAnswer> {
    requirePermission(actor, DESIGN)
    const row = await decisionRow(this.#database.read, key)
    const { decisions } = await parseDecisions(row.draft_xml)
    return decide(decisions, decision, input, this.#clock().toISOString())
  }

  /** @throws E_DECISION_INVALID with every fault; a test that fails is one */
  async publish(
    actor: Actor,
    origin: Origin,
    key: string,
    lock: number
  ): Promise<{ version: number }> {
    requirePermission(actor, DESIGN)
    const before = await decisionRow(this.#database.read, key)
    const { decisions, faults } = await parseDecisions(before.draft_xml)
    const details = faults.map(({ code, element, params }) => ({
      path: element ?? '',
      code,
      params,
    }))
    for (const { passed, name } of faults.length > 0 ? [] : this.#tested(decisions, before)) {
      if (!passed) details.push({ path: name, code: 'test_failed' as never, params: {} })
    }
    if (details.length > 0) throw new E_DECISION_INVALID({ faults: details.length }, details)
    const version = await this.#database.transaction(async (trx) => {
      const row = await decisionRow(trx, key)
      if (row.draft_lock !== lock) throw new E_STALE_VERSION({ current: row.draft_lock })
      const stamp = { actor, origin, now: this.#clock() }
      return publishDecision(trx, this.#audit, stamp, row, decisions)
    })
    return { version }
  }

  async xml(actor: Actor, key: string, version: number): Promise<string> {
    requirePermission(actor, DESIGN)
    const { read } = this.#database
    const row = await decisionRow(read, key)
    const stored: { xml: string } | undefined = await read('workflow_decision_versions')
      .where({ decision_id: row.id, version })
      .first('xml')
    if (!stored) throw new E_NOT_FOUND({ what: 'decision version' })
    return stored.xml
  }

  /** Names under which processes ask: of the document, and of a decision in it as `document.decision`. */
  async names(): Promise<ReadonlySet<string>> {
    const rows: { key: string; decisions: string }[] = await this.#active(
      this.#database.read
    ).select('d.key', 'v.decisions')
    return new Set(
      rows.flatMap(({ key, decisions }) => [
        key,
        ...Object.keys(JSON.parse(decisions) as Decisions).map((one) => `${key}.${one}`),
      ])
    )
  }

  #active(db: Knex): Knex.QueryBuilder {
    return db('workflow_decisions as d').join('workflow_decision_versions as v', (join) => {
      join.on('v.decision_id', 'd.id').andOn('v.version', 'd.active_version')
    })
  }

  async evaluate(trx: Knex.Transaction, name: string, input: Values, now: string) {
    const [key = '', inner] = name.split('.')
    const row: { id: number } | undefined = await this.#active(trx)
      .where('d.key', key)
      .first('v.id')
    const unknown = { code: 'E_DECISION_UNKNOWN', params: { decision: name } }
    if (!row) return unknown
    const decisions = this.#published.get(row.id) ?? (await this.#load(trx, row.id))
    return decide(decisions, inner ?? mainOf(decisions, key), input, now)
  }

  async #load(trx: Knex.Transaction, id: number): Promise<Decisions> {
    const row: { decisions: string } = await trx('workflow_decision_versions')
      .where('id', id)
      .first('decisions')
    const decisions = JSON.parse(row.decisions) as Decisions
    this.#published.set(id, decisions)
    return decisions
  }
}

/** The decision of the document's name, else the one that no other requires, else the first. */
function mainOf(decisions: Decisions, key: string): string {
  if (decisions[key]) return key
  const all = Object.values(decisions)
  const required = new Set(all.flatMap(({ requires }) => requires))
  return (all.find((one) => !required.has(one.key)) ?? all[0])?.key ?? key
}
