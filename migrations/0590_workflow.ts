import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What the workflow engine keeps beside its entities (instances, tasks, incidents): documents and their versions, states, waits, the
 * trail, what starts a process, decision tables. Instants that are compared in claims are epoch milliseconds.
 */
export default class extends BaseSchema {
  override async up() {
    this.#definitions()
    this.#runtime()
    this.#starts()
    this.#tasks()
    this.#decisions()
  }

  #definitions() {
    /** A BPMN document that somebody draws; what runs are its versions. */
    this.schema.createTable('workflow_documents', (table) => {
      table.increments('id')
      table.string('key', 64).notNullable().unique('workflow_documents_key')
      table.text('label').notNullable()
      table.text('draft_xml').notNullable()
      table.integer('draft_lock').notNullable()
      table.integer('draft_by').notNullable()
      table.bigInteger('draft_at').notNullable()
      table.integer('active_version').nullable()
      table.bigInteger('archived_at').nullable()
    })
    /** Immutable. `xml` is the document as it was drawn or imported, `graphs` what it compiled to. */
    this.schema.createTable('workflow_versions', (table) => {
      table.increments('id')
      table.integer('document_id').notNullable()
      table.integer('version').notNullable()
      table.text('xml').notNullable()
      table.text('graphs').notNullable()
      table.text('summary').notNullable()
      table.string('note', 1000).nullable()
      /** Whose rights actions have; null: who started the instance. */
      table.integer('run_as').nullable()
      table.integer('published_by').notNullable()
      table.bigInteger('published_at').notNullable()
      table.unique(['document_id', 'version'], { indexName: 'workflow_versions_number' })
    })
    /** The version by which a process starts now. */
    this.schema.createTable('workflow_processes', (table) => {
      table.string('key', 64).primary()
      table.integer('document_id').notNullable()
      table.integer('version_id').notNullable()
      table.index(['document_id'], 'workflow_processes_document')
    })
  }

  #runtime() {
    this.schema.createTable('workflow_states', (table) => {
      table.increments('id')
      table.integer('instance_id').notNullable().unique('workflow_states_instance')
      table.integer('version_id').notNullable()
      table.string('process', 64).notNullable()
      /** Counts the steps: who saves with a number that is not the present one has lost. */
      table.integer('lock').notNullable()
      table.text('state').notNullable()
      table.integer('run_as').notNullable()
      table.string('subject_entity', 64).nullable()
      table.integer('subject_id').nullable()
      table.integer('parent_id').nullable()
      table.string('parent_wait', 16).nullable()
      table.boolean('open').notNullable()
      table.boolean('suspended').notNullable()
      table.index(['version_id', 'open'], 'workflow_states_version')
      table.index(['parent_id'], 'workflow_states_parent')
    })
    /** Waits that outlast a transaction. A closed one stays as history of where time went. */
    this.schema.createTable('workflow_waits', (table) => {
      table.increments('id')
      table.integer('instance_id').notNullable()
      table.integer('version_id').notNullable()
      table.string('wait', 16).notNullable()
      table.string('node', 120).notNullable()
      table.string('kind', 12).notNullable()
      /** Of a message or signal its name; of an action its type. */
      table.string('name', 200).nullable()
      table.string('correlation', 200).nullable()
      table.string('subject_entity', 64).nullable()
      table.integer('subject_id').nullable()
      table.bigInteger('opened_at').notNullable()
      table.bigInteger('due_at').nullable()
      table.bigInteger('closed_at').nullable()
      table.string('reason', 12).nullable()
      table.unique(['instance_id', 'wait'], { indexName: 'workflow_waits_of' })
      table.index(['due_at'], 'workflow_waits_due')
      table.index(['kind', 'name', 'correlation', 'closed_at'], 'workflow_waits_named')
      table.index(['subject_entity', 'subject_id', 'closed_at'], 'workflow_waits_subject')
      table.index(['version_id', 'node'], 'workflow_waits_node')
    })
    /** One row for each step: what was entered, left and taken, as it is drawn on the diagram. */
    this.schema.createTable('workflow_trail', (table) => {
      table.increments('id')
      table.integer('instance_id').notNullable()
      table.bigInteger('at').notNullable()
      table.integer('user_id').nullable()
      table.text('entries').notNullable()
      table.index(['instance_id', 'id'], 'workflow_trail_of')
    })
  }

  #starts() {
    /** What begins an instance of a published version beside people. */
    this.schema.createTable('workflow_starts', (table) => {
      table.increments('id')
      table.integer('document_id').notNullable()
      table.integer('version_id').notNullable()
      table.string('process', 64).notNullable()
      table.string('node', 120).notNullable()
      table.string('kind', 60).notNullable()
      /** Of a message or signal its name, of a record trigger its entity. */
      table.string('name', 200).nullable()
      table.text('config').notNullable()
      table.bigInteger('next_at').nullable()
      table.integer('runs_left').nullable()
      table.index(['document_id'], 'workflow_starts_document')
      table.index(['kind', 'name'], 'workflow_starts_named')
      table.index(['next_at'], 'workflow_starts_due')
    })
    /** Doors for other programs: an address with a secret token that delivers one message. */
    this.schema.createTable('workflow_hooks', (table) => {
      table.increments('id')
      table.string('name', 120).notNullable()
      table.string('message', 200).notNullable()
      table.string('correlation', 1000).nullable()
      table.string('token_hash', 64).notNullable().unique('workflow_hooks_token')
      table.integer('created_by').notNullable()
      table.bigInteger('created_at').notNullable()
      table.bigInteger('used_at').nullable()
    })
    /** Jobs that have had their effect, by their keys: one that is repeated after a crash has none. */
    this.schema.createTable('workflow_handled', (table) => {
      table.string('key', 200).primary()
      table.bigInteger('at').notNullable()
      table.index(['at'], 'workflow_handled_at')
    })
    /** What actions send with requests and nobody reads again: encrypted, and sent to one origin only. */
    this.schema.createTable('workflow_secrets', (table) => {
      table.string('name', 64).primary()
      table.string('origin', 255).notNullable()
      table.text('value').notNullable()
      table.integer('updated_by').notNullable()
      table.bigInteger('updated_at').notNullable()
    })
    /** Counts changes of what starts processes, so that every process of the group notices. */
    this.schema.createTable('workflow_revision', (table) => {
      table.integer('id').primary()
      table.integer('revision').notNullable()
    })
  }

  #tasks() {
    /** Who may take a task that nobody has: `user:5`, `role:agent`, `team:2`. */
    this.schema.createTable('workflow_candidates', (table) => {
      table.integer('task_id').notNullable()
      table.string('who', 80).notNullable()
      table.primary(['task_id', 'who'], 'pk_workflow_candidates')
      table.index(['who', 'task_id'], 'workflow_candidates_who')
    })
    this.schema.createTable('workflow_reminders', (table) => {
      table.increments('id')
      table.integer('task_id').notNullable()
      table.bigInteger('due_at').notNullable()
      table.bigInteger('sent_at').nullable()
      table.index(['sent_at', 'due_at'], 'workflow_reminders_due')
    })
    this.schema.createTable('workflow_absences', (table) => {
      table.increments('id')
      table.integer('user_id').notNullable()
      table.integer('delegate_id').notNullable()
      table.bigInteger('from_at').notNullable()
      table.bigInteger('until_at').notNullable()
      table.index(['user_id', 'until_at'], 'workflow_absences_user')
    })
    /** Whose turn it is, for each task of a process that goes round. */
    this.schema.createTable('workflow_turns', (table) => {
      table.string('ring', 200).primary()
      table.integer('last_user').notNullable()
    })
  }

  #decisions() {
    this.schema.createTable('workflow_decisions', (table) => {
      table.increments('id')
      table.string('key', 64).notNullable().unique('workflow_decisions_key')
      table.text('label').notNullable()
      table.text('draft_xml').notNullable()
      table.integer('draft_lock').notNullable()
      table.integer('draft_by').notNullable()
      table.bigInteger('draft_at').notNullable()
      table.text('tests').notNullable()
      table.integer('active_version').nullable()
    })
    this.schema.createTable('workflow_decision_versions', (table) => {
      table.increments('id')
      table.integer('decision_id').notNullable()
      table.integer('version').notNullable()
      table.text('xml').notNullable()
      table.text('decisions').notNullable()
      table.integer('published_by').notNullable()
      table.bigInteger('published_at').notNullable()
      table.unique(['decision_id', 'version'], { indexName: 'workflow_decision_versions_number' })
    })
  }

  override async down() {
    for (const table of [
      'workflow_decision_versions',
      'workflow_decisions',
      'workflow_turns',
      'workflow_absences',
      'workflow_reminders',
      'workflow_candidates',
      'workflow_revision',
      'workflow_secrets',
      'workflow_handled',
      'workflow_hooks',
      'workflow_starts',
      'workflow_trail',
      'workflow_waits',
      'workflow_states',
      'workflow_processes',
      'workflow_versions',
      'workflow_documents',
    ])
      this.schema.dropTable(table)
  }
}
