/**
 * Keeps the counts of `SummaryDefinition`s right inside the transaction of every write, and builds those that are new. One
 * table holds all: entity, summary, up to three keys as texts, owner, unit, and how many records.
 */
import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { compileRaw } from '#core/records/query/emission'
import type { Fragment } from '#core/records/query/slots'
import { SUMMARY_TABLE } from '#core/records/query/use_summary'
import type { FieldValues } from '#core/records/hooks'
import type { Session } from '#core/records/execution/statements'
import { summaryValues, type EntityModel } from '#core/records/writing/entity_model'

export const STATE_TABLE = 'record_summary_states'

const SQLITE = `insert into ${SUMMARY_TABLE} (entity, summary, k1, k2, k3, owner_id, unit_id, records)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (entity, summary, k1, k2, k3, owner_id, unit_id) do update set records = records + excluded.records`
const MSSQL = `merge ${SUMMARY_TABLE} with (holdlock) as t
  using (values (?, ?, ?, ?, ?, ?, ?, ?)) as s (entity, summary, k1, k2, k3, owner_id, unit_id, records)
  on t.entity = s.entity and t.summary = s.summary and t.k1 = s.k1 and t.k2 = s.k2 and t.k3 = s.k3
    and t.owner_id = s.owner_id and t.unit_id = s.unit_id
  when matched then update set records = t.records + s.records
  when not matched then insert (entity, summary, k1, k2, k3, owner_id, unit_id, records)
    values (s.entity, s.summary, s.k1, s.k2, s.k3, s.owner_id, s.unit_id, s.records);`

interface Delta {
  bindings: (string | number)[]
  by: number
}

/** Gathers what one write changes in the counts, so that each counted row is touched once. */
export class SummaryChanges {
  readonly #model: EntityModel
  readonly #dialect: DialectName
  readonly #deltas = new Map<string, Delta>()

  constructor(model: EntityModel, dialect: DialectName) {
    this.#model = model
    this.#dialect = dialect
  }

  /** A record with these values came (1) or went (−1). */
  add(values: FieldValues, by: 1 | -1): void {
    for (const { name, definition } of this.#model.summaries) {
      const keys = summaryValues(this.#model, definition.by, values, this.#dialect)
      const bindings = [
        this.#model.name,
        name,
        keys[0] ?? '',
        keys[1] ?? '',
        keys[2] ?? '',
        Number(values.owner_id ?? 0),
        Number(values.unit_id ?? 0),
      ]
      const key = bindings.join('\n')
      const delta = this.#deltas.get(key)
      if (delta) delta.by += by
      else this.#deltas.set(key, { bindings, by })
    }
  }

  /** In the order of keys, so that two transactions never wait for each other. */
  async save(session: Session): Promise<void> {
    if (this.#deltas.size === 0) return
    const sql = this.#dialect === 'sqlite' ? SQLITE : MSSQL
    const keys = [...this.#deltas.keys()].sort()
    for (const key of keys) {
      const { bindings, by } = this.#deltas.get(key) as Delta
      if (by !== 0) await session.change(sql, [...bindings, by])
    }
  }
}

/** Text of a stored key in SQL; the same as `summaryValues` makes. */
function keySql(dialect: DialectName, column: string): Fragment {
  return dialect === 'sqlite'
    ? { sql: "coalesce(cast(?? as text), '')", bindings: [column] }
    : { sql: "coalesce(convert(nvarchar(64), ??), '')", bindings: [column] }
}

/** Counts anew from the records themselves. */
export async function rebuildSummary(
  trx: Knex.Transaction,
  session: Session,
  dialect: DialectName,
  model: EntityModel,
  name: string,
  by: readonly string[]
): Promise<void> {
  await trx(SUMMARY_TABLE).where({ entity: model.name, summary: name }).delete()
  const columns = by.map((field) => model.fields.get(field)?.parts[0]?.column ?? field)
  const keys = [0, 1, 2].map((place) => {
    const column = columns[place]
    return column === undefined ? { sql: "''", bindings: [] } : keySql(dialect, column)
  })
  const names = [...columns, 'owner_id', 'unit_id']
  const statement = compileRaw(trx, dialect, {
    sql: [
      `insert into ${SUMMARY_TABLE} (entity, summary, k1, k2, k3, owner_id, unit_id, records)`,
      `select ?, ?, ${keys.map(({ sql }) => sql).join(', ')}, coalesce(owner_id, 0), coalesce(unit_id, 0), count(*)`,
      `from ?? where deleted_at is null group by ${names.map(() => '??').join(', ')}`,
    ].join(' '),
    bindings: [
      model.name,
      name,
      ...keys.flatMap(({ bindings }) => bindings),
      model.table,
      ...names,
    ],
  })
  await session.change(statement.sql, statement.bindings as (string | number)[])
}
