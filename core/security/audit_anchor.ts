import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How far the chain had come when it was last proven. Kept outside the database. */
export interface Anchor {
  seq: number
  hash: string
  at: string
}

/**
 * The last proven end of the audit in a file of this machine. Whoever puts an older copy of the database back (rows and head
 * together) breaks nothing inside it; but the row that the anchor names is then gone or different.
 */
export class AuditAnchor {
  readonly #path: string

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#path = join(folder, 'audit-anchor.json')
  }

  read(): Anchor | null {
    if (!existsSync(this.#path)) return null
    return JSON.parse(readFileSync(this.#path, 'utf8')) as Anchor
  }

  /** Replaces the file in one step, so that a crash leaves the former one. */
  write(anchor: Anchor): void {
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(anchor)}\n`, { mode: 0o600 })
    renameSync(`${this.#path}.new`, this.#path)
  }
}
