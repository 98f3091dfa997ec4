import type {
  Language,
  LocalizedText,
  TemplateDefinition,
  TemplateKind,
} from '#core/metadata/types'
import type { RecordQuery } from '#core/records/types'
import { client, queryString } from './client.js'

export interface TemplateListing {
  name: string
  entity: string
  kind: TemplateKind
  label: LocalizedText
  languages: Language[]
}
export type TemplatePart = 'subject' | 'text' | 'html'
export interface RenderedTemplate {
  kind: TemplateKind
  language: Language
  subject: string | null
  text: string | null
  html: string | null
  /** Paths that the reader may not read: they are written empty. */
  unreadable: string[]
}
export interface TemplateFault {
  part: TemplatePart
  language: Language
  line: number
  column: number
  code: string
  message: string
}
export interface TemplatePreview {
  faults: TemplateFault[]
  missing: { part: TemplatePart; language: Language }[]
  rendered: RenderedTemplate | null
}
export type TemplateSources = Pick<TemplateDefinition, 'kind' | 'entity' | TemplatePart>

export interface PrintAnswer {
  title: string
  /** The whole page, without fonts. */
  page: string
  language: Language
  dir: 'rtl' | 'ltr'
  unreadable: string[]
  cut: boolean
}
export interface PrintWish {
  template?: string
  language?: Language
}
type ListQuery = Omit<RecordQuery, 'entity'> & { select: string[] }

const print = (entity: string, id?: number) =>
  `/api/print/${encodeURIComponent(entity)}${id === undefined ? '' : `/${id}`}`

export const templatesApi = {
  list: (of: { entity?: string; kind?: TemplateKind } = {}) =>
    client
      .get<{ templates: TemplateListing[] }>(`/api/templates${queryString(of)}`)
      .then((body) => body.templates),
  preview: (
    sources: TemplateSources,
    record: number | null,
    language: Language,
    signal?: AbortSignal
  ) =>
    client.post<TemplatePreview>(
      '/api/templates/preview',
      { ...sources, language, ...(record === null ? {} : { record }) },
      signal ? { signal } : {}
    ),
  printOptions: (entity: string) =>
    client.get<{ pdf: boolean; templates: TemplateListing[] }>(print(entity)),
  printRecord: (entity: string, id: number, wish: PrintWish, signal?: AbortSignal) =>
    client.post<PrintAnswer>(print(entity, id), wish, signal ? { signal } : {}),
  printList: (entity: string, query: ListQuery, wish: PrintWish, signal?: AbortSignal) =>
    client.post<PrintAnswer>(print(entity), { query, ...wish }, signal ? { signal } : {}),
  recordPdf: (entity: string, id: number, wish: PrintWish) =>
    client.download(print(entity, id), { ...wish, format: 'pdf' }),
  listPdf: (entity: string, query: ListQuery, wish: PrintWish) =>
    client.download(print(entity), { query, ...wish, format: 'pdf' }),
}
