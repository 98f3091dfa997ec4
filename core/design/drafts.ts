import { dialectOf, run } from '#core/database/dialect'
import type { DatabaseConnections } from '#core/database/types'
import { E_DRAFT_TOO_LARGE, E_NO_DRAFT, E_TOO_MANY_DRAFTS } from '#core/design/errors'
import type { Json } from '#core/metadata/types'
import { requireDesigner } from '#core/metadata/form_design'
import type { Actor } from '#core/security/types'

export interface DraftKey {
  kind: string
  name: string
}
export interface DraftInfo extends DraftKey {
  updatedAt: string
}
export interface Draft extends DraftInfo {
  content: Json
}

interface Row {
  id: number
  user_id: number
  kind: string
  name: string
  content: string
  updated_at: string
}

/** Below the limit of a request's body, so that what is refused is refused for its own reason. */
const MAX_CHARACTERS = 900_000
const MAX_DRAFTS = 200

interface Parts {
  db: DatabaseConnections
  now: () => Date
}

/** Work in the designers that is not published: only its maker sees it, and it has no effect on anything. */
export class Drafts {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async list(actor: Actor, kind?: string): Promise<DraftInfo[]> {
    requireDesigner(actor, kind)
    const query = this.#parts.db
      .read<Row>('designer_drafts')
      .select('kind', 'name', 'updated_at')
      .where('user_id', actor.userId)
      .orderBy('updated_at', 'desc')
    if (kind !== undefined) query.where('kind', kind)
    const rows = await query
    return rows.map(({ kind: of, name, updated_at: updatedAt }) => ({ kind: of, name, updatedAt }))
  }

  /** @throws E_NO_DRAFT */
  async get(actor: Actor, key: DraftKey): Promise<Draft> {
    requireDesigner(actor, key.kind)
    const row: Row | undefined = await this.#parts.db
      .read<Row>('designer_drafts')
      .where({ user_id: actor.userId, ...key })
      .first()
    if (!row) throw new E_NO_DRAFT({ name: key.name })
    return { ...key, content: JSON.parse(row.content) as Json, updatedAt: row.updated_at }
  }

  /** @throws E_DRAFT_TOO_LARGE, E_TOO_MANY_DRAFTS */
  async save(actor: Actor, { kind, name }: DraftKey, content: Json): Promise<DraftInfo> {
    requireDesigner(actor, kind)
    const text = JSON.stringify(content)
    if (text.length > MAX_CHARACTERS) throw new E_DRAFT_TOO_LARGE({ limit: MAX_CHARACTERS })
    const { db, now } = this.#parts
    const updatedAt = now().toISOString()
    await db.write.transaction(async (trx) => {
      const own = await trx<Row>('designer_drafts')
        .select('kind', 'name')
        .where('user_id', actor.userId)
      const there = own.some((row) => row.kind === kind && row.name === name)
      if (!there && own.length >= MAX_DRAFTS) throw new E_TOO_MANY_DRAFTS({ max: MAX_DRAFTS })
      await run(
        trx,
        dialectOf(db.dialect).upsert({
          table: 'designer_drafts',
          columns: ['user_id', 'kind', 'name', 'content', 'updated_at'],
          keys: ['user_id', 'kind', 'name'],
          update: ['content', 'updated_at'],
          rows: [[actor.userId, kind, name, text, updatedAt]],
        })
      )
    })
    return { kind, name, updatedAt }
  }

  /** One that is not there is gone already. */
  async discard(actor: Actor, key: DraftKey): Promise<void> {
    requireDesigner(actor, key.kind)
    await this.#parts.db
      .write<Row>('designer_drafts')
      .where({ user_id: actor.userId, ...key })
      .delete()
  }
}
