import type { ContainerResolver } from '@adonisjs/core/container'
import type { ApplicationService, ContainerBindings } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import { HttpOut } from '#core/http_out/http_out'
import { Jobs } from '#core/jobs/jobs'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { PluginRegistry } from '#core/plugin_host/plugin_registry'
import { Settings } from '#core/plugin_host/settings'
import { Installation } from '#core/providers/installation'
import { EventBus } from '#core/realtime/event_bus'
import { Notifications } from '#core/realtime/notifications'
import { FormWrites } from '#core/records/forms/form_writes'
import { Statements } from '#core/records/execution/statements'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import { SolutionParts } from '#core/solutions/solution_parts'
import { ActionRegistry } from '#core/workflow/actions/action_registry'
import { Mailer, type MailSettings } from '#core/workflow/actions/mailer'
import { Secrets } from '#core/workflow/actions/secrets'
import { logicActions } from '#core/workflow/actions/shipped/logic_actions'
import { outsideActions } from '#core/workflow/actions/shipped/outside_actions'
import { recordActions } from '#core/workflow/actions/shipped/record_actions'
import { decisionPart } from '#core/workflow/decisions/decision_part'
import { DecisionPackages } from '#core/workflow/decisions/decision_packages'
import { DecisionTables } from '#core/workflow/decisions/decisions'
import { Catalogue } from '#core/workflow/definitions/catalogue'
import { Definitions, type DefinitionServices } from '#core/workflow/definitions/definitions'
import { Installing } from '#core/workflow/definitions/installing'
import { shippedWorkflows } from '#core/workflow/definitions/shipped_workflows'
import { VersionCache } from '#core/workflow/definitions/version_cache'
import { workflowPart } from '#core/workflow/definitions/workflow_part'
import { ActionWork } from '#core/workflow/instances/action_work'
import { InstanceRows } from '#core/workflow/instances/instance_rows'
import { Workflows } from '#core/workflow/instances/workflows'
import { compileXml } from '#core/workflow/kernel/compile'
import { step } from '#core/workflow/kernel/step'
import type { Kernel } from '#core/workflow/kernel_port'
import { Operations } from '#core/workflow/operations/operations'
import { Starting } from '#core/workflow/operations/starting'
import { Watching } from '#core/workflow/operations/watching'
import { Retention } from '#core/workflow/operations/retention'
import { Replays } from '#core/workflow/replay/replays'
import { Absences } from '#core/workflow/tasks/absences'
import { SubjectLabels } from '#core/workflow/tasks/subject_labels'
import { TaskOpening } from '#core/workflow/tasks/task_opening'
import { Tasks } from '#core/workflow/tasks/tasks'
import { MessageHooks } from '#core/workflow/triggers/message_hooks'
import { shippedTriggers } from '#core/workflow/triggers/shipped_triggers'
import { StartIndex } from '#core/workflow/triggers/start_index'
import { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'
import { Triggers } from '#core/workflow/triggers/triggers'
import { workflowJobs } from '#core/workflow/workflow_jobs'

declare module '#core/realtime/types' {
  interface DomainEvents {
    /** Something that starts workflows was published, or taken back. */
    'workflow.changed': Record<never, never>
  }
}

type Resolver = Pick<ContainerResolver<ContainerBindings>, 'make'>

const clock = () => new Date()
const kernel: Kernel = { compile: (xml) => compileXml(xml), step }

/** Wires the workflow engine. */
export default class WorkflowProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.#registerDefinitions()
    this.#registerRuntime()
    this.#registerPeople()
  }

  #registerDefinitions() {
    const { container } = this.app
    container.singleton(ActionRegistry, () => new ActionRegistry())
    container.singleton(TriggerRegistry, () => new TriggerRegistry())
    container.singleton(VersionCache, () => new VersionCache())
    container.singleton(
      DecisionTables,
      async (resolver) =>
        new DecisionTables({
          database: await resolver.make(Database),
          audit: await resolver.make(AuditLog),
          clock,
        })
    )
    container.singleton(
      Definitions,
      async (resolver) => new Definitions(await this.#definitionServices(resolver))
    )
    container.singleton(
      Installing,
      async (resolver) =>
        new Installing(await resolver.make(Definitions), await this.#definitionServices(resolver))
    )
    container.singleton(Secrets, (resolver) => this.#secrets(resolver))
    container.singleton(
      Catalogue,
      async (resolver) =>
        new Catalogue({
          database: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          actions: await resolver.make(ActionRegistry),
          triggers: await resolver.make(TriggerRegistry),
          versions: await resolver.make(VersionCache),
          secrets: await resolver.make(Secrets),
          decisions: () => this.#decisionNames(),
        })
    )
  }

  #registerRuntime() {
    const { container } = this.app
    container.singleton(Workflows, (resolver) => this.#workflows(resolver))
    container.singleton(
      ActionWork,
      async (resolver) => new ActionWork(await resolver.make(Workflows))
    )
    container.singleton(StartIndex, async (resolver) => {
      const actions = await resolver.make(ActionRegistry)
      const watchers = () =>
        actions
          .all()
          .filter(({ mode }) => mode === 'wait')
          .map(({ name }) => name)
      return new StartIndex(clock, watchers)
    })
    container.singleton(
      Triggers,
      async (resolver) =>
        new Triggers({
          workflows: await resolver.make(Workflows),
          jobs: await resolver.make(Jobs),
          index: await resolver.make(StartIndex),
          registry: await resolver.make(TriggerRegistry),
          metadata: await resolver.make(Metadata),
        })
    )
    container.singleton(
      MessageHooks,
      async (resolver) =>
        new MessageHooks({
          database: await resolver.make(Database),
          workflows: await resolver.make(Workflows),
          triggers: await resolver.make(Triggers),
          audit: await resolver.make(AuditLog),
          clock,
        })
    )
    container.singleton(
      Starting,
      async (resolver) =>
        new Starting({
          workflows: await resolver.make(Workflows),
          triggers: await resolver.make(Triggers),
          records: await resolver.make(Records),
        })
    )
    container.singleton(
      Watching,
      async (resolver) =>
        new Watching({
          workflows: await resolver.make(Workflows),
          records: await resolver.make(Records),
          documents: (await resolver.make(Definitions)).rows,
        })
    )
    container.singleton(
      Replays,
      async (resolver) =>
        new Replays({
          database: await resolver.make(Database),
          documents: (await resolver.make(Definitions)).rows,
          versions: await resolver.make(VersionCache),
          kernel,
          actions: await resolver.make(ActionRegistry),
          decisions: await resolver.make(DecisionTables),
          records: await resolver.make(Records),
          labels: await resolver.make(SubjectLabels),
          actors: await resolver.make(Actors),
          jobs: await resolver.make(Jobs),
          clock,
        })
    )
    container.singleton(
      Operations,
      async (resolver) =>
        new Operations({
          workflows: await resolver.make(Workflows),
          records: await resolver.make(Records),
          documents: (await resolver.make(Definitions)).rows,
          audit: await resolver.make(AuditLog),
        })
    )
  }

  #registerPeople() {
    const { container } = this.app
    container.singleton(
      SubjectLabels,
      async (resolver) =>
        new SubjectLabels(await resolver.make(Records), await resolver.make(Metadata))
    )
    container.singleton(
      Tasks,
      async (resolver) =>
        new Tasks({
          database: await resolver.make(Database),
          workflows: await resolver.make(Workflows),
          forms: await resolver.make(FormWrites),
          types: await resolver.make(FieldTypes),
          labels: await resolver.make(SubjectLabels),
          notifications: await resolver.make(Notifications),
          audit: await resolver.make(AuditLog),
          clock,
        })
    )
    container.singleton(
      Absences,
      async (resolver) => new Absences(await resolver.make(Database), clock)
    )
  }

  async #decisionNames(): Promise<ReadonlySet<string>> {
    const decisions = await this.app.container.make(DecisionTables)
    return decisions.names()
  }

  async #definitionServices(resolver: Resolver): Promise<DefinitionServices> {
    const { container } = this.app
    return {
      database: await resolver.make(Database),
      kernel,
      metadata: await resolver.make(Metadata),
      actions: await resolver.make(ActionRegistry),
      triggers: await resolver.make(TriggerRegistry),
      decisions: () => this.#decisionNames(),
      audit: await resolver.make(AuditLog),
      jobs: await resolver.make(Jobs),
      async changed() {
        const events = await container.make(EventBus)
        await events.emit('workflow.changed', {})
      },
      clock,
    }
  }

  async #secrets(resolver: Resolver): Promise<Secrets> {
    const encryption = await resolver.make('encryption')
    return new Secrets({
      database: await resolver.make(Database),
      encrypt: (text) => encryption.encrypt(text),
      decrypt: (text) => encryption.decrypt<string>(text),
      audit: await resolver.make(AuditLog),
      clock,
    })
  }

  async #workflows(resolver: Resolver): Promise<Workflows> {
    const database = await resolver.make(Database)
    const dialect = dialectOf(database.dialect)
    const jobs = await resolver.make(Jobs)
    const notifications = await resolver.make(Notifications)
    return new Workflows({
      database,
      kernel,
      versions: await resolver.make(VersionCache),
      rows: new InstanceRows(dialect),
      statements: new Statements(database.dialect),
      actions: await resolver.make(ActionRegistry),
      decisions: await resolver.make(DecisionTables),
      tasks: new TaskOpening({ dialect, notifications, jobs }),
      records: await resolver.make(Records),
      actors: await resolver.make(Actors),
      jobs,
      logger: await resolver.make('logger'),
      clock,
    })
  }

  async boot() {
    const { container } = this.app
    const actions = await container.make(ActionRegistry)
    const triggers = await container.make(TriggerRegistry)
    const settings = await container.make(Settings)
    actions.add(recordActions(await container.make(Records)))
    actions.add(
      logicActions({
        decisions: await container.make(DecisionTables),
        notifications: await container.make(Notifications),
      })
    )
    actions.add(
      outsideActions({
        http: await container.make(HttpOut),
        secrets: await container.make(Secrets),
        mailer: new Mailer(() => mailSettings(settings)),
        setting: (name) => {
          const value = settings.get('core', name)
          return value === null ? null : String(value)
        },
      })
    )
    triggers.add(shippedTriggers)
    await this.#registerJobs(settings)
    const started = await container.make(Triggers)
    const records = await container.make(Records)
    records.addHooks([started.hooks()])
    const index = await container.make(StartIndex)
    const bus = await container.make(EventBus)
    bus.on('workflow.changed', () => index.forget())
    await this.#registerPackages()
  }

  /** Workflows in solutions, and those that plugins ship. */
  async #registerPackages() {
    const { container } = this.app
    const services = await this.#definitionServices(container)
    const installing = await container.make(Installing)
    const parts = await container.make(SolutionParts)
    const { database, audit } = services
    /** Before the workflows, which name them. */
    parts.register(decisionPart(new DecisionPackages({ database, audit, clock })))
    parts.register(workflowPart(await container.make(Definitions), installing, services))
    const registry = await container.make(PluginRegistry)
    const installation = await container.make(Installation)
    installation.afterwards(async () => {
      const actor = (await container.make(Actors)).system()
      const origin = { address: null, channel: 'command' }
      const enabled = registry.known().filter(({ manifest }) => registry.isEnabled(manifest.name))
      let changed = false
      for (const plugin of enabled) {
        for (const { key, ...brought } of await shippedWorkflows(plugin)) {
          if (await installing.ship(actor, origin, key, brought)) changed = true
        }
      }
      if (changed) await services.changed()
    })
  }

  async #registerJobs(settings: Settings) {
    const { container } = this.app
    const jobs = await container.make(Jobs)
    const days = () => settings.number('core', 'workflow_history_days')
    const parts = {
      workflows: await container.make(Workflows),
      actions: await container.make(ActionWork),
      triggers: await container.make(Triggers),
      tasks: await container.make(Tasks),
      replays: await container.make(Replays),
      retention: new Retention(await container.make(Database), days, clock),
    }
    for (const job of workflowJobs(parts)) jobs.register(job)
    /** Timers ring by themselves; this finds those that a slow transaction has made too late. */
    const timers = 'core.workflow.timers'
    jobs.schedule({ name: timers, job: timers, payload: {}, everySeconds: 60 })
    const retention = 'core.workflow.retention'
    jobs.schedule({ name: retention, job: retention, payload: {}, everySeconds: 86_400 })
  }
}

function mailSettings(settings: Settings): MailSettings {
  const security = settings.text('core', 'mail_security')
  const password = settings.get('core', 'mail_password')
  return {
    host: settings.text('core', 'mail_host'),
    port: settings.number('core', 'mail_port'),
    security: security === 'tls' || security === 'none' ? security : 'starttls',
    user: settings.text('core', 'mail_user'),
    password: password === null ? null : String(password),
    from: settings.text('core', 'mail_from'),
  }
}
