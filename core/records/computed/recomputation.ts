import type { DatabaseConnections } from '#core/database/types'
import { dialectOf } from '#core/database/dialect'
import { checksum } from '#core/metadata/effective'
import { readState, writeState } from '#core/metadata/installation_state'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { MetadataSource } from '#core/records/ports'
import type { Statements } from '#core/records/execution/statements'
import type { ComputedValues } from '#core/records/computed/computed_values'
import { computationOf } from '#core/records/computed/dependents'
import type { RecomputePayload, RecomputeQueue } from '#core/records/computed/recompute'
import type { EntityModels } from '#core/records/writing/entity_model'
import { SYSTEM_ACTOR } from '#core/security/system_actor'

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  models: EntityModels
  statements: Statements
  computed: ComputedValues
  queue: RecomputeQueue | null
  now: () => Date
}

export interface RecomputeOptions {
  signal?: AbortSignal
  progress?: (done: number) => Promise<void>
}

const PAGE = 200

/** Works out computed values of many records: where a definition is new or changed, and where writes put it off. */
export class Recomputation {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(payload: RecomputePayload, { signal, progress }: RecomputeOptions = {}): Promise<void> {
    const { metadata, models } = this.#parts
    const model = models.get(metadata.current(), payload.entity)
    let after: number | null = payload.after
    let done = 0
    while (model && after !== null && !signal?.aborted) {
      const page: RecomputePayload = { ...payload, after }
      after = await this.#inside((context) =>
        this.#parts.computed.recomputePage(context, model, page, PAGE)
      )
      done += PAGE
      await progress?.(done)
    }
  }

  #inside<T>(work: (context: Parameters<ComputedValues['recomputePage']>[0]) => Promise<T>) {
    const { db, statements, metadata, now } = this.#parts
    return db.write.transaction((trx) =>
      statements.use(trx, (session) =>
        work({
          actor: SYSTEM_ACTOR,
          origin: { address: null, channel: 'job' },
          now: now(),
          trx,
          session,
          metadata: metadata.current(),
        })
      )
    )
  }

  /** Puts off the computing of all records of the entities whose computed fields are new or have changed. */
  async prepare(): Promise<void> {
    const { db, metadata, queue } = this.#parts
    if (!queue) return
    const current = metadata.current()
    const dialect = dialectOf(db.dialect)
    for (const entity of current.entity.keys()) {
      const definition = definitionText(current, entity)
      if (definition === null) continue
      const known = await readState(db.read, stateOf(entity))
      if (known === definition) continue
      await db.write.transaction(async (trx) => {
        await writeState(trx, dialect, stateOf(entity), definition)
        await queue(trx, { entity, by: null, targets: [], after: 0 })
      })
    }
  }
}

/** Names of entities are longer than that of a state may be. */
const stateOf = (entity: string) => `computed.${checksum(entity)}` as const

/** What the computed fields of an entity say, in short; null where it has none. */
function definitionText(metadata: EffectiveMetadata, entity: string): string | null {
  const { formulas, rollups } = computationOf(metadata, entity)
  if (formulas.length === 0 && rollups.length === 0) return null
  return checksum([
    formulas.map(({ name, field }) => [name, field.expression, field.result]),
    rollups,
  ])
}
