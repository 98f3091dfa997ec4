import type { JobDefinition } from '#core/jobs/types'
import type { Actors } from '#core/security/actors'
import type { Solutions } from '#core/solutions/solutions'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'core.solution_import': { runId: number }
  }
}

/** One transaction, begun again after a crash: what is done already is seen in the run. */
export function solutionImportJob(
  solutions: Solutions,
  actors: Actors
): JobDefinition<'core.solution_import'> {
  return {
    name: 'core.solution_import',
    attempts: 10,
    async handle({ runId }, context) {
      const actor = context.userId === null ? actors.system() : await actors.load(context.userId)
      await context.progress(0, 1)
      const run = await solutions.runImport(actor, { address: null, channel: 'job' }, runId)
      await context.progress(1, 1)
      context.result({ run: run.id, link: `/design/solutions/imports/${run.id}` })
    },
  }
}
