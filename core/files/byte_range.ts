export interface ByteRange {
  start: number
  /** Inclusive. */
  end: number
}

/**
 * One range of a `Range` header (RFC 9110). `null`: send the whole (no header, several ranges, or not understood);
 * `unsatisfiable`: answer 416.
 */
export function parseRange(
  header: string | null | undefined,
  bytes: number
): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Number(last)
    if (length === 0 || bytes === 0) return 'unsatisfiable'
    return { start: Math.max(0, bytes - length), end: bytes - 1 }
  }
  const start = Number(first)
  if (start >= bytes) return 'unsatisfiable'
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  return end < start ? null : { start, end }
}
