import type { AssembledCall } from '../model/assembled.js'
import type { RawRows } from '../model/raw.js'
import { assembleGroup } from './assemble_group.js'
import { groupRows } from './grouping.js'
import type { AssemblyMoment } from './origin.js'
import type { Site } from './site.js'

/**
 * Assembles all calls of any number of sites at once: for tests, benchmarks and a first import in one go. Sites that
 * `siteOf` does not know are left out.
 */
export function assembleRows(
  rows: RawRows,
  siteOf: (siteId: number) => Site | undefined,
  moment: AssemblyMoment = {}
): AssembledCall[] {
  const calls: AssembledCall[] = []
  for (const group of groupRows(rows)) {
    const site = siteOf(group.siteId)
    if (site !== undefined) calls.push(assembleGroup(group, site, moment))
  }
  return calls
}
