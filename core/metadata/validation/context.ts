import type { DefinitionIssue, DefinitionKind, JsonPrimitive } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'

/** What the rules know: all definitions together, because most mistakes are between two of them. */
export interface ValidationContext {
  definitions: DefinitionMaps
  types: FieldTypes
  /** Named permissions of the core and of the plugins; null where they are not known. */
  permissions: ReadonlySet<string> | null
}

/** Collects the issues of one definition. */
export class IssueList {
  readonly issues: DefinitionIssue[] = []
  readonly #kind: DefinitionKind
  readonly #name: string

  constructor(kind: DefinitionKind, name: string) {
    this.#kind = kind
    this.#name = name
  }

  add(code: string, path: string, params?: Record<string, JsonPrimitive>): void {
    this.issues.push({
      code,
      kind: this.#kind,
      name: this.#name,
      path,
      ...(params ? { params } : {}),
    })
  }

  /** Adds an issue unless `holds`; answers `holds`, so that dependent checks can be left out. */
  require(
    holds: boolean,
    code: string,
    path: string,
    params?: Record<string, JsonPrimitive>
  ): boolean {
    if (!holds) this.add(code, path, params)
    return holds
  }
}
