import type { Knex } from 'knex'
import { dialectOf, insertReturningIds, run, type Dialect } from '#core/database/dialect'
import type { DatabaseConnections } from '#core/database/types'
import { checksum } from '#core/metadata/effective'
import type { WrittenLayer } from '#core/metadata/ports'
import type { EffectiveMetadata, FormDefinition } from '#core/metadata/types'

export interface VersionInfo {
  number: number
  at: string
  /** Null: a release of the product brought it. */
  by: { id: number; name: string } | null
  /** `metadata.change`, `form.restore`, `solution.import`, `release`, … */
  action: string
  note: string | null
}
export interface FormVersion extends VersionInfo {
  definition: FormDefinition
}

interface Row {
  id: number
  form: string
  number: number
  definition: string
  checksum: string
  user_id: number | null
  user_name: string | null
  at: string
  action: string
  note: string | null
}

type Cause = Pick<VersionInfo, 'at' | 'by' | 'action' | 'note'>
const INFO = ['number', 'user_id', 'user_name', 'at', 'action', 'note'] as const
/** Of a definition that was there before anything was kept of it, or that came with a release. */
const release = (at: Date): Cause => ({
  at: at.toISOString(),
  by: null,
  action: 'release',
  note: null,
})

const infoOf = (row: Pick<Row, (typeof INFO)[number]>): VersionInfo => ({
  number: row.number,
  at: row.at,
  by: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
  action: row.action,
  note: row.note,
})

/** Every version of every form that was in effect, and which of them records were filled in with. */
export class FormVersionStore {
  readonly #db: DatabaseConnections
  readonly #dialect: Dialect

  constructor(db: DatabaseConnections) {
    this.#db = db
    this.#dialect = dialectOf(db.dialect)
  }

  /** What a write of definitions made of forms: one version for each that is another now, in its transaction. */
  async keep(trx: Knex.Transaction, write: WrittenLayer): Promise<void> {
    const { actor, at, action, note, before, after } = write
    const cause: Cause = {
      at: at.toISOString(),
      by: { id: actor.userId, name: actor.name },
      action,
      note,
    }
    for (const [name, form] of after.form) {
      const old = before.form.get(name)
      if (old && checksum(old) === checksum(form)) continue
      if (old) await this.#versionOf(trx, old, release(at))
      await this.#versionOf(trx, form, cause)
    }
  }

  /** Keeps what releases brought since. One query where nothing is new. */
  async settle({ form: forms }: EffectiveMetadata, at: Date): Promise<void> {
    const last = await this.#lastChecksums()
    const fresh = [...forms.values()].filter((form) => last.get(form.name) !== checksum(form))
    if (fresh.length === 0) return
    await this.#db.write.transaction(async (trx) => {
      for (const form of fresh) await this.#versionOf(trx, form, release(at))
    })
  }

  async list(form: string, before: number | null, limit: number): Promise<VersionInfo[]> {
    const query = this.#db
      .read<Row>('form_versions')
      .select(...INFO)
      .where({ form })
      .orderBy('number', 'desc')
      .limit(limit)
    if (before !== null) query.where('number', '<', before)
    const rows: Pick<Row, (typeof INFO)[number]>[] = await query
    return rows.map(infoOf)
  }

  async read(form: string, number: number): Promise<FormVersion | null> {
    const row: Row | undefined = await this.#db
      .read<Row>('form_versions')
      .where({ form, number })
      .first()
    return row ? { ...infoOf(row), definition: JSON.parse(row.definition) as FormDefinition } : null
  }

  /** The version that a record was filled in with through a form. */
  async pinned(
    knex: Knex | Knex.Transaction,
    entity: string,
    id: number,
    form: string
  ): Promise<FormVersion | null> {
    const row: Row | undefined = await knex('record_form_versions as pin')
      .join('form_versions as version', 'version.id', 'pin.version_id')
      .where({ 'pin.entity': entity, 'pin.record_id': id, 'pin.form': form })
      .select('version.*')
      .first()
    return row ? { ...infoOf(row), definition: JSON.parse(row.definition) as FormDefinition } : null
  }

  /** A record stays with the version that it was first filled in with. */
  async pin(
    trx: Knex.Transaction,
    entity: string,
    id: number,
    form: FormDefinition,
    at: Date
  ): Promise<void> {
    const version = await this.#versionOf(trx, form, release(at))
    const statement = this.#dialect.upsert({
      table: 'record_form_versions',
      columns: ['entity', 'record_id', 'form', 'version_id'],
      keys: ['entity', 'record_id', 'form'],
      rows: [[entity, id, form.name, version]],
    })
    await run(trx, statement)
  }

  /** The id of the last version of a form; made where the form is another by now. */
  async #versionOf(trx: Knex.Transaction, form: FormDefinition, cause: Cause): Promise<number> {
    const sum = checksum(form)
    const last: Pick<Row, 'id' | 'number' | 'checksum'> | undefined = await trx<Row>(
      'form_versions'
    )
      .select('id', 'number', 'checksum')
      .where({ form: form.name })
      .orderBy('number', 'desc')
      .first()
    if (last?.checksum === sum) return Number(last.id)
    const { at, by, action, note } = cause
    const row = [
      form.name,
      (last?.number ?? 0) + 1,
      JSON.stringify(form),
      sum,
      by?.id ?? null,
      by?.name ?? null,
      at,
      action,
      note,
    ]
    const [id] = await insertReturningIds(trx, this.#dialect, {
      table: 'form_versions',
      columns: [
        'form',
        'number',
        'definition',
        'checksum',
        'user_id',
        'user_name',
        'at',
        'action',
        'note',
      ],
      rows: [row],
    })
    return id ?? 0
  }

  async #lastChecksums(): Promise<Map<string, string>> {
    const { read } = this.#db
    const last = read('form_versions')
      .select('form')
      .max({ number: 'number' })
      .groupBy('form')
      .as('last')
    const rows: Pick<Row, 'form' | 'checksum'>[] = await read('form_versions as version')
      .join(last, (on) => {
        on.on('last.form', 'version.form').andOn('last.number', 'version.number')
      })
      .select('version.form', 'version.checksum')
    return new Map(rows.map(({ form, checksum: sum }) => [form, sum]))
  }
}
