import type {
  ChoiceListDefinition,
  EntityDefinition,
  FieldDefinition,
  FormDefinition,
  Json,
  JsonPrimitive,
  Language,
  ViewDefinition,
} from '#core/metadata/types'
import type { ViewPresentation } from '#core/metadata/view_types'
import type { Filter, RecordRow, RecordValue, Reference, Sort } from '#core/records/types'

export type {
  AggregateQuery,
  AggregateRow,
  Filter,
  RecordPage,
  RecordQuery,
  RecordRow,
  Reference,
  Sort,
} from '#core/records/types'

export interface SessionUser {
  id: number
  name: string
  login: string
  language: Language
  calendar: 'persian' | 'gregory'
  timeZone: string
  theme: 'light' | 'dark' | 'system'
}
export interface SessionInfo {
  user: SessionUser
  roles: string[]
  permissions: string[]
  csrf: string
  /** Names of the roles as which the application is looked at. */
  preview?: string[]
}

export interface EntityAccess {
  create: boolean
  read: boolean
  update: boolean
  delete: boolean
  export: boolean
  import: boolean
}
export type ReadableField = FieldDefinition & { access?: 'masked' | 'read' | 'write' }
export type ReadableEntity = Omit<EntityDefinition, 'fields'> & {
  access: EntityAccess
  fields: Record<string, ReadableField>
  /** Columns that every entity has (owner, created…); put there by the metadata store. */
  systemFields?: Record<string, FieldDefinition>
}
/** What the signed-in person may see of the metadata. */
export interface MetadataAnswer {
  version: string
  entities: Record<string, ReadableEntity>
  choiceLists: Record<string, ChoiceListDefinition>
  views: Record<string, ViewDefinition>
  forms: Record<string, FormDefinition>
  systemFields: Record<string, FieldDefinition>
}

/** For whom a saved view is. */
export interface ViewAudience {
  kind: 'personal' | 'people' | 'roles' | 'everyone'
  users?: number[]
  teams?: number[]
  roles?: string[]
}
export interface SavedView extends ViewPresentation {
  id: number
  entity: string
  label: string
  columns: { path: string; width?: number }[]
  filter: Filter | null
  sort: Sort[]
  shared: boolean
  audience: ViewAudience
  /** Whether the reader may change it. */
  mine: boolean
  /** Asks for a field that its owner may no longer filter by. */
  broken?: boolean
}

export interface RecordAnswer {
  record: RecordRow
  access?: { update: boolean; delete: boolean }
}
/** One field of one change, or a change without fields (creation, deletion). */
export interface HistoryLine {
  at: string
  by: Reference | null
  action: HistoryItem['action']
  field: string | null
  from: RecordValue
  to: RecordValue
}
export interface HistoryItem {
  at: string
  by: Reference | null
  action: 'created' | 'updated' | 'deleted' | 'restored'
  changes: { field: string; from: RecordValue; to: RecordValue }[]
}
export interface TimelineItem {
  at: string
  kind: string
  entity: string
  id: number
  title: string | null
  record: Record<string, Json>
}
export interface FoundRecord {
  entity: string
  id: number
  label: string | null
  subtitle: string | null
}
export type LookupResult = Omit<FoundRecord, 'entity'>
/** A part of a text, from (included) to (excluded). */
export type TextSpan = readonly [number, number]
export interface SearchHit extends FoundRecord {
  labelSpans: TextSpan[]
  subtitleSpans: TextSpan[]
  /** Where it was found beside title and second line. */
  match: { field: string; text: string; spans: TextSpan[] } | null
}
export interface SearchGroup {
  entity: string
  /** `capped`: there are more. */
  count: number
  capped: boolean
  results: SearchHit[]
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export interface JobInfo {
  id: number
  name: string
  title: string | null
  state: JobState
  done: number
  total: number | null
  note: string | null
  startedAt: string | null
  finishedAt: string | null
  secondsLeft: number | null
  result: Json
  error: { code: string; message: string } | null
}
export interface Notification {
  id: number
  kind: string
  /** In the reader's language. */
  text: string
  link: string | null
  createdAt: string
  readAt: string | null
}
export interface StoredFile {
  id: number
  name: string
  bytes: number
  mime: string
}
export interface BulkAnswer {
  changed: number
  failed: { id: number; code: string; message?: string }[]
}
export interface DuplicateCandidate {
  entity: string
  id: number
  label: string | null
  /** Keys of the texts that say why, strongest first. */
  reasons: string[]
  /** Fields whose values are alike, those that say most first; some of a list may be. */
  alike?: string[][]
  /** The record that is entered will be refused. */
  blocks?: boolean
}

/** The body of every error answer. */
export interface ErrorBody {
  error: {
    code: string
    message: string
    params?: Record<string, JsonPrimitive>
    details?: {
      path: string
      code: string
      message: string
      params?: Record<string, JsonPrimitive>
    }[]
    request_id?: string
  }
}
