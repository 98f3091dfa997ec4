import type { Knex } from 'knex'
import type { CodedError } from '#core/errors/coded_error'
import type {
  ClientChange,
  DefinitionIssue,
  DefinitionKind,
  EffectiveMetadata,
} from '#core/metadata/types'
import type { DefinitionMaps, DormantChange } from '#core/metadata/layers/types'
import type { SchemaPlan } from '#core/metadata/schema_sync/plan'

/** The client layer of one definition as it shall be. */
export interface DefinitionReplacement {
  kind: DefinitionKind
  name: string
  /** The changes that the replacement was made from. */
  from: readonly ClientChange[]
  to: readonly ClientChange[]
}

/** Whole definitions replaced at once, with what goes along in the same transaction. */
export interface LayerReplacement {
  action: string
  definitions: readonly DefinitionReplacement[]
  /** Runs while the old definitions hold. */
  before?: (trx: Knex.Transaction) => Promise<void>
  /** Runs when the tables are those of the new definitions. */
  inTables?: (trx: Knex.Transaction, effective: EffectiveMetadata) => Promise<void>
}

/** What other definitions would do, without doing it. */
export interface LayerPreview {
  issues: DefinitionIssue[]
  plan: SchemaPlan
  before: DefinitionMaps
  after: DefinitionMaps
  /** Changes that would have no effect and had before, or are new. */
  dormant: DormantChange[]
  /** Why the tables could not be brought along, by what the rows hold. */
  unsafe: CodedError | null
}
