import type { RunOptions } from '#core/import_export/import_engine'
import type { Imports } from '#core/import_export/imports'
import type { ImportRecord } from '#core/import_export/types'
import type { JobContext, JobDefinition } from '#core/jobs/types'
import type { Actors } from '#core/security/actors'

const ATTEMPTS = 20

/** The person's rights as they are now: whoever lost them meanwhile imports nothing more. */
async function optionsOf(actors: Actors, context: JobContext): Promise<RunOptions> {
  const actor = context.userId === null ? actors.system() : await actors.load(context.userId)
  return {
    actor,
    origin: { address: null, channel: 'job' },
    signal: context.signal,
    progress: (done, total) => context.progress(done, total),
  }
}

function report(context: JobContext, record: ImportRecord): void {
  context.result({ ...record.counts, import: record.id, link: `/imports/${record.id}` })
}

/** Attempts are many: one is used up by every process that is killed, and each goes on behind the last checkpoint. */
export function importJob(imports: Imports, actors: Actors): JobDefinition<'core.import'> {
  return {
    name: 'core.import',
    attempts: ATTEMPTS,
    concurrency: 2,
    async handle({ importId }, context) {
      report(context, await imports.run(importId, await optionsOf(actors, context)))
    },
  }
}

export function importUndoJob(imports: Imports, actors: Actors): JobDefinition<'core.import_undo'> {
  return {
    name: 'core.import_undo',
    attempts: ATTEMPTS,
    concurrency: 2,
    async handle({ importId }, context) {
      report(context, await imports.runUndo(importId, await optionsOf(actors, context)))
    },
  }
}
