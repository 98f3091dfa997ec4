import { readFileSync } from 'node:fs'
import type { ContainerResolver } from '@adonisjs/core/container'
import type { ApplicationService, ContainerBindings } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { PluginRegistry } from '#core/plugin_host/plugin_registry'
import { Settings } from '#core/plugin_host/settings'
import { EventBus } from '#core/realtime/event_bus'
import { evaluateDefault } from '#core/records/default_expressions'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import { solutionImportJob } from '#core/solutions/solution_jobs'
import { SolutionParts } from '#core/solutions/solution_parts'
import { Solutions } from '#core/solutions/solutions'
import { SolutionStore } from '#core/solutions/solution_store'

type Resolver = ContainerResolver<ContainerBindings>

/** Wires solutions: the client's customisation as a package. */
export default class SolutionsProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(SolutionParts, () => new SolutionParts())
    container.singleton(Solutions, (resolver) => this.#solutions(resolver))
  }

  async boot() {
    const { container } = this.app
    const jobs = await container.make(Jobs)
    jobs.register(solutionImportJob(await container.make(Solutions), await container.make(Actors)))
  }

  async #solutions(resolver: Resolver): Promise<Solutions> {
    const database = await resolver.make(Database)
    const types = await resolver.make(FieldTypes)
    const hooks = await resolver.make(RecordHookRegistry)
    const audit = await resolver.make(AuditLog)
    const events = await resolver.make(EventBus)
    const now = () => new Date()
    const { version } = JSON.parse(readFileSync(this.app.makePath('package.json'), 'utf8')) as {
      version: string
    }
    return new Solutions({
      database,
      metadata: await resolver.make(Metadata),
      types,
      registry: await resolver.make(PluginRegistry),
      settings: await resolver.make(Settings),
      records: await resolver.make(Records),
      recordsOver: (metadata) =>
        new Records({
          db: database,
          metadata,
          types,
          hooks,
          audit,
          events,
          evaluate: evaluateDefault,
          now,
        }),
      parts: await resolver.make(SolutionParts),
      store: new SolutionStore(database),
      jobs: await resolver.make(Jobs),
      audit: (trx, entry) => audit.append(trx, [entry]),
      coreVersion: version,
      now,
    })
  }
}
