import type { Knex } from 'knex'
import type { LocalizedText } from '#core/metadata/types'
import { run, type Dialect } from '#core/database/dialect'
import { E_NOT_FOUND, E_STALE_VERSION } from '#core/errors/errors'
import type { Start } from '#core/workflow/definitions/starts'
import type { VersionSummary } from '#core/workflow/definitions/summary'
import type { ProcessGraph } from '#core/workflow/kernel/types'

export interface DocumentRow {
  id: number
  key: string
  label: LocalizedText
  draftXml: string
  draftLock: number
  draftBy: number
  draftAt: number
  activeVersion: number | null
  archivedAt: number | null
}

export interface VersionView {
  version: number
  summary: VersionSummary
  note: string | null
  runAs: number | null
  publishedBy: number
  publishedAt: string
}

interface StoredDocument {
  id: number
  key: string
  label: string
  draft_xml: string
  draft_lock: number
  draft_by: number
  draft_at: number | string
  active_version: number | null
  archived_at: number | string | null
}
interface StoredVersion {
  id: number
  version: number
  xml: string
  graphs: string
  summary: string
  note: string | null
  run_as: number | null
  published_by: number
  published_at: number | string
}

const toDocument = (row: StoredDocument): DocumentRow => ({
  id: row.id,
  key: row.key,
  label: JSON.parse(row.label) as LocalizedText,
  draftXml: row.draft_xml,
  draftLock: row.draft_lock,
  draftBy: row.draft_by,
  draftAt: Number(row.draft_at),
  activeVersion: row.active_version,
  archivedAt: row.archived_at === null ? null : Number(row.archived_at),
})

export const toVersionView = (row: Omit<StoredVersion, 'xml' | 'graphs'>): VersionView => ({
  version: row.version,
  summary: JSON.parse(row.summary) as VersionSummary,
  note: row.note,
  runAs: row.run_as,
  publishedBy: row.published_by,
  publishedAt: new Date(Number(row.published_at)).toISOString(),
})

/** The SQL of documents and their versions. */
export class DocumentRows {
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  async all(db: Knex): Promise<DocumentRow[]> {
    const rows: StoredDocument[] = await db('workflow_documents').orderBy('key')
    return rows.map(toDocument)
  }

  async find(db: Knex, key: string): Promise<DocumentRow | null> {
    const row: StoredDocument | undefined = await db('workflow_documents').where('key', key).first()
    return row ? toDocument(row) : null
  }

  /** @throws E_NOT_FOUND */
  async get(db: Knex, key: string): Promise<DocumentRow> {
    const found = await this.find(db, key)
    if (!found) throw new E_NOT_FOUND({ what: 'workflow' })
    return found
  }

  async insert(
    trx: Knex,
    {
      key,
      label,
      xml,
      by,
      at,
    }: { key: string; label: LocalizedText; xml: string; by: number; at: number }
  ): Promise<void> {
    await trx('workflow_documents').insert({
      key,
      label: JSON.stringify(label),
      draft_xml: xml,
      draft_lock: 1,
      draft_by: by,
      draft_at: at,
    })
  }

  /** @throws E_STALE_VERSION when somebody else has saved meanwhile */
  async saveDraft(
    trx: Knex,
    document: DocumentRow,
    draft: { xml?: string; label?: LocalizedText; lock: number; by: number; at: number }
  ): Promise<number> {
    const lock = draft.lock + 1
    const saved = await trx('workflow_documents')
      .where({ id: document.id, draft_lock: draft.lock })
      .update({
        ...(draft.xml === undefined ? {} : { draft_xml: draft.xml }),
        ...(draft.label === undefined ? {} : { label: JSON.stringify(draft.label) }),
        draft_lock: lock,
        draft_by: draft.by,
        draft_at: draft.at,
      })
    if (saved !== 1) throw new E_STALE_VERSION({ current: document.draftLock })
    return lock
  }

  async versions(db: Knex, document: number): Promise<VersionView[]> {
    const rows: StoredVersion[] = await db('workflow_versions')
      .where('document_id', document)
      .orderBy('version', 'desc')
      .select('id', 'version', 'summary', 'note', 'run_as', 'published_by', 'published_at')
    return rows.map(toVersionView)
  }

  /** @throws E_NOT_FOUND */
  async version(
    db: Knex,
    document: number,
    version: number
  ): Promise<{ id: number; xml: string; graphs: ProcessGraph[]; view: VersionView }> {
    const row: StoredVersion | undefined = await db('workflow_versions')
      .where({ document_id: document, version })
      .first()
    if (!row) throw new E_NOT_FOUND({ what: 'workflow version' })
    const graphs = JSON.parse(row.graphs) as ProcessGraph[]
    return { id: row.id, xml: row.xml, graphs, view: toVersionView(row) }
  }

  /** Number of the newest version; 0 where there is none. */
  async lastVersion(trx: Knex, document: number): Promise<number> {
    const [row] = await trx('workflow_versions')
      .where('document_id', document)
      .max({ last: 'version' })
    return Number((row as { last: number | null } | undefined)?.last ?? 0)
  }

  async publish(
    trx: Knex.Transaction,
    document: DocumentRow,
    given: {
      version: number
      xml: string
      graphs: readonly ProcessGraph[]
      summary: VersionSummary
      note: string | null
      runAs: number | null
      by: number
      at: number
      starts: readonly Start[]
    }
  ): Promise<number> {
    await trx('workflow_versions').insert({
      document_id: document.id,
      version: given.version,
      xml: given.xml,
      graphs: JSON.stringify(given.graphs),
      summary: JSON.stringify(given.summary),
      note: given.note,
      run_as: given.runAs,
      published_by: given.by,
      published_at: given.at,
    })
    const row: { id: number } = await trx('workflow_versions')
      .where({ document_id: document.id, version: given.version })
      .first('id')
    await trx('workflow_documents')
      .where('id', document.id)
      .update({ active_version: given.version, archived_at: null })
    await this.activate(trx, document.id, row.id, given.graphs, given.starts)
    return row.id
  }

  /** From now on the document's processes start by this version, and by what it says. */
  async activate(
    trx: Knex.Transaction,
    document: number,
    version: number,
    graphs: readonly ProcessGraph[],
    starts: readonly Start[]
  ): Promise<void> {
    await this.retire(trx, document)
    for (const { key } of graphs) {
      await trx('workflow_processes').insert({ key, document_id: document, version_id: version })
    }
    for (const start of starts) {
      await trx('workflow_starts').insert({
        document_id: document,
        version_id: version,
        process: start.process,
        node: start.node,
        kind: start.kind,
        name: start.name,
        config: JSON.stringify(start.config),
        next_at: start.nextAt,
        runs_left: start.runsLeft,
      })
    }
  }

  /** Nothing starts any more; what runs goes on. */
  async retire(trx: Knex.Transaction, document: number): Promise<void> {
    await trx('workflow_processes').where('document_id', document).delete()
    await trx('workflow_starts').where('document_id', document).delete()
    await this.countChange(trx)
  }

  async countChange(trx: Knex.Transaction): Promise<void> {
    await run(
      trx,
      this.#dialect.upsert({
        table: 'workflow_revision',
        columns: ['id', 'revision'],
        rows: [[1, 1]],
        keys: ['id'],
        add: ['revision'],
      })
    )
  }

  /** Which document a process belongs to, for those keys that are taken. */
  async owners(db: Knex, keys: readonly string[]): Promise<Map<string, number>> {
    const rows: { key: string; document_id: number }[] = await db('workflow_processes')
      .whereIn('key', [...keys])
      .select('key', 'document_id')
    return new Map(rows.map(({ key, document_id: document }) => [key, document]))
  }
}
