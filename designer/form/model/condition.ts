/** A condition that is built by choosing instead of writing, and the FEEL it stands for. Pure; both ways. */
export const CONDITION_OPERATORS = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'contains',
  'starts_with',
  'one_of',
  'empty',
  'not_empty',
] as const
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]

/** Values are texts, numbers, yes or no, or days; several for "one of". */
export type ConditionValue =
  string | number | boolean | { day: string } | readonly (string | number)[]

export interface Condition {
  readonly path: string
  readonly op: ConditionOperator
  readonly value?: ConditionValue
}
export interface Conditions {
  readonly join: 'and' | 'or'
  readonly list: readonly Condition[]
}

const SIGNS: Partial<Record<ConditionOperator, string>> = {
  eq: '=',
  ne: '!=',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
}
const NAME = '[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*'

const literal = (value: ConditionValue): string => {
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`
  if (typeof value === 'object' && 'day' in value) return `date(${JSON.stringify(value.day)})`
  return JSON.stringify(value)
}

/** Operators that need no value. */
export const isUnary = (op: ConditionOperator): boolean => op === 'empty' || op === 'not_empty'

function written({ path, op, value }: Condition): string | null {
  if (op === 'empty') return `${path} = null`
  if (op === 'not_empty') return `${path} != null`
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return null
  if (op === 'contains') return `contains(${path}, ${literal(value)})`
  if (op === 'starts_with') return `starts with(${path}, ${literal(value)})`
  if (op === 'one_of')
    return `${path} in ${literal(Array.isArray(value) ? value : [value as string])}`
  return `${path} ${SIGNS[op]} ${literal(value)}`
}

/** Conditions that have what they need, as FEEL; empty where there is none. */
export function conditionsToFeel({ join, list }: Conditions): string {
  return list.flatMap((condition) => written(condition) ?? []).join(` ${join} `)
}

/** Reads what `conditionsToFeel` writes; null for expressions that say more than can be chosen. */
export function conditionsFromFeel(expression: string): Conditions | null {
  const text = expression.trim()
  if (text === '') return { join: 'and', list: [] }
  const both = (['and', 'or'] as const).map((join) => ({ join, parts: splitOutside(text, join) }))
  const [byAnd, byOr] = both
  if (!byAnd || !byOr || (byAnd.parts.length > 1 && byOr.parts.length > 1)) return null
  const { join, parts } = byOr.parts.length > 1 ? byOr : byAnd
  const list: Condition[] = []
  for (const part of parts) {
    const condition = readOne(part.trim())
    if (!condition) return null
    list.push(condition)
  }
  return { join, list }
}

/** Splits at a word that stands outside of texts and brackets. */
function splitOutside(text: string, word: 'and' | 'or'): string[] {
  const parts: string[] = []
  let [start, depth, inText] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (inText) {
      if (sign === '\\') at++
      else if (sign === '"') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (depth === 0 && text.startsWith(` ${word} `, at)) {
      parts.push(text.slice(start, at))
      start = at + word.length + 2
      at = start - 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function readOne(text: string): Condition | null {
  const called = new RegExp(`^(contains|starts with)\\((${NAME}), (.+)\\)$`).exec(text)
  if (called) {
    const value = readLiteral(called[3] ?? '')
    const op = called[1] === 'contains' ? 'contains' : 'starts_with'
    return typeof value === 'string' ? { path: called[2] ?? '', op, value } : null
  }
  const among = new RegExp(`^(${NAME}) in \\((.*)\\)$`).exec(text)
  if (among) {
    const value = readJson(`[${among[2]}]`)
    const plain =
      Array.isArray(value) &&
      value.every((one) => typeof one === 'string' || typeof one === 'number')
    return plain ? { path: among[1] ?? '', op: 'one_of', value: value as string[] } : null
  }
  const compared = new RegExp(`^(${NAME}) (=|!=|>=|<=|>|<) (.+)$`).exec(text)
  if (!compared) return null
  const [, path = '', sign = '', rest = ''] = compared
  if (rest === 'null' && (sign === '=' || sign === '!='))
    return { path, op: sign === '=' ? 'empty' : 'not_empty' }
  const value = readLiteral(rest)
  const op = (Object.keys(SIGNS) as ConditionOperator[]).find((one) => SIGNS[one] === sign)
  return value === null || !op ? null : { path, op, value }
}

function readLiteral(text: string): ConditionValue | null {
  const day = /^date\("(\d{4}-\d{2}-\d{2})"\)$/.exec(text)
  if (day) return { day: day[1] ?? '' }
  const value = readJson(text)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
