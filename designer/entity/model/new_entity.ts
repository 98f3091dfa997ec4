/** What comes with a new entity, so that it can be worked with at once: title, form, view, and who may use it. Pure. */
import type {
  Depth,
  EntityDefinition,
  FieldDefinition,
  Json,
  LocalizedText,
  Privilege,
} from '#core/metadata/types'
import type { ChangeOperation } from '#core/metadata/layers/operations'
import type { DefinitionMaps } from '#core/metadata/layers/types'

export interface NewEntity {
  name: string
  label: LocalizedText
  labelPlural: LocalizedText
  icon: string
  titleField: { name: string; label: LocalizedText }
  /** Roles that work with the records from the start. */
  roles: readonly string[]
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

export const mainForm = (entity: string): string => `${entity}_main`
export const allView = (entity: string): string => `${entity}_all`
const GENERAL: LocalizedText = { en: 'General', fa: 'عمومی', az: 'Ümumi' }

const DEPTHS: Record<Privilege, Depth> = {
  create: 'all',
  read: 'all',
  update: 'all',
  delete: 'own',
  assign: 'unit',
  share: 'own',
  export: 'none',
  import: 'none',
}
/** Whoever customises sees how records look, tries, imports and cleans up. */
const MAKER: Record<Privilege, Depth> = {
  create: 'all',
  read: 'all',
  update: 'all',
  delete: 'all',
  assign: 'all',
  share: 'all',
  export: 'all',
  import: 'all',
}
export const MAKER_ROLE = 'consultant'

/** The rights of a role on an entity that was just made; those of `none` are left out. */
export function grantsFor(role: string): Partial<Record<Privilege, Depth>> {
  const depths = role === MAKER_ROLE ? MAKER : DEPTHS
  return Object.fromEntries(Object.entries(depths).filter(([, depth]) => depth !== 'none'))
}

/** The operations by which an entity comes into being. */
export function makeEntity(entity: NewEntity): ChangeOperation[] {
  const { name, label, labelPlural, icon, titleField, roles } = entity
  const title: FieldDefinition = {
    type: 'text',
    label: titleField.label,
    required: true,
    searchable: true,
    maxLength: 200,
  }
  const definition: Omit<EntityDefinition, 'name'> = {
    label,
    labelPlural,
    icon,
    titleField: titleField.name,
    fields: { [titleField.name]: title },
  }
  const set = (
    kind: ChangeOperation['kind'],
    of: string,
    path: string[],
    value: unknown
  ): ChangeOperation => ({ op: 'set', kind, name: of, path, value: json(value) })
  return [
    set('entity', name, [], definition),
    set('form', mainForm(name), [], {
      entity: name,
      label,
      kind: 'main',
      elements: {
        x_general: { kind: 'section', label: GENERAL, columns: 2, order: 1 },
        [titleField.name]: {
          kind: 'field',
          field: titleField.name,
          parent: 'x_general',
          order: 1,
          wide: true,
        },
      },
    }),
    set('view', allView(name), [], {
      entity: name,
      label: labelPlural,
      columns: [{ path: titleField.name }, { path: 'owner_id' }, { path: 'updated_at' }],
      sort: [{ path: 'updated_at', direction: 'desc' }],
    }),
    ...roles.map((role) => set('role', role, ['entities', name], grantsFor(role))),
  ]
}

/** What was collected together with an entity that was never applied, taken back with it: its forms and views, and its rights. */
export function unmakeEntity(
  entity: string,
  { effective, saved }: { effective: DefinitionMaps; saved: DefinitionMaps }
): ChangeOperation[] {
  const reset = (kind: ChangeOperation['kind'], name: string, path: string[]): ChangeOperation => ({
    op: 'reset',
    kind,
    name,
    path,
  })
  const forms = [...effective.form.values()].filter((one) => one.entity === entity)
  const views = [...effective.view.values()].filter((one) => one.entity === entity)
  const roles = [...effective.role.values()].filter((one) => Object.hasOwn(one.entities, entity))
  return [
    ...forms.filter(({ name }) => !saved.form.has(name)).map(({ name }) => reset('form', name, [])),
    ...views.filter(({ name }) => !saved.view.has(name)).map(({ name }) => reset('view', name, [])),
    ...roles.map(({ name }) => reset('role', name, ['entities', entity])),
  ]
}
