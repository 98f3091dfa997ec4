import { createHash } from 'node:crypto'
import type { ClientChange, Definition, DefinitionKind, Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import { changesOf } from '#core/metadata/layers/merge'
import { canonical } from '#core/metadata/effective'
import type { Actor } from '#core/security/types'
import type { SolutionServices } from '#core/solutions/services'
import { ReferenceRecords, unitOf, type FoundRecord } from '#core/solutions/reference_records'
import { branch, toTree } from '#core/solutions/kernel/tree'
import { changesOfTree, treeOfChanges } from '#core/solutions/kernel/client_tree'
import type { Content, PropertyPlace, Solution, Tree } from '#core/solutions/kernel/types'
import { placeKey } from '#core/solutions/kernel/types'
import type { SolutionSelection } from '#core/solutions/kernel/selection'
import {
  definitionUnit,
  parseUnit,
  partUnit,
  settingsUnit,
} from '#core/solutions/kernel/unit_names'

/** What stands in this installation, with the ids of the records. */
export interface OwnContent {
  content: Map<string, Tree>
  records: Map<string, FoundRecord>
}

/** The client layer, settings, reference records and parts of this installation, in the form of a solution's content. */
export class InstallationContent {
  readonly #services: SolutionServices
  readonly #reference: ReferenceRecords

  constructor(services: SolutionServices) {
    this.#services = services
    const { records, types, metadata } = services
    this.#reference = new ReferenceRecords(records, types, () => metadata.current())
  }

  /** What a selection names. */
  async select(
    actor: Actor,
    selection: SolutionSelection
  ): Promise<Pick<Solution, 'content' | 'keys' | 'bases'>> {
    const content = new Map<string, Tree>()
    const keys = new Map<string, string>()
    const wanted = selection.definitions === 'all' ? this.changed() : selection.definitions
    this.#definitions(wanted, content)
    this.#settings(selection.settings, content)
    for (const selected of selection.records) {
      const found = await this.#reference.select(actor, selected)
      for (const record of found) content.set(unitOf(record), record.tree)
      if (found.length > 0) keys.set(selected.entity, this.#reference.keyed(selected.entity).key)
    }
    await this.#parts(selection.parts, content)
    return { content, keys, bases: this.bases(content) }
  }

  /** What stands here under the units that a package speaks of: "ours" of the merge. */
  async ours(actor: Actor, ...others: Content[]): Promise<OwnContent> {
    const units = new Set(others.flatMap((content) => [...content.keys()]))
    const content = new Map<string, Tree>()
    const records = new Map<string, FoundRecord>()
    const keys = new Map<string, string[]>()
    const parts: string[] = []
    for (const unit of units) {
      const place = parseUnit(unit)
      if (place?.section === 'definitions') this.#definitions([unit], content)
      else if (place?.section === 'settings') this.#settings([place.plugin], content)
      else if (place?.section === 'parts') parts.push(unit)
      else if (place) keys.set(place.entity, [...(keys.get(place.entity) ?? []), place.key])
    }
    for (const [entity, list] of keys) {
      if (!this.#services.metadata.current().entity.has(entity)) continue
      for (const record of await this.#reference.byKeys(actor, entity, list)) {
        const unit = unitOf(record)
        records.set(unit, record)
        content.set(
          unit,
          spokenOf(
            record.tree,
            others.map((one) => one.get(unit))
          )
        )
      }
    }
    await this.#parts(parts, content)
    return { content, records }
  }

  /** Units of everything that the client has changed. */
  changed(): string[] {
    const layer = this.#services.metadata.clientLayer()
    return [...new Set(layer.map(({ kind, name }) => definitionUnit(kind, name)))]
  }

  stored(kind: DefinitionKind, name: string): ClientChange[] {
    return changesOf(this.#services.metadata.clientLayer(), { kind, name })
  }

  /** Checksums of the base properties that the content changes, so that an import elsewhere can tell whether it means the same. */
  bases(content: Content): Map<string, string | null> {
    const bases = new Map<string, string | null>()
    for (const [unit, tree] of content) {
      const place = parseUnit(unit)
      if (place?.section !== 'definitions' || tree.type !== 'branch') continue
      const { kind, name } = place
      for (const { path } of changesOfTree(kind, name, tree)) {
        bases.set(placeKey({ unit, path }), this.baseChecksum(kind, name, path))
      }
    }
    return bases
  }

  baseChecksum(kind: DefinitionKind, name: string, path: readonly string[]): string | null {
    const base: Definition | null = this.#services.metadata.baseDefinition(kind, name)
    let here: Json | undefined = base === null ? undefined : (base as unknown as Json)
    for (const key of path)
      here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined
    if (here === undefined) return null
    return createHash('sha256').update(canonical(here)).digest('hex').slice(0, 12)
  }

  #definitions(units: readonly string[], into: Map<string, Tree>): void {
    for (const unit of units) {
      const place = parseUnit(unit)
      if (place?.section !== 'definitions') continue
      const tree = treeOfChanges(place.kind, this.stored(place.kind, place.name))
      if (tree) into.set(unit, tree)
    }
  }

  #settings(plugins: readonly string[], into: Map<string, Tree>): void {
    const { settings, registry } = this.#services
    const known = new Set(registry.installed().map(({ name }) => name))
    for (const plugin of plugins.filter((name) => known.has(name))) {
      const values = Object.entries(settings.stored(plugin))
      const items = values.map(([name, value]) => [name, toTree(value)] as const)
      if (items.length > 0) into.set(settingsUnit(plugin), branch(items))
    }
  }

  async #parts(units: readonly string[], into: Map<string, Tree>): Promise<void> {
    const names = Map.groupBy(
      units.flatMap((unit) => {
        const place = parseUnit(unit)
        return place?.section === 'parts' ? [place] : []
      }),
      ({ part }) => part
    )
    for (const [part, places] of names) {
      const read = await this.#services.parts.get(part)?.read(places.map(({ name }) => name))
      for (const [name, value] of read ?? []) into.set(partUnit(part, name), toTree(value))
    }
  }
}

/** Of a record, the fields that a package says something about: the others are nobody's concern. */
function spokenOf(tree: Tree, others: readonly (Tree | undefined)[]): Tree {
  if (tree.type === 'value') return tree
  const spoken = new Set(
    others.flatMap((other) => (other && other.type !== 'value' ? [...other.items.keys()] : []))
  )
  return branch([...tree.items].filter(([field]) => spoken.size === 0 || spoken.has(field)))
}

/** Places that removals name, as content without values: so that `ours` looks there too. */
export function placesAsContent(removals: readonly PropertyPlace[]): Content {
  return new Map(removals.map(({ unit }) => [unit, branch([])]))
}
