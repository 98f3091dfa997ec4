import type { Knex } from 'knex'
import { runRows, type Dialect } from '#core/database/dialect'
import { offendersMssql, offendersSqlite } from '#core/database/column_change'
import { columnName, type FieldTypes } from '#core/metadata/field_types/registry'
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import {
  E_SCHEMA_DUPLICATES,
  E_SCHEMA_NOT_LOSSLESS,
  E_SCHEMA_WOULD_LOSE,
} from '#core/metadata/errors'
import { CodedError } from '#core/errors/coded_error'
import type { FillSource, SchemaPlan, SchemaStep } from '#core/metadata/schema_sync/plan'

export interface ApplyTools {
  dialect: Dialect
  types: FieldTypes
  /** Called before each step. */
  onStep?: (step: SchemaStep, index: number) => void
}

/**
 * Runs a plan, each step in a transaction of its own (a savepoint inside the caller's). All checks that need the data come
 * first, so that a plan which would lose values is refused before anything has changed.
 */
export async function applyPlan(
  knex: Knex | Knex.Transaction,
  plan: SchemaPlan,
  tools: ApplyTools
): Promise<void> {
  await checkPlan(knex, plan, tools.dialect)
  for (const [index, step] of plan.steps.entries()) {
    tools.onStep?.(step, index)
    await knex.transaction((trx) => applyStep(trx, step, tools))
  }
}

/** Refuses a plan that would lose values or whose unique index could not be made. */
export async function checkPlan(
  knex: Knex | Knex.Transaction,
  plan: SchemaPlan,
  dialect: Dialect
): Promise<void> {
  for (const step of plan.steps) await checkStep(knex, step, plan, dialect)
}

/** Why one step of a plan would be refused, as the error that refusing throws; null where nothing stands in its way. */
export async function obstacleOf(
  knex: Knex | Knex.Transaction,
  step: SchemaStep,
  plan: SchemaPlan,
  dialect: Dialect
): Promise<CodedError | null> {
  try {
    await checkStep(knex, step, plan, dialect)
    return null
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
}

async function checkStep(
  knex: Knex | Knex.Transaction,
  step: SchemaStep,
  plan: SchemaPlan,
  dialect: Dialect
): Promise<void> {
  if (step.kind === 'change_column') return checkChange(knex, step, dialect)
  if (step.kind !== 'create_index' || !step.index.unique) return
  const { table, columns } = step.index
  const isNew = plan.steps.some(
    (other) =>
      (other.kind === 'create_table' && other.table.name === table) ||
      (other.kind === 'add_column' && other.table === table && columns.includes(other.column.name))
  )
  if (!isNew) await checkUnique(knex, table, columns, dialect)
}

async function checkChange(
  knex: Knex | Knex.Transaction,
  { table, from, to, lossless }: Extract<SchemaStep, { kind: 'change_column' }>,
  dialect: Dialect
): Promise<void> {
  if (lossless === 'always') return
  if (lossless === 'never') throw new E_SCHEMA_NOT_LOSSLESS({ table, column: to.name })
  const offenders = dialect.name === 'mssql' ? offendersMssql : offendersSqlite
  const where = offenders(dialect.quote(from.name), from.spec, to.spec)
  const sql = `select count(*) as n from ${dialect.quote(table)} where ${where}`
  const [found] = await runRows<{ n: number }>(knex, { sql, bindings: [] })
  const rows = Number(found?.n ?? 0)
  if (rows > 0) throw new E_SCHEMA_WOULD_LOSE({ table, column: to.name, rows })
}

async function checkUnique(
  knex: Knex | Knex.Transaction,
  table: string,
  columns: readonly string[],
  dialect: Dialect
): Promise<void> {
  const names = columns.map((column) => dialect.quote(column))
  const present = names.map((name) => `${name} is not null`).join(' and ')
  const grouped =
    `select ${names.join(', ')} from ${dialect.quote(table)}` +
    ` where deleted_at is null and ${present} group by ${names.join(', ')} having count(*) > 1`
  const sql = `select count(*) as n from (${grouped}) as doubles`
  const [found] = await runRows<{ n: number }>(knex, { sql, bindings: [] })
  if (Number(found?.n ?? 0) > 0) {
    throw new E_SCHEMA_DUPLICATES({ table, columns: columns.join(', ') })
  }
}

async function applyStep(
  trx: Knex.Transaction,
  step: SchemaStep,
  { dialect, types }: ApplyTools
): Promise<void> {
  for (const sql of statementsOf(step, dialect)) await trx.raw(sql)
  if (step.kind === 'add_column' && step.fill) {
    await fillShadow(trx, step.table, step.fill, dialect, types)
  }
}

/** The SQL of a step. */
export function statementsOf(step: SchemaStep, dialect: Dialect): string[] {
  switch (step.kind) {
    case 'create_table':
      return [dialect.createTable(step.table), ...fillOf(step, dialect)]
    case 'add_column':
      return [dialect.addColumn(step.table, step.column)]
    case 'change_column':
      return dialect.changeColumn(step.table, step.from, step.to)
    case 'create_index':
      return [dialect.createIndex(step.index)]
    case 'drop_index':
      return [dialect.dropIndex(step.table, step.name)]
    case 'drop_search_key':
    case 'drop_column':
      return [dialect.dropColumn(step.table, step.column)]
    case 'drop_table':
      return [dialect.dropTable(step.table)]
  }
}

function fillOf(
  { table, fill }: Extract<SchemaStep, { kind: 'create_table' }>,
  dialect: Dialect
): string[] {
  if (!fill) return []
  const value = dialect.quote(fill.column)
  return [
    `insert into ${dialect.quote(table.name)} (record_id, value)` +
      ` select id, ${value} from ${dialect.quote(fill.table)} where ${value} is not null`,
  ]
}

const FILL_BATCH = 500

/** Folds the texts that rows already hold into their new shadow column: in code, because no database folds like it. */
async function fillShadow(
  trx: Knex.Transaction,
  table: string,
  { field, definition }: FillSource,
  dialect: Dialect,
  types: FieldTypes
): Promise<void> {
  const type = types.get(definition.type)
  const shadow = columnName(field, FOLDED_SUFFIX)
  const [last]: { id: number | null }[] = await trx(table).max({ id: 'id' })
  for (let after = 0; after < Number(last?.id ?? 0);) {
    const rows: { id: number; value: string }[] = await trx(table)
      .select({ id: 'id', value: field })
      .where('id', '>', after)
      .whereNotNull(field)
      .orderBy('id')
      .limit(FILL_BATCH)
    for (const { id, value } of rows) {
      const columns = type.toDatabase(value, definition, dialect.name)
      await trx(table)
        .where('id', id)
        .update({ [shadow]: columns[FOLDED_SUFFIX] ?? null })
    }
    if (rows.length < FILL_BATCH) break
    after = Number(rows.at(-1)?.id)
  }
}
