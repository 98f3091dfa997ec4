import type { Knex } from 'knex'
import type { Logger } from '@adonisjs/core/logger'
import type { Database } from '#core/database/database'
import type { Jobs } from '#core/jobs/jobs'
import type { Json } from '#core/metadata/types'
import type { Session, Statements } from '#core/records/execution/statements'
import type { Records } from '#core/records/records'
import type { Actors } from '#core/security/actors'
import type { Actor } from '#core/security/types'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import type { VersionCache } from '#core/workflow/definitions/version_cache'
import type { Kernel } from '#core/workflow/kernel_port'
import type { Values } from '#core/workflow/kernel/types'
import type { Live } from '#core/workflow/instances/live'
import type { InstanceRows } from '#core/workflow/instances/instance_rows'

/** Decision tables, as the engine asks them. */
export interface DecisionPort {
  evaluate(
    trx: Knex.Transaction,
    decision: string,
    input: Values,
    now: string
  ): Promise<{ result: Json } | { code: string; params: { [name: string]: string | number } }>
}

export interface NewTask {
  of: Live
  wait: string
  node: string
  config: Json
}

/** User tasks, as the engine opens and closes them. */
export interface TaskPort {
  open(trx: Knex.Transaction, tasks: readonly NewTask[], now: Date): Promise<void>
  /** The tasks of an instance's closed waits are not open any more: done, or no longer needed. */
  close(session: Session, of: Live, now: Date): Promise<void>
}

export interface EngineServices {
  database: Database
  kernel: Kernel
  versions: VersionCache
  rows: InstanceRows
  statements: Statements
  actions: ActionRegistry
  decisions: DecisionPort
  tasks: TaskPort
  records: Records
  actors: Actors
  jobs: Jobs
  logger: Logger
  clock: () => Date
}

export const SYSTEM_ORIGIN = { address: null, channel: 'workflow' } as const

/** Whose rights an instance's actions have. 0 is the code that shipped it. */
export async function actorOf(actors: Actors, userId: number): Promise<Actor> {
  return userId === 0 ? actors.system() : actors.load(userId)
}
