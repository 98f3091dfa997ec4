import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf, insertReturningIds } from '#core/database/dialect'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Jobs } from '#core/jobs/jobs'
import type { JobContext } from '#core/jobs/types'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import type { Actors } from '#core/security/actors'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import { DESIGN } from '#core/workflow/definitions/definitions'
import type { DocumentRow, DocumentRows } from '#core/workflow/definitions/document_rows'
import type { VersionCache } from '#core/workflow/definitions/version_cache'
import { E_WORKFLOW_INVALID } from '#core/workflow/errors'
import { CalendarBook } from '#core/workflow/instances/calendar_book'
import type { DecisionPort } from '#core/workflow/instances/engine_services'
import type { Kernel } from '#core/workflow/kernel_port'
import type { ProcessGraph } from '#core/workflow/kernel/types'
import { differenceOf, summarise } from '#core/workflow/kernel/replay_compare'
import { CASES_AT_ONCE, PastCases, type KnownCase } from '#core/workflow/replay/past_cases'
import { recordAt, type PastChange } from '#core/workflow/kernel/record_at'
import { replayCase, type ReplayWorld } from '#core/workflow/kernel/replay_case'
import type { ReplayOptions, ReplayReport, ReplayRow } from '#core/workflow/kernel/replay_types'
import { OPERATE } from '#core/workflow/rights'
import type { SubjectLabels } from '#core/workflow/tasks/subject_labels'

export interface ReplayServices {
  database: Database
  documents: DocumentRows
  versions: VersionCache
  kernel: Kernel
  actions: ActionRegistry
  decisions: DecisionPort
  records: Records
  labels: SubjectLabels
  actors: Actors
  jobs: Jobs
  clock: () => Date
}

export interface ReplayView {
  id: number
  createdAt: string
  options: ReplayOptions
  /** Null until it is done. */
  report: ReplayReport | null
  /** What the records are called, where the reader may see them: `entity:id`. */
  labels: { [record: string]: string }
}

/** Runs that one replay takes at most. */
export const REPLAY_LIMIT = 1_000
/** Changes of a record that are looked at. */
const HISTORY = 500
const PAGE = 500

/**
 * Runs that have ended are played again by a drawing that is not published yet, and nothing is written. What a process does with data
 * tells of the data, so whoever replays must be allowed to see it: it takes the rights of operators besides those of designers, and the
 * runs are those that their row scopes let them see. Bound as a singleton.
 */
export class Replays {
  readonly #services: ReplayServices
  readonly #past: PastCases

  constructor(services: ReplayServices) {
    this.#services = services
    this.#past = new PastCases(services.database)
  }

  /** Orders a replay of the draft. @throws E_FORBIDDEN, E_NOT_FOUND, E_WORKFLOW_INVALID */
  async order(
    actor: Actor,
    key: string,
    options: ReplayOptions
  ): Promise<{ replay: number; job: number }> {
    requireReplay(actor)
    const { database, documents, jobs, clock } = this.#services
    const document = await documents.get(database.read, key)
    await this.#graph(document.key, document.draftXml)
    return database.transaction(async (trx) => {
      const [replay] = await insertReturningIds(trx, dialectOf(database.dialect), {
        table: 'workflow_replays',
        columns: ['document_id', 'user_id', 'created_at', 'options', 'xml'],
        rows: [
          [
            document.id,
            actor.userId,
            clock().getTime(),
            JSON.stringify({ ...options, limit: Math.min(options.limit, REPLAY_LIMIT) }),
            document.draftXml,
          ],
        ],
      })
      const id = replay as number
      const more = { key: String(id), userId: actor.userId, title: document.label.en }
      const job = await jobs.enqueue(trx, 'core.workflow.replay', { replay: id }, more)
      return { replay: id, job }
    })
  }

  /** One's own. @throws E_FORBIDDEN, E_NOT_FOUND */
  async get(actor: Actor, key: string, id: number): Promise<ReplayView> {
    requireReplay(actor)
    const { database, labels } = this.#services
    const { row, document } = await this.#find(database.read, id)
    if (row.user_id !== actor.userId || document.key !== key) throw notFound()
    const report = row.report === null ? null : (JSON.parse(row.report) as ReplayReport)
    const subjects = report?.rows.flatMap(({ subject }) => subject ?? []) ?? []
    const found = await labels.of(actor, subjects)
    return {
      id,
      createdAt: new Date(Number(row.created_at)).toISOString(),
      options: JSON.parse(row.options) as ReplayOptions,
      report,
      labels: Object.fromEntries([...found].flatMap(([at, text]) => (text ? [[at, text]] : []))),
    }
  }

  async #find(db: Knex, id: number) {
    const row: StoredReplay | undefined = await db('workflow_replays').where('id', id).first()
    if (!row) throw notFound()
    const all = await this.#services.documents.all(db)
    const document = all.find((one) => one.id === row.document_id)
    if (!document) throw notFound()
    return { row, document }
  }

  /** The job's work: with the rights that who ordered it has now. Repeatable. */
  async play(id: number, context: JobContext): Promise<void> {
    const { database, actors } = this.#services
    const { row, document } = await this.#find(database.read, id)
    const actor = await actors.load(row.user_id)
    requireReplay(actor)
    const options = JSON.parse(row.options) as ReplayOptions
    const report = await this.#report(actor, document, row.xml, options, context)
    await database
      .write('workflow_replays')
      .where('id', id)
      .update({ report: JSON.stringify(report) })
    context.result({ link: `/design/workflows/${document.key}/replay?replay=${id}` })
  }

  async #report(
    actor: Actor,
    document: DocumentRow,
    xml: string,
    options: ReplayOptions,
    { progress, signal }: JobContext
  ): Promise<ReplayReport> {
    const graph = await this.#graph(document.key, xml)
    const ids = await this.#ended(actor, graph.key, options)
    const book = await CalendarBook.read(this.#services.database.read)
    const names: ReplayReport['names'] = {}
    const take = ({ nodes }: ProcessGraph) => {
      for (const { id, name } of Object.values(nodes)) if (name) names[id] = name
    }
    const graphOf = async (version: number) => {
      const { read } = this.#services.database
      const found = (await this.#services.versions.get(read, version)).graphs[graph.key]
      if (found) take(found)
      return found
    }
    const rows: ReplayRow[] = []
    for (let from = 0; from < ids.length; from += CASES_AT_ONCE) {
      const cases = await this.#past.read(ids.slice(from, from + CASES_AT_ONCE), graphOf)
      for (const past of cases) {
        signal.throwIfAborted()
        const world = await this.#world(actor, graph, past, { options, book, graphOf })
        const now = await replayCase(graph, past, world)
        const { instance, subject, startedAt, then } = past
        const difference = differenceOf(then, now)
        rows.push({ instance, subject, startedAt, then, now, difference })
      }
      await progress(Math.min(from + CASES_AT_ONCE, ids.length), ids.length)
    }
    take(graph)
    const unknown = ids.length - rows.length
    return { process: graph.key, names, rows, summary: summarise(rows), unknown }
  }

  /** @throws E_WORKFLOW_INVALID where the drawing has no process of this key that could run */
  async #graph(key: string, xml: string): Promise<ProcessGraph> {
    const { graphs, faults } = await this.#services.kernel.compile(xml)
    const graph = graphs.find((one) => one.key === key) ?? graphs[0]
    if (graph) return graph
    const errors = faults.filter(({ severity }) => severity === 'error')
    throw new E_WORKFLOW_INVALID(
      { faults: errors.length },
      errors.map(({ element, code, params }) => ({ path: element ?? '', code, params }))
    )
  }

  /** The latest that have ended by themselves, in the reader's row scopes. */
  async #ended(actor: Actor, process: string, { from, until, limit }: ReplayOptions) {
    const at = (op: 'ge' | 'lt', value: string | null): Filter[] =>
      value === null ? [] : [{ path: 'created_at', op, value }]
    const ended: Filter = { path: 'status', op: 'in', value: ['completed', 'terminated', 'failed'] }
    const own: Filter = { path: 'process', op: 'eq', value: process }
    const filter: Filter = { and: [own, ended, ...at('ge', from), ...at('lt', until)] }
    const ids: number[] = []
    let after: string | undefined
    do {
      const page = await this.#services.records.query(actor, {
        entity: 'workflow_instance',
        select: ['id'],
        filter,
        sort: [{ path: 'id', direction: 'desc' }],
        limit: Math.min(PAGE, limit - ids.length),
        ...(after ? { after } : {}),
      })
      ids.push(...page.rows.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after && ids.length < limit)
    return ids
  }

  async #world(
    actor: Actor,
    graph: ProcessGraph,
    past: KnownCase,
    given: {
      options: ReplayOptions
      book: CalendarBook
      graphOf: (version: number) => Promise<ProcessGraph | undefined>
    }
  ): Promise<ReplayWorld> {
    const { actions, decisions, database } = this.#services
    const { record, history } = await this.#record(actor, past)
    const before = await given.graphOf(past.versionId)
    const actionOf = (one: ProcessGraph | undefined, id: string) => {
      const node = one?.nodes[id]
      return node && 'action' in node ? JSON.stringify(node.action) : null
    }
    return {
      globals: {
        process: { key: graph.key, version: 0, instance: past.instance },
        started_by: null,
        subject: past.subject && { ...past.subject },
      },
      record: (at) => recordAt(record, history, at),
      changes: history.map(({ at }) => at).toReversed(),
      simulate: (name, config) => actions.get(name)?.simulate(config) ?? null,
      isSameAction: (node) => actionOf(before, node) === actionOf(graph, node),
      decide: (name, input, now) =>
        database.transaction((trx) => decisions.evaluate(trx, name, input, now)),
      addWorkingTime: (name, from, duration) => given.book.addWorkingTime(name, from, duration),
      assumed: given.options.assumed,
    }
  }

  /** The record as the actor may see it, with what became of it; null where they may not or it is gone. */
  async #record(
    actor: Actor,
    { subject }: KnownCase
  ): Promise<{ record: { [field: string]: Json } | null; history: PastChange[] }> {
    if (!subject) return { record: null, history: [] }
    const { records } = this.#services
    const { entity, id } = subject
    try {
      const row = await records.get(actor, entity, id)
      const items = await records.history(actor, entity, id, { limit: HISTORY })
      return {
        record: { ...row } as { [field: string]: Json },
        history: items.map(({ at, changes }) => ({
          at,
          changes: changes as PastChange['changes'],
        })),
      }
    } catch (error) {
      const { status } = error as { status?: unknown }
      if (typeof status === 'number' && status < 500) return { record: null, history: [] }
      throw error
    }
  }
}

interface StoredReplay {
  document_id: number
  user_id: number
  created_at: number | string
  options: string
  xml: string
  report: string | null
}

const notFound = () => new E_NOT_FOUND({ what: 'workflow replay' })

/** @throws E_FORBIDDEN */
function requireReplay(actor: Actor): void {
  requirePermission(actor, DESIGN)
  requirePermission(actor, OPERATE)
}
