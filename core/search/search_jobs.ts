import type { JobDefinition } from '#core/jobs/types'
import type { SearchIndex } from '#core/search/search_index'

declare module '#core/jobs/types' {
  interface JobPayloads {
    /** Entities whose part is made anew; all without a list. */
    'core.search.rebuild': { entities?: string[] }
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
