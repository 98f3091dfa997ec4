import { Readable } from 'node:stream'
import type { Database } from '#core/database/database'
import { E_FORBIDDEN, E_NOT_FOUND, E_UNKNOWN_ENTITY, E_VALIDATION } from '#core/errors/errors'
import type { Files, StoredFile } from '#core/files/files'
import { createMissingChoices } from '#core/import_export/choice_maker'
import {
  E_IMPORT_NOT_READY,
  E_IMPORT_NOT_UNDOABLE,
  E_IMPORT_SYSTEM_ENTITY,
} from '#core/import_export/errors'
import {
  ImportEngine,
  type EngineServices,
  type RunOptions,
} from '#core/import_export/import_engine'
import { ImportRows } from '#core/import_export/import_rows'
import { ImportUndo } from '#core/import_export/import_undo'
import { checkMapping } from '#core/import_export/mapping/check_mapping'
import { suggestMapping } from '#core/import_export/mapping/suggest'
import { columnNames, readCsv } from '#core/import_export/text/csv_reader'
import { isWorkbook, sheetAsCsv } from '#core/import_export/sheet/sheet_to_csv'
import { inspectFile, type FileFormat } from '#core/import_export/text/inspect_file'
import type {
  ImportMapping,
  ImportOptions,
  ImportRecord,
  ImportState,
  PreviewRow,
} from '#core/import_export/types'
import { JobAborted } from '#core/jobs/outcome'
import type { Jobs } from '#core/jobs/jobs'
import type { Clock, JobState } from '#core/jobs/types'
import type { Metadata } from '#core/metadata/metadata'
import type { EntityDefinition } from '#core/metadata/types'
import { requirePrivilege } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'core.import': { importId: number }
    'core.import_undo': { importId: number }
  }
}

export interface ImportServices extends Omit<EngineServices, 'rows' | 'metadata'> {
  database: Database
  files: Files
  jobs: Jobs
  metadata: Metadata
  clock?: Clock
}

export interface UploadedImport {
  record: ImportRecord
  /** The first rows below the header. */
  sample: string[][]
  suggestedMapping: ImportMapping
}

/** What a person chose about a file: how its text is read, or which sheet. */
export type ChosenFormat = Partial<FileFormat> & { sheet?: string }

/** How a sheet was written as CSV. */
const SHEET_FORMAT: FileFormat = { encoding: 'utf-8', delimiter: ',' }

/** 1 GiB: a million rows of a hundred columns. */
export const MAX_IMPORT_BYTES = 1024 ** 3
const SAMPLE = 20

/** States in which the file may be (re)started: what is done already stays done. */
const STARTABLE: ImportState[] = ['ready', 'cancelled', 'failed']
const ENDED: ImportState[] = ['done', 'cancelled', 'failed']

/** Imports from the upload to the undo. Bound as a singleton. */
export class Imports {
  readonly rows: ImportRows
  readonly #services: ImportServices
  readonly #engine: ImportEngine
  readonly #undo: ImportUndo
  readonly #clock: Clock

  constructor(services: ImportServices) {
    this.#services = services
    this.#clock = services.clock ?? (() => new Date())
    this.rows = new ImportRows(services.database)
    this.#engine = new ImportEngine({
      ...services,
      rows: this.rows,
      metadata: () => services.metadata.current(),
    })
    this.#undo = new ImportUndo(services.database, services.records, this.rows)
  }

  /** Stores a file and takes it in. */
  async upload(
    actor: Actor,
    entity: string,
    stream: Readable,
    file: { name: string; mime?: string },
    chosen: ChosenFormat = {}
  ): Promise<UploadedImport> {
    this.#importable(actor, entity)
    const options = { ...file, maxBytes: MAX_IMPORT_BYTES, actor }
    return this.take(actor, entity, await this.#services.files.put(stream, options), chosen)
  }

  /**
   * Takes a stored file in: goes over all of it, so that a file that cannot be read to its end is refused now, and removed.
   *
   * @throws E_IMPORT_… for the file; E_UNKNOWN_ENTITY, E_FORBIDDEN without the privilege `import`
   */
  async take(
    actor: Actor,
    entity: string,
    received: StoredFile,
    { sheet, ...chosen }: ChosenFormat = {}
  ): Promise<UploadedImport> {
    const { files } = this.#services
    let stored = received
    try {
      const definition = this.#importable(actor, entity)
      stored = await this.#asText(actor, received, sheet)
      const path = await files.pathOf(stored)
      const hints = stored === received ? chosen : SHEET_FORMAT
      const { rows: rowsTotal, ...format } = await inspectFile(path, stored.mime, hints)
      const [header = [], ...sample] = await this.#sample(path, format)
      const columns = columnNames(header)
      const id = await this.rows.insert({
        ...format,
        entity,
        columns,
        rowsTotal,
        userId: actor.userId,
        fileId: stored.id,
        fileName: received.name,
        createdAt: this.#clock().getTime(),
      })
      const suggestedMapping = this.#suggest(actor, definition, columns)
      return { record: await this.rows.find(id), sample, suggestedMapping }
    } catch (error) {
      await files.remove(stored.id)
      throw error
    }
  }

  /**
   * A workbook's sheet as a CSV file in its place, so that there is one way of reading behind it; every other file as it is.
   *
   * @throws E_IMPORT_SHEET_…
   */
  async #asText(actor: Actor, file: StoredFile, sheet: string | undefined): Promise<StoredFile> {
    const { files } = this.#services
    const path = await files.pathOf(file)
    if (!(await isWorkbook(path))) return file
    const content = Readable.from(sheetAsCsv(path, sheet), { objectMode: false })
    const options = { name: `${file.name}.csv`, mime: 'text/csv', maxBytes: MAX_IMPORT_BYTES }
    const made = await files.put(content, { ...options, actor })
    await files.remove(file.id)
    return made
  }

  /** @throws E_NOT_FOUND, E_IMPORT_NOT_READY once it runs, E_VALIDATION with everything that is wrong */
  async configure(
    actor: Actor,
    id: number,
    mapping: ImportMapping,
    options: ImportOptions
  ): Promise<ImportRecord> {
    const record = await this.find(actor, id)
    const entity = this.#importable(actor, record.entity)
    const metadata = this.#services.metadata.current()
    const { columns } = record
    const issues = checkMapping(mapping, options, { entity, columns, metadata, actor })
    if (issues.length > 0) throw new E_VALIDATION({}, issues)
    for (const privilege of this.#privileges(options))
      requirePrivilege(actor, entity.name, privilege)
    const changed = await this.rows.change(id, ['uploaded', 'ready'], {
      state: 'ready',
      mapping: JSON.stringify(mapping),
      options: JSON.stringify(options),
    })
    if (!changed) throw new E_IMPORT_NOT_READY({ state: record.state })
    return this.rows.find(id)
  }

  async preview(actor: Actor, origin: Origin, id: number): Promise<PreviewRow[]> {
    return this.#engine.preview(await this.find(actor, id), actor, origin)
  }

  /** Starts it as a job, or goes on where it was cancelled or failed. */
  async start(actor: Actor, id: number, title: string): Promise<ImportRecord> {
    const record = await this.find(actor, id)
    this.#importable(actor, record.entity)
    await this.#enqueue(record, STARTABLE, 'running', 'core.import', title)
    return this.rows.find(id)
  }

  /** @throws E_IMPORT_NOT_UNDOABLE unless it has ended and was not undone; E_FORBIDDEN without the privilege `delete` */
  async undo(actor: Actor, id: number, title: string): Promise<ImportRecord> {
    const record = await this.find(actor, id)
    if (record.counts.created > 0) requirePrivilege(actor, record.entity, 'delete')
    if (!ENDED.includes(record.state)) throw new E_IMPORT_NOT_UNDOABLE({ state: record.state })
    await this.#enqueue(record, ENDED, 'undoing', 'core.import_undo', title)
    return this.rows.find(id)
  }

  /** @throws E_NOT_FOUND also for the import of somebody else */
  async find(actor: Actor, id: number): Promise<ImportRecord> {
    const record = await this.rows.find(id)
    if (actor.kind !== 'system' && record.userId !== actor.userId) {
      throw new E_NOT_FOUND({ what: 'import' })
    }
    return this.#settled(record)
  }

  async list(actor: Actor): Promise<ImportRecord[]> {
    const records = await this.rows.list(actor.kind === 'system' ? null : actor.userId, 100)
    return Promise.all(records.map((record) => this.#settled(record)))
  }

  /** Runs it here: the job's handler and the command line. May be called again after a kill. */
  async run(id: number, options: RunOptions): Promise<ImportRecord> {
    const record = await this.rows.find(id)
    if (record.state !== 'running') return record
    const { files, metadata } = this.#services
    await this.#ending(record, 'done', options, async () => {
      const path = await files.pathOf(await files.find(record.fileId))
      await createMissingChoices(metadata, path, record, options.actor, options.origin)
      await this.#engine.run(record, options)
    })
    return this.rows.find(id)
  }

  async runUndo(id: number, options: RunOptions): Promise<ImportRecord> {
    const record = await this.rows.find(id)
    if (record.state !== 'undoing') return record
    await this.#ending(record, 'undone', options, () =>
      this.#undo.run(record, this.#clock, options)
    )
    return this.rows.find(id)
  }

  /** Marks it as running without a job: the command line runs it itself. */
  async begin(actor: Actor, id: number): Promise<ImportRecord> {
    const record = await this.find(actor, id)
    const states: ImportState[] = [...STARTABLE, 'running']
    const begun = await this.rows.change(id, states, { state: 'running', error: null })
    if (!begun) throw new E_IMPORT_NOT_READY({ state: record.state })
    return this.rows.find(id)
  }

  /** Sees the work to its end and writes the state. A stopping process leaves it as it is: somebody goes on with it. */
  async #ending(
    record: ImportRecord,
    end: ImportState,
    { signal }: RunOptions,
    work: () => Promise<void>
  ): Promise<void> {
    const finish = (state: ImportState) =>
      this.rows.change(record.id, [record.state], {
        state,
        finished_at: this.#clock().getTime(),
      })
    try {
      await work()
    } catch (error) {
      const reason: unknown = signal.reason
      if (reason instanceof JobAborted && reason.reason === 'cancelled') await finish('cancelled')
      throw error
    }
    await finish(end)
  }

  async #enqueue(
    record: ImportRecord,
    from: readonly ImportState[],
    state: ImportState,
    job: 'core.import' | 'core.import_undo',
    title: string
  ): Promise<void> {
    const { database, jobs } = this.#services
    await database.transaction(async (trx) => {
      const changed = await this.rows.change(
        record.id,
        from,
        { state, error: null, finished_at: null },
        trx
      )
      if (!changed) throw new E_IMPORT_NOT_READY({ state: record.state })
      const jobId = await jobs.enqueue(
        trx,
        job,
        { importId: record.id },
        {
          key: `import:${record.id}`,
          unique: 'unfinished',
          title,
          ...(record.userId > 0 ? { userId: record.userId } : {}),
        }
      )
      await trx('imports').where('id', record.id).update({ job_id: jobId })
    })
  }

  /** An import whose job was cancelled before it began, or was given up, has ended too. */
  async #settled(record: ImportRecord): Promise<ImportRecord> {
    if (record.jobId === null || !['running', 'undoing'].includes(record.state)) return record
    const job = await this.#services.jobs.rows.find(record.jobId)
    const ended: JobState[] = ['cancelled', 'failed']
    if (job && !ended.includes(job.state)) return record
    await this.rows.change(record.id, [record.state], {
      state: job?.state === 'cancelled' ? 'cancelled' : 'failed',
      error: job?.error ? JSON.stringify({ code: job.error.code, params: job.error.params }) : null,
      finished_at: job?.finishedAt ?? this.#clock().getTime(),
    })
    return this.rows.find(record.id)
  }

  #privileges({ mode }: ImportOptions): ('create' | 'update')[] {
    if (mode === 'create') return ['create']
    return mode === 'update' ? ['update'] : ['create', 'update']
  }

  #importable(actor: Actor, name: string): EntityDefinition {
    const entity = this.#services.metadata.current().entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    requirePrivilege(actor, name, 'import')
    if (entity.systemManaged && actor.kind !== 'system') {
      throw new E_IMPORT_SYSTEM_ENTITY({ entity: name })
    }
    if (
      actor.access.depth(name, 'create') === 'none' &&
      actor.access.depth(name, 'update') === 'none'
    ) {
      throw new E_FORBIDDEN({ what: `${name}.create` })
    }
    return entity
  }

  #suggest(actor: Actor, entity: EntityDefinition, columns: readonly string[]): ImportMapping {
    const { entity: entities } = this.#services.metadata.current()
    return suggestMapping(
      columns,
      entity,
      (target) => entities.get(target)?.titleField,
      (field) => actor.access.field(entity.name, field) === 'write'
    )
  }

  async #sample(path: string, format: FileFormat): Promise<string[][]> {
    for await (const rows of readCsv(path, format, SAMPLE + 1)) return rows.map((row) => row.cells)
    return []
  }
}
