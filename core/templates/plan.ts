import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { Access } from '#core/security/types'
import type { PathUse } from '#core/templates/types'

/** What a template reads, resolved against the definitions: which paths to select and which lists to query. Pure. */

type Entities = ReadonlyMap<string, EntityDefinition>

interface Step {
  entity: string
  field: string
}
export interface PlannedPath {
  path: string
  field: FieldDefinition
  /** Every field on the way, the last one included. */
  steps: Step[]
}
export interface PlannedList {
  /** As the template names it: `calls`, `customer.cases`. */
  path: string
  /** The look-up on the way to it; null where the record itself owns the list. */
  owner: PlannedPath | null
  steps: Step[]
  target: string
  inverse: string
  cells: Map<string, PlannedPath>
}
export interface ReadPlan {
  entity: string
  cells: Map<string, PlannedPath>
  lists: Map<string, PlannedList>
}

export interface PlanFault {
  code: 'E_UNKNOWN_FIELD' | 'E_TEMPLATE_NOT_A_LIST' | 'E_TEMPLATE_NESTED_LISTS'
  use: PathUse
  params: Record<string, string>
}

function resolve(entities: Entities, entity: string, path: string): PlannedPath | null {
  const steps: Step[] = []
  const names = path.split('.')
  let at = entities.get(entity)
  for (const [index, name] of names.entries()) {
    const field: FieldDefinition | undefined = at && !at.removed ? fieldOf(at, name) : undefined
    if (!at || !field) return null
    steps.push({ entity: at.name, field: name })
    if (index === names.length - 1) return { path, field, steps }
    if (field.type !== 'lookup') return null
    at = entities.get(field.target)
  }
  return null
}

/** Everything a template reads, and every path that leads nowhere. */
export function planReads(
  entities: Entities,
  entity: string,
  uses: readonly PathUse[]
): { plan: ReadPlan; faults: PlanFault[] } {
  const plan: ReadPlan = { entity, cells: new Map(), lists: new Map() }
  const faults: PlanFault[] = []
  for (const use of uses) {
    const fault = use.list === null ? ofRecord(entities, plan, use) : ofList(entities, plan, use)
    if (fault) faults.push(fault)
  }
  return { plan, faults }
}

function ofRecord(entities: Entities, plan: ReadPlan, use: PathUse): PlanFault | null {
  const found = resolve(entities, plan.entity, use.path)
  if (!found) return unknown(use, plan.entity)
  if (found.field.type === 'one_to_many') listOf(entities, plan, found)
  else plan.cells.set(found.path, found)
  return null
}

function ofList(entities: Entities, plan: ReadPlan, use: PathUse): PlanFault | null {
  const path = use.list ?? ''
  const found = resolve(entities, plan.entity, path)
  if (!found) return unknown({ ...use, path }, plan.entity)
  const list = listOf(entities, plan, found)
  if (!list) return { code: 'E_TEMPLATE_NOT_A_LIST', use, params: { field: path } }
  const cell = resolve(entities, list.target, use.path)
  if (!cell) return unknown(use, list.target)
  if (cell.field.type === 'one_to_many') {
    return { code: 'E_TEMPLATE_NESTED_LISTS', use, params: {} }
  }
  list.cells.set(cell.path, cell)
  return null
}

function listOf(entities: Entities, plan: ReadPlan, found: PlannedPath): PlannedList | null {
  const { path, field, steps } = found
  if (field.type !== 'one_to_many') return null
  const known = plan.lists.get(path)
  if (known) return known
  const { target, inverse } = field
  const way = path.split('.').slice(0, -1).join('.')
  const owner = way === '' ? null : resolve(entities, plan.entity, way)
  const list: PlannedList = { path, owner, steps, target, inverse, cells: new Map() }
  plan.lists.set(path, list)
  return list
}

const unknown = (use: PathUse, entity: string): PlanFault => ({
  code: 'E_UNKNOWN_FIELD',
  use,
  params: { entity, field: use.path },
})

/**
 * Whether somebody may read what lies at the end of a way: every entity on it, every look-up plainly, the last field at least
 * masked. The record engine would refuse the whole query otherwise.
 */
export function mayRead(access: Access, steps: readonly Step[]): boolean {
  return steps.every(({ entity, field }, index) => {
    if (access.depth(entity, 'read') === 'none') return false
    const level = isSystemField(field) ? 'read' : access.field(entity, field)
    if (index < steps.length - 1) return level === 'read' || level === 'write'
    return level !== 'none'
  })
}

/** Whether the rows of a list may be asked for: the link back is filtered by, hence must be readable plainly. */
export function mayList(access: Access, list: PlannedList): boolean {
  const level = access.field(list.target, list.inverse)
  const plain = level === 'read' || level === 'write'
  return plain && mayRead(access, list.steps) && access.depth(list.target, 'read') !== 'none'
}
