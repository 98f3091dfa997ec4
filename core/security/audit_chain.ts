/**
 * The audit's hash chain. Each row's hash is a keyed hash (HMAC-SHA-256) over the previous row's hash and the row's own
 * content; the head row repeats the last sequence number and hash under a seal of its own. The key comes from APP_KEY, so
 * that whoever may write to the database, but does not hold the key, can neither change a row nor recompute the chain.
 *
 * What it proves: no row was edited, removed from the middle, inserted or moved; and, as the head is sealed, none was cut off
 * the end – unless an older head was put back together with the older rows, which only an anchor kept outside the database
 * can show (`AuditAnchor`).
 */
import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto'

/** A row as it is stored, without its hash. Texts are exactly those of the columns. */
export interface AuditRow {
  seq: number
  /** ISO 8601 in UTC with milliseconds. */
  at: string
  actorId: number
  actorName: string
  address: string | null
  channel: string
  action: string
  entity: string | null
  recordId: number | null
  /** JSON text. */
  changes: string | null
  /** JSON text. */
  details: string | null
}
export interface ChainedRow extends AuditRow {
  hash: string
}
export interface AuditHead {
  seq: number
  /** Hash of the last row; empty before the first. */
  hash: string
  seal: string
}

export type ChainFault =
  | { kind: 'edited'; seq: number }
  | { kind: 'missing'; seq: number }
  | { kind: 'truncated'; seq: number }
  | { kind: 'head'; seq: number }

/** The two keys, derived from the application's key. Key objects: with raw bytes an HMAC costs six times as much. */
export interface AuditKeys {
  row: KeyObject
  head: KeyObject
}

export function deriveAuditKeys(appKey: string): AuditKeys {
  return { row: deriveKey(appKey, 'audit/row'), head: deriveKey(appKey, 'audit/head') }
}

/** A 256-bit key for one purpose, from the application's key by HKDF-SHA-256. */
export function deriveKey(appKey: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', appKey, '', `peyvand/${purpose}`, 32)))
}

/** Base64url of HMAC-SHA-256: 43 characters. */
export function hashRow(key: KeyObject, previous: string, row: AuditRow): string {
  const content = JSON.stringify([
    previous,
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
  ])
  return createHmac('sha256', key).update(content).digest('base64url')
}

export function sealHead(key: KeyObject, seq: number, hash: string): string {
  return createHmac('sha256', key).update(`${seq}|${hash}`).digest('base64url')
}

/** Continues the chain behind `head`: the rows with their numbers and hashes, and the new head. */
export function chainRows(
  keys: AuditKeys,
  head: Pick<AuditHead, 'seq' | 'hash'>,
  rows: readonly Omit<AuditRow, 'seq'>[]
): { rows: ChainedRow[]; head: AuditHead } {
  let { seq, hash } = head
  const chained: ChainedRow[] = []
  for (const row of rows) {
    seq++
    const numbered = { seq, ...row }
    hash = hashRow(keys.row, hash, numbered)
    chained.push({ ...numbered, hash })
  }
  return { rows: chained, head: { seq, hash, seal: sealHead(keys.head, seq, hash) } }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Checks rows in the order of their numbers, batch by batch, in memory that does not grow. After a fault everything further
 * is ignored: the first broken row is what matters.
 */
export class ChainVerifier {
  #hash = ''
  #seq = 0
  #fault: ChainFault | null = null
  readonly #keys: AuditKeys

  constructor(keys: AuditKeys) {
    this.#keys = keys
  }

  get checked(): { seq: number; hash: string } {
    return { seq: this.#seq, hash: this.#hash }
  }

  add(rows: readonly ChainedRow[]): ChainFault | null {
    for (const row of rows) {
      if (this.#fault) break
      if (row.seq !== this.#seq + 1) this.#fault = { kind: 'missing', seq: this.#seq + 1 }
      else if (!same(hashRow(this.#keys.row, this.#hash, row), row.hash))
        this.#fault = { kind: 'edited', seq: row.seq }
      else {
        this.#seq = row.seq
        this.#hash = row.hash
      }
    }
    return this.#fault
  }

  /** Compares the last row with the head. A chain without any row has a head at 0 without a seal. */
  finish(head: AuditHead | null): ChainFault | null {
    if (this.#fault) return this.#fault
    if (!head) return { kind: 'head', seq: this.#seq }
    if (head.seq === 0 && this.#seq === 0) return null
    if (!same(sealHead(this.#keys.head, head.seq, head.hash), head.seal))
      return { kind: 'head', seq: head.seq }
    if (head.seq > this.#seq) return { kind: 'truncated', seq: this.#seq + 1 }
    if (head.seq < this.#seq || head.hash !== this.#hash) return { kind: 'head', seq: head.seq }
    return null
  }
}
