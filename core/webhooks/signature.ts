import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * How a receiver knows that a delivery is ours, whole and fresh: HMAC-SHA256 over `<timestamp>.<body>` with the secret of the
 * webhook, as `v1=<hex>`. While a secret is being changed there is one signature for each, separated by commas. Pure.
 */
export const SIGNATURE_HEADER = 'x-peyvand-signature'
/** Seconds since 1970, as signed. */
export const TIMESTAMP_HEADER = 'x-peyvand-timestamp'
/** Stays the same when a delivery is tried again: a receiver drops what it has seen. */
export const DELIVERY_HEADER = 'x-peyvand-delivery'
/** Older deliveries are replayed ones. */
export const TOLERANCE_SECONDS = 300

const digest = (secret: string, timestamp: string, body: string): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest()

/** Value of the signature header. */
export function sign(secrets: readonly string[], timestamp: number, body: string): string {
  return secrets
    .map((secret) => `v1=${digest(secret, String(timestamp), body).toString('hex')}`)
    .join(',')
}

/** What a receiver does: compares in constant time, and refuses what was signed too long ago or in the future. */
export function isSigned(
  secret: string,
  sent: { signature: string; timestamp: string; body: string },
  now: Date
): boolean {
  if (!/^\d{1,12}$/.test(sent.timestamp)) return false
  if (Math.abs(now.getTime() / 1_000 - Number(sent.timestamp)) > TOLERANCE_SECONDS) return false
  const expected = digest(secret, sent.timestamp, sent.body)
  return sent.signature.split(',').some((part) => {
    const hex = /^v1=([0-9a-f]{64})$/.exec(part.trim())?.[1]
    return hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), expected)
  })
}
