import type {
  ChoiceListDefinition,
  EffectiveMetadata,
  EntityDefinition,
  FieldAccessLevel,
  FieldDefinition,
  FormDefinition,
  Privilege,
  ViewDefinition,
} from '#core/metadata/types'
import type { Access } from '#core/security/types'
import { visibleForm } from '#core/metadata/visible_forms'
import { visibleContent } from '#core/metadata/visible_views'
import { SYSTEM_FIELD_DEFINITIONS } from '#core/records/system_fields'

const SHOWN = ['create', 'read', 'update', 'delete', 'assign', 'export', 'import'] as const

export type VisibleField = FieldDefinition & { access: Exclude<FieldAccessLevel, 'none'> }
export type VisibleEntity = Omit<EntityDefinition, 'fields' | 'table' | 'indexes' | 'summaries'> & {
  access: Record<(typeof SHOWN)[number], boolean>
  fields: Record<string, VisibleField>
}

/** What one reader may see of the definitions. */
export interface VisibleMetadata {
  version: string
  entities: Record<string, VisibleEntity>
  choiceLists: Record<string, ChoiceListDefinition>
  views: Record<string, ViewDefinition>
  forms: Record<string, FormDefinition>
  /** Fields that every entity has; they are not among its `fields`. */
  systemFields: Record<string, FieldDefinition>
}

/**
 * The definitions without what the reader may not see: entities without any right, fields without access, removed ones, and
 * the places of views and forms that show them. Views for other roles than `roles` are left out (null: whoever asks sees all,
 * as the consultants who make them do). Pure.
 */
export function visibleMetadata(
  metadata: EffectiveMetadata,
  access: Access,
  roles: readonly string[] | null = null
): VisibleMetadata {
  const entities: Record<string, VisibleEntity> = {}
  const sight = { metadata, access }
  for (const entity of metadata.entity.values()) {
    const visible = visibleEntity(entity, access)
    if (visible) entities[entity.name] = visible
  }
  return {
    version: metadata.version,
    entities,
    choiceLists: present(metadata.choice_list),
    views: mapPresent(metadata.view, (view) =>
      isFor(view, roles) ? visibleContent(sight, view.entity, view) : null
    ),
    forms: mapPresent(metadata.form, (form) => visibleForm(sight, form, roles)),
    systemFields: SYSTEM_FIELD_DEFINITIONS,
  }
}

function visibleEntity(entity: EntityDefinition, access: Access): VisibleEntity | null {
  const may = (privilege: Privilege) => access.depth(entity.name, privilege) !== 'none'
  if (entity.removed || (!may('read') && !may('create'))) return null
  const fields: Record<string, VisibleField> = {}
  for (const [name, field] of Object.entries(entity.fields)) {
    const level = access.field(entity.name, name)
    if (!field.removed && level !== 'none') fields[name] = { ...field, access: level }
  }
  const shown: Partial<EntityDefinition> = { ...entity }
  for (const hidden of ['table', 'indexes', 'summaries'] as const) delete shown[hidden]
  const rights = Object.fromEntries(SHOWN.map((privilege) => [privilege, may(privilege)]))
  return { ...(shown as EntityDefinition), fields, access: rights as VisibleEntity['access'] }
}

function isFor({ audience }: ViewDefinition, roles: readonly string[] | null): boolean {
  return !audience || !roles || audience.roles.some((role) => roles.includes(role))
}

function present<D extends { removed?: boolean }>(
  definitions: ReadonlyMap<string, D>
): Record<string, D> {
  return mapPresent(definitions, (definition) => definition)
}

function mapPresent<D extends { removed?: boolean }>(
  definitions: ReadonlyMap<string, D>,
  map: (definition: D) => D | null
): Record<string, D> {
  const result: Record<string, D> = {}
  for (const [name, definition] of definitions) {
    const mapped = definition.removed ? null : map(definition)
    if (mapped) result[name] = mapped
  }
  return result
}
