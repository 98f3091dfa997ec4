/** Remarks pinned to a second of a recording. Kept on the evaluation itself, so that they have its rights and its history. Pure. */
import type { Json } from '#core/metadata/types'

export interface Remark {
  /** Given by whoever makes it; unique within the evaluation. */
  id: string
  /** Seconds from the beginning of the recording. */
  at: number
  /** Null: of a call without a recording that can be heard. */
  recording: number | null
  /** Name of the criterion that it is about. */
  criterion: string | null
  text: string
}

export const MAX_REMARKS = 200
const MAX_TEXT = 2_000
const LONGEST_SECONDS = 86_400
const ID = /^[\w-]{1,40}$/
const NAME = /^\w{1,64}$/

/** The remarks as they are kept, in the order in which they are heard; null where what was sent is no list of remarks. */
export function readRemarks(value: Json | undefined): Remark[] | null {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_REMARKS) return null
  const remarks = value.map(readRemark)
  if (remarks.some((remark) => remark === null)) return null
  const known = remarks as Remark[]
  if (new Set(known.map(({ id }) => id)).size < known.length) return null
  return known.sort(
    (a, b) => (a.recording ?? 0) - (b.recording ?? 0) || a.at - b.at || (a.id < b.id ? -1 : 1)
  )
}

function readRemark(value: Json): Remark | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { id, at, recording = null, criterion = null, text } = value
  if (typeof id !== 'string' || !ID.test(id)) return null
  if (typeof at !== 'number' || !(at >= 0 && at <= LONGEST_SECONDS)) return null
  if (recording !== null && !(Number.isInteger(recording) && Number(recording) > 0)) return null
  if (criterion !== null && !(typeof criterion === 'string' && NAME.test(criterion))) return null
  if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_TEXT) return null
  return {
    id,
    at: Math.round(at * 10) / 10,
    recording: recording as number | null,
    criterion,
    text: text.trim(),
  }
}
