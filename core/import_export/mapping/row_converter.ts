import type { TextContext } from '#core/metadata/field_type'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { foldWord } from '#core/metadata/field_types/text_folding'
import type {
  EffectiveMetadata,
  EntityDefinition,
  FieldDefinition,
  Json,
} from '#core/metadata/types'
import type { RecordInput } from '#core/records/types'
import { dayByFormat, instantByFormat } from '#core/import_export/mapping/date_format'
import { sourceText } from '#core/import_export/mapping/transforms'
import type {
  FieldMapping,
  FieldSource,
  ImportMapping,
  ImportOptions,
  ImportRow,
  RowIssue,
} from '#core/import_export/types'

/** A record to be found by the value of one of its fields. */
export interface LookupKey {
  entity: string
  by: string
  /** Folded, for comparing. */
  key: string
  /** As asked of the database. */
  value: Json
}

export interface PendingLookup {
  field: string
  column: string
  text: string
  /** Tried in order. */
  candidates: LookupKey[]
  missing: 'error' | 'empty'
  /** The value names the entity as well. */
  regarding: boolean
}

export interface ConvertedRow {
  row: ImportRow
  input: RecordInput
  lookups: PendingLookup[]
  issues: RowIssue[]
}

type ReadText = (text: string) => { value: Json } | { code: string; params?: RowIssue['params'] }

interface CompiledSource {
  source: FieldSource
  positions: number[]
  column: string
  read: ReadText
}
interface CompiledField {
  mapping: FieldMapping
  kind: 'plain' | 'lookup' | 'regarding'
  sources: CompiledSource[]
}

export interface ConverterSettings {
  entity: EntityDefinition
  columns: readonly string[]
  mapping: ImportMapping
  options: ImportOptions
  metadata: EffectiveMetadata
  fieldTypes: FieldTypes
  timeZone: string
}

/** Folds a key so that `ي` and `ی`, cases and digits of any script are the same. */
export function foldKey(value: unknown): string {
  return foldWord(String(value))
}

/** Turns rows of a file into inputs of records by a mapping that was checked before. Pure. */
export class RowConverter {
  readonly #settings: ConverterSettings
  readonly #fields: CompiledField[]

  constructor(settings: ConverterSettings) {
    this.#settings = settings
    this.#fields = settings.mapping.fields.map((mapping) => this.#compile(mapping))
  }

  /** The columns from which a field is filled. */
  columnOf(field: string | null): string | null {
    const sources = this.#fields.find(({ mapping }) => mapping.field === field)?.sources ?? []
    const columns = sources.map(({ column }) => column).filter((column) => column !== '')
    return columns.length > 0 ? columns.join(', ') : null
  }

  convert(row: ImportRow): ConvertedRow {
    const converted: ConvertedRow = { row, input: {}, lookups: [], issues: [] }
    const expected = this.#settings.columns.length
    if (row.cells.length !== expected) {
      const params = { expected, found: row.cells.length }
      converted.issues.push({ field: null, column: null, code: 'E_IMPORT_COLUMNS', params })
      return converted
    }
    for (const field of this.#fields) {
      if (field.kind === 'plain') this.#plain(field, converted)
      else this.#lookup(field, converted)
    }
    return converted
  }

  #plain({ mapping, sources }: CompiledField, { row, input, issues }: ConvertedRow): void {
    const { options } = this.#settings
    for (const { source, positions, column, read } of sources) {
      if (source.constant !== undefined) {
        input[mapping.field] = source.constant
        return
      }
      const text = sourceText(source, row.cells, positions)
      if (text === '') continue
      const parsed = read(text)
      if ('value' in parsed) input[mapping.field] = parsed.value
      else {
        const { code, params = {} } = parsed
        issues.push({ field: mapping.field, column, code, params: { value: text, ...params } })
      }
      return
    }
    if (options.emptyClears && options.mode !== 'create') input[mapping.field] = null
  }

  #lookup({ mapping, sources, kind }: CompiledField, converted: ConvertedRow): void {
    const candidates: LookupKey[] = []
    const columns: string[] = []
    const texts: string[] = []
    for (const { source, positions, column, read } of sources) {
      if (source.constant !== undefined) {
        if (candidates.length === 0) converted.input[mapping.field] = source.constant
        break
      }
      const text = sourceText(source, converted.row.cells, positions)
      if (text === '') continue
      columns.push(column)
      texts.push(text)
      const parsed = read(text)
      const entity = this.#targetOf(mapping.field, source)
      if ('value' in parsed && parsed.value !== null && entity) {
        const by = source.lookup?.by ?? 'id'
        candidates.push({ entity, by, key: foldKey(parsed.value), value: parsed.value })
      }
    }
    if (texts.length === 0) {
      const { options } = this.#settings
      const clears = options.emptyClears && options.mode !== 'create'
      if (clears && !(mapping.field in converted.input)) converted.input[mapping.field] = null
      return
    }
    converted.lookups.push({
      field: mapping.field,
      column: columns.join(', '),
      text: texts.join(', '),
      candidates,
      missing: mapping.missing ?? 'error',
      regarding: kind === 'regarding',
    })
  }

  #compile(mapping: FieldMapping): CompiledField {
    const field = this.#settings.entity.fields[mapping.field]
    const kind = field?.type === 'lookup' || field?.type === 'regarding' ? field.type : 'plain'
    const sources = mapping.sources.map((source) => ({
      source,
      positions: (source.columns ?? []).map((name) => this.#settings.columns.indexOf(name)),
      column: (source.columns ?? []).join(', '),
      read:
        kind === 'plain' ? this.#reader(mapping, source, field) : this.#keyReader(mapping, source),
    }))
    return { mapping, kind, sources }
  }

  #targetOf(name: string, source: FieldSource): string | undefined {
    const field = this.#settings.entity.fields[name]
    return field?.type === 'lookup' ? field.target : source.lookup?.entity
  }

  /** Reads the value by which another record is found, as that record's field would. */
  #keyReader(mapping: FieldMapping, source: FieldSource): ReadText {
    const { metadata, fieldTypes } = this.#settings
    const target = metadata.entity.get(this.#targetOf(mapping.field, source) ?? '')
    const key = target?.fields[source.lookup?.by ?? '']
    if (!key) return (text) => ({ value: Number(foldWord(text)) || null })
    const type = fieldTypes.get(key.type)
    return key.type === 'autonumber'
      ? (text) => ({ value: foldWord(text).toUpperCase() })
      : (text) => type.fromText(text, key)
  }

  #reader(
    mapping: FieldMapping,
    source: FieldSource,
    field: FieldDefinition | undefined
  ): ReadText {
    const { metadata, fieldTypes, options, timeZone } = this.#settings
    const { dateFormat } = source
    /** System fields of a history that is taken over. */
    const definition: FieldDefinition = field ?? historyField(mapping.field)
    if (dateFormat !== undefined && definition.type === 'date') {
      return (text) => orIssue(dayByFormat(text, dateFormat), 'E_INVALID_DATE')
    }
    if (dateFormat !== undefined && definition.type === 'datetime') {
      return (text) => orIssue(instantByFormat(text, dateFormat, timeZone), 'E_INVALID_DATETIME')
    }
    const type = fieldTypes.get(definition.type)
    const choices =
      definition.type === 'choice' || definition.type === 'multi_choice'
        ? metadata.choice_list.get(definition.choices)
        : undefined
    const context: TextContext = { timeZone, dateOrder: options.dateOrder, choices }
    /** Where texts of a file are read as any input is, the record engine reads them; once is enough. */
    const same = type.fromText === type.parse && options.mode === 'create'
    const read: ReadText = same
      ? (text) => ({ value: text })
      : (text) => type.fromText(text, definition, context)
    if (!source.choices) return read
    const meant = new Map(
      Object.entries(source.choices).map(([text, value]) => [foldWord(text), value])
    )
    return (text) => {
      const value = meant.get(foldWord(text))
      return value === undefined ? read(text) : { value }
    }
  }
}

function historyField(name: string): FieldDefinition {
  const label = { en: name }
  return name === 'created_at' ? { type: 'datetime', label } : { type: 'integer', label }
}

function orIssue(value: string | null, code: string) {
  return value === null ? { code } : { value }
}
