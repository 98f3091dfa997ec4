import type { Knex } from 'knex'
import { batches, dialectOf, run } from '#core/database/dialect'
import type { DatabaseConnections } from '#core/database/types'
import type { Json } from '#core/metadata/types'
import type { JobError, JobRow, JobState } from '#core/jobs/types'

/** A row as the database gives it: SQL Server answers bigint as text. */
type StoredRow = Record<string, string | number | null>

const number = (value: string | number | null | undefined) => Number(value ?? 0)
const numberOrNull = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : Number(value)
const textOrNull = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : String(value)
const json = (value: string | number | null | undefined): Json =>
  value === null || value === undefined ? null : (JSON.parse(String(value)) as Json)

function toJobRow(row: StoredRow): JobRow {
  return {
    id: number(row.id),
    name: String(row.name),
    key: String(row.job_key),
    payload: json(row.payload),
    state: String(row.state) as JobState,
    attempts: number(row.attempts),
    runAt: number(row.run_at),
    leaseOwner: textOrNull(row.lease_owner),
    leaseUntil: numberOrNull(row.lease_until),
    cancelRequestedAt: numberOrNull(row.cancel_requested_at),
    done: number(row.done),
    baseDone: number(row.base_done),
    total: numberOrNull(row.total),
    note: textOrNull(row.note),
    result: json(row.result),
    error: json(row.error) as JobError | null,
    userId: numberOrNull(row.user_id),
    title: textOrNull(row.title),
    createdAt: number(row.created_at),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
  }
}

export interface NewJob {
  name: string
  key: string
  payload: Json
  runAt: number
  userId: number | null
  title: string | null
  createdAt: number
}

/**
 * The SQL of the outbox. Every change of state is one guarded UPDATE whose count tells whether it was this process that made
 * it, so that no claim needs a lock of a database's own dialect.
 */
export class JobRows {
  readonly #database: DatabaseConnections

  constructor(database: DatabaseConnections) {
    this.#database = database
  }

  get #write() {
    return this.#database.write
  }

  async find(id: number, db: Knex = this.#database.read): Promise<JobRow | null> {
    const row = await db<StoredRow>('jobs').where('id', id).first()
    return row ? toJobRow(row) : null
  }

  async findByKey(db: Knex, name: string, key: string): Promise<JobRow | null> {
    const row = await db<StoredRow>('jobs').where({ name, job_key: key }).first()
    return row ? toJobRow(row) : null
  }

  async list(options: { userId?: number; states?: JobState[]; limit: number; before?: number }) {
    const query = this.#database.read<StoredRow>('jobs').orderBy('id', 'desc').limit(options.limit)
    if (options.userId !== undefined) query.where('user_id', options.userId)
    if (options.states) query.whereIn('state', options.states)
    if (options.before) query.where('id', '<', options.before)
    return (await query).map(toJobRow)
  }

  async insert(trx: Knex, job: NewJob): Promise<number> {
    const [inserted] = await trx('jobs').insert(
      {
        name: job.name,
        job_key: job.key,
        payload: JSON.stringify(job.payload),
        state: 'queued',
        attempts: 0,
        run_at: job.runAt,
        user_id: job.userId,
        title: job.title,
        done: 0,
        base_done: 0,
        created_at: job.createdAt,
      },
      ['id']
    )
    return Number((inserted as { id: number | string }).id)
  }

  async insertMany(trx: Knex, jobs: readonly NewJob[]): Promise<void> {
    const dialect = dialectOf(this.#database.dialect)
    const columns = ['name', 'job_key', 'payload', 'state', 'attempts', 'run_at']
    columns.push('user_id', 'title', 'done', 'base_done', 'created_at')
    const rows = jobs.map((job) => [
      job.name,
      job.key,
      JSON.stringify(job.payload),
      'queued',
      0,
      job.runAt,
      job.userId,
      job.title,
      0,
      0,
      job.createdAt,
    ])
    for (const some of batches(rows, dialect.rowsPerStatement(columns.length))) {
      await run(trx, dialect.insert({ table: 'jobs', columns, rows: some }))
    }
  }

  /** Frees the key of a finished job, so that a new one may carry it. */
  async releaseKey(trx: Knex, id: number, key: string) {
    await trx('jobs')
      .where('id', id)
      .update({ job_key: `${key.slice(0, 180)}#${id}` })
  }

  /** Names of registered jobs that have due rows nobody was handed. Reads only: an idle relay takes no write lock. */
  async dueNames(names: readonly string[], now: number): Promise<string[]> {
    if (names.length === 0) return []
    const rows = await this.#database
      .read<StoredRow>('jobs')
      .distinct('name')
      .whereIn('name', [...names])
      .where('state', 'queued')
      .where('run_at', '<=', now)
      .where((free) => free.whereNull('lease_until').orWhere('lease_until', '<', now))
    return rows.map((row) => String(row.name))
  }

  /** Marks due rows as handed over until `until`. Two processes never get the same row. */
  async hand(name: string, limit: number, owner: string, now: number, until: number) {
    const free = (query: Knex.QueryBuilder) =>
      query
        .where('state', 'queued')
        .where('run_at', '<=', now)
        .where((q) => void q.whereNull('lease_until').orWhere('lease_until', '<', now))
    const candidates = await free(
      this.#database.read('jobs').select('id').where('name', name).orderBy(['run_at', 'id'])
    ).limit(limit)
    const ids = candidates.map((row: { id: number | string }) => Number(row.id))
    if (ids.length === 0) return []
    const mark = `${owner}:${now}`
    const taken = await free(this.#write('jobs').whereIn('id', ids)).update({
      lease_owner: mark,
      lease_until: until,
    })
    if (taken === 0) return []
    const rows = await this.#write<StoredRow>('jobs')
      .select('id', 'attempts')
      .whereIn('id', ids)
      .where({ state: 'queued', lease_owner: mark })
      .orderBy(['run_at', 'id'])
    return rows.map((row) => ({ id: number(row.id), attempts: number(row.attempts) }))
  }

  /** Gives a handed row back, because the transport could not take it. */
  async unhand(id: number) {
    await this.#write('jobs')
      .where({ id, state: 'queued' })
      .update({ lease_owner: null, lease_until: null })
  }

  /** Begins an attempt; null when somebody else began it, or it is no longer due. */
  async begin(id: number, owner: string, now: number, leaseUntil: number) {
    const begun = await this.#write('jobs')
      .where({ id, state: 'queued' })
      .where('run_at', '<=', now)
      .update({
        state: 'running',
        attempts: this.#write.raw('attempts + 1'),
        lease_owner: owner,
        lease_until: leaseUntil,
        started_at: now,
        base_done: this.#write.raw('done'),
        finished_at: null,
        error: null,
      })
    return begun === 1 ? this.find(id, this.#write) : null
  }

  /** Renews the lease. Answers whether the job is still ours and whether somebody asked to cancel it. */
  async renew(id: number, owner: string, leaseUntil: number, progress: Partial<Progress>) {
    const renewed = await this.#write('jobs')
      .where({ id, state: 'running', lease_owner: owner })
      .update({ lease_until: leaseUntil, ...progress })
    if (renewed === 0) return { ours: false, cancelled: false }
    const row = await this.#write<StoredRow>('jobs')
      .select('cancel_requested_at')
      .where('id', id)
      .first()
    return { ours: true, cancelled: row?.cancel_requested_at !== null }
  }

  /** Ends an attempt that is still ours; false when it is not. */
  async end(db: Knex, id: number, owner: string, values: Record<string, string | number | null>) {
    const ended = await db('jobs')
      .where({ id, state: 'running', lease_owner: owner })
      .update({ lease_owner: null, lease_until: null, ...values })
    return ended === 1
  }

  /** Jobs whose worker went silent. */
  async lost(names: readonly string[], now: number): Promise<JobRow[]> {
    if (names.length === 0) return []
    const rows = await this.#database
      .read<StoredRow>('jobs')
      .where('state', 'running')
      .where('lease_until', '<', now)
      .whereIn('name', [...names])
      .limit(100)
    return rows.map(toJobRow)
  }

  /** Ends an attempt whose lease ran out; guarded by that lease, so that only one process does it. */
  async endLost(db: Knex, row: JobRow, values: Record<string, string | number | null>) {
    const ended = await db('jobs')
      .where({ id: row.id, state: 'running', lease_owner: row.leaseOwner })
      .where('lease_until', row.leaseUntil)
      .update({ lease_owner: null, lease_until: null, ...values })
    return ended === 1
  }

  /** Changes a job that is in one of the states; false when it no longer is. */
  async change(
    db: Knex,
    id: number,
    states: JobState[],
    values: Record<string, string | number | null>
  ) {
    return (await db('jobs').where('id', id).whereIn('state', states).update(values)) === 1
  }

  /** Deletes finished jobs that ended before the instant; answers how many. */
  async purge(before: number): Promise<number> {
    return this.#write('jobs')
      .whereIn('state', ['done', 'failed', 'cancelled'])
      .where('finished_at', '<', before)
      .delete()
  }
}

export interface Progress {
  done: number
  total: number | null
  note: string | null
}
