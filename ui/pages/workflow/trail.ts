import type { InstanceDetail } from '../../api/workflows.js'

export interface TrailLine {
  at: string
  by: number | null
  kind: string
  element: string
  token: string
}

/** What people want to see of a trail: what was entered, left, interrupted, … – the paths between are on the diagram. Newest first. */
export function trailLines(trail: InstanceDetail['trail']): TrailLine[] {
  return trail
    .flatMap(({ at, by, entries }) =>
      entries.map(([kind, element, token]) => ({ at, by, kind, element, token }))
    )
    .filter(({ kind }) => kind !== 'taken')
    .toReversed()
}

/** How the diagram is marked: what was passed, where tokens stand, what failed. Pure. */
export function marksOf({ trail, standing }: Pick<InstanceDetail, 'trail' | 'standing'>): {
  element: string
  marker: string
}[] {
  const marks = new Map<string, string>()
  for (const { entries } of trail)
    for (const [kind, element] of entries)
      if (kind === 'taken') marks.set(element, 'pv-taken')
      else if (!marks.has(element)) marks.set(element, 'pv-passed')
  for (const { node } of standing.tokens) marks.set(node, 'pv-active')
  for (const { node } of standing.incidents) marks.set(node, 'pv-failed')
  return [...marks].map(([element, marker]) => ({ element, marker }))
}

export function tokensOf({ standing }: Pick<InstanceDetail, 'standing'>): {
  element: string
  text: string
  failed: boolean
}[] {
  const failed = new Set(standing.incidents.map(({ token }) => token))
  const counts = new Map<string, { count: number; failed: boolean }>()
  for (const { id, node } of standing.tokens) {
    const known = counts.get(node) ?? { count: 0, failed: false }
    counts.set(node, { count: known.count + 1, failed: known.failed || failed.has(id) })
  }
  return [...counts].map(([element, { count, failed: isFailed }]) => ({
    element,
    text: isFailed ? '!' : String(count),
    failed: isFailed,
  }))
}
