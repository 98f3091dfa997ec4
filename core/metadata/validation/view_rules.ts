import type { EntityDefinition, FieldDefinition, ViewDefinition } from '#core/metadata/types'
import {
  CALENDAR_MODES,
  CHART_KINDS,
  COLOURS,
  PRESENTATIONS,
  VIEW_BOUNDS,
  VIEW_BUCKETS,
  VIEW_FUNCTIONS,
  type ViewPresentation,
} from '#core/metadata/view_types'
import { isObject } from '#core/metadata/layers/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { checkFilter, resolvePath } from '#core/metadata/validation/path_rules'
import { isNumeric, isTemporal } from '#core/metadata/field_types/shapes'
import { isTextList } from '#core/metadata/validation/shape'

const BOARD_FIELDS = new Set(['choice', 'boolean', 'lookup'])

type Fits = (field: FieldDefinition) => boolean
const isDate: Fits = isTemporal

function oneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value)
}

/** Rules for one view; holds what every check needs. */
class ViewRules {
  constructor(
    private issues: IssueList,
    private context: ValidationContext,
    private entity: EntityDefinition
  ) {}

  /** The field at a path, with an issue where there is none. */
  field(path: unknown, at: string): FieldDefinition | null {
    const text = typeof path === 'string' ? path : ''
    const field = resolvePath(this.context, this.entity, text)
    const params = { entity: this.entity.name, field: text }
    this.issues.require(field !== null, 'E_UNKNOWN_FIELD', at, params)
    return field
  }

  fitting(path: unknown, at: string, code: string, fits: Fits): FieldDefinition | null {
    const field = this.field(path, at)
    if (!field) return null
    return this.issues.require(fits(field), code, at, { field: String(path) }) ? field : null
  }

  optional(path: unknown, at: string, code?: string, fits?: Fits): void {
    if (path === undefined) return
    if (code && fits) this.fitting(path, at, code, fits)
    else this.field(path, at)
  }

  /** A list within its bound, or none. */
  list(value: unknown, at: string, max: number): unknown[] {
    if (value === undefined) return []
    if (!this.issues.require(Array.isArray(value), 'E_WRONG_TYPE', at)) return []
    const items = value as unknown[]
    this.issues.require(items.length <= max, 'E_VIEW_TOO_MANY', at, { max })
    return items.slice(0, max)
  }

  group(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    const groupable: Fits = ({ type }) =>
      this.context.types.has(type) && this.context.types.get(type).groupable
    const field = this.fitting(value.path, `${at}.path`, 'E_NOT_GROUPABLE', groupable)
    if (value.by === undefined || !field) return
    const fits = isDate(field) && oneOf(VIEW_BUCKETS, value.by)
    this.issues.require(fits, 'E_VIEW_BUCKET', `${at}.by`)
  }

  aggregate(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    const known = oneOf(VIEW_FUNCTIONS, value.fn)
    if (!this.issues.require(known, 'E_NOT_AGGREGABLE', `${at}.fn`, { field: '' })) return
    if (value.fn === 'count') return
    const ordered = value.fn === 'min' || value.fn === 'max'
    const fits: Fits = (field) => isNumeric(field) || (ordered && isDate(field))
    this.fitting(value.path, `${at}.path`, 'E_NOT_AGGREGABLE', fits)
  }

  colour(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    this.issues.require(oneOf(COLOURS, value.colour), 'E_VIEW_COLOUR', `${at}.colour`)
    checkFilter(this.issues, this.context, this.entity, value.filter, `${at}.filter`)
    const overRelation = asksOverRelation(value.filter)
    this.issues.require(!overRelation, 'E_COLOUR_RELATION', `${at}.filter`)
    this.optional(value.column, `${at}.column`)
  }

  board(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    const own: Fits = (field) => BOARD_FIELDS.has(field.type) && !String(value.by).includes('.')
    this.fitting(value.by, `${at}.by`, 'E_VIEW_BOARD_FIELD', own)
    this.optional(value.title, `${at}.title`)
    this.optional(value.subtitle, `${at}.subtitle`)
    this.optional(value.sum, `${at}.sum`, 'E_NOT_AGGREGABLE', isNumeric)
    for (const [index, path] of this.list(
      value.fields,
      `${at}.fields`,
      VIEW_BOUNDS.cardFields
    ).entries())
      this.field(path, `${at}.fields.${index}`)
    const hidden = this.list(value.hidden, `${at}.hidden`, VIEW_BOUNDS.hidden)
    this.issues.require(isTextList(hidden), 'E_WRONG_TYPE', `${at}.hidden`)
  }

  calendar(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    const own: Fits = (field) => isDate(field) && !String(value.start).includes('.')
    const start = this.fitting(value.start, `${at}.start`, 'E_VIEW_DATE_FIELD', own)
    const same: Fits = (field) => field.type === start?.type && !String(value.end).includes('.')
    if (start) this.optional(value.end, `${at}.end`, 'E_VIEW_DATE_FIELD', same)
    this.optional(value.title, `${at}.title`)
    this.optional(
      value.colour,
      `${at}.colour`,
      'E_VIEW_COLOUR_FIELD',
      ({ type }) => type === 'choice'
    )
    const fine = value.mode === undefined || oneOf(CALENDAR_MODES, value.mode)
    this.issues.require(fine, 'E_WRONG_TYPE', `${at}.mode`)
  }

  chart(value: unknown, at: string): void {
    if (!this.issues.require(isObject(value), 'E_WRONG_TYPE', at) || !isObject(value)) return
    this.issues.require(oneOf(CHART_KINDS, value.kind), 'E_VIEW_CHART', `${at}.kind`)
    this.group(value.group, `${at}.group`)
    if (value.series !== undefined) this.group(value.series, `${at}.series`)
    this.aggregate(value.measure, `${at}.measure`)
  }
}

/** `some` and `none` ask other rows, which a colour rule has not at hand. */
function asksOverRelation(filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.some(asksOverRelation)
  if (!isObject(filter)) return false
  if ('some' in filter || 'none' in filter) return true
  return asksOverRelation(filter.and) || asksOverRelation(filter.or) || asksOverRelation(filter.not)
}

/** Checks how a view presents its records. */
export function checkPresentation(
  issues: IssueList,
  context: ValidationContext,
  entity: EntityDefinition,
  view: ViewPresentation & Pick<ViewDefinition, 'columns'>
): void {
  const rules = new ViewRules(issues, context, entity)
  const { presentation = 'list' } = view
  if (issues.require(oneOf(PRESENTATIONS, presentation), 'E_VIEW_PRESENTATION', 'presentation')) {
    const present = presentation === 'list' || view[presentation] !== undefined
    issues.require(present, 'E_VIEW_SETTINGS', presentation, { presentation })
  }
  rules.list(view.columns, 'columns', VIEW_BOUNDS.columns)
  rules.list(view.group, 'group', VIEW_BOUNDS.groups).forEach((group, at) => {
    rules.group(group, `group.${at}`)
  })
  rules.list(view.aggregates, 'aggregates', VIEW_BOUNDS.aggregates).forEach((item, at) => {
    rules.aggregate(item, `aggregates.${at}`)
  })
  rules.list(view.colours, 'colours', VIEW_BOUNDS.colours).forEach((rule, at) => {
    rules.colour(rule, `colours.${at}`)
  })
  if (view.board !== undefined) rules.board(view.board, 'board')
  if (view.calendar !== undefined) rules.calendar(view.calendar, 'calendar')
  if (view.chart !== undefined) rules.chart(view.chart, 'chart')
}

/** A shipped view is for everyone or for the holders of roles. */
export function checkRoleAudience(
  issues: IssueList,
  context: ValidationContext,
  audience: unknown
): void {
  if (audience === undefined) return
  const roles = isObject(audience) ? audience.roles : undefined
  if (!issues.require(isTextList(roles), 'E_WRONG_TYPE', 'audience.roles')) return
  for (const role of roles as string[]) {
    const known = context.definitions.role.has(role)
    issues.require(known, 'E_VIEW_ROLE', 'audience.roles', { role })
  }
}
