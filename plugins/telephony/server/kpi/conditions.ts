/**
 * Conditions and values of measures as data, so that one definition gives both the function over records and the SQL: the two
 * cannot drift apart.
 */

/** Limits that a figure is asked with; seconds, or marks for satisfiedFrom. */
export interface FigureParams {
  /** T of the service level: one for all queues, or one for each. Bounds are inclusive. */
  serviceLevelSeconds: Threshold
  /** Callers who left in less than this are left out of the abandon rate; 0 = none are. */
  shortAbandonSeconds: Threshold
  /** Talks longer than this are counted as long. */
  longTalkSeconds: Threshold
  /** Marks from this on are satisfied ones. */
  satisfiedFrom: Threshold
}

export interface Threshold {
  default: number
  byQueue?: Readonly<Record<string, number>>
}

export type ParamName = keyof FigureParams

export const DEFAULT_PARAMS: FigureParams = {
  serviceLevelSeconds: { default: 20 },
  shortAbandonSeconds: { default: 0 },
  longTalkSeconds: { default: 600 },
  satisfiedFrom: { default: 4 },
}

/** Properties of a record that hold something comparable. */
export type FieldOf<R> = keyof R & string

export type Scalar = string | number | boolean

export type Condition<R> =
  | { field: FieldOf<R>; equals: Scalar }
  | { field: FieldOf<R>; oneOf: readonly string[] }
  | { field: FieldOf<R>; present: boolean }
  | { field: FieldOf<R>; over: number }
  | { field: FieldOf<R>; compare: 'atMost' | 'atLeast' | 'below' | 'above'; to: ParamName }

/** The limit that holds for a record. */
export function thresholdFor(threshold: Threshold, queue: unknown): number {
  const own = typeof queue === 'string' ? threshold.byQueue?.[queue] : undefined
  return own ?? threshold.default
}

/** Compiles a condition to a function over records. */
export function test<R extends object>(
  condition: Condition<R>,
  params: FigureParams
): (record: R) => boolean {
  const { field } = condition
  if ('equals' in condition) {
    const { equals } = condition
    return (record) => record[field] === equals
  }
  if ('oneOf' in condition) {
    const allowed: ReadonlySet<unknown> = new Set(condition.oneOf)
    return (record) => allowed.has(record[field])
  }
  if ('present' in condition) {
    const { present } = condition
    return (record) => (record[field] !== null) === present
  }
  if ('over' in condition) {
    const { over } = condition
    return (record) => asNumber(record[field]) > over
  }
  const compare = COMPARE[condition.compare]
  const threshold = params[condition.to]
  return (record) => compare(asNumber(record[field]), thresholdFor(threshold, queueOf(record)))
}

const COMPARE = {
  atMost: (value: number, limit: number) => value <= limit,
  atLeast: (value: number, limit: number) => value >= limit,
  below: (value: number, limit: number) => value < limit,
  above: (value: number, limit: number) => value > limit,
}

/** NaN compares false with everything, as NULL does in SQL. */
function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

function queueOf(record: object): unknown {
  return 'queue' in record ? record.queue : undefined
}
