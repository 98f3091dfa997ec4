import { join } from 'node:path'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ApplicationService, HttpRouterService } from '@adonisjs/core/types'
import type { EventBus } from '#core/realtime/event_bus'
import type { EventListener } from '#core/realtime/types'
import type { Jobs } from '#core/jobs/jobs'
import type { RecordHookRegistry } from '#core/records/hook_registry'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { PluginRegistry } from '#core/plugin_host/plugin_registry'
import type { DiscoveredPlugin } from '#core/plugin_host/discovery'
import type { Contributed } from '#core/plugin_host/types'
import { E_PLUGIN_DISABLED } from '#core/plugin_host/errors'
import { texts } from '#core/i18n/texts'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import type { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'

/** The parts of the core that plugins contribute to. */
export interface WiringTargets {
  app: ApplicationService
  router: HttpRouterService | null
  registry: PluginRegistry
  types: FieldTypes
  hooks: RecordHookRegistry
  jobs: Jobs
  events: EventBus
  actions: ActionRegistry
  triggers: TriggerRegistry
}

/**
 * Connects plugins to the core. What only makes things known (services, field types, texts, routes) is connected once for
 * every plugin; what acts by itself (hooks, jobs, schedules, listeners, workflow actions) only while the plugin is enabled, so that enabling
 * and disabling take effect without a restart.
 */
export class PluginWiring {
  readonly #targets: WiringTargets
  readonly #active = new Map<string, () => void>()

  constructor(targets: WiringTargets) {
    this.#targets = targets
  }

  /** Binds services, field types, texts and routes, in dependency order. */
  async connect(): Promise<void> {
    for (const plugin of this.#targets.registry.known()) {
      const { manifest, root } = plugin
      if (manifest.locales) texts.addPlugin(manifest.name, join(root, manifest.locales))
      for (const type of (await manifest.fieldTypes?.())?.default ?? []) {
        this.#targets.types.register(type)
      }
      const register = (await manifest.register?.())?.default
      await register?.(this.#targets.app)
      await this.#mount(plugin)
    }
  }

  /** Brings what acts in line with the plugins' states. Call it after every change of them. */
  async activate(): Promise<void> {
    const { registry } = this.#targets
    for (const [name, stop] of this.#active) {
      if (registry.isEnabled(name)) continue
      stop()
      this.#active.delete(name)
    }
    for (const plugin of registry.known()) {
      const { name } = plugin.manifest
      if (!registry.isEnabled(name) || this.#active.has(name)) continue
      this.#active.set(name, await this.#start(plugin))
    }
  }

  async #mount({ manifest }: DiscoveredPlugin): Promise<void> {
    const { router, registry } = this.#targets
    if (!router || !manifest.routes) return
    const routes = (await manifest.routes()).default
    const enabled = (_ctx: HttpContext, next: NextFn) => {
      if (!registry.isEnabled(manifest.name)) {
        throw new E_PLUGIN_DISABLED({ plugin: manifest.name })
      }
      return next()
    }
    router
      .group(() => routes(router))
      .prefix(`/api/${manifest.name}`)
      .use(enabled)
  }

  async #start({ manifest }: DiscoveredPlugin): Promise<() => void> {
    const { app, hooks, jobs, events, actions, triggers } = this.#targets
    const ownHooks = await resolved(app, manifest.hooks)
    const ownJobs = await resolved(app, manifest.jobs)
    const listeners = await resolved(app, manifest.listeners)
    hooks.add(ownHooks)
    for (const job of ownJobs) jobs.register(job)
    for (const schedule of manifest.schedules ?? []) jobs.schedule(schedule)
    const stops = listeners.map((listener) => listen(events, listener))
    const ownActions = await resolved(app, manifest.workflowActions)
    const ownTriggers = await resolved(app, manifest.workflowTriggers)
    actions.add(ownActions)
    triggers.add(ownTriggers)
    return () => {
      actions.remove(ownActions.map(({ name }) => name))
      triggers.remove(ownTriggers.map(({ name }) => name))
      hooks.remove(ownHooks)
      for (const { name } of ownJobs) jobs.unregister(name)
      for (const stop of stops) stop()
    }
  }
}

async function resolved<T>(
  app: ApplicationService,
  lazy: (() => Promise<{ default: Contributed<T[]> }>) | undefined
): Promise<T[]> {
  const contributed = (await lazy?.())?.default ?? []
  return typeof contributed === 'function' ? contributed(app) : contributed
}

function listen(events: EventBus, listener: EventListener): () => void {
  return events.on(listener.event, listener.handle as Parameters<EventBus['on']>[1])
}
