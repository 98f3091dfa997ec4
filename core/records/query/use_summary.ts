/**
 * Answers a count from a summary: a table of counts by a few fields, owner and unit, kept right by every write. It serves when
 * nothing but counts is asked and every condition and group is over those fields; row scopes are conditions on owner and unit.
 */
import type { SummaryDefinition } from '#core/metadata/types'
import type { AuthorisedAggregate } from '#core/records/query/authorise'
import type { ParsedAggregate } from '#core/records/query/ast'
import { Emission, type EmitContext } from '#core/records/query/emission'
import type { FieldRef, ResolvedFilter } from '#core/records/query/resolve'
import { scopeFragment, sharedScope, sharesWiden } from '#core/records/query/scope'
import type { Bound, Fragment } from '#core/records/query/slots'

export const SUMMARY_TABLE = 'record_summaries'
const SUPPORTED = new Set(['eq', 'in', 'is_empty'])
const OWNERS = new Set(['owner_id', 'unit_id'])

export interface UsedSummary {
  name: string
  emission: Emission
  /** Stands in for `count(*)`. */
  counted: Fragment
}

/** Column of a summary's table for a field, or null. */
function placeOf(summary: SummaryDefinition, field: string): string | null {
  if (OWNERS.has(field)) return field
  const index = summary.by.indexOf(field)
  return index < 0 ? null : `k${index + 1}`
}

function covers(summary: SummaryDefinition, ref: FieldRef): boolean {
  return ref.source.join === null && placeOf(summary, ref.name) !== null
}

function filterCovered(summary: SummaryDefinition, node: ResolvedFilter): boolean {
  if (node.kind === 'related') return false
  if (node.kind === 'compare') return SUPPORTED.has(node.op) && covers(summary, node.ref)
  return node.items.every((item) => filterCovered(summary, item))
}

function serves(
  summary: SummaryDefinition,
  authorised: AuthorisedAggregate,
  parsed: ParsedAggregate
): boolean {
  return (
    parsed.words === 0 &&
    parsed.deleted === 'exclude' &&
    authorised.aggregates.every(({ ref }) => ref === null) &&
    authorised.group.every(({ ref, by }) => !by && covers(summary, ref)) &&
    (authorised.filter === null || filterCovered(summary, authorised.filter))
  )
}

/**
 * The summary that answers this query, with the statement begun. Keys are stored as texts, an empty one as '' (and owner and
 * unit as 0), because they are part of a unique key.
 */
export function useSummary(
  authorised: AuthorisedAggregate,
  context: EmitContext,
  parsed: ParsedAggregate,
  ready: ReadonlySet<string>
): UsedSummary | null {
  const { root } = authorised.frame
  const { entity } = root
  const found = Object.entries(entity.summaries ?? {}).find(
    ([name, summary]) => ready.has(`${entity.name}.${name}`) && serves(summary, authorised, parsed)
  )
  if (!found) return null
  const depth = authorised.scopes.get(root) ?? 'none'
  /** Counts by owner and unit do not know single records. */
  const shared = sharedScope(entity, 'read')
  if (sharesWiden(depth, context.sizes, shared)) return null
  const [name, summary] = found
  const scopes = new Map(authorised.scopes)
  const table = { ...root, entity: { ...entity, table: SUMMARY_TABLE } }
  const frame = { root: table, joined: authorised.frame.joined }
  const emission = new SummaryEmission(context, frame, scopes, summary, root.alias)
  const { alias } = root
  emission.where.push(
    {
      sql: '?? = ? and ?? = ?',
      bindings: [`${alias}.entity`, entity.name, `${alias}.summary`, name],
    },
    { sql: '?? > 0', bindings: [`${alias}.records`] },
    scopeFragment(alias, depth, context.sizes, context.dialect, null)
  )
  if (authorised.filter) emission.where.push(emission.conditions.filter(authorised.filter))
  return {
    name,
    emission,
    counted: { sql: 'sum(??)', bindings: [`${alias}.records`] },
  }
}

class SummaryEmission extends Emission {
  readonly #summary: SummaryDefinition
  readonly #alias: string

  constructor(
    context: EmitContext,
    frame: ConstructorParameters<typeof Emission>[1],
    scopes: ConstructorParameters<typeof Emission>[2],
    summary: SummaryDefinition,
    alias: string
  ) {
    super(context, frame, scopes)
    this.#summary = summary
    this.#alias = alias
    this.column = (ref) => this.#columnOf(ref)
  }

  override use(source: FieldRef['source']): string {
    return source.alias === this.#alias ? this.#alias : super.use(source)
  }

  #columnOf(
    ref: Pick<FieldRef, 'source' | 'name'>
  ): { fragment: Fragment; bind(value: Bound): Bound } | null {
    if (ref.source.alias !== this.#alias) return null
    const place = placeOf(this.#summary, ref.name)
    if (place === null) return null
    const column = `${this.#alias}.${place}`
    if (OWNERS.has(ref.name)) {
      return { fragment: { sql: 'nullif(??, 0)', bindings: [column] }, bind: (value) => value }
    }
    return {
      fragment: { sql: "nullif(??, '')", bindings: [column] },
      bind: (value) => summaryKey(value),
    }
  }
}

/** A field's stored value as a key of a summary. */
export function summaryKey(value: Bound | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}
