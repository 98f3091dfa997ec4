import type { Json, LocalizedText } from '#core/metadata/types'

/** The way solutions are written down. A package of a higher number is refused: it may hold what this version overlooks. */
export const SOLUTION_FORMAT = 1

/**
 * What a solution says about one unit (a definition, the settings of a plugin, a reference record), property by property.
 * `branch` only leads on: what lies below refines what is there already. `object` replaces the whole object by its items;
 * `value` is a primitive, a list, or null.
 */
export type Tree =
  | { readonly type: 'branch'; readonly items: ReadonlyMap<string, Tree> }
  | { readonly type: 'object'; readonly items: ReadonlyMap<string, Tree> }
  | { readonly type: 'value'; readonly value: Json }

/** Trees by unit: `definitions/<kind>/<name>`, `settings/<plugin>`, `records/<entity>/<key>`, `parts/<part>/<name>`. */
export type Content = ReadonlyMap<string, Tree>

/** A property of a unit; an empty path is the unit as a whole. */
export interface PropertyPlace {
  unit: string
  path: readonly string[]
}

export interface SolutionRequirements {
  core: string
  plugins: Record<string, string>
}

export interface SolutionManifest {
  format: number
  name: string
  label: LocalizedText
  version: string
  /** Prefix of the names that the solution makes. */
  publisher: string
  requires: SolutionRequirements
  files: { path: string; sha256: string }[]
}

/** The manifest without what follows from the content. */
export type SolutionHead = Omit<SolutionManifest, 'files' | 'format'>

/** A solution as read from its files. */
export interface Solution {
  head: SolutionHead
  content: Content
  /** What former versions held and this one takes away. Nothing is ever removed because it is absent. */
  removals: readonly PropertyPlace[]
  /** Natural key field of the reference records, by entity. */
  keys: ReadonlyMap<string, string>
  /** Checksums of the base properties that were changed, by `placeKey`; null where the base has no such property. */
  bases: ReadonlyMap<string, string | null>
}

export const placeKey = ({ unit, path }: PropertyPlace) => JSON.stringify([unit, ...path])
