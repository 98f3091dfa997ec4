import { CodedCommand } from '#core/errors/coded_command'
import env from '#core/start/env'
import { Database } from '#core/database/database'
import { AuditAnchor } from '#core/security/audit_anchor'
import type { ChainFault } from '#core/security/audit_chain'
import { AuditLog } from '#core/security/audit_log'

const EXPLANATION: Record<ChainFault['kind'] | 'rolled_back', string> = {
  edited: 'its content, or that of the hash before it, was changed',
  missing: 'it was deleted, or rows were moved',
  truncated: 'it and all after it were cut off the end',
  head: 'the head does not belong to the rows: it was changed, or rows were added behind it',
  rolled_back:
    'it was proven by an earlier check and is gone or different: an older copy was put back',
}

/** Proves that the audit is whole, or names the first broken row. Exit code 1 when it is not. */
export default class AuditVerify extends CodedCommand {
  static override commandName = 'audit:verify'
  static override description =
    'Prove that no entry of the audit was edited, removed, added or moved'
  static override options = { startApp: true }

  override async run() {
    const database = await this.app.container.make(Database)
    const audit = await this.app.container.make(AuditLog)
    const anchors = new AuditAnchor(env.get('PEYVAND_VAR', this.app.makePath('var')))

    const anchor = anchors.read()
    const verdict = await audit.verify(database.read)
    if (verdict.fault) return this.#broken(verdict.fault.kind, verdict.fault.seq)
    if (anchor && anchor.seq > 0) {
      const hash = await audit.hashAt(database.read, anchor.seq)
      if (hash !== anchor.hash) return this.#broken('rolled_back', anchor.seq)
    }
    const { checked: seq, hash } = verdict
    anchors.write({ seq, hash, at: new Date().toISOString() })
    this.logger.success(`The audit is whole: ${seq} entries. Its end is ${hash || 'empty'}`)
  }

  #broken(kind: keyof typeof EXPLANATION, seq: number): void {
    this.logger.error(`The audit is broken at entry ${seq}: ${EXPLANATION[kind]}`)
    this.exitCode = 1
  }
}
