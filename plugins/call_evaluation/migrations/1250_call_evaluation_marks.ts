import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The mark of each criterion of each evaluation, for reports. Written with the answers, in their transaction, and read only together
 * with the evaluation, whose row scope decides.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('call_evaluation_marks', (table) => {
      table.integer('evaluation_id').notNullable()
      table.string('criterion', 64).notNullable()
      table.string('section', 64).notNullable()
      table.string('form_name', 64).notNullable()
      table.integer('form_version').notNullable()
      /** 0–1; null: not answered, or not applicable. */
      table.double('mark').nullable()
      /** The part of the whole form that the criterion decided, 0–1. */
      table.double('weight').notNullable()
      table.integer('not_applicable').notNullable()
      table.integer('fatal').notNullable()
      table.primary(['evaluation_id', 'criterion'], 'call_evaluation_marks_key')
      /** All that the report by criterion reads: 700,000 marks took 2.4 s without it, 0.9 s with it. */
      table.index(
        ['evaluation_id', 'form_name', 'criterion', 'mark', 'weight', 'not_applicable', 'fatal'],
        'call_evaluation_marks_facts'
      )
    })
  }

  override async down() {
    this.schema.dropTable('call_evaluation_marks')
  }
}
