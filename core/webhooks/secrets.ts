import { randomBytes } from 'node:crypto'
import { E_WEBHOOK_INCOMPLETE } from '#core/webhooks/errors'
import type { StoredWebhook } from '#core/webhooks/webhook_rows'

export interface Encryption {
  encrypt(text: string): string
  /** Null for what was not encrypted with this installation's key. */
  decrypt(text: string): string | null
}

/** 256 bits; the beginning says in a log or a repository what it is. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`

/** The secrets by which a delivery is signed: the one, and for a time the one before. */
export function secretsOf(
  row: Pick<StoredWebhook, 'secret' | 'old_secret' | 'old_secret_until'>,
  { decrypt }: Pick<Encryption, 'decrypt'>,
  now: Date
): string[] {
  const secret = row.secret === null ? null : decrypt(row.secret)
  if (secret === null) throw new E_WEBHOOK_INCOMPLETE({ what: 'secret' })
  const holds = row.old_secret !== null && Number(row.old_secret_until ?? 0) > now.getTime()
  const old = holds && row.old_secret !== null ? decrypt(row.old_secret) : null
  return old === null ? [secret] : [secret, old]
}
