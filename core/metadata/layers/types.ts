import type {
  ClientChange,
  Definition,
  DefinitionKind,
  DefinitionKinds,
  Json,
} from '#core/metadata/types'

export const DEFINITION_KINDS: readonly DefinitionKind[] = [
  'entity',
  'choice_list',
  'view',
  'form',
  'role',
  'template',
  'duplicate_rule',
]

/** All definitions of one layer, or of the merge, by kind and name. */
export type DefinitionMaps = {
  readonly [K in DefinitionKind]: ReadonlyMap<string, DefinitionKinds[K]>
}

export type MutableDefinitionMaps = { [K in DefinitionKind]: Map<string, DefinitionKinds[K]> }

export function emptyMaps(): MutableDefinitionMaps {
  return {
    entity: new Map(),
    choice_list: new Map(),
    view: new Map(),
    form: new Map(),
    role: new Map(),
    template: new Map(),
    duplicate_rule: new Map(),
  }
}

/** A client change that has no effect now, because what it refines is gone from the base layer. It is kept. */
export interface DormantChange {
  change: ClientChange
  reason: 'definition_missing' | 'item_missing' | 'not_an_object'
}

/** One definition with its history of layers. */
export interface LayeredDefinition<K extends DefinitionKind = DefinitionKind> {
  effective: Definition<K> | null
  base: Definition<K> | null
  changes: ClientChange[]
  /** Of the effective definition: what a change is based on. */
  revision: string
  /** `base` or `client` by dotted path of each leaf of the effective definition. */
  layer: Record<string, 'base' | 'client'>
}

/** What a change was made from: refused where the definition is another by now. `revision` null: there was none. */
export interface BasedOn {
  kind: DefinitionKind
  name: string
  revision: string | null
}

export type JsonObject = { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
