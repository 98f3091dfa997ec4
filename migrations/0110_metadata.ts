import { BaseSchema } from '@adonisjs/lucid/schema'

/** The client layer, what is installed, its settings, and what the installation was last brought up to. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('metadata_changes', (table) => {
      table.increments('id')
      table.string('kind', 20).notNullable()
      table.string('name', 64).notNullable()
      /** The path as a JSON list, so that no separator can be part of a key. */
      table.string('path', 500).notNullable()
      table.text('value').notNullable()
      table.integer('changed_by').notNullable()
      table.string('changed_at', 24).notNullable()
      table.unique(['kind', 'name', 'path'], { indexName: 'metadata_changes_path' })
    })

    this.schema.createTable('installation_state', (table) => {
      table.string('name', 64).notNullable().primary()
      table.text('value').notNullable()
    })

    this.schema.createTable('plugins', (table) => {
      table.string('name', 64).notNullable().primary()
      table.string('version', 40).notNullable()
      table.string('state', 20).notNullable()
      table.string('installed_at', 24).notNullable()
      table.string('changed_at', 24).notNullable()
    })

    this.schema.createTable('plugin_settings', (table) => {
      table.string('plugin', 64).notNullable()
      table.string('name', 64).notNullable()
      table.text('value').notNullable()
      table.boolean('secret').notNullable()
      table.primary(['plugin', 'name'], 'plugin_settings_key')
    })
  }

  override async down() {
    for (const table of ['plugin_settings', 'plugins', 'installation_state', 'metadata_changes']) {
      this.schema.dropTable(table)
    }
  }
}
