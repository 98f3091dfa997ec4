import type { ColumnDdl, Dialect } from '#core/database/dialect'
import { losslessness } from '#core/database/column_change'
import { shadowed } from '#core/metadata/field_types/folded_column'
import type { ColumnSpec } from '#core/metadata/field_type'
import {
  INDEX_PREFIX,
  type TargetColumn,
  type TargetTable,
} from '#core/metadata/schema_sync/target'
import type { SchemaPlan, SchemaStep } from '#core/metadata/schema_sync/plan'

/** A table as it is. `spec` is null for a type that no field type makes. */
export interface ActualTable {
  columns: Map<string, { spec: ColumnSpec | null; nullable: boolean }>
  /** Columns by index name. */
  indexes: Map<string, readonly string[]>
}
export type ActualSchema = Map<string, ActualTable>

const NONE: ReadonlySet<string> = new Set()

/**
 * The steps that make the actual database hold everything the definitions want. Nothing is ever dropped but what is the
 * engine's own, indexes and search keys: columns and tables that no definition names stay, with their data, until they are purged. Running any part
 * of the plan and comparing again gives the rest of it. `stale` are search keys (`table.column`) to be made anew.
 */
export function diff(
  target: readonly TargetTable[],
  actual: ActualSchema,
  dialect: Dialect,
  stale: ReadonlySet<string> = NONE
): SchemaPlan {
  const steps: SchemaStep[] = []
  for (const table of target) {
    const present = actual.get(table.name)
    if (present) steps.push(...tableSteps(table, present, dialect, stale))
    else {
      const columns = table.columns.map(plain)
      steps.push({
        kind: 'create_table',
        table: { name: table.name, primaryKey: 'identity', columns },
        ...(isFilled(table, actual) ? { fill: table.fill } : {}),
      })
      for (const index of table.indexes) steps.push({ kind: 'create_index', index })
    }
  }
  return { steps }
}

/** A new table of links beside a column that was there before: a single choice that became several. */
function isFilled(
  table: TargetTable,
  actual: ActualSchema
): table is TargetTable & Required<Pick<TargetTable, 'fill'>> {
  const { fill } = table
  return fill !== undefined && actual.get(fill.table)?.columns.has(fill.column) === true
}

function tableSteps(
  target: TargetTable,
  actual: ActualTable,
  dialect: Dialect,
  stale: ReadonlySet<string>
): SchemaStep[] {
  const added: SchemaStep[] = []
  const changed: SchemaStep[] = []
  const keys = deadKeys(target, actual, stale)
  const touched = new Set<string>(keys)
  for (const column of target.columns) {
    const present = keys.has(column.name) ? undefined : actual.columns.get(column.name)
    if (!present) added.push(addition(target.name, column))
    else if (!sameType(present.spec, column.spec, dialect)) {
      touched.add(column.name)
      changed.push(change(target.name, column, present.spec))
    }
  }
  const wanted = new Set(target.indexes.map(({ name }) => name))
  const dropped = [...actual.indexes]
    .filter(([name]) => INDEX_PREFIX.test(name))
    .filter(([name, columns]) => !wanted.has(name) || columns.some((one) => touched.has(one)))
    .map(([name]): SchemaStep => ({ kind: 'drop_index', table: target.name, name }))
  const dropping = new Set(dropped.map((step) => (step.kind === 'drop_index' ? step.name : '')))
  const indexes = target.indexes
    .filter(({ name }) => !actual.indexes.has(name) || dropping.has(name))
    .map((index): SchemaStep => ({ kind: 'create_index', index }))
  const table = target.name
  const gone = [...keys].map((column): SchemaStep => ({ kind: 'drop_search_key', table, column }))
  return [...dropped, ...gone, ...added, ...changed, ...indexes]
}

/**
 * Search keys to drop: those of fields that are in use and have none any more, because nobody keeps them and they would be wrong
 * when the field is searched again; and stale ones. Those of removed fields stay with their field.
 */
function deadKeys(
  target: TargetTable,
  actual: ActualTable,
  stale: ReadonlySet<string>
): ReadonlySet<string> {
  const wanted = new Set(target.columns.map(({ name }) => name))
  const dead = [...actual.columns.keys()].filter((column) => {
    const field = shadowed(column)
    if (field === null || !wanted.has(field)) return false
    return !wanted.has(column) || stale.has(`${target.name}.${column}`)
  })
  return new Set(dead)
}

function addition(table: string, { fill, ...column }: TargetColumn): SchemaStep {
  return { kind: 'add_column', table, column, ...(fill ? { fill } : {}) }
}

function change(table: string, target: TargetColumn, from: ColumnSpec | null): SchemaStep {
  const to = plain(target)
  return {
    kind: 'change_column',
    table,
    from: { name: to.name, spec: from ?? { kind: 'text' }, nullable: to.nullable },
    to,
    lossless: from === null ? 'never' : losslessness(from, to.spec),
  }
}

/** The column without where its values come from. */
function plain({ name, spec, nullable, default: preset }: TargetColumn): ColumnDdl {
  return { name, spec, nullable, ...(preset === undefined ? {} : { default: preset }) }
}

function sameType(actual: ColumnSpec | null, target: ColumnSpec, dialect: Dialect): boolean {
  return actual !== null && dialect.columnType(actual) === dialect.columnType(target)
}

/** Columns of a table that no definition in use names: what a purge may remove. */
export function orphanColumns(target: TargetTable, actual: ActualTable): string[] {
  const wanted = new Set(['id', ...target.columns.map(({ name }) => name)])
  return [...actual.columns.keys()].filter((name) => !wanted.has(name))
}

/** The second step of dropping: the given columns of a table go, with the indexes over them. */
export function purgePlan(
  table: string,
  columns: readonly string[],
  actual: ActualTable
): SchemaPlan {
  const doomed = new Set(columns)
  const steps: SchemaStep[] = []
  for (const [name, over] of actual.indexes) {
    if (over.some((column) => doomed.has(column))) steps.push({ kind: 'drop_index', table, name })
  }
  for (const column of columns) {
    if (actual.columns.has(column)) steps.push({ kind: 'drop_column', table, column })
  }
  return { steps }
}
