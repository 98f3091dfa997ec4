import type { DuplicateIndex } from '#core/duplicates/duplicate_index'
import type { DuplicateScan } from '#core/duplicates/duplicate_scan'
import type { JobDefinition } from '#core/jobs/types'

declare module '#core/jobs/types' {
  interface JobPayloads {
    /** Rules whose keys are made anew. */
    'core.duplicates.index': { rules: string[] }
    /** Records that were written by the hundred get their keys. */
    'core.duplicates.pending': Record<string, never>
    /** An entity whose records are compared with each other by all its rules. */
    'core.duplicates.scan': { entity: string }
  }
}

/** Idempotent: the keys only derive from the records. */
export function duplicateIndexJob(index: DuplicateIndex): JobDefinition<'core.duplicates.index'> {
  return {
    name: 'core.duplicates.index',
    async handle({ rules }, { progress, signal, result }) {
      result({ records: await index.rebuild(rules, progress, signal) })
    },
  }
}

/** Idempotent: one run makes the keys of all that wait, the others find nothing. */
export function duplicatePendingJob(
  index: DuplicateIndex
): JobDefinition<'core.duplicates.pending'> {
  return {
    name: 'core.duplicates.pending',
    async handle(_payload, { signal, result }) {
      result({ records: await index.catchUp(signal) })
    },
  }
}

/** Idempotent: what it finds takes the place of what was found before. */
export function duplicateScanJob(scan: DuplicateScan): JobDefinition<'core.duplicates.scan'> {
  return {
    name: 'core.duplicates.scan',
    async handle({ entity }, { progress, signal, result }) {
      const found = await scan.run(entity, progress, signal)
      result({ ...found, link: `/duplicates/${entity}` })
    },
  }
}
