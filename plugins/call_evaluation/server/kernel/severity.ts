/**
 * How far an agent's mark depends on who gave it. Additive model: mark = μ + agent + evaluator + error, by least squares; the effects
 * of the evaluators of one connected part (who share agents, directly or by others) add up to 0, each counted by its marks. Evaluators
 * of different parts have nothing in common and cannot be compared. Solved by alternating projections, which end at the least squares
 * solution (von Neumann 1950).
 */
export interface SeverityMark {
  agent: number
  evaluator: number
  /** One mark, or the mean of `count` marks: the least squares solution is the same. */
  mark: number
  count?: number
}
export interface EvaluatorSeverity {
  evaluator: number
  /** Points that this evaluator gives above (mild) or below (severe) the others of the part. */
  effect: number
  marks: number
  part: number
}
export interface AdjustedAgent {
  agent: number
  mean: number
  /** What the mean would be had every evaluator of the part marked in the same measure. */
  adjusted: number
  marks: number
  part: number
}
export interface Severity {
  evaluators: EvaluatorSeverity[]
  agents: AdjustedAgent[]
}

const PRECISION = 1e-12
const MOST_ROUNDS = 100_000

export function severityOf(marks: readonly SeverityMark[]): Severity {
  const parts = partsOf(marks)
  const result: Severity = { evaluators: [], agents: [] }
  for (const [part, own] of parts.entries()) solve(own, part, result)
  result.evaluators.sort((a, b) => a.evaluator - b.evaluator)
  result.agents.sort((a, b) => a.agent - b.agent)
  return result
}

function solve(marks: readonly SeverityMark[], part: number, result: Severity): void {
  const agents = groupBy(marks, ({ agent }) => agent)
  const evaluators = groupBy(marks, ({ evaluator }) => evaluator)
  const level = new Map<number, number>()
  const effect = new Map([...evaluators.keys()].map((evaluator) => [evaluator, 0]))
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const [agent, own] of agents) {
      level.set(
        agent,
        mean(own, ({ mark, evaluator }) => mark - (effect.get(evaluator) ?? 0))
      )
    }
    let moved = 0
    for (const [evaluator, own] of evaluators) {
      const next = mean(own, ({ mark, agent }) => mark - (level.get(agent) ?? 0))
      moved = Math.max(moved, Math.abs(next - (effect.get(evaluator) ?? 0)))
      effect.set(evaluator, next)
    }
    if (moved < PRECISION) break
  }
  const shift = mean(marks, ({ evaluator }) => effect.get(evaluator) ?? 0)
  for (const [evaluator, own] of evaluators) {
    const value = (effect.get(evaluator) ?? 0) - shift
    result.evaluators.push({ evaluator, effect: value, marks: countOf(own), part })
  }
  for (const [agent, own] of agents) {
    const average = mean(own, ({ mark }) => mark)
    const adjusted = mean(own, ({ mark, evaluator }) => mark - (effect.get(evaluator) ?? 0) + shift)
    result.agents.push({ agent, mean: average, adjusted, marks: countOf(own), part })
  }
}

/** Marks by connected part, in the order of their smallest evaluator. */
function partsOf(marks: readonly SeverityMark[]): SeverityMark[][] {
  const parent = new Map<string, string>()
  const root = (name: string): string => {
    let at = name
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const { agent, evaluator } of marks) {
    for (const name of [`a${agent}`, `e${evaluator}`]) {
      if (!parent.has(name)) parent.set(name, name)
    }
    parent.set(root(`a${agent}`), root(`e${evaluator}`))
  }
  const sorted = [...marks].sort((a, b) => a.evaluator - b.evaluator)
  return [...groupBy(sorted, ({ evaluator }) => root(`e${evaluator}`)).values()]
}

function groupBy<K>(
  marks: readonly SeverityMark[],
  key: (mark: SeverityMark) => K
): Map<K, SeverityMark[]> {
  const groups = new Map<K, SeverityMark[]>()
  for (const mark of marks) {
    const own = groups.get(key(mark))
    if (own) own.push(mark)
    else groups.set(key(mark), [mark])
  }
  return groups
}

const countOf = (marks: readonly SeverityMark[]): number =>
  marks.reduce((sum, { count = 1 }) => sum + count, 0)

/** The mean of a value over all marks, those that stand for several counted as often. */
function mean(marks: readonly SeverityMark[], value: (mark: SeverityMark) => number): number {
  return marks.reduce((sum, mark) => sum + (mark.count ?? 1) * value(mark), 0) / countOf(marks)
}
