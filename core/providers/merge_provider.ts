import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Merges } from '#core/merge/merges'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { EventBus } from '#core/realtime/event_bus'
import { evaluateDefault } from '#core/records/default_expressions'
import { Statements } from '#core/records/execution/statements'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { EntityModels } from '#core/records/writing/entity_model'
import { References } from '#core/records/writing/references'
import { RowLoader } from '#core/records/writing/row_loader'
import { Writer } from '#core/records/writing/writer'
import { AuditLog } from '#core/security/audit_log'

/** Wires the merging of records: it writes through the record engine's own writer, with hooks, history and counts. */
export default class MergeProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(Merges, async (r) => {
      const db = await r.make(Database)
      const { dialect } = db
      const knex = db.write
      const audit = await r.make(AuditLog)
      return new Merges({
        db,
        audit,
        metadata: await r.make(Metadata),
        records: await r.make(Records),
        statements: new Statements(dialect),
        models: new EntityModels(await r.make(FieldTypes)),
        loader: new RowLoader(knex, dialect),
        writer: new Writer({
          knex,
          dialect,
          audit,
          hooks: await r.make(RecordHookRegistry),
          references: new References(knex, dialect),
          events: await r.make(EventBus),
          evaluate: evaluateDefault,
        }),
        now: () => new Date(),
      })
    })
  }
}
