import type { Knex } from 'knex'
import type { Json, LocalizedText } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'

/**
 * What a plugin or a part of the core adds to solutions beside definitions: workflows, templates, calendars. Each item is plain
 * data under a permanent name, without ids or instants of this installation.
 */
export interface SolutionPart {
  /** snake_case, permanent: the folder in the package. */
  name: string
  label: LocalizedText
  list(): Promise<{ name: string; label: LocalizedText }[]>
  /** Those of the names that exist. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, Json>>
  /** What would be wrong with an item here: codes with texts under `errors`; empty when nothing is. */
  check(name: string, value: Json): Promise<{ code: string; path: string }[]>
  /** Makes each item what it shall be, null removes it. Inside the import's transaction; must check the actor's rights. */
  write(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    items: ReadonlyMap<string, Json | null>
  ): Promise<void>
}

/** Bound as a singleton; a plugin registers its parts in `register`. */
export class SolutionParts {
  readonly #parts = new Map<string, SolutionPart>()

  register(part: SolutionPart): void {
    this.#parts.set(part.name, part)
  }

  get(name: string): SolutionPart | undefined {
    return this.#parts.get(name)
  }

  all(): SolutionPart[] {
    return [...this.#parts.values()]
  }
}
