import knexFactory, { type Knex } from 'knex'
import { kpiDialectOf } from '#plugins/telephony/server/kpi/kpi_dialect'
import type { FigureDatabase } from '#plugins/telephony/server/kpi/sql_figures'
import { columnOf } from '#plugins/telephony/server/kpi/sources'
import type { AgentHistory, AssembledCall } from '#plugins/telephony/server/model/assembled'

const INSTANTS = new Set(['startedAt', 'answeredAt', 'endedAt', 'at'])

/**
 * The assembled tables in an SQLite database in memory, filled with records: columns are the properties in snake_case,
 * instants ISO text, truth values 0 and 1, as the record engine stores them. Calls that are not to be logged are not stored.
 */
export async function assembledTables(
  calls: readonly AssembledCall[],
  agents: readonly AgentHistory[] = []
): Promise<FigureDatabase & { close(): Promise<void> }> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  })
  const logged = calls.filter(({ call }) => !call.ignored)
  await load(
    knex,
    'call',
    logged.map(({ call }) => call)
  )
  await load(
    knex,
    'call_leg',
    logged.flatMap((each) => each.legs)
  )
  await load(
    knex,
    'call_attempt',
    logged.flatMap((each) => each.attempts)
  )
  await load(
    knex,
    'call_transfer',
    logged.flatMap((each) => each.transfers)
  )
  await load(
    knex,
    'survey_mark',
    logged.flatMap((each) => each.surveys)
  )
  await load(
    knex,
    'agent_session',
    agents.flatMap((each) => each.sessions)
  )
  await load(
    knex,
    'agent_pause',
    agents.flatMap((each) => each.pauses)
  )
  return { knex, dialect: kpiDialectOf('sqlite'), close: () => knex.destroy() }
}

/** Columns of a table that no record is in. */
const EMPTY = ['site_id', 'agent', 'queue', 'reason', 'started_at', 'ended_at', 'local_day']

async function load(knex: Knex, table: string, records: readonly object[]): Promise<void> {
  const [first] = records
  if (first === undefined) {
    await knex.schema.createTable(table, (columns) => {
      for (const name of EMPTY) columns.specificType(name, '')
    })
    return
  }
  const fields = Object.keys(first)
  await knex.schema.createTable(table, (columns) => {
    for (const field of fields) columns.specificType(columnOf(field), '')
  })
  const columns = fields.map((field) => `"${columnOf(field)}"`).join(', ')
  const size = Math.floor(30_000 / fields.length)
  for (let start = 0; start < records.length; start += size) {
    const batch = records.slice(start, start + size)
    const values = batch.map(() => `(${fields.map(() => '?').join(', ')})`).join(', ')
    await knex.raw(
      `insert into "${table}" (${columns}) values ${values}`,
      batch.flatMap((record) => fields.map((field) => stored(record, field)))
    )
  }
}

function stored(record: object, field: string): string | number | null {
  const value: unknown = Reflect.get(record, field)
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') {
    return INSTANTS.has(field) ? new Date(value).toISOString() : value
  }
  return String(value)
}
