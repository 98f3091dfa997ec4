import type { Knex } from 'knex'
import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordInput, RecordRow, RecordValue } from '#core/records/types'
import type { UpdateItem } from '#core/records/writes'
import type { Actor, Origin } from '#core/security/types'
import type { UpdatedRecord } from '#core/import_export/import_rows'
import type { KeyResolver } from '#core/import_export/key_resolver'
import {
  foldKey,
  type ConvertedRow,
  type RowConverter,
} from '#core/import_export/mapping/row_converter'
import type { ImportOptions, ImportRow, RowIssue } from '#core/import_export/types'

export interface BatchSettings {
  records: Records
  actor: Actor
  origin: Origin
  entity: string
  options: ImportOptions
  converter: RowConverter
  resolver: KeyResolver
  /** Fields of the mapping, read before they are overwritten. */
  fields: readonly string[]
}

interface Target {
  id: number
  version: number
  before: Record<string, Json>
}

export interface PreparedRow extends ConvertedRow {
  target: Target | null
}

export interface RowResult {
  row: ImportRow
  action: 'create' | 'update' | 'unchanged' | 'error'
  recordId: number | null
  input: RecordInput
  issues: RowIssue[]
  updated: UpdatedRecord | null
}

const issue = (
  code: string,
  field: string | null,
  column: string | null,
  params: RowIssue['params'] = {}
): RowIssue => ({ field, column, code, params })

/** The wire form in which a value is written: references as ids. */
function writable(value: RecordValue | undefined): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'object' && !Array.isArray(value) && 'id' in value) {
    return 'entity' in value && value.entity
      ? { entity: value.entity, id: value.id ?? null }
      : (value.id ?? null)
  }
  return value as Json
}

/** What an error of a write says about a row. Errors that are not about the row are thrown on. */
export function issuesOf(error: unknown): RowIssue[] {
  if (!(error instanceof CodedError) || error.status >= 500) throw error
  return error.details.length > 0
    ? issuesOfDetails(error.details)
    : [issue(error.code, null, null, error.params)]
}

export function issuesOfDetails(details: readonly ErrorDetail[]): RowIssue[] {
  return details.map(({ path, code, params }) =>
    issue(code, path.split('.').at(-1) ?? null, null, params ?? {})
  )
}

/** What of a row differs from the record, with the former values; null when nothing does. */
function changeOf(input: RecordInput, target: Target) {
  const values: RecordInput = {}
  const before: Record<string, Json> = {}
  for (const [field, value] of Object.entries(input)) {
    const former = target.before[field] ?? null
    if (JSON.stringify(former) === JSON.stringify(value)) continue
    values[field] = value
    before[field] = former
  }
  if (Object.keys(values).length === 0) return null
  return { item: { id: target.id, version: target.version, values }, before }
}

/** Goes from rows of the file to written records. The same steps serve the preview and the import. */
export class ImportBatch {
  readonly #settings: BatchSettings

  constructor(settings: BatchSettings) {
    this.#settings = settings
  }

  /** Reads, resolves look-ups and finds the records to update. Writes nothing. */
  async prepare(rows: readonly ImportRow[]): Promise<PreparedRow[]> {
    const { converter, resolver, options } = this.#settings
    const converted = rows.map((row) => converter.convert(row))
    const lookups = converted.flatMap((one) => one.lookups)
    const resolved = lookups.length > 0 ? await resolver.resolve(lookups) : new Map()
    for (const one of converted) {
      for (const lookup of one.lookups) this.#applyLookup(one, lookup, resolved.get(lookup))
    }
    if (options.mode === 'create') return converted.map((one) => ({ ...one, target: null }))
    return this.#match(converted)
  }

  /**
   * Cuts a batch where a key comes a second time: the second row must see what the first one did. Rows without a key do not
   * meet.
   */
  cut(rows: readonly PreparedRow[]): number {
    const { key } = this.#settings.options
    if (!key || this.#settings.options.mode === 'create') return rows.length
    const seen = new Set<string>()
    for (const [index, { input }] of rows.entries()) {
      const value = input[key]
      if (value === null || value === undefined) continue
      const folded = foldKey(value)
      if (seen.has(folded)) return index
      seen.add(folded)
    }
    return rows.length
  }

  /** Writes the rows; each has a result of its own. What is thrown is not about a single row. */
  async write(trx: Knex.Transaction, rows: readonly PreparedRow[]): Promise<RowResult[]> {
    const results = new Map<PreparedRow, RowResult>()
    const good = rows.filter((row) => row.issues.length === 0)
    const creating = good.filter((row) => row.target === null)
    const updating = good.filter((row) => row.target !== null)
    for (const [row, result] of await this.#create(trx, creating)) results.set(row, result)
    for (const [row, result] of await this.#update(trx, updating)) results.set(row, result)
    for (const row of rows) {
      if (row.issues.length > 0) results.set(row, this.#result(row, 'error', null, row.issues))
    }
    return rows.map((row) => results.get(row) as RowResult)
  }

  #applyLookup(
    one: ConvertedRow,
    lookup: ConvertedRow['lookups'][number],
    match: { entity: string; found: number | 'ambiguous' } | undefined
  ): void {
    const params = { value: lookup.text }
    if (match?.found === 'ambiguous') {
      one.issues.push(issue('E_IMPORT_LOOKUP_AMBIGUOUS', lookup.field, lookup.column, params))
    } else if (match) {
      one.input[lookup.field] = lookup.regarding
        ? { entity: match.entity, id: match.found }
        : match.found
    } else if (lookup.missing === 'error' && !(lookup.field in one.input)) {
      one.issues.push(issue('E_IMPORT_LOOKUP_MISSING', lookup.field, lookup.column, params))
    }
  }

  /** Finds the records that the key names, with the values that would be overwritten. */
  async #match(converted: readonly ConvertedRow[]): Promise<PreparedRow[]> {
    const { options } = this.#settings
    const key = options.key ?? ''
    const targets = await this.#targets(
      key,
      converted.flatMap(({ input }) =>
        input[key] === null || input[key] === undefined ? [] : [input[key]]
      )
    )
    return converted.map((one) => {
      const value = one.input[key]
      if (value === null || value === undefined) {
        if (one.issues.length === 0) one.issues.push(issue('E_IMPORT_KEY_EMPTY', key, null))
        return { ...one, target: null }
      }
      const target = targets.get(foldKey(value)) ?? null
      if (target === 'ambiguous') {
        one.issues.push(issue('E_IMPORT_LOOKUP_AMBIGUOUS', key, null, { value: String(value) }))
        return { ...one, target: null }
      }
      if (!target && options.mode === 'update') {
        one.issues.push(issue('E_IMPORT_NO_MATCH', key, null, { value: String(value) }))
      }
      return { ...one, target }
    })
  }

  async #targets(key: string, values: Json[]): Promise<Map<string, Target | 'ambiguous'>> {
    const { records, actor, entity, fields } = this.#settings
    const found = new Map<string, Target | 'ambiguous'>()
    if (values.length === 0) return found
    let after: string | undefined
    do {
      const page = await records.query(actor, {
        entity,
        select: [...new Set([key, ...fields])],
        filter: { path: key, op: 'in', value: [...new Set(values.map((value) => value))] },
        sort: [{ path: 'id', direction: 'asc' }],
        limit: 500,
        after,
      })
      for (const row of page.rows) {
        const folded = foldKey(row[key])
        found.set(folded, found.has(folded) ? 'ambiguous' : this.#target(row))
      }
      after = page.next ?? undefined
    } while (after)
    return found
  }

  #target(row: RecordRow): Target {
    const before: Record<string, Json> = {}
    for (const field of this.#settings.fields) before[field] = writable(row[field])
    return { id: row.id, version: row.version, before }
  }

  async #create(
    trx: Knex.Transaction,
    rows: readonly PreparedRow[]
  ): Promise<[PreparedRow, RowResult][]> {
    if (rows.length === 0) return []
    const { records, actor, origin, entity } = this.#settings
    const inputs = rows.map((row) => row.input)
    const answers = await records.createMany(actor, origin, entity, inputs, { trx })
    return rows.map((row, index) => {
      const answer = answers[index]
      if (answer && 'id' in answer) return [row, this.#result(row, 'create', answer.id, [])]
      const issues = issuesOfDetails(answer?.issues ?? [])
      return [row, this.#result(row, 'error', null, issues)]
    })
  }

  /** Writes what differs; rows that bring nothing new are left alone. */
  async #update(
    trx: Knex.Transaction,
    rows: readonly PreparedRow[]
  ): Promise<[PreparedRow, RowResult][]> {
    const { records, actor, origin, entity } = this.#settings
    const results: [PreparedRow, RowResult][] = []
    const changes: { row: PreparedRow; item: UpdateItem; before: Record<string, Json> }[] = []
    for (const row of rows) {
      if (!row.target) continue
      const change = changeOf(row.input, row.target)
      if (change) changes.push({ row, ...change })
      else results.push([row, this.#result(row, 'unchanged', row.target.id, [])])
    }
    if (changes.length === 0) return results
    const items = changes.map(({ item }) => item)
    const answers = await records.updateMany(actor, origin, entity, items, { trx })
    for (const [index, { row, item, before }] of changes.entries()) {
      const answer = answers[index]
      if (answer && 'id' in answer) {
        const updated = { id: item.id, version: answer.version, before }
        results.push([row, { ...this.#result(row, 'update', item.id, []), updated }])
      } else {
        const issues = issuesOfDetails(answer?.issues ?? [])
        results.push([row, this.#result(row, 'error', item.id, issues)])
      }
    }
    return results
  }

  #result(
    row: PreparedRow,
    action: RowResult['action'],
    recordId: number | null,
    issues: RowIssue[]
  ): RowResult {
    const { converter } = this.#settings
    const named = issues.map((one) => ({
      ...one,
      column: one.column ?? converter.columnOf(one.field),
    }))
    return { row: row.row, action, recordId, input: row.input, issues: named, updated: null }
  }
}
