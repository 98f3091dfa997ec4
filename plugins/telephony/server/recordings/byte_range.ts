import { E_TELEPHONY_RANGE } from '../errors.js'
import type { ByteRange } from './recording_location.js'

/**
 * The part that a Range header asks for; null for the whole. Several ranges, and headers that are none, give the whole, as
 * RFC 9110 (14.2) allows. Pure.
 * @throws E_TELEPHONY_RANGE (416) for a part behind the end
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [, first = '', last = ''] = match
  if (first === '') {
    const length = Math.min(Number(last), bytes)
    if (length === 0) throw new E_TELEPHONY_RANGE({ bytes })
    return { start: bytes - length, end: bytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (start >= bytes) throw new E_TELEPHONY_RANGE({ bytes })
  return end < start ? null : { start, end }
}
