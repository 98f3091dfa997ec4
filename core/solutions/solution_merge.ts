import type { Json } from '#core/metadata/types'
import type { DefinitionReplacement } from '#core/metadata/layers/replacement'
import type { Actor } from '#core/security/types'
import { InstallationContent, placesAsContent } from '#core/solutions/installation_content'
import { changesOfTree } from '#core/solutions/kernel/client_tree'
import { diff, type Edit } from '#core/solutions/kernel/diff'
import { merge3, type Choice, type Conflict } from '#core/solutions/kernel/merge3'
import { at, toJson } from '#core/solutions/kernel/tree'
import { placeKey, type Content, type Tree } from '#core/solutions/kernel/types'
import { parseUnit } from '#core/solutions/kernel/unit_names'
import { requirePackageAccess } from '#core/solutions/package_access'
import type { SolutionPackage } from '#core/solutions/package_codec'
import type { RecordWish } from '#core/solutions/record_writer'
import type { SolutionServices } from '#core/solutions/services'

/** What an import comes down to. */
export interface MergePlan {
  conflicts: Conflict[]
  unresolved: Conflict[]
  edits: Edit[]
  merged: Content
  ours: Content
  definitions: DefinitionReplacement[]
  settings: Map<string, Record<string, Json>>
  records: RecordWish[]
  parts: Map<string, Map<string, Json | null>>
}

/** Merges a package with what stands here, against the version known here, and says what has to be done. Changes nothing. */
export async function planMerge(
  services: SolutionServices,
  actor: Actor,
  { solution }: SolutionPackage,
  choices: Record<string, Choice>
): Promise<MergePlan> {
  const own = new InstallationContent(services)
  const known = await services.store.known(solution.head.name)
  if (known) requirePackageAccess(actor, known, services.metadata.current())
  const base: Content = known?.solution.content ?? new Map()
  const { content: theirs, removals } = solution
  const { content: ours, records } = await own.ours(actor, base, theirs, placesAsContent(removals))
  const chosen = new Map(Object.entries(choices))
  const { content: merged, conflicts } = merge3(base, ours, theirs, removals, chosen)
  const edits = diff(ours, merged)
  const plan: MergePlan = {
    conflicts,
    unresolved: conflicts.filter((conflict) => !chosen.has(placeKey(conflict))),
    edits,
    merged,
    ours,
    definitions: [],
    settings: new Map(),
    records: [],
    parts: new Map(),
  }
  for (const [unit, changed] of Map.groupBy(edits, (edit) => edit.unit)) {
    const place = parseUnit(unit)
    const tree = merged.get(unit)
    if (place?.section === 'definitions') {
      const { kind, name } = place
      const to = tree ? changesOfTree(kind, name, tree) : []
      plan.definitions.push({ kind, name, from: own.stored(kind, name), to })
    } else if (place?.section === 'settings') {
      plan.settings.set(place.plugin, valuesOf(changed, ours.get(unit), tree))
    } else if (place?.section === 'parts') {
      const items = plan.parts.get(place.part) ?? new Map<string, Json | null>()
      plan.parts.set(place.part, items.set(place.name, tree ? toJson(tree) : null))
    } else if (place) {
      const { entity, key } = place
      const found = records.get(unit) ?? null
      const values = tree ? valuesOf(changed, ours.get(unit), tree) : null
      plan.records.push({ entity, key, found, values })
    }
  }
  return plan
}

/** The changed properties of a flat unit as whole values; null for those that go. */
function valuesOf(
  edits: readonly Edit[],
  before: Tree | undefined,
  after: Tree | undefined
): Record<string, Json> {
  const names = new Set<string>()
  for (const { path } of edits) {
    const [name] = path
    if (name !== undefined) names.add(name)
    else {
      for (const tree of [before, after]) {
        for (const key of tree && tree.type !== 'value' ? tree.items.keys() : []) names.add(key)
      }
    }
  }
  return Object.fromEntries(
    [...names].map((name) => {
      const item = at(after, [name])
      return [name, item ? toJson(item) : null]
    })
  )
}
