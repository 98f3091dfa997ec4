import type { Json } from '#core/metadata/types'
import { client } from './client.js'
import type { JobInfo } from './types.js'

export interface ImportSource {
  columns?: string[]
  separator?: string
  constant?: Json
  dateFormat?: string
  choices?: Record<string, string>
  lookup?: { by: string; entity?: string }
}
export interface ImportFieldMapping {
  field: string
  sources: ImportSource[]
  createChoices?: boolean
  missing?: 'error' | 'empty'
}
export interface ImportMapping {
  fields: ImportFieldMapping[]
}
export interface ImportOptions {
  mode: 'create' | 'update' | 'upsert'
  key?: string
  dateOrder?: 'dmy' | 'mdy'
  emptyClears?: boolean
}
export type ImportState =
  'uploaded' | 'ready' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'
export interface ImportInfo {
  id: number
  entity: string
  fileName: string
  state: ImportState
  encoding: string
  delimiter: string
  columns: string[]
  mapping: ImportMapping | null
  options: ImportOptions | null
  rows: number
  counts: { rows: number; created: number; updated: number; unchanged: number; failed: number }
  job: JobInfo | null
  error: { code: string; message: string } | null
  createdAt: string
  finishedAt: string | null
  undoRefused?: number
}
export interface UploadedImport extends ImportInfo {
  sample: string[][]
  suggestedMapping: ImportMapping
}
export interface PreviewRow {
  line: number
  action: 'create' | 'update' | 'unchanged' | 'error'
  recordId: number | null
  values: Record<string, Json>
  issues: { field: string | null; column: string | null; code: string; message: string }[]
}
export interface ImportPreview {
  counts: { create: number; update: number; unchanged: number; error: number }
  rows: PreviewRow[]
}

const one = (body: { import: ImportInfo }): ImportInfo => body.import

/** Imports from the upload to the undo. */
export const importsApi = {
  list: () => client.get<{ imports: ImportInfo[] }>('/api/imports').then((body) => body.imports),
  get: (id: number) => client.get<{ import: ImportInfo }>(`/api/imports/${id}`).then(one),
  upload(
    entity: string,
    file: File,
    onProgress: (sent: number, total: number) => void,
    sheet: string | null = null
  ) {
    const form = new FormData()
    form.set('entity', entity)
    if (sheet !== null) form.set('sheet', sheet)
    form.set('file', file)
    return client
      .upload<{ import: UploadedImport }>('/api/imports', form, onProgress)
      .then((body) => body.import)
  },
  configure: (id: number, mapping: ImportMapping, options: ImportOptions) =>
    client.put<{ import: ImportInfo }>(`/api/imports/${id}`, { mapping, options }).then(one),
  preview: (id: number) => client.post<ImportPreview>(`/api/imports/${id}/preview`),
  start: (id: number) => client.post<{ import: ImportInfo }>(`/api/imports/${id}/start`).then(one),
  undo: (id: number) => client.post<{ import: ImportInfo }>(`/api/imports/${id}/undo`).then(one),
  errorsAddress: (id: number) => `/api/imports/${id}/errors.csv`,
  undoErrorsAddress: (id: number) => `/api/imports/${id}/undo.csv`,
}
