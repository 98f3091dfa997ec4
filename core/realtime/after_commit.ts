import type { Knex } from 'knex'

/**
 * Runs `work` once the transaction and every one around it has committed; never when one of them rolled back. `work` must
 * not throw: nobody is left who could answer for it.
 */
export function afterCommit(trx: Knex.Transaction, work: () => void): void {
  const outer = trx.parentTransaction
  trx.executionPromise.then(
    () => (outer ? afterCommit(outer, work) : work()),
    () => undefined
  )
}
