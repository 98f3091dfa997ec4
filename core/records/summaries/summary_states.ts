import type { DatabaseConnections } from '#core/database/types'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Statements } from '#core/records/execution/statements'
import type { MetadataSource } from '#core/records/ports'
import { rebuildSummary, STATE_TABLE } from '#core/records/summaries/summaries'
import type { EntityModels } from '#core/records/writing/entity_model'

interface State {
  entity: string
  summary: string
  fields: string
}

/** Knows which summaries have been counted as they are defined now: only those may answer. */
export class SummaryStates {
  readonly #db: DatabaseConnections
  readonly #metadata: MetadataSource
  readonly #models: EntityModels
  readonly #statements: Statements
  /** What has been counted, as `entity.summary` → fields. */
  #counted: ReadonlyMap<string, string> = new Map()
  #ready: { metadata: EffectiveMetadata; names: ReadonlySet<string> } | null = null

  constructor(
    db: DatabaseConnections,
    metadata: MetadataSource,
    models: EntityModels,
    statements: Statements
  ) {
    this.#db = db
    this.#metadata = metadata
    this.#models = models
    this.#statements = statements
  }

  /** Summaries whose counts are right, as `entity.summary`. */
  ready(): ReadonlySet<string> {
    const metadata = this.#metadata.current()
    if (this.#ready?.metadata === metadata) return this.#ready.names
    const names = new Set<string>()
    for (const [name, fields] of wanted(metadata)) {
      if (this.#counted.get(name) === fields.join()) names.add(name)
    }
    this.#ready = { metadata, names }
    return names
  }

  /** Counts what is new or differs, each summary in a transaction of its own, and forgets what is gone. */
  async prepare(): Promise<void> {
    const metadata = this.#metadata.current()
    const needed = wanted(metadata)
    const counted = await this.#read()
    for (const [key, fields] of needed) {
      if (counted.get(key) === fields.join()) continue
      const [entity = '', summary = ''] = key.split('.')
      await this.#rebuild(metadata, entity, summary, fields)
      counted.set(key, fields.join())
    }
    this.#counted = counted
    this.#ready = null
  }

  async #read(): Promise<Map<string, string>> {
    const rows: State[] = await this.#db.write(STATE_TABLE).select('entity', 'summary', 'fields')
    return new Map(rows.map(({ entity, summary, fields }) => [`${entity}.${summary}`, fields]))
  }

  async #rebuild(
    metadata: EffectiveMetadata,
    entity: string,
    summary: string,
    fields: readonly string[]
  ): Promise<void> {
    const model = this.#models.get(metadata, entity)
    if (!model) return
    const { dialect } = this.#db
    await this.#db.write.transaction((trx) =>
      this.#statements.use(trx, async (session) => {
        await rebuildSummary(trx, session, dialect, model, summary, fields)
        await trx(STATE_TABLE).where({ entity, summary }).delete()
        await trx(STATE_TABLE).insert({ entity, summary, fields: fields.join() })
      })
    )
  }
}

function wanted(metadata: EffectiveMetadata): Map<string, readonly string[]> {
  const names = new Map<string, readonly string[]>()
  for (const entity of metadata.entity.values()) {
    if (entity.removed) continue
    for (const [name, { by }] of Object.entries(entity.summaries ?? {})) {
      names.set(`${entity.name}.${name}`, by)
    }
  }
  return names
}
