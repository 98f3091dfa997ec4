import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import { dialectOf } from '#core/database/dialect'
import { snapshotSqlite } from '#core/database/sqlite_snapshot'
import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import type { ClientChange, DefinitionIssue } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { assembleBase, type BasePart } from '#core/metadata/layers/base_layer'
import { mergeLayers, replaceDefinitions } from '#core/metadata/layers/merge'
import { newIssues } from '#core/metadata/effective'
import { readClientLayer } from '#core/metadata/client_layer'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { validateChanges } from '#core/metadata/validation/client_rules'
import { applyPlan } from '#core/metadata/schema_sync/apply'
import { diff } from '#core/metadata/schema_sync/diff'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import { viewOf, type PlanView, type SchemaPlan } from '#core/metadata/schema_sync/plan'
import { targetSchema } from '#core/metadata/schema_sync/target'
import { fold } from '#core/records/folding'
import { SQLITE_FOLD } from '#core/records/query/sql_text'
import { E_SOLUTION_REQUIRES } from '#core/solutions/errors'
import { changesOfTree } from '#core/solutions/kernel/client_tree'
import { parseUnit } from '#core/solutions/kernel/unit_names'
import type { SolutionPackage } from '#core/solutions/package_codec'
import { checkRequirements } from '#core/solutions/requirements'

/** What would break when a solution meets the plugins of this code. */
export interface RehearsalReport {
  solution: string
  version: string
  /** Requirements of the package that this code does not meet. */
  requires: ErrorDetail[]
  /** Definitions that would be wrong. */
  issues: DefinitionIssue[]
  /** Changes that would have no effect: what they refine is gone. */
  dormant: { unit: string; path: string[]; reason: string }[]
  /** Why tables could not be brought along; their values would be lost or be in the way. */
  refused: ErrorDetail[]
  plan: PlanView
  breaks: boolean
}

export interface RehearsalServices {
  types: FieldTypes
  parts: () => Promise<BasePart[]>
  permissions: () => ReadonlySet<string>
  here: { core: string; plugins: ReadonlyMap<string, string>; parts: ReadonlySet<string> }
}

const SQLITE = dialectOf('sqlite')

/**
 * Replays a solution over the plugins of this code on a scratch database: an empty one, or a copy of an SQLite file with the
 * client's data. The database in use is not touched.
 */
export async function rehearse(
  { types, parts, permissions, here }: RehearsalServices,
  pack: SolutionPackage,
  copyOf?: string
): Promise<RehearsalReport> {
  const { head, content } = pack.solution
  const { base } = assembleBase(await parts())
  const rules = { types, permissions: permissions() }
  return onScratch(copyOf, async (scratch) => {
    const stored = copyOf === undefined ? [] : await readClientLayer(scratch)
    const carried = changesOfPackage(pack)
    const next = replaceDefinitions(stored, carried)
    const changed = carried.flatMap(({ to }) => to)
    const faults = validateChanges(base, changed)
    const issues = faults.length > 0 ? faults : newIssues(base, [], next, rules)
    const { effective, dormant } = mergeLayers(base, next)
    const refused: ErrorDetail[] = []
    let plan: SchemaPlan = { steps: [] }
    if (issues.length === 0) {
      if (copyOf === undefined) await bring(scratch, base, types, refused)
      plan = await bring(scratch, effective, types, refused)
    }
    const requires = unmet(() => checkRequirements(head, content, here))
    return {
      solution: head.name,
      version: head.version,
      requires,
      issues,
      dormant: dormant.map(({ change, reason }) => ({
        unit: `definitions/${change.kind}/${change.name}`,
        path: change.path,
        reason,
      })),
      refused,
      plan: viewOf(plan),
      breaks: [requires, issues, dormant, refused].some((list) => list.length > 0),
    }
  })
}

function changesOfPackage({ solution }: SolutionPackage) {
  return [...solution.content].flatMap(([unit, tree]) => {
    const place = parseUnit(unit)
    if (place?.section !== 'definitions') return []
    const { kind, name } = place
    return [{ kind, name, to: changesOfTree(kind, name, tree) satisfies ClientChange[] }]
  })
}

async function bring(
  scratch: Knex,
  definitions: DefinitionMaps,
  types: FieldTypes,
  refused: ErrorDetail[]
): Promise<SchemaPlan> {
  const target = targetSchema(definitions, types)
  const actual = await readSchema(
    scratch,
    'sqlite',
    target.map(({ name }) => name)
  )
  const plan = diff(target, actual, SQLITE)
  try {
    await applyPlan(scratch, plan, { dialect: SQLITE, types })
  } catch (error) {
    if (!(error instanceof CodedError) || error.status >= 500) throw error
    refused.push({ path: '', code: error.code, params: error.params })
  }
  return plan
}

function unmet(check: () => void): ErrorDetail[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof E_SOLUTION_REQUIRES) return error.details
    throw error
  }
}

async function onScratch<T>(
  copyOf: string | undefined,
  work: (scratch: Knex) => Promise<T>
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-rehearsal-'))
  const filename = join(folder, 'scratch.sqlite3')
  if (copyOf !== undefined) await snapshotSqlite(copyOf, filename)
  const scratch = knex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: FoldingConnection, done: (error: null, c: unknown) => void) => {
        connection.function(SQLITE_FOLD, { deterministic: true }, (text: unknown) =>
          text === null ? null : fold(String(text))
        )
        done(null, connection)
      },
    },
  })
  try {
    return await work(scratch)
  } finally {
    await scratch.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}

interface FoldingConnection {
  function(
    name: string,
    options: { deterministic: boolean },
    work: (text: unknown) => string | null
  ): void
}
