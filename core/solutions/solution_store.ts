import type { Knex } from 'knex'
import { dialectOf, insertReturningIds, run } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Json, LocalizedText } from '#core/metadata/types'
import type { Choice } from '#core/solutions/kernel/merge3'
import type { SolutionSelection } from '#core/solutions/kernel/selection'
import { unpackSolution, type SolutionPackage } from '#core/solutions/package_codec'

export interface SolutionRow {
  name: string
  label: LocalizedText
  version: string
  hash: string
  selection: SolutionSelection
  changedAt: string
}

export const RUN_KINDS = ['export', 'import', 'rollback'] as const
export type RunKind = (typeof RUN_KINDS)[number]
/** `checked`: uploaded and looked at. `undone`: an import that was rolled back. */
export type RunState = 'checked' | 'queued' | 'done' | 'failed' | 'undone'

export interface SolutionRun {
  id: number
  solution: string
  version: string
  hash: string
  kind: RunKind
  state: RunState
  choices: Record<string, Choice>
  result: Json
  userId: number
  userName: string
  jobId: number | null
  createdAt: string
  finishedAt: string | null
}

interface RunRow {
  id: number
  solution: string
  version: string
  hash: string
  kind: RunKind
  state: RunState
  choices: string
  result: string | null
  user_id: number
  user_name: string
  job_id: number | null
  created_at: string
  finished_at: string | null
}

const RUN_COLUMNS = [
  'id',
  'solution',
  'version',
  'hash',
  'kind',
  'state',
  'choices',
  'result',
  'user_id',
  'user_name',
  'job_id',
  'created_at',
  'finished_at',
] as const

const filesText = ({ files }: SolutionPackage) => JSON.stringify([...files])
const packageOf = (text: string) => unpackSolution(new Map(JSON.parse(text) as [string, string][]))

/** Rows of `solutions` and `solution_runs`. */
export class SolutionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async all(): Promise<SolutionRow[]> {
    const rows: Record<string, string>[] = await this.#database
      .read('solutions')
      .select('name', 'label', 'version', 'hash', 'selection', 'changed_at')
      .orderBy('name')
    return rows.map(solutionRow)
  }

  async find(name: string): Promise<SolutionRow | null> {
    return (await this.all()).find((row) => row.name === name) ?? null
  }

  /** The version last exported or imported here. */
  async known(name: string): Promise<SolutionPackage | null> {
    const row: { package: string } | undefined = await this.#database
      .read('solutions')
      .where({ name })
      .first('package')
    return row ? packageOf(row.package) : null
  }

  async remember(
    trx: Knex.Transaction,
    pack: SolutionPackage,
    selection: SolutionSelection,
    at: Date
  ): Promise<void> {
    const { head } = pack.solution
    const values = [
      head.name,
      JSON.stringify(head.label),
      head.version,
      pack.hash,
      filesText(pack),
      JSON.stringify(selection),
      at.toISOString(),
    ]
    const columns = ['name', 'label', 'version', 'hash', 'package', 'selection', 'changed_at']
    const spec = { table: 'solutions', columns, keys: ['name'], update: columns.slice(1) }
    await run(trx, dialectOf(this.#database.dialect).upsert({ ...spec, rows: [values] }))
  }

  async forget(trx: Knex.Transaction, name: string): Promise<void> {
    await trx('solutions').where({ name }).delete()
  }

  async addRun(
    trx: Knex.Transaction,
    pack: SolutionPackage,
    what: { kind: RunKind; state: RunState; userId: number; userName: string; at: Date }
  ): Promise<number> {
    const { head } = pack.solution
    const { kind, state, userId, userName, at } = what
    const finished = state === 'done' ? at.toISOString() : null
    const row = {
      solution: head.name,
      version: head.version,
      hash: pack.hash,
      kind,
      state,
      package: filesText(pack),
      choices: '{}',
      user_id: userId,
      user_name: userName,
      created_at: at.toISOString(),
      finished_at: finished,
    }
    const [id = 0] = await insertReturningIds(trx, dialectOf(this.#database.dialect), {
      table: 'solution_runs',
      columns: Object.keys(row),
      rows: [Object.values(row)],
    })
    return id
  }

  /** @throws E_NOT_FOUND */
  async run(id: number, trx?: Knex.Transaction): Promise<SolutionRun> {
    const row: RunRow | undefined = await (trx ?? this.#database.read)('solution_runs')
      .where({ id })
      .first(...RUN_COLUMNS)
    if (!row) throw new E_NOT_FOUND({ what: 'solution_run' })
    return runOf(row)
  }

  async packageOfRun(id: number): Promise<SolutionPackage> {
    const row: { package: string } | undefined = await this.#database
      .read('solution_runs')
      .where({ id })
      .first('package')
    if (!row) throw new E_NOT_FOUND({ what: 'solution_run' })
    return packageOf(row.package)
  }

  async undoOfRun(id: number): Promise<Json> {
    const row: { undo: string | null } | undefined = await this.#database
      .read('solution_runs')
      .where({ id })
      .first('undo')
    return row?.undo ? (JSON.parse(row.undo) as Json) : null
  }

  /** Newest first. */
  async runs(solution?: string, limit = 50): Promise<SolutionRun[]> {
    const query = this.#database
      .read('solution_runs')
      .select(...RUN_COLUMNS)
      .orderBy('id', 'desc')
      .limit(limit)
    if (solution !== undefined) query.where({ solution })
    return ((await query) as RunRow[]).map(runOf)
  }

  async update(
    trx: Knex.Transaction,
    id: number,
    values: Partial<{
      state: RunState
      choices: Record<string, Choice>
      undo: Json
      result: Json
      jobId: number
      finishedAt: Date
    }>
  ): Promise<void> {
    const { state, choices, undo, result, jobId, finishedAt } = values
    await trx('solution_runs')
      .where({ id })
      .update({
        ...(state === undefined ? {} : { state }),
        ...(choices === undefined ? {} : { choices: JSON.stringify(choices) }),
        ...(undo === undefined ? {} : { undo: JSON.stringify(undo) }),
        ...(result === undefined ? {} : { result: JSON.stringify(result) }),
        ...(jobId === undefined ? {} : { job_id: jobId }),
        ...(finishedAt === undefined ? {} : { finished_at: finishedAt.toISOString() }),
      })
  }
}

function solutionRow(row: Record<string, string>): SolutionRow {
  return {
    name: row.name ?? '',
    label: JSON.parse(row.label ?? '{}') as LocalizedText,
    version: row.version ?? '',
    hash: row.hash ?? '',
    selection: JSON.parse(row.selection ?? '{}') as SolutionSelection,
    changedAt: row.changed_at ?? '',
  }
}

function runOf(row: RunRow): SolutionRun {
  return {
    id: Number(row.id),
    solution: row.solution,
    version: row.version,
    hash: row.hash,
    kind: row.kind,
    state: row.state,
    choices: JSON.parse(row.choices) as Record<string, Choice>,
    result: row.result ? (JSON.parse(row.result) as Json) : null,
    userId: row.user_id,
    userName: row.user_name,
    jobId: row.job_id,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
