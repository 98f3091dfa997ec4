import type { ColumnDdl, IndexDdl, TableDdl } from '#core/database/dialect'
import type { Losslessness } from '#core/database/column_change'
import type { FieldDefinition } from '#core/metadata/types'

/** Where the values of a new column come from, when other columns of the row already hold them. */
export interface FillSource {
  /** Name of the text field whose folded key goes into its shadow column. */
  field: string
  definition: FieldDefinition
}

/** One change of the database. Each is atomic, so that a crash between two leaves a state from which the rest is found. */
export type SchemaStep =
  /** `fill`: a column of an older table whose single values become links. */
  | { kind: 'create_table'; table: TableDdl; fill?: { table: string; column: string } }
  | { kind: 'add_column'; table: string; column: ColumnDdl; fill?: FillSource }
  | {
      kind: 'change_column'
      table: string
      from: ColumnDdl
      to: ColumnDdl
      lossless: Losslessness
    }
  | { kind: 'create_index'; index: IndexDdl }
  | { kind: 'drop_index'; table: string; name: string }
  /** A shadow column nobody writes any more, or whose keys are of another type: what is in it follows from the field. */
  | { kind: 'drop_search_key'; table: string; column: string }
  /** Only ever part of a purge that somebody asked for. */
  | { kind: 'drop_column'; table: string; column: string }
  | { kind: 'drop_table'; table: string }

export interface SchemaPlan {
  steps: SchemaStep[]
}

/** Whether running the step can lose data. */
export function destroys(step: SchemaStep): boolean {
  return (
    step.kind === 'drop_column' ||
    step.kind === 'drop_table' ||
    (step.kind === 'change_column' && step.lossless === 'never')
  )
}

function kindText(column: ColumnDdl): string {
  const { spec } = column
  if (spec.kind === 'string') return `string(${spec.length})`
  return spec.kind === 'decimal' ? `decimal(${spec.scale})` : spec.kind
}

/** A line for the log and the command line; the UI words steps by their `kind` in the reader's language. */
export function describe(step: SchemaStep): string {
  switch (step.kind) {
    case 'create_table':
      return `create table ${step.table.name} with ${step.table.columns.length + 1} columns`
    case 'add_column':
      return `add column ${step.table}.${step.column.name} ${kindText(step.column)}`
    case 'change_column':
      return `change column ${step.table}.${step.to.name} from ${kindText(step.from)} to ${kindText(step.to)} (lossless: ${step.lossless})`
    case 'create_index':
      return `create ${step.index.unique ? 'unique ' : ''}index on ${step.index.table} (${step.index.columns.join(', ')})`
    case 'drop_index':
      return `drop index ${step.name} on ${step.table}`
    case 'drop_search_key':
      return `drop search key ${step.table}.${step.column}`
    case 'drop_column':
      return `drop column ${step.table}.${step.column} with its values`
    case 'drop_table':
      return `drop table ${step.table} with its rows`
  }
}

/** The plan as the API shows it. */
export interface PlanView {
  steps: { kind: SchemaStep['kind']; table: string; description: string; destroys: boolean }[]
}

export function viewOf(plan: SchemaPlan): PlanView {
  return {
    steps: plan.steps.map((step) => ({
      kind: step.kind,
      table: tableOfStep(step),
      description: describe(step),
      destroys: destroys(step),
    })),
  }
}

export function tableOfStep(step: SchemaStep): string {
  if (step.kind === 'create_table') return step.table.name
  return step.kind === 'create_index' ? step.index.table : step.table
}
