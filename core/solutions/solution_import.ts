import type { Knex } from 'knex'
import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import { E_METADATA_INVALID } from '#core/metadata/errors'
import type { ClientChange, DefinitionIssue, EffectiveMetadata, Json } from '#core/metadata/types'
import { tableOfStep, viewOf, type PlanView } from '#core/metadata/schema_sync/plan'
import { tableOf } from '#core/records/system_fields'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import {
  E_SOLUTION_CONFLICTS,
  E_SOLUTION_RECORDS,
  E_SOLUTION_RUN_STATE,
} from '#core/solutions/errors'
import {
  PlaceViews,
  type ConflictView,
  type EditView,
  type PlaceView,
} from '#core/solutions/edit_view'
import { importActor } from '#core/solutions/import_actor'
import { InstallationContent } from '#core/solutions/installation_content'
import { lostValues, rowCounts, type LostValues } from '#core/solutions/lost_values'
import type { Choice } from '#core/solutions/kernel/merge3'
import {
  joinSelections,
  selectionOf,
  type SolutionSelection,
} from '#core/solutions/kernel/selection'
import { placeKey, type SolutionHead } from '#core/solutions/kernel/types'
import { parseUnit } from '#core/solutions/kernel/unit_names'
import { unpackSolution, type SolutionPackage } from '#core/solutions/package_codec'
import { checkRequirements } from '#core/solutions/requirements'
import { writeRecords, type RecordUndo } from '#core/solutions/record_writer'
import { solutionAudit, type SolutionServices } from '#core/solutions/services'
import { planMerge, type MergePlan } from '#core/solutions/solution_merge'
import type { SolutionRun } from '#core/solutions/solution_store'

export type Choices = Record<string, Choice>

/** What an import would do. */
export interface ImpactView {
  solution: SolutionHead
  hash: string
  /** The version known here, against which is merged. */
  knownVersion: string | null
  changes: EditView[]
  conflicts: ConflictView[]
  /** Ids of the conflicts that nobody has resolved. */
  unresolved: string[]
  plan: PlanView
  /** Rows of the tables that the plan touches. */
  rows: Record<string, number>
  /** Definitions that would be wrong: any of them stands in the way. */
  issues: (DefinitionIssue | ErrorDetail)[]
  /** Changes that would have no effect, because what they refine is not here. */
  dormant: PlaceView[]
  /** Changed properties whose base differs from that of the installation where the package was made. */
  warnings: PlaceView[]
  lost: LostValues[]
  records: { entity: string; created: number; changed: number; removed: number }[]
  /** Nothing stands in the way. */
  ready: boolean
}

/** What undoing an import needs, as it is stored with the run. */
export interface ImportUndo {
  definitions: {
    kind: ClientChange['kind']
    name: string
    from: ClientChange[]
    to: ClientChange[]
  }[]
  settings: { plugin: string; before: Record<string, Json>; after: Record<string, Json> }[]
  records: RecordUndo[]
  parts: { part: string; name: string; before: Json; after: Json }[]
  previous: { files: [string, string][]; selection: SolutionSelection } | null
}

/** From a package into this installation. */
export class SolutionImport {
  readonly #services: SolutionServices

  constructor(services: SolutionServices) {
    this.#services = services
  }

  /**
   * Reads a package and keeps it, so that it can be looked at and imported. Nothing else changes.
   *
   * @throws E_SOLUTION_INVALID, E_SOLUTION_TAMPERED, E_SOLUTION_FORMAT, E_SOLUTION_REQUIRES, E_FORBIDDEN
   */
  async check(actor: Actor, files: ReadonlyMap<string, string>): Promise<SolutionRun> {
    requirePermission(actor, 'core.solutions.import')
    const pack = unpackSolution(new Map(files))
    this.#checkRequirements(pack)
    const { database, store, now } = this.#services
    const by = { userId: actor.userId, userName: actor.name, at: now() }
    const id = await database.transaction((trx) =>
      store.addRun(trx, pack, { kind: 'import', state: 'checked', ...by })
    )
    return store.run(id)
  }

  async impact(actor: Actor, id: number, choices: Choices = {}): Promise<ImpactView> {
    requirePermission(actor, 'core.solutions.import')
    return this.impactOf(actor, await this.#services.store.packageOfRun(id), choices)
  }

  async impactOf(actor: Actor, pack: SolutionPackage, choices: Choices): Promise<ImpactView> {
    const { metadata, database, types, store } = this.#services
    const { head, content } = pack.solution
    const merge = await planMerge(this.#services, actor, pack, choices)
    const known = await store.find(head.name)
    const preview = await metadata.previewReplacement(actor, merge.definitions)
    const views = new PlaceViews(metadata.current(), content, merge.ours)
    const tables = new Set(preview.plan.steps.map(tableOfStep))
    const present = [...preview.before.entity.values()]
      .map(tableOf)
      .filter((one) => tables.has(one))
    const issues = [
      ...preview.issues,
      ...detailsOf(preview.unsafe),
      ...(await this.#partIssues(merge)),
    ]
    return {
      solution: head,
      hash: pack.hash,
      knownVersion: known?.version ?? null,
      changes: merge.edits.map((edit) => views.edit(edit)),
      conflicts: merge.conflicts.map((conflict) => views.conflict(conflict)),
      unresolved: merge.unresolved.map(placeKey),
      plan: viewOf(preview.plan),
      rows: await rowCounts(database.read, present),
      issues,
      dormant: preview.dormant.map(({ change: { kind, name, path } }) =>
        views.place({ unit: `definitions/${kind}/${name}`, path })
      ),
      warnings: this.#movedBases(pack).map((place) => views.place(place)),
      lost: await lostValues(database.read, types, preview.before, preview.after),
      records: recordCounts(merge),
      ready: issues.length === 0 && merge.unresolved.length === 0,
    }
  }

  /** Puts the import into the queue: it runs in the background and ends in a notification. */
  async start(actor: Actor, id: number, choices: Choices): Promise<SolutionRun> {
    requirePermission(actor, 'core.solutions.import')
    const { database, store, jobs } = this.#services
    const pack = await store.packageOfRun(id)
    const { unresolved } = await planMerge(this.#services, actor, pack, choices)
    if (unresolved.length > 0) throw conflictsOf(unresolved.map(placeKey))
    await database.transaction(async (trx) => {
      await this.#requireState(trx, id, ['checked', 'failed'])
      const { head } = pack.solution
      const jobId = await jobs.enqueue(
        trx,
        'core.solution_import',
        { runId: id },
        {
          userId: actor.userId,
          title: `${head.label[actor.language] ?? head.label.en} ${head.version}`,
        }
      )
      await store.update(trx, id, { state: 'queued', choices, jobId })
    })
    return store.run(id)
  }

  /**
   * Imports: definitions, tables, settings, records and parts in one transaction, so that a process killed at any moment leaves
   * the old state or the new one. Safe to repeat: what is done stays done.
   */
  async run(actor: Actor, origin: Origin, id: number, given?: Choices): Promise<SolutionRun> {
    requirePermission(actor, 'core.solutions.import')
    const { store } = this.#services
    const run = await store.run(id)
    if (run.state === 'done' || run.state === 'undone') return run
    try {
      await this.#perform(actor, origin, run, given ?? run.choices)
    } catch (error) {
      if (error instanceof CodedError && error.status < 500) await this.#fail(id, error)
      throw error
    }
    return store.run(id)
  }

  async #perform(actor: Actor, origin: Origin, run: SolutionRun, choices: Choices): Promise<void> {
    const { metadata, settings, store, database } = this.#services
    const pack = await store.packageOfRun(run.id)
    this.#checkRequirements(pack)
    const merge = await planMerge(this.#services, actor, pack, choices)
    if (merge.unresolved.length > 0) throw conflictsOf(merge.unresolved.map(placeKey))
    const partIssues = await this.#partIssues(merge)
    if (partIssues.length > 0)
      throw new E_METADATA_INVALID({ issues: partIssues.length }, partIssues)
    const before = metadata.current()
    const undo = await this.#undoOf(pack, merge)
    const finish = async (trx: Knex.Transaction, effective: EffectiveMetadata) => {
      await this.#requireState(trx, run.id, ['checked', 'queued', 'failed'])
      const records = await this.#writeAlong(trx, actor, origin, merge, before, effective, pack)
      await this.#remember(
        trx,
        actor,
        origin,
        run.id,
        pack,
        { ...undo, records },
        merge.edits.length
      )
    }
    if (merge.edits.length === 0) {
      await database.transaction((trx) => finish(trx, before))
      return
    }
    await metadata.replace(actor, origin, {
      action: 'metadata.import',
      definitions: merge.definitions,
      inTables: finish,
    })
    for (const [plugin, values] of merge.settings) {
      await settings.announce(plugin, Object.keys(values))
    }
  }

  /** Settings, records and parts, in the transaction of the definitions. */
  async #writeAlong(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    merge: MergePlan,
    before: EffectiveMetadata,
    effective: EffectiveMetadata,
    pack: SolutionPackage
  ): Promise<RecordUndo[]> {
    const { settings, parts, recordsOver } = this.#services
    for (const [plugin, values] of merge.settings) {
      await settings.setWithin(trx, actor, origin, plugin, values)
    }
    for (const [part, items] of merge.parts) {
      await parts.get(part)?.write(trx, actor, origin, items)
    }
    const { name, version } = pack.solution.head
    const { undo, issues } = await writeRecords(
      {
        records: recordsOver({ current: () => effective }),
        metadata: effective,
        trx,
        actor: importActor(actor, before, effective),
        origin,
        source: { solution: name, version },
      },
      merge.records
    )
    if (issues.length > 0) throw new E_SOLUTION_RECORDS({ records: issues.length }, issues)
    return undo
  }

  /** What the import is about to replace; read before its transaction, which must not wait for itself. */
  async #undoOf(
    { solution }: SolutionPackage,
    merge: MergePlan
  ): Promise<Omit<ImportUndo, 'records'>> {
    const { store, parts } = this.#services
    const row = await store.find(solution.head.name)
    const former = await store.known(solution.head.name)
    const oldParts: ImportUndo['parts'] = []
    for (const [part, items] of merge.parts) {
      const old = await parts.get(part)?.read([...items.keys()])
      for (const [name, after] of items) {
        oldParts.push({ part, name, before: old?.get(name) ?? null, after })
      }
    }
    return {
      definitions: merge.definitions.map(({ kind, name, from, to }) => ({
        kind,
        name,
        from: [...from],
        to: [...to],
      })),
      settings: [...merge.settings].map(([plugin, after]) => ({
        plugin,
        after,
        before: this.#settingsBefore(plugin, Object.keys(after)),
      })),
      parts: oldParts,
      previous: former && row ? { files: [...former.files], selection: row.selection } : null,
    }
  }

  async #remember(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    id: number,
    pack: SolutionPackage,
    undo: ImportUndo,
    changes: number
  ): Promise<void> {
    const { store, audit, now } = this.#services
    const at = now()
    const own = selectionOf(pack.solution)
    const selection = undo.previous ? joinSelections(undo.previous.selection, own) : own
    const { definitions, records } = undo
    const result = { changes, definitions: definitions.length, records: records.length }
    await store.remember(trx, pack, selection, at)
    const stored = undo as unknown as Json
    await store.update(trx, id, { state: 'done', undo: stored, result, finishedAt: at })
    await audit(trx, solutionAudit(actor, origin, 'solution.import', pack, at, result))
  }

  #settingsBefore(plugin: string, names: readonly string[]): Record<string, Json> {
    const stored = this.#services.settings.stored(plugin)
    return Object.fromEntries(names.map((name) => [name, stored[name] ?? null]))
  }

  async #fail(id: number, error: CodedError): Promise<void> {
    const { database, store, now } = this.#services
    const { code, params, details } = error
    await database.transaction((trx) =>
      store.update(trx, id, {
        state: 'failed',
        result: { code, params, details: details.slice(0, 100) } as unknown as Json,
        finishedAt: now(),
      })
    )
  }

  async #requireState(
    trx: Knex.Transaction,
    id: number,
    states: readonly SolutionRun['state'][]
  ): Promise<void> {
    const { state, kind } = await this.#services.store.run(id, trx)
    if (kind !== 'import' || !states.includes(state)) throw new E_SOLUTION_RUN_STATE({ state })
  }

  #checkRequirements({ solution }: SolutionPackage): void {
    const { registry, coreVersion, parts } = this.#services
    checkRequirements(solution.head, solution.content, {
      core: coreVersion,
      plugins: new Map(registry.enabled().map(({ name, version }) => [name, version])),
      parts: new Set(parts.all().map(({ name }) => name)),
    })
  }

  async #partIssues(merge: MergePlan): Promise<ErrorDetail[]> {
    const issues: ErrorDetail[] = []
    for (const [name, items] of merge.parts) {
      for (const [item, value] of items) {
        if (value === null) continue
        const found = await this.#services.parts.get(name)?.check(item, value)
        for (const { code, path } of found ?? []) {
          issues.push({ path: ['parts', name, item, path].filter(Boolean).join('.'), code })
        }
      }
    }
    return issues
  }

  #movedBases({ solution }: SolutionPackage) {
    const own = new InstallationContent(this.#services)
    return [...solution.bases].flatMap(([key, checksum]) => {
      const [unit = '', ...path] = JSON.parse(key) as string[]
      const place = parseUnit(unit)
      if (place?.section !== 'definitions') return []
      const here = own.baseChecksum(place.kind, place.name, path)
      return here === checksum ? [] : [{ unit, path }]
    })
  }
}

function conflictsOf(ids: readonly string[]): CodedError {
  const details = ids.map((path) => ({ path, code: 'E_SOLUTION_CONFLICT' }))
  return new E_SOLUTION_CONFLICTS({ conflicts: ids.length }, details)
}

function detailsOf(error: CodedError | null): ErrorDetail[] {
  return error ? [{ path: '', code: error.code, params: error.params }] : []
}

function recordCounts({ records }: MergePlan): ImpactView['records'] {
  return [...Map.groupBy(records, ({ entity }) => entity)].map(([entity, list]) => ({
    entity,
    created: list.filter(({ found, values }) => values && !found).length,
    changed: list.filter(({ found, values }) => values && found).length,
    removed: list.filter(({ values }) => !values).length,
  }))
}
