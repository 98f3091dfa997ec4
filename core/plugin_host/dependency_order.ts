import { satisfies } from '#core/plugin_host/versions'

/** What ordering needs of a manifest. */
export interface Requiring {
  name: string
  version: string
  requires?: { core?: string; plugins?: Record<string, string> }
}

export type OrderProblem =
  | { code: 'E_PLUGIN_MISSING'; plugin: string; requires: string }
  | { code: 'E_PLUGIN_VERSION'; plugin: string; requires: string; range: string; found: string }
  | { code: 'E_PLUGIN_CYCLE'; plugins: string[] }

/**
 * Plugins in an order in which each comes after what it requires; among those that are free, by name, so that the order never
 * depends on how they were found. Answers all problems instead where there are any. Pure.
 */
export function dependencyOrder<P extends Requiring>(
  plugins: readonly P[],
  coreVersion: string
): { order: P[] } | { problems: OrderProblem[] } {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]))
  const problems = plugins.flatMap((plugin) => requirementProblems(plugin, byName, coreVersion))
  const { order, left } = sort(plugins)
  if (left.length > 0) {
    const cyclic = inCycle(left, byName)
    if (cyclic.length > 0) problems.push({ code: 'E_PLUGIN_CYCLE', plugins: cyclic })
  }
  return problems.length > 0 ? { problems } : { order }
}

function requirementProblems(
  { name, requires }: Requiring,
  byName: ReadonlyMap<string, Requiring>,
  coreVersion: string
): OrderProblem[] {
  const problems: OrderProblem[] = []
  const check = (required: string, range: string, found: string) => {
    if (satisfies(found, range)) return
    problems.push({ code: 'E_PLUGIN_VERSION', plugin: name, requires: required, range, found })
  }
  if (requires?.core !== undefined) check('core', requires.core, coreVersion)
  for (const [required, range] of Object.entries(requires?.plugins ?? {})) {
    const found = byName.get(required)
    if (found) check(required, range, found.version)
    else problems.push({ code: 'E_PLUGIN_MISSING', plugin: name, requires: required })
  }
  return problems
}

/** Kahn's algorithm. `left` are those in a cycle or behind one; a requirement that is missing does not hold anybody up. */
function sort<P extends Requiring>(plugins: readonly P[]): { order: P[]; left: P[] } {
  const order: P[] = []
  const names = new Set(plugins.map(({ name }) => name))
  const placed = new Set<string>()
  let left = plugins.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (;;) {
    const next = left.find(({ requires }) =>
      Object.keys(requires?.plugins ?? {}).every((name) => placed.has(name) || !names.has(name))
    )
    if (!next) return { order, left }
    order.push(next)
    placed.add(next.name)
    left = left.filter((plugin) => plugin !== next)
  }
}

/** Those of the remaining plugins that can reach themselves, without those that merely stand behind a cycle. */
function inCycle(left: readonly Requiring[], byName: ReadonlyMap<string, Requiring>): string[] {
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    Object.keys(byName.get(from)?.requires?.plugins ?? {}).some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  return left.map(({ name }) => name).filter((name) => reaches(name, name, new Set()))
}
