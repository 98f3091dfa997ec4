import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import type { BaseSchema } from '@adonisjs/lucid/schema'
import type { Database as LucidDatabase } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ApplicationService } from '@adonisjs/core/types'
import type { DiscoveredPlugin } from '#core/plugin_host/discovery'

type SchemaClass = new (client: QueryClientContract, file: string, dryRun: boolean) => BaseSchema

/** The tables of plugins that are not entities: Lucid migrations in their own folders, run in dependency order. */
export class PluginMigrations {
  readonly #lucid: LucidDatabase
  readonly #app: ApplicationService

  constructor(lucid: LucidDatabase, app: ApplicationService) {
    this.#lucid = lucid
    this.#app = app
  }

  /** Lets Lucid's own commands see the folders too. */
  announce(plugins: readonly DiscoveredPlugin[]): void {
    const paths = this.#lucid.getRawConnection('main')?.config.migrations?.paths
    for (const folder of plugins.flatMap((plugin) => this.#folder(plugin) ?? [])) {
      if (paths && !paths.includes(folder)) paths.push(folder)
    }
  }

  /** Names of all migration files of the plugins: equal lists need no run. */
  files(plugins: readonly DiscoveredPlugin[]): string[] {
    return plugins.flatMap((plugin) => {
      const folder = this.#folder(plugin)
      return folder ? this.#filesIn(folder) : []
    })
  }

  /** Runs what has not run yet, the core's migrations included. */
  async run(plugins: readonly DiscoveredPlugin[]): Promise<void> {
    this.announce(plugins)
    const runner = new MigrationRunner(this.#lucid, this.#app, {
      direction: 'up',
      connectionName: 'main',
    })
    await runner.run()
    if (runner.error) throw runner.error
  }

  /** Takes back all migrations of one plugin, newest first: its tables go. */
  async revert(plugin: DiscoveredPlugin): Promise<void> {
    const folder = this.#folder(plugin)
    if (!folder) return
    const paths = this.#lucid.getRawConnection('main')?.config.migrations?.paths
    if (paths?.includes(folder)) paths.splice(paths.indexOf(folder), 1)
    const client = this.#lucid.connection('main')
    const done: { name: string }[] = await client.from('adonis_schema').select('name')
    const names = new Set(done.map(({ name }) => name))
    for (const file of this.#filesIn(folder).reverse()) {
      const name = file.replace(/\.(ts|js)$/, '')
      if (!names.has(name)) continue
      const path = pathToFileURL(join(this.#app.makePath(), file)).href
      const { default: Schema } = (await import(path)) as { default: SchemaClass }
      await client.transaction(async (trx) => {
        await new Schema(trx, name, false).execDown()
        await trx.from('adonis_schema').where({ name }).delete()
      })
    }
  }

  /** The folder from the application's root, as Lucid writes it into its table of migrations that ran. */
  #folder({ manifest, root }: DiscoveredPlugin): string | null {
    if (!manifest.migrations) return null
    const folder = join(root, manifest.migrations)
    return existsSync(folder) ? relative(this.#app.makePath(), folder) : null
  }

  #filesIn(folder: string): string[] {
    return readdirSync(join(this.#app.makePath(), folder))
      .filter((name) => /(?<!\.d)\.(ts|js)$/.test(name))
      .sort()
      .map((name) => join(folder, name))
  }
}
