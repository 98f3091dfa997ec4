import type { Database } from '#core/database/database'
import type { Metadata } from '#core/metadata/metadata'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import type { Secrets } from '#core/workflow/actions/secrets'
import { DESIGN } from '#core/workflow/definitions/definitions'
import type { VersionCache } from '#core/workflow/definitions/version_cache'
import { mayStart } from '#core/workflow/rights'
import type { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'

export interface CatalogueServices {
  database: Database
  metadata: Metadata
  actions: ActionRegistry
  triggers: TriggerRegistry
  versions: VersionCache
  secrets: Secrets
  decisions: () => Promise<ReadonlySet<string>>
}

/** What there is to draw with, and what there is to start. */
export class Catalogue {
  readonly #services: CatalogueServices

  constructor(services: CatalogueServices) {
    this.#services = services
  }

  /** For the designer: whatever a drawing may name. */
  async forDesign(actor: Actor) {
    requirePermission(actor, DESIGN)
    const { actions, triggers, secrets, decisions, metadata } = this.#services
    return {
      actions: actions.all().map((action) => ({
        name: action.name,
        label: action.label,
        description: action.description ?? null,
        icon: action.icon,
        group: action.group,
        mode: action.mode,
        form: action.form,
        result: action.result ?? null,
      })),
      triggers: triggers.all().map(({ name, label, description, icon, form, variables }) => ({
        name,
        label,
        description: description ?? null,
        icon,
        form,
        variables: variables ?? null,
      })),
      decisions: [...(await decisions())].sort(),
      processes: await this.#processes(),
      roles: [...metadata.current().role.values()].map(({ name, label }) => ({ name, label })),
      secrets: (await secrets.list(actor)).map(({ name, origin }) => ({ name, origin })),
      calendars: await this.#calendars(),
    }
  }

  async #calendars() {
    const units: { id: number; code: string | null; name: string }[] = await this.#services.database
      .read('units')
      .whereNull('deleted_at')
      .orderBy('name')
      .select('id', 'code', 'name')
    return [
      { ref: 'organisation', name: null },
      ...units.map(({ id, code, name }) => ({ ref: code ?? String(id), name })),
    ]
  }

  async #processes(): Promise<{ key: string; name: string | null }[]> {
    const { database, versions } = this.#services
    const rows: { key: string; version_id: number }[] = await database
      .read('workflow_processes')
      .orderBy('key')
      .select('key', 'version_id')
    const found: { key: string; name: string | null }[] = []
    for (const { key, version_id: id } of rows) {
      const graph = (await versions.get(database.read, id)).graphs[key]
      found.push({ key, name: graph?.name ?? null })
    }
    return found
  }

  /** What a person may start by hand: processes with a plain start, which may be none. */
  async startable(actor: Actor): Promise<{ key: string; name: string | null }[]> {
    const { database, versions } = this.#services
    const found: { key: string; name: string | null }[] = []
    for (const { key, name } of await this.#processes()) {
      const version = await versions.active(database.read, key)
      const graph = version.graphs[key]
      const root = graph?.scopes[key]
      const start = root?.start ? graph?.nodes[root.start] : null
      const plain = start
        ? start.type === 'startEvent' && start.event.kind === 'none' && !start.trigger
        : (root?.entries.length ?? 0) > 0
      if (plain && graph && mayStart(actor, graph)) found.push({ key, name })
    }
    return found
  }
}
