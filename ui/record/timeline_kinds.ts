import type { ReadableEntity } from '../api/types.js'

export interface TimelineKind {
  kind: string
  /** Absent for the record's own changes. */
  entity: ReadableEntity | null
}

/** The kinds of entries that can stand on the timelines of an entity, from the metadata. Own changes come last. */
export function timelineKinds(
  entities: Record<string, ReadableEntity>,
  name: string
): TimelineKind[] {
  const linked = Object.values(entities)
    .filter((other) => other.timeline && !other.removed)
    .filter((other) =>
      (other.timeline?.via ?? []).some((via) => {
        const field = other.fields[via]
        if (field?.type === 'lookup') return field.target === name
        return field?.type === 'regarding' && field.targets.includes(name)
      })
    )
    .map((entity) => ({ kind: entity.timeline?.kind ?? '', entity }))
  return [...linked, { kind: 'change', entity: null }]
}
