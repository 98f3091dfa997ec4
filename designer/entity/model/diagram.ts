/** The diagram of entities: which are shown, and where they stand. Pure. */
import dagre from '@dagrejs/dagre'
import type { EntityDefinition } from '#core/metadata/types'
import type { Relation } from './relations.js'

export const NODE = { width: 200, height: 64 } as const

export interface DiagramFilter {
  /** Plugins whose entities are shown; none means all. */
  origins: readonly string[]
  /** Only this entity and those one relation away from it. */
  around: string | null
}
export interface Diagram {
  entities: EntityDefinition[]
  relations: Relation[]
}

export function diagramOf(
  entities: Iterable<EntityDefinition>,
  relations: readonly Relation[],
  { origins, around }: DiagramFilter
): Diagram {
  const near = new Set(around === null ? [] : [around])
  for (const { from, to } of relations) {
    if (from === around) near.add(to)
    if (to === around) near.add(from)
  }
  const shown = [...entities].filter(
    ({ name, origin = 'core', removed }) =>
      !removed &&
      (around === null || near.has(name)) &&
      (origins.length === 0 || origins.includes(origin) || name === around)
  )
  const names = new Set(shown.map(({ name }) => name))
  return {
    entities: shown,
    relations: relations.filter(
      ({ from, to }) =>
        names.has(from) && names.has(to) && (around === null || from === around || to === around)
    ),
  }
}

/**
 * Corners of the nodes in ranks along the links, those that others lead to further on in the direction of reading. The same
 * diagram is always laid out alike.
 */
export function layOut(
  { entities, relations }: Diagram,
  { rightToLeft = false } = {}
): Map<string, { x: number; y: number }> {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 110, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  const names = entities.map(({ name }) => name).sort()
  for (const name of names) graph.setNode(name, { ...NODE })
  for (const { from, field, to } of relations) {
    if (from !== to) graph.setEdge(from, to, {}, `${from}.${field}`)
  }
  dagre.layout(graph)
  return new Map(
    names.map((name) => {
      const { x = 0, y = 0 } = graph.node(name) as { x?: number; y?: number }
      const left = rightToLeft ? -x : x
      return [name, { x: left - NODE.width / 2, y: y - NODE.height / 2 }]
    })
  )
}
