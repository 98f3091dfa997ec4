import { E_SOLUTION_REQUIRES } from '#core/solutions/errors'
import { satisfies } from '#core/plugin_host/versions'
import type { Content, SolutionHead } from '#core/solutions/kernel/types'
import { parseUnit } from '#core/solutions/kernel/unit_names'

/**
 * Refuses a package made for what is not here.
 *
 * @throws E_SOLUTION_REQUIRES with a detail for each
 */
export function checkRequirements(
  { requires }: SolutionHead,
  content: Content,
  here: { core: string; plugins: ReadonlyMap<string, string>; parts: ReadonlySet<string> }
): void {
  const wanted = [
    { what: 'core', range: requires.core, version: here.core },
    ...Object.entries(requires.plugins).map(([what, range]) => ({
      what,
      range,
      version: here.plugins.get(what),
    })),
  ]
  const parts = new Set<string>()
  for (const unit of content.keys()) {
    const place = parseUnit(unit)
    if (place?.section === 'parts') parts.add(place.part)
  }
  const missing = [
    ...wanted.filter(({ range, version }) => version === undefined || !satisfies(version, range)),
    ...[...parts].filter((part) => !here.parts.has(part)).map((what) => ({ what, range: '*' })),
  ]
  const [first] = missing
  if (!first) return
  const details = missing.map(({ what, range }) => ({
    path: what,
    code: 'E_SOLUTION_REQUIRES',
    params: { what, range },
  }))
  throw new E_SOLUTION_REQUIRES({ what: first.what, range: first.range }, details)
}
