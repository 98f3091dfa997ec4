import type { EffectiveMetadata, Json, LocalizedText } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import type { Conflict } from '#core/solutions/kernel/merge3'
import type { Edit } from '#core/solutions/kernel/diff'
import { placeKey, type PropertyPlace, type Tree } from '#core/solutions/kernel/types'
import { at, toJson } from '#core/solutions/kernel/tree'
import { parseUnit } from '#core/solutions/kernel/unit_names'

/** Where a property is, as a person knows it. */
export interface PlaceView {
  id: string
  unit: string
  path: string[]
  section: 'definitions' | 'settings' | 'records' | 'parts'
  /** Kind of the definition, entity of the record, name of the plugin or part. */
  kind: string
  name: string
  label: LocalizedText | null
  /** The field, option or section inside a definition. */
  item: LocalizedText | null
}

export interface EditView extends PlaceView {
  change: 'added' | 'removed' | 'changed'
  from: Json
  to: Json
}

export interface ConflictView extends PlaceView {
  base: Json
  ours: Json
  theirs: Json
  /** Whether the side has the property at all: null alone may be a value. */
  present: { base: boolean; ours: boolean; theirs: boolean }
}

/** Labels are sought in the definitions in effect, then in the trees at hand. */
export class PlaceViews {
  readonly #metadata: EffectiveMetadata
  readonly #trees: readonly ReadonlyMap<string, Tree>[]

  constructor(metadata: EffectiveMetadata, ...trees: ReadonlyMap<string, Tree>[]) {
    this.#metadata = metadata
    this.#trees = trees
  }

  edit({ unit, path, from, to }: Edit): EditView {
    const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed'
    return { ...this.place({ unit, path }), change, from: jsonOf(from), to: jsonOf(to) }
  }

  conflict({ unit, path, base, ours, theirs }: Conflict): ConflictView {
    return {
      ...this.place({ unit, path }),
      base: jsonOf(base),
      ours: jsonOf(ours),
      theirs: jsonOf(theirs),
      present: { base: base !== undefined, ours: ours !== undefined, theirs: theirs !== undefined },
    }
  }

  place({ unit, path }: PropertyPlace): PlaceView {
    const common = { id: placeKey({ unit, path }), unit, path: [...path] }
    const place = parseUnit(unit)
    switch (place?.section) {
      case 'definitions': {
        const { section, kind, name } = place
        const definition = this.#metadata[kind].get(name) as unknown as Json | undefined
        const label = labelOf(definition) ?? this.#fromTrees(unit, [])
        const item =
          path.length > 1
            ? (labelAt(definition, path.slice(0, 2)) ?? this.#fromTrees(unit, path.slice(0, 2)))
            : null
        return { ...common, section, kind, name, label, item }
      }
      case 'records': {
        const label = this.#metadata.entity.get(place.entity)?.label ?? null
        const field = this.#metadata.entity.get(place.entity)?.fields[path[0] ?? '']
        const { section, entity: kind, key: name } = place
        return { ...common, section, kind, name, label, item: field?.label ?? null }
      }
      case 'settings':
        return {
          ...common,
          section: 'settings',
          kind: place.plugin,
          name: path[0] ?? '',
          label: null,
          item: null,
        }
      case 'parts':
        return {
          ...common,
          section: 'parts',
          kind: place.part,
          name: place.name,
          label: null,
          item: null,
        }
      case undefined:
        return { ...common, section: 'parts', kind: '', name: unit, label: null, item: null }
    }
  }

  #fromTrees(unit: string, path: readonly string[]): LocalizedText | null {
    for (const trees of this.#trees) {
      const tree = at(trees.get(unit), path)
      const label = tree ? labelOf(toJson(tree)) : null
      if (label) return label
    }
    return null
  }
}

const jsonOf = (tree: Tree | undefined): Json => (tree === undefined ? null : toJson(tree))

function labelOf(definition: Json | undefined): LocalizedText | null {
  const label = isObject(definition) ? definition.label : undefined
  return isObject(label) && typeof label.en === 'string'
    ? (label as unknown as LocalizedText)
    : null
}

function labelAt(definition: Json | undefined, path: readonly string[]): LocalizedText | null {
  let here: Json | undefined = definition
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined
  return labelOf(here)
}
