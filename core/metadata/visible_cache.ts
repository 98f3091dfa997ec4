import { createHash } from 'node:crypto'
import type { Metadata } from '#core/metadata/metadata'
import type { Actor } from '#core/security/types'
import { visibleMetadata } from '#core/metadata/visible'

const MAX_ENTRIES = 200

interface Entry {
  body: string
  etag: string
}

/** The answer of GET /api/metadata, made once for all who have the same rights. */
export class VisibleMetadataCache {
  readonly #metadata: Metadata
  readonly #entries = new Map<string, Entry>()

  constructor(metadata: Metadata) {
    this.#metadata = metadata
  }

  /** The JSON text and its strong tag for an actor. */
  for(actor: Actor): Entry {
    const metadata = this.#metadata.current()
    const key = `${metadata.version}/${actor.accessKey}`
    const known = this.#entries.get(key)
    if (known) return known
    const body = JSON.stringify(visibleMetadata(metadata, actor.access, rolesOf(actor)))
    const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22)
    const entry = { body, etag: `"${digest}"` }
    this.#entries.set(key, entry)
    const oldest = this.#entries.size > MAX_ENTRIES ? this.#entries.keys().next().value : undefined
    if (oldest !== undefined) this.#entries.delete(oldest)
    return entry
  }
}

/** Whoever shapes the product sees the views of every role. */
function rolesOf({ roles, access }: Actor): readonly string[] | null {
  return access.can('core.customise') ? null : roles
}
