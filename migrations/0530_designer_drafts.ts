import { BaseSchema } from '@adonisjs/lucid/schema'

/** What consultants are working on in the designers and have not published: one draft a person and definition. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('designer_drafts', (table) => {
      table.increments('id')
      table.integer('user_id').notNullable()
      table.string('kind', 20).notNullable()
      table.string('name', 64).notNullable()
      /** JSON of the designer's own making. */
      table.text('content').notNullable()
      table.string('updated_at', 24).notNullable()
      table.unique(['user_id', 'kind', 'name'], { indexName: 'designer_drafts_key' })
    })
  }

  override async down() {
    this.schema.dropTable('designer_drafts')
  }
}
