import app from '@adonisjs/core/services/app'
import type { ApiClient } from '@japa/api-client'
import { JobWorkers } from '#core/jobs/job_workers'
import type {
  ImportCounts,
  ImportMapping,
  ImportOptions,
  ImportState,
} from '#core/import_export/types'
import type { JobView } from '#core/jobs/types'
import { until } from '#tests/functional/jobs/job_harness'
import type { SignedIn } from '#tests/support/people'

export interface ImportAnswer {
  id: number
  state: ImportState
  encoding: string
  delimiter: string
  columns: string[]
  rows: number
  sample: string[][]
  suggestedMapping: ImportMapping
  counts: ImportCounts
  job: JobView | null
  undoRefused: number
  error: { code: string; message: string } | null
}

/** Runs the jobs of the tests in this process; to be used as `group.setup`. */
export async function withWorkers(): Promise<() => Promise<void>> {
  const workers = await app.container.make(JobWorkers)
  workers.startWorker()
  return () => workers.stop()
}

/** The import over HTTP, as the browser does it. */
export class ImportClient {
  constructor(
    readonly client: ApiClient,
    readonly person: SignedIn
  ) {}

  request(method: string, path: string) {
    return this.client.request(path, method).headers(this.person.headers)
  }

  upload(entity: string, content: string | Buffer, more: Record<string, string> = {}) {
    const request = this.request('POST', '/api/imports')
      .file('file', Buffer.from(content), {
        filename: more.name ?? 'file.csv',
        contentType: 'text/csv',
      })
      .field('entity', entity)
    if (more.encoding) request.field('encoding', more.encoding)
    if (more.delimiter) request.field('delimiter', more.delimiter)
    return request
  }

  async uploaded(entity: string, content: string | Buffer, more: Record<string, string> = {}) {
    const response = await this.upload(entity, content, more)
    response.assertStatus(201)
    return response.body().import as ImportAnswer
  }

  async configured(
    entity: string,
    content: string | Buffer,
    mapping: ImportMapping,
    options: ImportOptions = { mode: 'create' }
  ) {
    const { id } = await this.uploaded(entity, content)
    const response = await this.request('PUT', `/api/imports/${id}`).json({ mapping, options })
    response.assertStatus(200)
    return id
  }

  async find(id: number): Promise<ImportAnswer> {
    const response = await this.request('GET', `/api/imports/${id}`)
    response.assertStatus(200)
    return response.body().import as ImportAnswer
  }

  async ended(id: number, ms = 60_000): Promise<ImportAnswer> {
    const ends = ['done', 'failed', 'cancelled', 'undone']
    await until('the import has ended', async () => ends.includes((await this.find(id)).state), ms)
    return this.find(id)
  }

  async imported(
    entity: string,
    content: string | Buffer,
    mapping: ImportMapping,
    options: ImportOptions = { mode: 'create' },
    ms = 60_000
  ): Promise<ImportAnswer> {
    const id = await this.configured(entity, content, mapping, options)
    const response = await this.request('POST', `/api/imports/${id}/start`)
    response.assertStatus(200)
    return this.ended(id, ms)
  }
}

/** Fields from columns of the same or another name. */
export function mapped(fields: Record<string, string>): ImportMapping {
  return {
    fields: Object.entries(fields).map(([field, column]) => ({
      field,
      sources: [{ columns: [column] }],
    })),
  }
}
