import { addDuration } from '#core/workflow/kernel/time'
import type { RetryPolicy } from '#core/workflow/kernel/types'

/** Work outside may fail for a moment; what fails inside a transaction fails the same way again. */
const DEFAULTS: Record<'job' | 'transaction', RetryPolicy> = {
  job: { attempts: 5, backoff: 'PT10S' },
  transaction: { attempts: 1, backoff: 'PT10S' },
}
const MAX_ATTEMPTS = 50
const MAX_DELAY_MS = 86_400_000

export function policyOf(policy: RetryPolicy | null, mode: 'job' | 'transaction'): RetryPolicy {
  const { attempts, backoff } = policy ?? DEFAULTS[mode]
  return { attempts: Math.min(Math.max(1, attempts), MAX_ATTEMPTS), backoff }
}

/** Milliseconds before an attempt, from the second on: the policy's, doubled each time, at most a day. Pure. */
export function backoffBefore(attempt: number, { backoff }: RetryPolicy): number {
  const epoch = '1970-01-01T00:00:00.000Z'
  const first = Date.parse(addDuration(epoch, backoff) ?? '1970-01-01T00:00:10.000Z')
  return Math.min(Math.max(0, first) * 2 ** (attempt - 2), MAX_DELAY_MS)
}
