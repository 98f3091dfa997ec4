import type { Knex } from 'knex'
import { runRows, type Dialect } from '#core/database/dialect'
import type { CodedError } from '#core/errors/coded_error'
import type { PlanStep, StepWork } from '#core/metadata/plan_types'
import { obstacleOf } from '#core/metadata/schema_sync/apply'
import {
  destroys,
  tableOfStep,
  type SchemaPlan,
  type SchemaStep,
} from '#core/metadata/schema_sync/plan'

export type StepImpact = Omit<PlanStep, 'blocked' | 'entity'> & { obstacle: CodedError | null }

/**
 * What each step of a plan would mean for the tables as they are: how many rows, how much work, and what would refuse it.
 * Reads only. Rows are those of the table, not those that somebody may see: it says what the database will do.
 */
export async function impactOf(
  knex: Knex | Knex.Transaction,
  plan: SchemaPlan,
  dialect: Dialect
): Promise<StepImpact[]> {
  const made = new Set(
    plan.steps.flatMap((step) => (step.kind === 'create_table' ? [step.table.name] : []))
  )
  const counts = new Map<string, number>()
  for (const table of new Set(plan.steps.map(tableOfStep))) {
    counts.set(table, made.has(table) ? 0 : await countRows(knex, table, dialect))
  }
  const impacts: StepImpact[] = []
  for (const step of plan.steps) {
    const rows = counts.get(tableOfStep(step)) ?? 0
    impacts.push({
      kind: step.kind,
      table: tableOfStep(step),
      ...shapeOf(step),
      rows,
      work: rows === 0 ? 'instant' : workOf(step),
      destroys: destroys(step),
      obstacle: await obstacleOf(knex, step, plan, dialect),
    })
  }
  return impacts
}

export async function countRows(
  knex: Knex | Knex.Transaction,
  table: string,
  dialect: Dialect
): Promise<number> {
  const sql = `select count(*) as n from ${dialect.quote(table)}`
  const [found] = await runRows<{ n: number }>(knex, { sql, bindings: [] })
  return Number(found?.n ?? 0)
}

function shapeOf(step: SchemaStep): Pick<PlanStep, 'columns' | 'unique' | 'from' | 'to'> {
  const nothing = { unique: false, from: null, to: null }
  switch (step.kind) {
    case 'create_table':
      return { ...nothing, columns: step.table.columns.map(({ name }) => name) }
    case 'add_column':
      return { ...nothing, columns: [step.column.name], to: step.column.spec }
    case 'change_column':
      return { ...nothing, columns: [step.to.name], from: step.from.spec, to: step.to.spec }
    case 'create_index':
      return { ...nothing, columns: [...step.index.columns], unique: step.index.unique }
    case 'drop_search_key':
    case 'drop_column':
      return { ...nothing, columns: [step.column] }
    case 'drop_index':
    case 'drop_table':
      return { ...nothing, columns: [] }
  }
}

/** An empty column is a matter of the catalogue on both databases; an index reads the table once; a fill writes its rows. */
function workOf(step: SchemaStep): StepWork {
  if (step.kind === 'create_index') return 'scan'
  if (step.kind === 'change_column') return 'rewrite'
  return step.kind === 'add_column' && step.fill ? 'rewrite' : 'instant'
}
