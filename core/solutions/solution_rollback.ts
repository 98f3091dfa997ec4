import type { Knex } from 'knex'
import type { ErrorDetail } from '#core/errors/coded_error'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { DefinitionReplacement } from '#core/metadata/layers/replacement'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { E_SOLUTION_RECORDS, E_SOLUTION_RUN_STATE } from '#core/solutions/errors'
import { PlaceViews, type EditView } from '#core/solutions/edit_view'
import { importActor } from '#core/solutions/import_actor'
import { InstallationContent } from '#core/solutions/installation_content'
import { treeOfChanges } from '#core/solutions/kernel/client_tree'
import { diff } from '#core/solutions/kernel/diff'
import type { Tree } from '#core/solutions/kernel/types'
import { definitionUnit } from '#core/solutions/kernel/unit_names'
import { lostValues, type LostValues } from '#core/solutions/lost_values'
import { unpackSolution, type SolutionPackage } from '#core/solutions/package_codec'
import { solutionAudit, type SolutionServices } from '#core/solutions/services'
import type { ImportUndo } from '#core/solutions/solution_import'
import type { SolutionRun } from '#core/solutions/solution_store'

/** What rolling back would do, and what it cannot bring back. */
export interface RollbackView {
  run: SolutionRun
  /** Version that would be known afterwards; null where there was none before. */
  toVersion: string | null
  changes: EditView[]
  /** Changes made here since the import, on the same definitions: they go as well. */
  alsoLost: EditView[]
  /** Entered since into what goes out of use: it stays stored, but nobody sees it. */
  entered: LostValues[]
  records: { restored: number; removed: number }
}

/** Undoes the last import of a solution. */
export class SolutionRollback {
  readonly #services: SolutionServices

  constructor(services: SolutionServices) {
    this.#services = services
  }

  /** The import that a rollback of the solution would undo: the newest one that was not undone yet. */
  async lastImport(name: string): Promise<SolutionRun> {
    const runs = await this.#services.store.runs(name, 500)
    const run = runs.find(({ kind, state }) => kind === 'import' && state === 'done')
    if (!run) throw new E_NOT_FOUND({ what: 'solution_run' })
    return run
  }

  async preview(actor: Actor, id: number): Promise<RollbackView> {
    requirePermission(actor, 'core.solutions.import')
    const { run, undo, definitions } = await this.#plan(id)
    const { metadata, database, types } = this.#services
    const preview = await metadata.previewReplacement(actor, definitions)
    const now = treesOf(definitions.map(({ kind, name, from }) => ({ kind, name, changes: from })))
    const then = treesOf(definitions.map(({ kind, name, to }) => ({ kind, name, changes: to })))
    const imported = treesOf(
      undo.definitions.map(({ kind, name, to }) => ({ kind, name, changes: to }))
    )
    const views = new PlaceViews(metadata.current(), now, then)
    const removed = undo.records.filter(({ did }) => did === 'created').length
    return {
      run,
      toVersion: previousOf(undo)?.solution.head.version ?? null,
      changes: diff(now, then).map((edit) => views.edit(edit)),
      alsoLost: diff(imported, now).map((edit) => views.edit(edit)),
      entered: await lostValues(database.read, types, preview.before, preview.after),
      records: { removed, restored: undo.records.length - removed },
    }
  }

  /**
   * Brings definitions, settings, reference records and parts back to where they were before the import, all or nothing.
   *
   * @throws E_SOLUTION_RUN_STATE for another import than the last, E_SOLUTION_RECORDS, E_METADATA_INVALID
   */
  async rollback(actor: Actor, origin: Origin, id: number): Promise<SolutionRun> {
    requirePermission(actor, 'core.solutions.import')
    const { undo, definitions } = await this.#plan(id)
    const { metadata, settings, store } = this.#services
    const pack = await store.packageOfRun(id)
    const before = metadata.current()
    let made = 0
    await metadata.replace(actor, origin, {
      action: 'metadata.rollback',
      definitions,
      before: (trx) => this.#undoRecords(trx, actor, origin, undo, before),
      inTables: async (trx) => {
        await this.#undoOthers(trx, actor, origin, undo)
        made = await this.#remember(trx, actor, origin, id, pack, undo)
      },
    })
    for (const { plugin, before: values } of undo.settings) {
      await settings.announce(plugin, Object.keys(values))
    }
    return store.run(made)
  }

  async #plan(id: number): Promise<{
    run: SolutionRun
    undo: ImportUndo
    definitions: DefinitionReplacement[]
  }> {
    const { store } = this.#services
    const run = await store.run(id)
    const last = await this.lastImport(run.solution)
    if (last.id !== id) throw new E_SOLUTION_RUN_STATE({ state: run.state })
    const undo = (await store.undoOfRun(id)) as unknown as ImportUndo
    const own = new InstallationContent(this.#services)
    const definitions = undo.definitions.map(({ kind, name, from }) => ({
      kind,
      name,
      from: own.stored(kind, name),
      to: from,
    }))
    return { run, undo, definitions }
  }

  /** Newest first: what was created last may point to what was created before. */
  async #undoRecords(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    undo: ImportUndo,
    metadata: EffectiveMetadata
  ): Promise<void> {
    const { recordsOver } = this.#services
    const records = recordsOver({ current: () => metadata })
    const as = importActor(actor, metadata, metadata)
    const options = { trx, source: { rollback: true } }
    const issues: ErrorDetail[] = []
    for (const entry of undo.records) {
      if (entry.did !== 'created' || !entry.circle || !metadata.entity.has(entry.entity)) continue
      const values = Object.fromEntries(entry.circle.map((field) => [field, null]))
      await records.updateMany(as, origin, entry.entity, [{ id: entry.id, values }], options)
    }
    for (const entry of undo.records.toReversed()) {
      const { entity, id } = entry
      if (!metadata.entity.has(entity)) continue
      if (entry.did === 'removed') {
        await records.restore(as, origin, entity, id, { trx })
        continue
      }
      const [outcome] =
        entry.did !== 'changed'
          ? await records.removeMany(as, origin, entity, [{ id }], options)
          : await records.updateMany(as, origin, entity, [{ id, values: entry.values }], options)
      if (!outcome || !('issues' in outcome)) continue
      const gone = outcome.issues.every(({ code }) => code === 'E_NOT_FOUND')
      if (!gone)
        issues.push(...outcome.issues.map((one) => ({ ...one, path: `records.${entity}.${id}` })))
    }
    if (issues.length > 0) throw new E_SOLUTION_RECORDS({ records: issues.length }, issues)
  }

  async #undoOthers(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    undo: ImportUndo
  ): Promise<void> {
    const { settings, parts } = this.#services
    for (const { plugin, before } of undo.settings) {
      await settings.setWithin(trx, actor, origin, plugin, before)
    }
    for (const [part, items] of Map.groupBy(undo.parts, (one) => one.part)) {
      const values = new Map(items.map(({ name, before }) => [name, before]))
      await parts.get(part)?.write(trx, actor, origin, values)
    }
  }

  async #remember(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    id: number,
    pack: SolutionPackage,
    undo: ImportUndo
  ): Promise<number> {
    const { store, audit, now } = this.#services
    const at = now()
    const { name } = pack.solution.head
    if ((await store.run(id, trx)).state !== 'done')
      throw new E_SOLUTION_RUN_STATE({ state: 'undone' })
    const previous = previousOf(undo)
    if (previous && undo.previous) await store.remember(trx, previous, undo.previous.selection, at)
    else await store.forget(trx, name)
    await store.update(trx, id, { state: 'undone' })
    const by = { userId: actor.userId, userName: actor.name, at }
    const run = await store.addRun(trx, pack, { kind: 'rollback', state: 'done', ...by })
    const result = { import: id, records: undo.records.length }
    await store.update(trx, run, { result })
    await audit(trx, solutionAudit(actor, origin, 'solution.rollback', pack, at, result))
    return run
  }
}

function previousOf({ previous }: ImportUndo): SolutionPackage | null {
  return previous ? unpackSolution(new Map(previous.files)) : null
}

function treesOf(
  definitions: readonly {
    kind: DefinitionReplacement['kind']
    name: string
    changes: DefinitionReplacement['to']
  }[]
): Map<string, Tree> {
  const trees = new Map<string, Tree>()
  for (const { kind, name, changes } of definitions) {
    const tree = treeOfChanges(kind, changes)
    if (tree) trees.set(definitionUnit(kind, name), tree)
  }
  return trees
}
