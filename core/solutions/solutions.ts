import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { PlaceViews, type EditView } from '#core/solutions/edit_view'
import { InstallationContent, placesAsContent } from '#core/solutions/installation_content'
import { diff } from '#core/solutions/kernel/diff'
import { requirePackageAccess } from '#core/solutions/package_access'
import { unpackSolution, type SolutionPackage } from '#core/solutions/package_codec'
import { rehearse, type RehearsalReport } from '#core/solutions/rehearsal'
import type { SolutionServices } from '#core/solutions/services'
import { SolutionExport, type ExportWish } from '#core/solutions/solution_export'
import { SolutionImport, type Choices, type ImpactView } from '#core/solutions/solution_import'
import { SolutionRollback } from '#core/solutions/solution_rollback'
import type { SolutionRow, SolutionRun } from '#core/solutions/solution_store'

/** A client's customisation as one package: made, carried, taken in, compared and taken back. Bound as a singleton. */
export class Solutions {
  readonly #services: SolutionServices
  readonly #export: SolutionExport
  readonly #import: SolutionImport
  readonly #rollback: SolutionRollback

  constructor(services: SolutionServices) {
    this.#services = services
    this.#export = new SolutionExport(services)
    this.#import = new SolutionImport(services)
    this.#rollback = new SolutionRollback(services)
  }

  /** The solutions known here and what was done with them, newest first. */
  async overview(actor: Actor): Promise<{ solutions: SolutionRow[]; runs: SolutionRun[] }> {
    this.#requireAny(actor)
    const { store } = this.#services
    return { solutions: await store.all(), runs: await store.runs() }
  }

  async history(actor: Actor, name: string): Promise<SolutionRun[]> {
    this.#requireAny(actor)
    return this.#services.store.runs(name)
  }

  async run(actor: Actor, id: number): Promise<SolutionRun> {
    this.#requireAny(actor)
    return this.#services.store.run(id)
  }

  /** The package of a run: exported ones can be fetched again, imported ones looked into. */
  async packageOf(actor: Actor, id: number): Promise<SolutionPackage> {
    this.#requireAny(actor)
    const { store, metadata } = this.#services
    const pack = await store.packageOfRun(id)
    const { userId } = await store.run(id)
    if (userId !== actor.userId) requirePackageAccess(actor, pack, metadata.current())
    return pack
  }

  exportChoices(actor: Actor) {
    return this.#export.choices(actor)
  }

  proposeExport(actor: Actor, wish: ExportWish) {
    return this.#export.propose(actor, wish)
  }

  export(actor: Actor, origin: Origin, wish: ExportWish): Promise<SolutionPackage> {
    return this.#export.export(actor, origin, wish)
  }

  check(actor: Actor, files: ReadonlyMap<string, string>): Promise<SolutionRun> {
    return this.#import.check(actor, files)
  }

  async impact(actor: Actor, id: number, choices?: Choices): Promise<ImpactView> {
    await this.packageOf(actor, id)
    return this.#import.impact(actor, id, choices)
  }

  async startImport(actor: Actor, id: number, choices: Choices): Promise<SolutionRun> {
    await this.packageOf(actor, id)
    return this.#import.start(actor, id, choices)
  }

  runImport(actor: Actor, origin: Origin, id: number, choices?: Choices): Promise<SolutionRun> {
    return this.#import.run(actor, origin, id, choices)
  }

  lastImport(name: string): Promise<SolutionRun> {
    return this.#rollback.lastImport(name)
  }

  previewRollback(actor: Actor, id: number) {
    return this.#rollback.preview(actor, id)
  }

  rollback(actor: Actor, origin: Origin, id: number): Promise<SolutionRun> {
    return this.#rollback.rollback(actor, origin, id)
  }

  /** How the second differs from the first; without a second, how this installation differs. */
  async diff(
    actor: Actor,
    first: ReadonlyMap<string, string>,
    second?: ReadonlyMap<string, string>
  ): Promise<{ changes: EditView[]; same: boolean }> {
    this.#requireAny(actor)
    const { solution } = unpackSolution(new Map(first))
    const other = second
      ? unpackSolution(new Map(second)).solution.content
      : await this.#own(actor, solution)
    const edits = diff(solution.content, other)
    const views = new PlaceViews(this.#services.metadata.current(), other, solution.content)
    return { changes: edits.map((edit) => views.edit(edit)), same: edits.length === 0 }
  }

  /** Replays a package over the plugins of this code on a scratch database. */
  async rehearse(
    actor: Actor,
    files: ReadonlyMap<string, string>,
    copyOf?: string
  ): Promise<RehearsalReport> {
    requirePermission(actor, 'core.solutions.import')
    const { types, registry, coreVersion, parts } = this.#services
    const services = {
      types,
      parts: () => registry.parts(),
      permissions: () => registry.permissions(),
      here: {
        core: coreVersion,
        plugins: new Map(registry.enabled().map(({ name, version }) => [name, version])),
        parts: new Set(parts.all().map(({ name }) => name)),
      },
    }
    return rehearse(services, unpackSolution(new Map(files)), copyOf)
  }

  async #own(actor: Actor, { content, removals }: SolutionPackage['solution']) {
    const own = new InstallationContent(this.#services)
    return (await own.ours(actor, content, placesAsContent(removals))).content
  }

  #requireAny(actor: Actor): void {
    const either = ['core.solutions.export', 'core.solutions.import'] as const
    if (!either.some((permission) => actor.access.can(permission))) {
      requirePermission(actor, either[0])
    }
  }
}
