import type { EffectiveMetadata } from '#core/metadata/types'
import type { Metadata } from '#core/metadata/metadata'
import type { EventBus } from '#core/realtime/event_bus'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { announceNumbers } from './announce_numbers.js'
import { indexRows } from './index_rows.js'
import type { PhoneIndex } from './phone_index.js'
import { phoneEntities } from './phone_fields.js'

type SavedEvent = WriteEvent & { id: number }

/** Keeps the phone index right inside the transaction of every write of every entity, one by one or in batches. */
export class PhoneIndexHooks implements RecordHooks {
  readonly entity = '*'
  readonly #index: PhoneIndex
  readonly #metadata: Metadata
  readonly #events: EventBus
  #known: { version: string; fields: Map<string, string[]> } | null = null

  constructor(index: PhoneIndex, metadata: Metadata, events: EventBus) {
    this.#index = index
    this.#metadata = metadata
    this.#events = events
  }

  afterSave(event: SavedEvent): Promise<void> {
    return this.afterSaveMany([event])
  }

  async afterSaveMany(events: SavedEvent[]): Promise<void> {
    const fieldsByEntity = this.#fields(this.#metadata.current())
    const touched = events.filter((event) => {
      const fields = fieldsByEntity.get(event.entity)
      return fields !== undefined && this.#concerns(event, fields)
    })
    const [first] = touched
    if (first === undefined) return
    const region = this.#index.region
    const present = touched.filter((event) => event.operation !== 'delete')
    const rows = present.flatMap((event) =>
      indexRows(event.entity, event.id, event.after, fieldsByEntity.get(event.entity) ?? [], region)
    )
    await this.#forget(touched)
    await this.#index.add(first.trx, rows)

    announceNumbers(this.#events, first.trx, rows)
  }

  /** A record just made has no rows yet, so only others need a look. */
  async #forget(events: SavedEvent[]): Promise<void> {
    const changed = events.filter((event) => event.operation !== 'create')
    for (const [entity, group] of Map.groupBy(changed, (event) => event.entity)) {
      const [first] = group
      if (first === undefined) continue
      const ids = group.map((event) => event.id)
      await this.#index.remove(first.trx, entity, ids)
    }
  }

  #concerns(event: SavedEvent, fields: string[]): boolean {
    if (event.operation !== 'update') return true
    return fields.some((field) => event.changed.includes(field))
  }

  #fields(metadata: EffectiveMetadata): Map<string, string[]> {
    if (this.#known?.version !== metadata.version) {
      this.#known = { version: metadata.version, fields: phoneEntities(metadata) }
    }
    return this.#known.fields
  }
}
