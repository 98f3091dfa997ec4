import type { JobDefinition } from '#core/jobs/types'
import type { SearchIndex } from '#core/search/search_index'

declare module '#core/jobs/types' {
  interface JobPayloads {
    /** Entities whose part is made anew; all without a list. */
    'core.search.rebuild': { entities?: string[] }
    /** Records that were written by the hundred come into the index. */
    'core.search.pending': Record<string, never>
  }
}

/** Makes the search index anew; idempotent, since it only derives from the records. */
export function searchRebuildJob(index: SearchIndex): JobDefinition<'core.search.rebuild'> {
  return {
    name: 'core.search.rebuild',
    async handle({ entities }, context) {
      const records = await index.rebuild(
        entities ?? null,
        (done, total) => context.progress(done, total),
        context.signal
      )
      context.result({ records })
    },
  }
}

/** Idempotent: one run puts in all that waits, the others find nothing. */
export function searchPendingJob(index: SearchIndex): JobDefinition<'core.search.pending'> {
  return {
    name: 'core.search.pending',
    async handle(_payload, { signal, result }) {
      result({ records: await index.catchUp(signal) })
    },
  }
}
