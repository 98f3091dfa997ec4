import { sectionElements } from '#core/forms/section_elements'
import type {
  ClientChange,
  DefinitionKinds,
  EntityDefinition,
  FieldDefinition,
  Json,
} from '#core/metadata/types'
import { emptyMaps, type MutableDefinitionMaps } from '#core/metadata/layers/types'

export const label = { en: 'A label' }

/** A definition set that is right, for tests to make wrong in one place. */
export function sampleMaps(): MutableDefinitionMaps {
  const maps = emptyMaps()
  add(maps, 'choice_list', {
    name: 'state',
    label,
    options: { open: { label }, done: { label } },
  })
  add(maps, 'entity', person({ name: { type: 'text', label, searchable: true } }))
  add(maps, 'entity', {
    name: 'ticket',
    label,
    labelPlural: label,
    titleField: 'title',
    fields: {
      title: { type: 'text', label, required: true },
      state: { type: 'choice', label, choices: 'state', indexed: true },
      person: { type: 'lookup', label, target: 'person' },
      about: { type: 'regarding', label, targets: ['person'] },
    },
    summaries: { by_state: { by: ['state'] } },
  })
  add(maps, 'view', {
    name: 'open_tickets',
    entity: 'ticket',
    label,
    columns: [{ path: 'title' }, { path: 'person.name' }],
    filter: { and: [{ path: 'state', op: 'eq', value: 'open' }] },
    sort: [{ path: 'created_at', direction: 'desc' }],
  })
  add(maps, 'form', {
    name: 'ticket_main',
    entity: 'ticket',
    label,
    kind: 'main',
    elements: sectionElements({ general: { label, fields: ['title', 'state'] } }),
  })
  add(maps, 'role', {
    name: 'worker',
    label,
    entities: { 'ticket': { read: 'own' }, '*': { read: 'all' } },
    fields: { ticket: { title: 'read' } },
  })
  return maps
}

export function person(fields: Record<string, FieldDefinition>): EntityDefinition {
  return { name: 'person', label, labelPlural: label, titleField: 'name', fields }
}

export function add<K extends keyof DefinitionKinds>(
  maps: MutableDefinitionMaps,
  kind: K,
  definition: DefinitionKinds[K]
): void {
  const map: Map<string, DefinitionKinds[K]> = maps[kind]
  map.set(definition.name, definition)
}

export function change(
  kind: ClientChange['kind'],
  name: string,
  path: string[],
  value: Json
): ClientChange {
  return { kind, name, path, value }
}
