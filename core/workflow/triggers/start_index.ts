import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'

export interface StoredStart {
  id: number
  versionId: number
  process: string
  node: string
  kind: string
  name: string | null
  config: Json
}

/** How long a process of the group may not notice what another has published. */
const FRESH_MS = 2_000

/**
 * What starts processes, held in each process of the group: every write of a record asks it. Read anew when the revision has
 * changed, which is looked at every two seconds.
 */
export class StartIndex {
  readonly #clock: () => Date
  readonly #watchers: () => readonly string[]
  #revision: number | null = null
  #lookedAt = 0
  #starts: readonly StoredStart[] = []
  #watching = false

  /** @param watchers names of actions that wait for records */
  constructor(clock: () => Date, watchers: () => readonly string[]) {
    this.#clock = clock
    this.#watchers = watchers
  }

  forget(): void {
    this.#lookedAt = 0
    this.#revision = null
  }

  async starts(db: Knex, kind: string): Promise<readonly StoredStart[]> {
    await this.#refresh(db)
    return this.#starts.filter((start) => start.kind === kind)
  }

  /** Whether any version has steps that wait for records to change. */
  async isWatching(db: Knex): Promise<boolean> {
    await this.#refresh(db)
    return this.#watching
  }

  async #refresh(db: Knex): Promise<void> {
    const now = this.#clock().getTime()
    if (this.#revision !== null && now - this.#lookedAt < FRESH_MS) return
    const row: { revision: number } | undefined = await db('workflow_revision').first('revision')
    this.#lookedAt = now
    const revision = row?.revision ?? 0
    if (revision === this.#revision) return
    this.#starts = await readStarts(db)
    this.#watching = await this.#watches(db)
    this.#revision = revision
  }

  async #watches(db: Knex): Promise<boolean> {
    const patterns = ['"kind":"conditional"', ...this.#watchers().map((name) => `"type":"${name}"`)]
    const found: unknown = await db('workflow_versions')
      .where((query) => {
        for (const pattern of patterns) query.orWhere('graphs', 'like', `%${pattern}%`)
      })
      .first('id')
    return found !== undefined
  }
}

async function readStarts(db: Knex): Promise<StoredStart[]> {
  const rows: {
    id: number
    version_id: number
    process: string
    node: string
    kind: string
    name: string | null
    config: string
  }[] = await db('workflow_starts')
    .orderBy('id')
    .select('id', 'version_id', 'process', 'node', 'kind', 'name', 'config')
  return rows.map(({ version_id: versionId, config, ...row }) => ({
    ...row,
    versionId,
    config: JSON.parse(config) as Json,
  }))
}
