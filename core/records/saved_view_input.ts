/** What a person sends of a view to be saved, read and checked before anything is written. Pure. */
import type { ErrorDetail } from '#core/errors/coded_error'
import { E_VALIDATION } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { IssueList } from '#core/metadata/validation/context'
import { checkPresentation } from '#core/metadata/validation/view_rules'
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import { VIEW_BOUNDS, type ViewPresentation } from '#core/metadata/view_types'
import type { Filter, Sort } from '#core/records/types'

/** For whom a saved view is: `people` names users and teams. */
export const AUDIENCE_KINDS = ['personal', 'people', 'roles', 'everyone'] as const
export interface SavedViewAudience {
  kind: (typeof AUDIENCE_KINDS)[number]
  users?: number[]
  teams?: number[]
  roles?: string[]
}
export interface SavedViewColumn {
  path: string
  width?: number
}
export interface SavedViewInput extends ViewPresentation {
  entity: string
  label: string
  columns: SavedViewColumn[]
  filter: Filter | null
  sort: Sort[]
  /** Whether anybody but its maker sees it: what `audience` says more exactly. */
  shared: boolean
  audience: SavedViewAudience
}

const PRESENTATION_KEYS = [
  'presentation',
  'group',
  'aggregates',
  'colours',
  'board',
  'calendar',
  'chart',
] as const satisfies readonly (keyof ViewPresentation)[]
const MAX_LABEL = 120
/** A view is a page of settings, not a place to keep files. */
const MAX_CONTENT = 60_000

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function ids(value: unknown): number[] {
  const given: unknown[] = Array.isArray(value) ? value.slice(0, VIEW_BOUNDS.audience) : []
  return [
    ...new Set(given.filter((id): id is number => Number.isSafeInteger(id) && Number(id) > 0)),
  ]
}

function names(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value.slice(0, VIEW_BOUNDS.audience) : []
  return [...new Set(given.filter((name): name is string => typeof name === 'string'))]
}

/** Bodies of before audiences say only `shared`. */
function readAudience(body: Record<string, unknown>, issues: ErrorDetail[]): SavedViewAudience {
  const { audience } = body
  if (audience === undefined) return { kind: body.shared === true ? 'everyone' : 'personal' }
  const given = (typeof audience === 'object' ? audience : null) as Record<string, unknown> | null
  const kind = AUDIENCE_KINDS.find((known) => known === given?.kind)
  const [users, teams, roles] = [ids(given?.users), ids(given?.teams), names(given?.roles)]
  const named = kind === 'people' ? users.length + teams.length : roles.length
  if (!kind || ((kind === 'people' || kind === 'roles') && named === 0)) {
    issues.push({ path: 'audience', code: 'E_VIEW_AUDIENCE' })
    return { kind: 'personal' }
  }
  if (kind === 'people') return { kind, users, teams }
  return kind === 'roles' ? { kind, roles } : { kind }
}

function readColumns(body: Record<string, unknown>, issues: ErrorDetail[]): SavedViewColumn[] {
  const columns: SavedViewColumn[] = []
  const given: unknown[] = Array.isArray(body.columns) ? body.columns : []
  given.slice(0, VIEW_BOUNDS.columns).forEach((item, index) => {
    const column = item as { path?: unknown; width?: unknown } | null
    if (typeof column?.path !== 'string') {
      issues.push({ path: `columns.${index}`, code: 'E_QUERY_PATH' })
      return
    }
    const width = typeof column.width === 'number' ? Math.round(column.width) : undefined
    columns.push(width === undefined ? { path: column.path } : { path: column.path, width })
  })
  if (columns.length === 0) issues.push({ path: 'columns', code: 'E_REQUIRED' })
  return columns
}

/** Reads the shape. Throws E_VALIDATION with every fault. */
export function readSavedView(body: Record<string, unknown>): SavedViewInput {
  const issues: ErrorDetail[] = []
  const label = text(body.label)
  if (label === '') issues.push({ path: 'label', code: 'E_REQUIRED' })
  if (label.length > MAX_LABEL) {
    issues.push({ path: 'label', code: 'E_TEXT_TOO_LONG', params: { max: MAX_LABEL } })
  }
  const columns = readColumns(body, issues)
  const audience = readAudience(body, issues)
  const presentation: Record<string, unknown> = {}
  for (const key of PRESENTATION_KEYS) {
    if (body[key] !== undefined && body[key] !== null) presentation[key] = body[key]
  }
  const input: SavedViewInput = {
    entity: text(body.entity),
    label,
    columns,
    filter: (body.filter ?? null) as Filter | null,
    sort: (Array.isArray(body.sort) ? body.sort : []) as Sort[],
    shared: audience.kind !== 'personal',
    audience,
    ...(presentation as ViewPresentation),
  }
  if (JSON.stringify(input).length > MAX_CONTENT) {
    issues.push({ path: '', code: 'E_TEXT_TOO_LONG', params: { max: MAX_CONTENT } })
  }
  if (issues.length > 0) throw new E_VALIDATION({}, issues)
  return input
}

/** What is kept beside label and entity. */
export function contentOf(input: SavedViewInput) {
  const { columns, filter, sort, audience } = input
  const presentation: ViewPresentation = {}
  for (const key of PRESENTATION_KEYS) {
    if (input[key] !== undefined) Object.assign(presentation, { [key]: input[key] })
  }
  return { columns, filter, sort, audience, ...presentation }
}

/** Checks board, calendar, chart, groups and colours as those of shipped views are. Throws E_VALIDATION. */
export function checkSavedPresentation(
  input: SavedViewInput,
  entity: EntityDefinition,
  metadata: EffectiveMetadata,
  types: FieldTypes
): void {
  const list = new IssueList('view', input.label)
  const context = { definitions: metadata, types, permissions: null }
  try {
    checkPresentation(list, context, entity, input)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    list.add('E_WRONG_TYPE', '')
  }
  if (list.issues.length === 0) return
  const details = list.issues.map(({ path, code, params }) => ({
    path,
    code,
    ...(params ? { params } : {}),
  }))
  throw new E_VALIDATION({}, details)
}
