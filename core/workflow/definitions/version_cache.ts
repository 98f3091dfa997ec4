import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import { E_WORKFLOW_NOT_PUBLISHED } from '#core/workflow/errors'
import type { ProcessGraph } from '#core/workflow/kernel/types'
import type { LoadedVersion } from '#core/workflow/instances/live'

interface VersionRow {
  id: number
  document_id: number
  version: number
  graphs: string
  run_as: number | null
  published_by: number
}

/** Versions kept in a process; each is read and parsed once. */
const MOST = 500

/** Published versions never change, so a process reads each of them once. Bound as a singleton. */
export class VersionCache {
  #versions = new Map<number, LoadedVersion>()

  /** @throws E_NOT_FOUND */
  async get(db: Knex | Knex.Transaction, id: number): Promise<LoadedVersion> {
    const known = this.#versions.get(id)
    if (known) return known
    const row: VersionRow | undefined = await db('workflow_versions').where('id', id).first()
    if (!row) throw new E_NOT_FOUND({ what: 'workflow version' })
    const version = toVersion(row)
    if (this.#versions.size >= MOST) this.#versions.clear()
    this.#versions.set(id, version)
    return version
  }

  /**
   * The version by which a process starts now.
   *
   * @throws E_WORKFLOW_NOT_PUBLISHED
   */
  async active(db: Knex | Knex.Transaction, process: string): Promise<LoadedVersion> {
    const row: { version_id: number } | undefined = await db('workflow_processes')
      .where('key', process)
      .first('version_id')
    if (!row) throw new E_WORKFLOW_NOT_PUBLISHED({ process })
    return this.get(db, row.version_id)
  }
}

function toVersion(row: VersionRow): LoadedVersion {
  const graphs = JSON.parse(row.graphs) as ProcessGraph[]
  return {
    id: row.id,
    documentId: row.document_id,
    version: row.version,
    graphs: Object.fromEntries(graphs.map((graph) => [graph.key, graph])),
    usesRecord: new Set(graphs.filter(namesRecord).map(({ key }) => key)),
    usesCalendar: graphs.some((graph) => /"calendar":\{/.test(JSON.stringify(graph))),
    runAs: row.run_as,
    publishedBy: row.published_by,
  }
}

/** Cheap and on the safe side: the word anywhere in the graph, be it in an expression or not. */
const namesRecord = (graph: ProcessGraph): boolean => /\brecord\b/.test(JSON.stringify(graph))
