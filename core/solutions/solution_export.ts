import type { LocalizedText } from '#core/metadata/types'
import { CLIENT_PREFIX } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { compareVersions, parseVersion } from '#core/plugin_host/versions'
import { E_SOLUTION_EMPTY, E_SOLUTION_INVALID, E_SOLUTION_VERSION } from '#core/solutions/errors'
import { PlaceViews, type EditView, type PlaceView } from '#core/solutions/edit_view'
import { InstallationContent } from '#core/solutions/installation_content'
import { absences, diff } from '#core/solutions/kernel/diff'
import { VERSION } from '#core/solutions/kernel/manifest'
import { EMPTY_SELECTION, type SolutionSelection } from '#core/solutions/kernel/selection'
import { at } from '#core/solutions/kernel/tree'
import {
  placeKey,
  type Content,
  type PropertyPlace,
  type Solution,
  type SolutionRequirements,
} from '#core/solutions/kernel/types'
import { parseUnit } from '#core/solutions/kernel/unit_names'
import { bumped, bumpFor, type Bump } from '#core/solutions/kernel/version_bump'
import { requirePackageAccess } from '#core/solutions/package_access'
import { packSolution, type SolutionPackage } from '#core/solutions/package_codec'
import { solutionAudit, type SolutionServices } from '#core/solutions/services'

export interface ExportWish {
  name: string
  label?: LocalizedText
  version?: string
  selection?: SolutionSelection
  /** Ids of the proposed removals that are not to go along; all others do. */
  keep?: readonly string[]
}

/** What an export would hold, and how it differs from the last version. */
export interface ExportProposal {
  name: string
  label: LocalizedText
  lastVersion: string | null
  version: string
  bump: Bump | null
  selection: SolutionSelection
  changes: EditView[]
  removals: PlaceView[]
  files: number
  hash: string
}

/** From this installation to a package. */
export class SolutionExport {
  readonly #services: SolutionServices
  readonly #own: InstallationContent

  constructor(services: SolutionServices) {
    this.#services = services
    this.#own = new InstallationContent(services)
  }

  /** What can be chosen. */
  async choices(actor: Actor) {
    requirePermission(actor, 'core.solutions.export')
    const { metadata, registry, settings, parts } = this.#services
    const views = new PlaceViews(metadata.current())
    const listed = await Promise.all(
      parts.all().map(async (part) => ({ part, items: await part.list() }))
    )
    return {
      definitions: this.#own.changed().map((unit) => views.place({ unit, path: [] })),
      settings: registry
        .installed()
        .filter(({ name }) => Object.keys(settings.stored(name)).length > 0)
        .map(({ name, label }) => ({ name, label })),
      parts: listed.map(({ part: { name, label }, items }) => ({ name, label, items })),
    }
  }

  async propose(actor: Actor, wish: ExportWish): Promise<ExportProposal> {
    const { pack, before, removals, bump, selection } = await this.#build(actor, wish)
    const { head, content } = pack.solution
    const former: Content = before?.solution.content ?? new Map()
    const views = new PlaceViews(this.#services.metadata.current(), content, former)
    return {
      name: head.name,
      label: head.label,
      lastVersion: before?.solution.head.version ?? null,
      version: head.version,
      bump,
      selection,
      changes: diff(former, content)
        .filter(({ to }) => to !== undefined)
        .map((edit) => views.edit(edit)),
      removals: removals.map((place) => views.place(place)),
      files: pack.files.size,
      hash: pack.hash,
    }
  }

  /**
   * Makes the package and remembers it as the version that the next one is compared with.
   *
   * @throws E_SOLUTION_EMPTY, E_SOLUTION_VERSION, E_SOLUTION_NO_KEY, E_FORBIDDEN
   */
  async export(actor: Actor, origin: Origin, wish: ExportWish): Promise<SolutionPackage> {
    const { pack, before, selection } = await this.#build(actor, wish)
    const { database, store, audit } = this.#services
    const { head } = pack.solution
    const last = before?.solution.head.version
    if (before && before.hash !== pack.hash && !isLater(head.version, last ?? '')) {
      throw new E_SOLUTION_VERSION({ version: head.version, last: last ?? '' })
    }
    const now = this.#services.now()
    await database.transaction(async (trx) => {
      await store.remember(trx, pack, selection, now)
      const by = { userId: actor.userId, userName: actor.name, at: now }
      await store.addRun(trx, pack, { kind: 'export', state: 'done', ...by })
      const result = { files: pack.files.size }
      await audit(trx, solutionAudit(actor, origin, 'solution.export', pack, now, result))
    })
    return pack
  }

  async #build(actor: Actor, wish: ExportWish) {
    requirePermission(actor, 'core.solutions.export')
    const { store } = this.#services
    if (!/^[a-z][a-z0-9_]{0,59}$/.test(wish.name)) throw new E_SOLUTION_INVALID({ reason: 'name' })
    const row = await store.find(wish.name)
    const before = await store.known(wish.name)
    if (before) requirePackageAccess(actor, before, this.#services.metadata.current())
    const selection: SolutionSelection = wish.selection ??
      row?.selection ?? { ...EMPTY_SELECTION, definitions: 'all' }
    const { content, keys, bases } = await this.#own.select(actor, selection)
    const removals = removalsOf(before?.solution ?? null, content)
    const kept = new Set(wish.keep)
    const listed = removals.filter((place) => !kept.has(placeKey(place)))
    if (content.size === 0 && listed.length === 0) throw new E_SOLUTION_EMPTY()
    const edits = before ? diff(before.solution.content, content) : []
    const bump = before ? bumpFor(edits) : null
    const last = before?.solution.head.version ?? null
    const proposed = last !== null && bump === null ? last : bumped(last, bump ?? 'minor')
    const version = wish.version ?? proposed
    if (!VERSION.test(version)) throw new E_SOLUTION_INVALID({ reason: 'version' })
    const solution = (as: string): Solution => ({
      head: {
        name: wish.name,
        label: wish.label ?? row?.label ?? { en: wish.name },
        version: as,
        publisher: CLIENT_PREFIX,
        requires: this.#requirements(content),
      },
      content,
      removals: listed,
      keys,
      bases,
    })
    const first = packSolution(solution(version))
    /** The content is that of the last version, but what surrounds it (a plugin's release) is not: a version of its own. */
    const moved = wish.version === undefined && version === last && first.hash !== before?.hash
    const pack = moved ? packSolution(solution(bumped(last, 'patch'))) : first
    return { pack, before, removals, bump, selection }
  }

  /** The core, and the plugins whose definitions, settings or records the content is about. */
  #requirements(content: Content): SolutionRequirements {
    const { metadata, registry, coreVersion } = this.#services
    const origins = new Set<string>()
    for (const unit of content.keys()) {
      const place = parseUnit(unit)
      if (place?.section === 'settings') origins.add(place.plugin)
      if (place?.section === 'records') {
        origins.add(metadata.current().entity.get(place.entity)?.origin ?? '')
      }
      if (place?.section === 'definitions') {
        origins.add(metadata.baseDefinition(place.kind, place.name)?.origin ?? '')
      }
    }
    const plugins = registry.installed().filter(({ name }) => origins.has(name))
    return {
      core: `^${coreVersion}`,
      plugins: Object.fromEntries(plugins.map(({ name, version }) => [name, `^${version}`])),
    }
  }
}

/**
 * What a new version takes away: what the last one held and the content lacks, and what former versions took away already, so
 * that an installation that skipped a version gets it too.
 */
function removalsOf(before: Solution | null, content: Content): PropertyPlace[] {
  if (!before) return []
  const carried = before.removals.filter(({ unit, path }) => !at(content.get(unit), path))
  const places = new Map(carried.map((place) => [placeKey(place), place]))
  for (const place of absences(before.content, content)) places.set(placeKey(place), place)
  return [...places.values()]
}

function isLater(version: string, than: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(than)]
  return a !== null && b !== null && compareVersions(a, b) > 0
}
