import type { CriterionRow } from '../../server/kernel/report.js'

/** Fewer marks say nothing. */
const FEW = 3
/** Percent points that an agent has to be below the others, or of everybody below this mark. */
const BELOW_OTHERS = 5
const LOW = 60

/** Criteria worth a coaching, weakest first: below the others where one agent is looked at, else low as such. */
export function weakCriteria(rows: readonly CriterionRow[]): CriterionRow[] {
  const lack = ({ mean, othersMean }: CriterionRow): number => {
    if (mean === null) return 0
    return othersMean === null ? LOW - mean : othersMean - BELOW_OTHERS - mean
  }
  return rows
    .filter((row) => row.marks >= FEW && lack(row) >= 0 && row.mean !== null && row.mean < 100)
    .sort((a, b) => lack(b) - lack(a))
}
