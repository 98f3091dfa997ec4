import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { Statements, type Session } from '#core/records/execution/statements'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import {
  chainRows,
  ChainVerifier,
  type AuditHead,
  type AuditKeys,
  type AuditRow,
  type ChainedRow,
  type ChainFault,
} from '#core/security/audit_chain'

const COLUMNS = [
  'seq',
  'at',
  'actor_id',
  'actor_name',
  'address',
  'channel',
  'action',
  'entity',
  'record_id',
  'changes',
  'details',
  'hash',
] as const
const MOVE_HEAD =
  'update audit_head set seq = ?, hash = ?, seal = ? where id = 1 and seq = ? and hash = ?'
const READ_HEAD = 'select seq, hash, seal from audit_head where id = 1'
/** Rows a statement on SQL Server, which takes 2,100 parameters. */
const CHUNK = 170
const ROW = `(${COLUMNS.map(() => '?').join(',')})`

type StoredRow = Record<(typeof COLUMNS)[number], string | number | null>

/** Fits a text into its column; ill-formed Unicode would not come back as it was hashed. */
function fit(text: string, length: number): string {
  const whole = text.toWellFormed()
  return whole.length > length ? whole.slice(0, length).toWellFormed() : whole
}

function toRow(entry: AuditEntry): Omit<AuditRow, 'seq'> {
  return {
    at: entry.at.toISOString(),
    actorId: entry.actorId,
    actorName: fit(entry.actorName, 255),
    address: entry.address === null ? null : fit(entry.address, 64),
    channel: fit(entry.channel, 60),
    action: fit(entry.action, 80),
    entity: entry.entity ?? null,
    recordId: entry.recordId ?? null,
    changes: entry.changes ? JSON.stringify(entry.changes) : null,
    details: entry.details === undefined ? null : JSON.stringify(entry.details),
  }
}

/** Values in the order of `COLUMNS`. */
function valuesOf(row: ChainedRow): (string | number | null)[] {
  return [
    row.seq,
    row.at,
    row.actorId,
    row.actorName,
    row.address,
    row.channel,
    row.action,
    row.entity,
    row.recordId,
    row.changes,
    row.details,
    row.hash,
  ]
}

function fromStored(row: StoredRow): ChainedRow {
  const text = (value: string | number | null) => (value === null ? null : String(value))
  return {
    seq: Number(row.seq),
    at: String(row.at),
    actorId: Number(row.actor_id),
    actorName: String(row.actor_name),
    address: text(row.address),
    channel: String(row.channel),
    action: String(row.action),
    entity: text(row.entity),
    recordId: row.record_id === null ? null : Number(row.record_id),
    changes: text(row.changes),
    details: text(row.details),
    hash: String(row.hash),
  }
}

export interface AuditVerdict {
  /** How many rows are proven. */
  checked: number
  /** Hash of the last proven row. */
  hash: string
  fault: ChainFault | null
}

/** Writes and checks the audit chain. Bound as a singleton. */
export class AuditLog {
  readonly #keys: AuditKeys
  readonly #dialect: DialectName
  readonly #statements: Statements
  /** What this process believes the head to be. The database decides: see `append`. */
  #head: Pick<AuditHead, 'seq' | 'hash'> | null = null

  constructor(keys: AuditKeys, dialect: DialectName) {
    this.#keys = keys
    this.#dialect = dialect
    this.#statements = new Statements(dialect)
  }

  /**
   * Appends entries inside the caller's transaction: they exist exactly when the change that they tell of does. The head row
   * is moved first, on condition that it still is where this process believes it to be; so writers queue behind each other
   * and never fork the chain. Call it once, late in a transaction: on SQL Server the head stays locked until the commit.
   */
  async append(trx: Knex.Transaction, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return
    const rows = entries.map(toRow)
    await this.#statements.use(trx, async (session) => {
      const known = this.#head ?? (await this.#readHead(session))
      let chained = await this.#moveHead(session, known, rows)
      while (!chained) chained = await this.#moveHead(session, await this.#readHead(session), rows)
      const last = chained.at(-1)
      if (last) this.#head = { seq: last.seq, hash: last.hash }
      await this.#insert(session, chained)
    })
  }

  async #moveHead(
    session: Session,
    head: Pick<AuditHead, 'seq' | 'hash'>,
    rows: readonly Omit<AuditRow, 'seq'>[]
  ): Promise<ChainedRow[] | null> {
    const next = chainRows(this.#keys, head, rows)
    const { seq, hash, seal } = next.head
    const moved = await session.change(MOVE_HEAD, [seq, hash, seal, head.seq, head.hash])
    return moved === 1 ? next.rows : null
  }

  async #readHead(session: Session): Promise<AuditHead> {
    const [row] = await session.rows(READ_HEAD, [])
    if (!row) throw new Error('The head of the audit is gone: node ace audit:verify')
    const [seq, hash, seal] = row
    return { seq: Number(seq), hash: String(hash), seal: String(seal) }
  }

  async #insert(session: Session, rows: readonly ChainedRow[]): Promise<void> {
    if (this.#dialect === 'sqlite') {
      await session.insertMany('audit_log', COLUMNS, rows.map(valuesOf))
      return
    }
    for (let start = 0; start < rows.length; start += CHUNK) {
      const chunk = rows.slice(start, start + CHUNK)
      const places = chunk.map(() => ROW).join(',')
      const sql = `insert into audit_log (${COLUMNS.join(',')}) values ${places}`
      await session.change(sql, chunk.flatMap(valuesOf))
    }
  }

  /**
   * Walks the whole chain in batches and names the first broken row. Rows that are appended meanwhile are not looked at: the
   * end is where the head stood at the beginning. As the head moves with its rows, none can honestly lie behind it.
   */
  async verify(db: Knex, onBatch?: (checked: number) => void): Promise<AuditVerdict> {
    const verifier = new ChainVerifier(this.#keys)
    const [last]: { seq: number | string | null }[] = await db('audit_log').max({ seq: 'seq' })
    const stored: AuditHead | undefined = await db('audit_head').where('id', 1).first()
    const head = stored ? { ...stored, seq: Number(stored.seq) } : null
    const end = Math.max(head?.seq ?? 0, Number(last?.seq ?? 0))
    let fault: ChainFault | null = null
    for (let from = 0; from < end && !fault;) {
      const batch: StoredRow[] = await db('audit_log')
        .select(...COLUMNS)
        .whereBetween('seq', [from + 1, end])
        .orderBy('seq')
        .limit(2_000)
      if (batch.length === 0) break
      fault = verifier.add(batch.map(fromStored))
      from = Number(batch.at(-1)?.seq)
      onBatch?.(verifier.checked.seq)
    }
    fault = verifier.finish(head)
    return { checked: verifier.checked.seq, hash: verifier.checked.hash, fault }
  }

  /** The hash of one row, for comparing with an anchor kept elsewhere; null when there is no such row. */
  async hashAt(db: Knex, seq: number): Promise<string | null> {
    const row: { hash: string } | undefined = await db('audit_log').where('seq', seq).first('hash')
    return row?.hash ?? null
  }
}

/** An entry for what an actor just did. */
export function auditEntry(
  actor: Pick<Actor, 'userId' | 'name'>,
  origin: Origin,
  action: string,
  at: Date,
  more: Pick<AuditEntry, 'entity' | 'recordId' | 'changes' | 'details'> = {}
): AuditEntry {
  return {
    at,
    actorId: actor.userId,
    actorName: actor.name,
    address: origin.address,
    channel: origin.channel,
    action,
    ...more,
  }
}
