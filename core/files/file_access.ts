import { E_NOT_FOUND } from '#core/errors/errors'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Files, StoredFile } from '#core/files/files'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'

/** Says who may open a file: its uploader, and whoever may read a record and the field of it that refers to the file. */
export class FileAccess {
  readonly #files: Files
  readonly #records: Records
  readonly #metadata: () => EffectiveMetadata

  constructor(files: Files, records: Records, metadata: () => EffectiveMetadata) {
    this.#files = files
    this.#records = records
    this.#metadata = metadata
  }

  /** @throws E_NOT_FOUND also for a file that exists and the actor may not open */
  async check(actor: Actor, id: number): Promise<StoredFile> {
    const file = await this.#files.find(id)
    if (await this.#may(actor, file)) return file
    throw new E_NOT_FOUND({ what: 'file' })
  }

  async #may(actor: Actor, file: StoredFile): Promise<boolean> {
    if (actor.kind === 'system' || file.ownerId === actor.userId) return true
    for (const [entity, field] of this.#readableFileFields(actor)) {
      const count = await this.#records.count(actor, {
        entity,
        filter: { path: field, op: 'eq', value: file.id },
      })
      if (count > 0) return true
    }
    return false
  }

  *#readableFileFields(actor: Actor): Generator<[string, string]> {
    for (const [entity, definition] of this.#metadata().entity) {
      if (definition.removed || actor.access.depth(entity, 'read') === 'none') continue
      for (const [name, field] of Object.entries(definition.fields)) {
        if ((field.type !== 'file' && field.type !== 'image') || field.removed) continue
        if (['read', 'write'].includes(actor.access.field(entity, name))) yield [entity, name]
      }
    }
  }
}
