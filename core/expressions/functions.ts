import { FeelDuration, FeelFunction, dateAndTime, duration, parseDate } from 'feelin'

/** The functions of FEEL that expressions may call. What is not named here is a mistake, found before anything runs. */
export const FEEL_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['number', 'string', 'date', 'date and time', 'time', 'duration', 'years and months duration'],
  ...['now', 'today', 'not', 'substring', 'string length', 'upper case', 'lower case'],
  ...['substring before', 'substring after', 'replace', 'contains', 'matches', 'starts with'],
  ...['ends with', 'split', 'string join', 'list contains', 'list replace', 'count', 'min', 'max'],
  ...['sum', 'mean', 'all', 'any', 'sublist', 'append', 'concatenate', 'insert before', 'remove'],
  ...['reverse', 'index of', 'union', 'distinct values', 'flatten', 'product', 'median', 'stddev'],
  ...['mode', 'decimal', 'floor', 'ceiling', 'abs', 'round up', 'round down', 'round half up'],
  ...['round half down', 'modulo', 'sqrt', 'log', 'exp', 'odd', 'even', 'is', 'before', 'after'],
  ...['meets', 'met by', 'overlaps', 'overlaps before', 'overlaps after', 'finishes'],
  ...['finished by', 'includes', 'during', 'starts', 'started by', 'coincides', 'day of year'],
  ...['day of week', 'month of year', 'week of year', 'sort', 'get value', 'get entries'],
  ...['context', 'context merge', 'context put'],
  ...['seconds', 'total seconds', 'coalesce', 'empty'],
])

/** Functions that answer one value however long their lists are. */
export const REDUCING_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['count', 'min', 'max', 'sum', 'mean', 'all', 'any', 'list contains', 'product', 'median'],
  ...['stddev', 'contains', 'matches', 'starts with', 'ends with', 'string length', 'not', 'is'],
  ...['before', 'after', 'meets', 'met by', 'overlaps', 'overlaps before', 'overlaps after'],
  ...['finishes', 'finished by', 'includes', 'during', 'starts', 'started by', 'coincides'],
  ...['number', 'empty', 'total seconds', 'seconds'],
])

/** Functions whose answer can be as long as the product of what they are given. */
export const MULTIPLYING_FUNCTIONS: ReadonlySet<string> = new Set(['replace', 'string join'])

/** Functions that may be given a function: the only place where one may be written. */
export const HIGHER_FUNCTIONS: ReadonlySet<string> = new Set(['sort', 'list replace'])

/** The position of the argument that is a regular expression. */
export const PATTERN_ARGUMENTS: ReadonlyMap<string, { at: number; name: string }> = new Map([
  ['matches', { at: 1, name: 'pattern' }],
  ['replace', { at: 1, name: 'pattern' }],
  ['split', { at: 1, name: 'delimiter' }],
])

/** Named, because the names of a function's parameters do not survive a minifier. */
const EXTRA: Record<string, FeelFunction> = {
  'seconds': new FeelFunction(
    (amount: unknown) => (typeof amount === 'number' ? duration(secondsText(amount)) : null),
    ['amount']
  ),
  'total seconds': new FeelFunction(secondsOf, ['duration']),
  'coalesce': new FeelFunction(
    (...values: unknown[]) => values.find((value) => value !== null && value !== undefined) ?? null,
    ['...values']
  ),
  'empty': new FeelFunction(isEmpty, ['value']),
}

/**
 * The functions beside FEEL's own: durations in seconds (as they are stored), the first value there is, and emptiness. With an
 * instant, `now()` and `today()` answer it instead of reading the clock.
 */
export function extraFunctions(now: string | undefined): Record<string, FeelFunction> {
  if (now === undefined) return EXTRA
  return {
    ...EXTRA,
    now: new FeelFunction(() => dateAndTime(now), []),
    today: new FeelFunction(() => parseDate(now.slice(0, 10)), []),
  }
}

function secondsText(amount: number): string {
  return `${amount < 0 ? '-' : ''}PT${Math.abs(amount)}S`
}

/** Whole and broken seconds of a duration of days and time; of years and months there is no such number. */
function secondsOf(value: unknown): number | null {
  if (!(value instanceof FeelDuration) || value.days === null) return null
  const { days, hours, minutes, seconds } = value
  return ((days * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}
