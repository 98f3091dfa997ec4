import type { Records } from '#core/records/records'
import type { AggregateRow, Filter, Group } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { addScores, NO_SCORES, type ScoreSums } from '../kernel/score_fold.js'
import { allGroups } from './all_groups.js'

type Keys = AggregateRow['keys']
export interface KeyedSums {
  keys: Keys
  sums: ScoreSums
}

/**
 * Sums of evaluations by group, in the reader's scope. Two questions: all of them, with the fatal ones apart, and those whose call the
 * customer marked.
 * @throws E_REPORT_TOO_WIDE, E_FORBIDDEN, E_FIELD_FORBIDDEN
 */
export async function scoreSums(
  records: Records,
  actor: Actor,
  filter: Filter,
  group: readonly Group[]
): Promise<KeyedSums[]> {
  const [all, paired] = await Promise.all([
    allGroups(records, actor, {
      entity: 'evaluation',
      filter,
      group: [...group, { path: 'fatal' }],
      aggregates: {
        evaluations: { fn: 'count' },
        scored: { fn: 'count', path: 'score_percent' },
        sum: { fn: 'sum', path: 'score_percent' },
        lowest: { fn: 'min', path: 'score_percent' },
        highest: { fn: 'max', path: 'score_percent' },
      },
    }),
    allGroups(records, actor, {
      entity: 'evaluation',
      filter: {
        and: [
          filter,
          { path: 'customer_score', op: 'is_not_empty' },
          { path: 'score_percent', op: 'is_not_empty' },
        ],
      },
      group: [...group],
      aggregates: {
        paired: { fn: 'count' },
        customerSum: { fn: 'sum', path: 'customer_score' },
        pairedSum: { fn: 'sum', path: 'score_percent' },
      },
    }),
  ])
  const found = new Map<string, KeyedSums>()
  const add = ({ keys }: AggregateRow, part: Partial<ScoreSums>) => {
    const own = Object.fromEntries(group.map(({ path }) => [path, keys[path] ?? null]))
    const id = JSON.stringify(own)
    const known = found.get(id) ?? { keys: own, sums: NO_SCORES }
    found.set(id, { keys: own, sums: addScores(known.sums, { ...NO_SCORES, ...part }) })
  }
  for (const row of all) {
    const { evaluations, scored, sum, lowest, highest } = row.values
    add(row, {
      evaluations: Number(evaluations),
      scored: Number(scored),
      sum: Number(sum ?? 0),
      lowest: numberOrNull(lowest),
      highest: numberOrNull(highest),
      fatal: row.keys.fatal === true ? Number(evaluations) : 0,
    })
  }
  for (const row of paired) {
    const { paired: count, customerSum, pairedSum } = row.values
    add(row, {
      paired: Number(count),
      customerSum: Number(customerSum ?? 0),
      pairedSum: Number(pairedSum ?? 0),
    })
  }
  return [...found.values()]
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}
