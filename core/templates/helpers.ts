import type { Cell, Surroundings } from '#core/templates/types'
import {
  cellText,
  dateText,
  dateTimeText,
  durationText,
  maskedText,
  moneyText,
  numberText,
  timeText,
} from '#core/templates/formats'
import { formatPhone } from '#core/text/phones'

/** The fixed set of helpers. Nothing registers more: a template can do what stands here, and nothing else. Pure. */

export interface HelperCall {
  params: readonly Cell[]
  hash: Readonly<Record<string, Cell>>
  around: Surroundings
}

interface Helper {
  /** How many parameters it takes. */
  params: readonly [min: number, max: number]
  /** Named parameters it knows. */
  hash?: readonly string[]
  run(call: HelperCall): Cell
}

const text = (value: string): Cell => ({ value, field: null })
const flag = (value: boolean): Cell => ({ value, field: null })
const NOTHING: Cell = { value: null, field: null }

export function isTruthy({ value }: Cell): boolean {
  return value !== null && value !== undefined && value !== '' && value !== 0 && value !== false
}

/** The value without its dress: what two cells are compared by. A link is its id. */
function plain(cell: Cell | undefined): string | number | boolean | null {
  const value = cell?.value
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return value
  return !Array.isArray(value) && 'id' in value ? Number(value.id) : null
}

function compare(call: HelperCall): number | null {
  const [a, b] = [plain(call.params[0]), plain(call.params[1])]
  if (a === null || b === null) return null
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

function equal(call: HelperCall): boolean {
  const [a, b] = [plain(call.params[0]), plain(call.params[1])]
  return a === b || (a !== null && b !== null && String(a) === String(b))
}

/** What is of another type than the helper writes (a mask, nothing) is written as its field is. */
function asIs({ params: [cell = NOTHING], around }: HelperCall): Cell {
  return cell.value === null || cell.value === undefined ? NOTHING : text(cellText(cell, around))
}

const ofText =
  (write: (value: string, call: HelperCall) => string): Helper['run'] =>
  (call) => {
    const value = call.params[0]?.value
    return typeof value === 'string' ? text(write(value, call)) : asIs(call)
  }
const ofNumber =
  (write: (value: number, call: HelperCall) => string): Helper['run'] =>
  (call) => {
    const value = call.params[0]?.value
    return typeof value === 'number' ? text(write(value, call)) : asIs(call)
  }

const named = (call: HelperCall, name: string) => plain(call.hash[name])
const scaleOf = (call: HelperCall): number | undefined => {
  const scale = named(call, 'scale')
  return typeof scale === 'number' ? Math.min(6, Math.max(0, Math.trunc(scale))) : undefined
}
const styleOf = (call: HelperCall) => String(named(call, 'format') ?? 'short')

export const HELPERS: Readonly<Record<string, Helper>> = {
  date: {
    params: [1, 1],
    hash: ['format'],
    run: ofText((value, call) => {
      const style = styleOf(call)
      const known = style === 'long' || style === 'weekday' ? style : 'short'
      return dateText(value, call.around.reader, known)
    }),
  },
  datetime: {
    params: [1, 1],
    hash: ['format'],
    run: ofText((value, call) =>
      dateTimeText(value, call.around.reader, styleOf(call) === 'long' ? 'long' : 'short')
    ),
  },
  time: {
    params: [1, 1],
    run: ofText((value, call) => timeText(value, call.around.reader)),
  },
  number: {
    params: [1, 1],
    hash: ['scale'],
    run: ofNumber((value, call) => numberText(value, call.around.reader.language, scaleOf(call))),
  },
  money: {
    params: [1, 1],
    hash: ['currency', 'scale'],
    run: ofNumber((value, call) => {
      const currency = named(call, 'currency')
      const { field } = call.params[0] ?? NOTHING
      if (currency === null && scaleOf(call) === undefined && field?.type === 'money') {
        return cellText({ value, field }, call.around)
      }
      const known = currency === null && field?.type === 'money' ? field.currency : currency
      const code = known ? String(known) : undefined
      return moneyText(value, call.around.reader.language, code, scaleOf(call) ?? 0)
    }),
  },
  duration: {
    params: [1, 1],
    run: ofNumber((value, call) => durationText(value, call.around.reader.language)),
  },
  phone: { params: [1, 1], run: ofText((value) => formatPhone(value)) },
  mask: {
    params: [1, 1],
    hash: ['keep'],
    run(call) {
      const [cell = NOTHING] = call.params
      const keep = named(call, 'keep')
      const whole = cellText(cell, call.around)
      return text(maskedText(whole, typeof keep === 'number' ? Math.max(0, Math.trunc(keep)) : 4))
    },
  },
  label: {
    params: [1, 1],
    run: (call) => text(cellText(call.params[0] ?? NOTHING, call.around)),
  },
  value: {
    params: [1, 1],
    run: (call) => text(String(plain(call.params[0]) ?? '')),
  },
  default: {
    params: [2, 2],
    run: ({ params: [first = NOTHING, second = NOTHING] }) => {
      const { value } = first
      return value === null || value === undefined || value === '' ? second : first
    },
  },
  eq: { params: [2, 2], run: (call) => flag(equal(call)) },
  ne: { params: [2, 2], run: (call) => flag(!equal(call)) },
  lt: { params: [2, 2], run: (call) => flag((compare(call) ?? 0) < 0) },
  gt: { params: [2, 2], run: (call) => flag((compare(call) ?? 0) > 0) },
  not: { params: [1, 1], run: ({ params: [cell = NOTHING] }) => flag(!isTruthy(cell)) },
  and: { params: [2, 8], run: ({ params }) => flag(params.every(isTruthy)) },
  or: { params: [2, 8], run: ({ params }) => flag(params.some(isTruthy)) },
}

export const BLOCKS = ['if', 'unless', 'each'] as const
