import { createHmac, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'

/** 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret: SHA-256, hex. A slow hash is for passwords; 256 random bits cannot be guessed. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

/** The CSRF token of a session: an HMAC over what identifies it, so that it needs no storage and dies with the session. */
export function csrfToken(key: KeyObject, tokenHash: string): string {
  return createHmac('sha256', key).update(tokenHash).digest('base64url')
}

/** Compares in a time that does not depend on where the texts differ. */
export function sameSecret(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The value of one cookie in a `Cookie` header, or null. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (!header) return null
  const wanted = `${name}=`
  let start = 0
  while (start < header.length) {
    let end = header.indexOf(';', start)
    if (end === -1) end = header.length
    while (header[start] === ' ') start++
    if (header.startsWith(wanted, start)) return header.slice(start + wanted.length, end).trim()
    start = end + 1
  }
  return null
}

/** Form of our secrets: anything else is refused before it is hashed or looked up. */
export function looksLikeSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}
