import { batches } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import type { Settings } from '#core/plugin_host/settings'
import type { AuditLog } from '#core/security/audit_log'
import { E_TELEPHONY_PURGE_TOO_RECENT, E_TELEPHONY_SITE_NOT_CONNECTED } from '../errors.js'
import type { MirrorStore } from '../mirror/mirror_store.js'
import { pageHashes } from '../mirror/row_hash.js'
import { PbxReader } from '../pbx/pbx_reader.js'
import { COLUMNS, NUMERIC } from '../pbx/table_shape.js'
import type { Position, RowValues, TableShape } from '../pbx/types.js'
import type { SiteProfile, SiteStore } from '../sites/site_store.js'
import { epochOf, purgeCutoff } from './purge_plan.js'

export interface PurgeOptions {
  /** Rows of the last so many months stay. */
  months: number
  /** Counts only. */
  dryRun: boolean
  now: Date
  actor: { id: number; name: string; address: string | null }
  signal?: AbortSignal
  progress?: (done: number, total: number) => Promise<void>
}

export type TableReport = {
  /** Rows older than the limit. */
  older: number
  /** Those that the mirror holds, compared by their content. */
  proven: number
  deleted: number
}

export type PurgeReport = {
  site: string
  dryRun: boolean
  /** PBX local time. */
  cutoff: string
  proven: number
  /** Older than the limit, but not in the mirror: kept. */
  unproven: number
  deleted: number
  byTable: Record<string, TableReport>
}

const PAGE = 2_000
/** Rows a DELETE: a busy PBX waits for no longer than that takes. */
const DELETE_BATCH = 200

/**
 * Deletes old rows on a PBX: only rows whose content the mirror holds, told by the hash of every column just read, and the
 * DELETE names all of these columns again. So a row that nobody has copied can never be deleted. Recordings stay.
 */
export class Purge {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly mirror: MirrorStore,
    private readonly settings: Settings,
    private readonly audit: AuditLog
  ) {}

  /** @throws E_TELEPHONY_PURGE_TOO_RECENT, E_TELEPHONY_SITE_NOT_CONNECTED, and what reading the PBX throws */
  async run(siteId: number, options: PurgeOptions): Promise<PurgeReport> {
    const site = await this.sites.profile(siteId)
    const least = Number(this.settings.get('telephony', 'purge_months'))
    if (!(options.months >= least)) throw new E_TELEPHONY_PURGE_TOO_RECENT({ months: least })
    const { connection } = site.settings
    if (connection === null) throw new E_TELEPHONY_SITE_NOT_CONNECTED({ site: site.name })
    const cutoff = purgeCutoff(options.now, options.months, site.timeZone)
    const report: PurgeReport = {
      site: site.name,
      dryRun: options.dryRun,
      cutoff,
      proven: 0,
      unproven: 0,
      deleted: 0,
      byTable: {},
    }
    await this.#note(site, options, 'telephony.purge.start', { cutoff, dryRun: options.dryRun })
    const { database: password = '' } = await this.sites.secrets(siteId)
    const reader = new PbxReader(connection, password, options.signal)
    try {
      for (const shape of await reader.shapes()) {
        const counts: TableReport = { older: 0, proven: 0, deleted: 0 }
        report.byTable[shape.source] = counts
        await this.#purgeTable(site, reader, shape, cutoff, options, counts)
        report.proven += counts.proven
        report.unproven += counts.older - counts.proven
        report.deleted += counts.deleted
      }
    } finally {
      reader.close()
      // Also when it broke off: what is gone by then is told.
      await this.#note(site, options, 'telephony.purge.end', report)
    }
    return report
  }

  async #purgeTable(
    site: SiteProfile,
    reader: PbxReader,
    shape: TableShape,
    cutoff: string,
    options: PurgeOptions,
    counts: TableReport
  ): Promise<void> {
    const timeIndex = COLUMNS[shape.source].indexOf(shape.timeColumn)
    const epoch = epochOf(cutoff, site.timeZone)
    const isOld = (row: RowValues) => {
      const time = String(row[timeIndex])
      return /^\d+(\.\d+)?$/.test(time) ? Number(time) < Number(epoch) : time < cutoff
    }
    let position: Position = shape.by === 'id' ? { by: 'id', after: 0 } : { by: 'time', from: null }
    for (;;) {
      options.signal?.throwIfAborted()
      const page = await reader.page(shape, position, PAGE)
      const hashes = pageHashes(shape.source, page.rows)
      const old = page.rows
        .map((row, index) => ({ row, hash: hashes[index] ?? '' }))
        .filter(({ row }) => isOld(row))
      const known = new Set(
        await this.mirror.known(
          this.database.read,
          site.id,
          shape.source,
          old.map(({ hash }) => hash)
        )
      )
      const proven = provenRows(old, known)
      counts.older += old.length
      counts.proven += proven.length
      if (!options.dryRun) counts.deleted += await this.#remove(reader, shape, proven)
      await options.progress?.(counts.older, counts.older)
      position = page.next
      // Times rise with ids but for a few rows: a page without an old one ends the search.
      if (page.last || old.length === 0) return
    }
  }

  async #remove(reader: PbxReader, shape: TableShape, rows: RowValues[]): Promise<number> {
    let deleted = 0
    const columns = COLUMNS[shape.source]
    const places = shape.present.map((name) => ({ name, index: columns.indexOf(name) }))
    // BINARY: the collation may hold different texts for equal. An id or time in front uses the index.
    const one = places
      .map(({ name }) => {
        const column = reader.identifier(name)
        if (name === 'id' || name === shape.timeColumn) return `${column} = ?`
        return NUMERIC.has(name)
          ? `COALESCE(${column}, 0) = ?`
          : `COALESCE(BINARY ${column}, '') = BINARY ?`
      })
      .join(' AND ')
    for (const batch of batches(distinct(rows), DELETE_BATCH)) {
      const sql = `DELETE FROM ${reader.identifier(shape.table)} WHERE ${batch
        .map(() => `(${one})`)
        .join(' OR ')}`
      const bindings = batch.flatMap((row) => places.map(({ index }) => row[index]))
      deleted += await reader.remove(sql, bindings)
    }
    return deleted
  }

  async #note(
    site: SiteProfile,
    { now, actor }: PurgeOptions,
    action: string,
    details: Json
  ): Promise<void> {
    await this.database.transaction((trx) =>
      this.audit.append(trx, [
        {
          at: now,
          actorId: actor.id,
          actorName: actor.name,
          address: actor.address,
          channel: 'job',
          action,
          entity: 'site',
          recordId: site.id,
          details,
        },
      ])
    )
  }
}

/** Rows that the mirror holds. Where alike rows are told apart by their number, all of them must be there: one DELETE meets all. */
function provenRows(
  old: ReadonlyArray<{ row: RowValues; hash: string }>,
  known: ReadonlySet<string>
): RowValues[] {
  const unproven = new Set(
    old.filter(({ hash }) => !known.has(hash)).map(({ row }) => JSON.stringify(row))
  )
  return old.map(({ row }) => row).filter((row) => !unproven.has(JSON.stringify(row)))
}

/** Doubles are deleted by the same condition. */
function distinct(rows: RowValues[]): RowValues[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}
