/** Fourth stage, first half: conditions as SQL fragments. Every value is a slot; every identifier comes from metadata. */
import { E_BAD_QUERY } from '#core/errors/errors'
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import { readAs } from '#core/metadata/field_types/shapes'
import { columnName, linkTableOf } from '#core/metadata/field_types/registry'
import type { DialectName } from '#core/database/types'
import type { Json } from '#core/metadata/types'
import type { Operator } from '#core/records/types'
import { soughtKey } from '#core/records/folding'
import { tableOf } from '#core/records/system_fields'
import { daysOf, periodOf, type Interval } from '#core/records/query/periods'
import type { FieldRef, ResolvedFilter, Source } from '#core/records/query/resolve'
import {
  all,
  any,
  FALSE,
  join,
  Slot,
  TRUE,
  type BindContext,
  type Bound,
  type Fragment,
} from '#core/records/query/slots'
import {
  foldedExpression,
  positionExpression,
  prefixEnd,
  unindexed,
} from '#core/records/query/sql_text'

type Comparison = Extract<ResolvedFilter, { kind: 'compare' }>

/** What conditions need of the statement they stand in. */
export interface Statement {
  dialect: DialectName
  /** Notes that a source is needed, and answers the alias of its table. */
  use(source: Source): string
  /** Overrides where a field is read from: summaries keep fields in columns of their own. */
  column?(
    ref: Pick<FieldRef, 'source' | 'name'>
  ): { fragment: Fragment; bind(value: Bound): Bound } | null
  related(node: Extract<ResolvedFilter, { kind: 'related' }>): Fragment
  /** Whether a condition must not choose the index. */
  residual?(node: ResolvedFilter): boolean
  /** Whether the cursor of a page has passed this end of a range of the field: seeking there would read all pages before anew. */
  passed?(ref: FieldRef, end: RangeEnd): boolean
}
export type RangeEnd = 'lower' | 'upper'

function refuse(
  at: string,
  code: string,
  params?: Record<string, string | number | boolean | null>
) {
  return new E_BAD_QUERY({ reason: code }, [{ path: at, code, ...(params ? { params } : {}) }])
}

function isMe(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value.me === true
}

/** Reads and checks one value of a query as the field's type does. */
function wireValue(ref: FieldRef, index: number, at: string, context: BindContext): Json {
  const value = context.values[index] as Json
  const { definition, type } = ref
  if (isMe(value) && definition.type === 'lookup' && definition.target === 'user') {
    return context.actor.userId
  }
  const parsed = type.parse(value, definition)
  if ('code' in parsed) throw refuse(at, parsed.code, parsed.params)
  if (parsed.value === null) throw refuse(at, 'E_QUERY_VALUE_MISSING')
  return parsed.value
}

export function valueSlot(
  ref: FieldRef,
  index: number,
  suffix: string,
  at: string,
  dialect: DialectName
): Slot {
  const { type, definition } = ref
  return new Slot((context) => {
    const wire = wireValue(ref, index, at, context)
    return type.toDatabase(wire, definition, dialect)[suffix] ?? null
  })
}

function intervalSlot(
  ref: FieldRef,
  index: number,
  at: string,
  dialect: DialectName,
  pick: (interval: Interval, context: BindContext) => Json
): Slot {
  return new Slot((context) => {
    const { actor, now, values } = context
    const interval = periodOf(values[index] as Json, actor, now)
    if (!interval) throw refuse(at, 'E_QUERY_PERIOD')
    return ref.type.toDatabase(pick(interval, context), ref.definition, dialect)[''] ?? null
  })
}

function suffixesOf(ref: FieldRef): string[] {
  return Object.keys(ref.type.columns(ref.definition)).filter((suffix) => suffix !== FOLDED_SUFFIX)
}

function hasFolded(ref: FieldRef): boolean {
  return Object.hasOwn(ref.type.columns(ref.definition), FOLDED_SUFFIX)
}

export class Conditions {
  readonly #statement: Statement
  readonly #dialect: DialectName

  constructor(statement: Statement) {
    this.#statement = statement
    this.#dialect = statement.dialect
  }

  filter(node: ResolvedFilter): Fragment {
    switch (node.kind) {
      case 'all':
        return all(node.items.map((item) => this.filter(item)))
      case 'any':
        return any(node.items.map((item) => this.filter(item)))
      case 'related':
        return this.#statement.related(node)
      case 'compare':
        return this.#unindexed(node, this.#compare(node))
    }
  }

  /** A sign in front of a column keeps SQLite from using its index. */
  #unindexed(node: Comparison, condition: Fragment): Fragment {
    const plus = unindexed(this.#dialect)
    if (plus === '' || !this.#statement.residual?.(node)) return condition
    return condition.sql.startsWith('??') ? { ...condition, sql: plus + condition.sql } : condition
  }

  /** One word must stand in at least one of the searched fields. */
  search(refs: readonly FieldRef[], wordsIndex: number, words: number): Fragment {
    const perWord: Fragment[] = []
    for (let word = 0; word < words; word++) {
      const index = wordsIndex + word
      perWord.push(any(refs.map((ref) => this.#holds(ref, index, 'search'))))
    }
    return all(perWord)
  }

  column(ref: FieldRef, suffix = ''): string {
    return `${this.#statement.use(ref.source)}.${columnName(ref.name, suffix)}`
  }

  /** What a text is compared by: its shadow column, or the folding expression. */
  folded(ref: FieldRef): Fragment {
    if (hasFolded(ref)) return { sql: '??', bindings: [this.column(ref, FOLDED_SUFFIX)] }
    return foldedExpression(this.#dialect, this.column(ref))
  }

  #foldedSlot(ref: FieldRef, index: number, at: string): Slot {
    const keyed = hasFolded(ref) ? readAs(ref.definition).type : 'text'
    return new Slot(({ values }) => {
      const value = values[index]
      if (typeof value !== 'string' && typeof value !== 'number') throw refuse(at, 'E_QUERY_VALUE')
      return soughtKey(keyed, String(value))
    })
  }

  #holds(ref: FieldRef, index: number, at: string): Fragment {
    const slot = this.#foldedSlot(ref, index, at)
    const place: Fragment = { sql: '?', bindings: [slot] }
    const found = positionExpression(this.#dialect, this.folded(ref), place)
    return {
      sql: `${found.sql} > 0 and ? <> ''`,
      bindings: [...found.bindings, slot],
    }
  }

  #compare(node: Comparison): Fragment {
    const condition = this.#positive(node)
    if (!node.negated) return condition
    if (condition === TRUE) return FALSE
    if (condition === FALSE) return TRUE
    if (node.op === 'is_empty') return this.#empty(node.ref, true)
    /** SQL knows a third truth value, people do not: what is unknown is not equal. */
    return {
      sql: `not (${condition.sql}) or ${this.#empty(node.ref, false).sql}`,
      bindings: [...condition.bindings, ...this.#empty(node.ref, false).bindings],
    }
  }

  #empty(ref: FieldRef, negated: boolean): Fragment {
    const column = this.#plain(ref, suffixesOf(ref).at(-1) ?? '')
    return { sql: `${column.sql} is ${negated ? 'not ' : ''}null`, bindings: column.bindings }
  }

  #plain(ref: FieldRef, suffix: string): Fragment {
    const special = this.#statement.column?.(ref)
    return special ? special.fragment : { sql: '??', bindings: [this.column(ref, suffix)] }
  }

  #slot(ref: FieldRef, index: number, suffix: string, at: string): Slot {
    const slot = valueSlot(ref, index, suffix, at, this.#dialect)
    const special = this.#statement.column?.(ref)
    return special ? new Slot((context) => special.bind(slot.bind(context))) : slot
  }

  #positive(node: Comparison): Fragment {
    const { ref, op, value } = node
    const at = `${node.at}.value`
    if (value.kind === 'none') return this.#empty(ref, false)
    switch (op) {
      case 'eq':
        return this.#equal(ref, value.index, at)
      case 'in':
        return this.#in(ref, value.index, value.kind === 'many' ? value.count : 1, at)
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return this.#ordered(ref, op, value.index, at)
      case 'between':
        return all([
          this.#ordered(ref, 'ge', value.index, `${at}.0`),
          this.#ordered(ref, 'le', value.index + 1, `${at}.1`),
        ])
      case 'contains':
        return this.#holds(ref, value.index, at)
      case 'starts_with':
        return this.#startsWith(ref, value.index, at)
      case 'has_any':
        return this.#has(ref, value.index, value.kind === 'many' ? value.count : 1, at)
      case 'has_all':
        return all(
          Array.from({ length: value.kind === 'many' ? value.count : 1 }, (_, item) =>
            this.#has(ref, value.index + item, 1, `${at}.${item}`)
          )
        )
      case 'within':
        return this.#within(ref, value.index, at)
      default:
        throw refuse(`${node.at}.op`, 'E_QUERY_OPERATOR')
    }
  }

  #equal(ref: FieldRef, index: number, at: string): Fragment {
    return join(
      suffixesOf(ref).map((suffix) => {
        const column = this.#plain(ref, suffix)
        return {
          sql: `${column.sql} = ?`,
          bindings: [...column.bindings, this.#slot(ref, index, suffix, at)],
        }
      }),
      'and'
    )
  }

  #in(ref: FieldRef, index: number, count: number, at: string): Fragment {
    if (count === 0) return FALSE
    const [suffix, ...more] = suffixesOf(ref)
    if (suffix === undefined) return FALSE
    const places = Array.from({ length: count }, (_, item) => index + item)
    if (more.length > 0) return any(places.map((place) => this.#equal(ref, place, at)))
    const column = this.#plain(ref, suffix)
    return {
      sql: `${column.sql} in (${places.map(() => '?').join(', ')})`,
      bindings: [
        ...column.bindings,
        ...places.map((place, item) => this.#slot(ref, place, suffix, `${at}.${item}`)),
      ],
    }
  }

  /** At least one of the values, asked of the table of links, whose index begins with the value. */
  #has(ref: FieldRef, index: number, count: number, at: string): Fragment {
    if (count === 0) return FALSE
    const table = linkTableOf(tableOf(ref.source.entity), ref.name)
    const slots = Array.from(
      { length: count },
      (_, item) =>
        new Slot((context) => {
          const value = wireValue(ref, index + item, `${at}.${item}`, context)
          return Array.isArray(value) ? (value[0] as Bound) : (value as Bound)
        })
    )
    return {
      sql: `?? in (select ?? from ?? where ?? in (${slots.map(() => '?').join(', ')}))`,
      bindings: [
        `${this.#statement.use(ref.source)}.id`,
        `${table}.record_id`,
        table,
        `${table}.value`,
        ...slots,
      ],
    }
  }

  /** A column compared with an end of a range. */
  #end(ref: FieldRef, column: Fragment, end: RangeEnd): string {
    return this.#statement.passed?.(ref, end) ? unindexed(this.#dialect) + column.sql : column.sql
  }

  #ordered(ref: FieldRef, op: Operator, index: number, at: string): Fragment {
    const sign = { lt: '<', le: '<=', gt: '>', ge: '>=' }[op as 'lt' | 'le' | 'gt' | 'ge']
    const column = this.#plain(ref, '')
    return {
      sql: `${this.#end(ref, column, sign.startsWith('<') ? 'upper' : 'lower')} ${sign} ?`,
      bindings: [...column.bindings, this.#slot(ref, index, '', at)],
    }
  }

  #startsWith(ref: FieldRef, index: number, at: string): Fragment {
    const slot = this.#foldedSlot(ref, index, at)
    const text = this.folded(ref)
    if (!hasFolded(ref)) {
      const place: Fragment = { sql: '?', bindings: [slot] }
      const found = positionExpression(this.#dialect, text, place)
      return { sql: `${found.sql} = 1 and ? <> ''`, bindings: [...found.bindings, slot] }
    }
    const end = prefixEnd(this.#dialect)
    const upper = new Slot((context) => String(slot.bind(context)) + end)
    return {
      sql: `${this.#end(ref, text, 'lower')} >= ? and ${this.#end(ref, text, 'upper')} < ? and ? <> ''`,
      bindings: [...text.bindings, slot, ...text.bindings, upper, slot],
    }
  }

  #within(ref: FieldRef, index: number, at: string): Fragment {
    const column = this.#plain(ref, '')
    const day = readAs(ref.definition).type === 'date'
    const first = intervalSlot(ref, index, at, this.#dialect, (interval, { actor }) =>
      day ? daysOf(interval, actor.timeZone)[0] : interval.from.toISOString()
    )
    const last = intervalSlot(ref, index, at, this.#dialect, (interval, { actor }) =>
      day ? daysOf(interval, actor.timeZone)[1] : interval.to.toISOString()
    )
    return {
      sql: `${this.#end(ref, column, 'lower')} >= ? and ${this.#end(ref, column, 'upper')} ${day ? '<=' : '<'} ?`,
      bindings: [...column.bindings, first, ...column.bindings, last],
    }
  }
}
