/**
 * Third stage of the query compiler: what the actor may see. Every entity that a query touches gets its row scope, every use
 * of a field is allowed, masked or refused. Nothing is emitted that has not passed here. Pure.
 */
import { E_FIELD_FORBIDDEN, E_FORBIDDEN } from '#core/errors/errors'
import type { Depth } from '#core/metadata/types'
import type { Access } from '#core/security/types'
import type { Deleted } from '#core/records/query/ast'
import type {
  FieldRef,
  Frame,
  OutputField,
  Resolved,
  ResolvedAggregate,
  ResolvedFilter,
  ResolvedGroup,
  Source,
  Usage,
  Use,
} from '#core/records/query/resolve'
import { isSystemField } from '#core/records/system_fields'

type Grants = Pick<Access, 'depth' | 'field'>

export interface AuthorisedOutput extends OutputField {
  masked: boolean
  /** Titles that may be shown; `masked` per title. */
  shown: ShownTitle[]
}
export interface ShownTitle {
  entity: string
  title: FieldRef
  masked: boolean
}
export interface AuthorisedGroup extends ResolvedGroup {
  shown: ShownTitle[]
}

/** Row scope of each source that is part of the statement. Sources without one are not joined at all. */
export type Scopes = Map<Source, Depth>

export interface Authorised extends Omit<Resolved, 'output'> {
  output: AuthorisedOutput[]
  scopes: Scopes
}
export interface AuthorisedAggregate extends Omit<ResolvedAggregate, 'group'> {
  group: AuthorisedGroup[]
  scopes: Scopes
}

function levelOf(access: Grants, ref: FieldRef) {
  if (isSystemField(ref.name)) return 'read'
  return access.field(ref.source.entity.name, ref.name)
}

function refuse(ref: FieldRef, at: string): never {
  const params = { entity: ref.source.entity.name, field: ref.name }
  throw new E_FIELD_FORBIDDEN(params, [{ path: at, code: 'E_FIELD_FORBIDDEN', params }])
}

/** Only a plain selection may show a masked field: filtering, sorting or grouping by it would tell its value. */
function allow(access: Grants, use: Use): void {
  const level = levelOf(access, use.ref)
  const hidden = level === 'none' || (level === 'masked' && use.usage !== ('select' as Usage))
  if (hidden || access.depth(use.ref.source.entity.name, 'read') === 'none') refuse(use.ref, use.at)
}

function shownTitles(access: Grants, titles: OutputField['titles']): ShownTitle[] {
  const shown: ShownTitle[] = []
  for (const { entity, title } of titles) {
    if (!title || access.depth(entity, 'read') === 'none') continue
    const level = levelOf(access, title)
    if (level !== 'none') shown.push({ entity, title, masked: level === 'masked' })
  }
  return shown
}

function framesOf(frame: Frame, filter: ResolvedFilter | null): Frame[] {
  const frames = [frame]
  const walk = (node: ResolvedFilter): void => {
    if (node.kind === 'all' || node.kind === 'any') node.items.forEach(walk)
    else if (node.kind === 'related') {
      frames.push(node.frame)
      walk(node.filter)
    }
  }
  if (filter) walk(filter)
  return frames
}

function scopesOf(access: Grants, frames: Frame[]): Scopes {
  const scopes: Scopes = new Map()
  for (const { root, joined } of frames) {
    for (const source of [root, ...joined]) {
      const depth = access.depth(source.entity.name, 'read')
      if (depth !== 'none') scopes.set(source, depth)
    }
  }
  return scopes
}

function common(access: Grants, resolved: Resolved | ResolvedAggregate, deleted: Deleted) {
  const { name } = resolved.frame.root.entity
  if (access.depth(name, 'read') === 'none') throw new E_FORBIDDEN({ what: name })
  if (deleted !== 'exclude' && access.depth(name, 'delete') === 'none') {
    throw new E_FORBIDDEN({ what: name })
  }
  for (const use of resolved.uses) allow(access, use)
  const frames = framesOf(resolved.frame, resolved.filter)
  for (const { root } of frames) {
    if (access.depth(root.entity.name, 'read') === 'none') {
      throw new E_FORBIDDEN({ what: root.entity.name })
    }
  }
  const search = resolved.search.filter((ref) => {
    const level = levelOf(access, ref)
    return level === 'read' || level === 'write'
  })
  return { search, scopes: scopesOf(access, frames) }
}

/** Throws E_FORBIDDEN for an entity, E_FIELD_FORBIDDEN for a field that the actor may not use in this way. */
export function authoriseQuery(resolved: Resolved, access: Grants, deleted: Deleted): Authorised {
  const { search, scopes } = common(access, resolved, deleted)
  const output: AuthorisedOutput[] = []
  for (const field of resolved.output) {
    const level = levelOf(access, field.ref)
    if (level === 'none') continue
    const masked = level === 'masked'
    output.push({ ...field, masked, shown: masked ? [] : shownTitles(access, field.titles) })
  }
  const sort = resolved.sort.filter(({ ref, implied }) => {
    const level = levelOf(access, ref)
    return !implied || level === 'read' || level === 'write'
  })
  return { ...resolved, search, scopes, output, sort }
}

/** As `authoriseQuery`. */
export function authoriseAggregate(
  resolved: ResolvedAggregate,
  access: Grants,
  deleted: Deleted
): AuthorisedAggregate {
  const { search, scopes } = common(access, resolved, deleted)
  const group = resolved.group.map((item) => ({ ...item, shown: shownTitles(access, item.titles) }))
  return { ...resolved, search, scopes, group }
}
