/**
 * The inverted index of the search, on each database. A record is a document of words; a word carries the number of its field
 * in front (`fieldWord`), so that one entity's, or one readable field's, words are a range of their own: what a reader may not
 * see is not asked for, whatever the number of records.
 *
 * SQLite keeps it in FTS5. Elsewhere it is a table of words with a clustered key, which any database searches by prefix; it is
 * what SQL Server uses too (docs/adr/0007). All members are pure: they return SQL.
 */
import type { DialectName } from '#core/database/types'
import type { ColumnSpec } from '#core/metadata/field_type'
import { dialectOf, type Bindable, type Statement } from '#core/database/dialect'

export const SEARCH_TABLE = 'search_index'
export const SEARCH_WORDS_TABLE = 'search_words'
/** Digits of a field's number in front of each word. */
const FIELD_DIGITS = 3
/** Numbers of records of one entity. */
const SPAN = 2 ** 32

/** One document: the words of one record. */
export interface SearchDocument {
  entity: number
  id: number
  words: readonly string[]
}

/** A word by its beginning, or as a whole. */
export interface SearchWord {
  word: string
  whole: boolean
}
/** All of the conditions, each any of its alternatives, each all of its words, each any of its spellings (fields). */
export type SearchCondition = readonly (readonly (readonly SearchWord[])[])[]

export interface SearchSource {
  /** After FROM; `t0` is the entity's table. Placeholders as Knex takes them. */
  from: Statement
  where: Statement
  /** The newest records first, without sorting. */
  order: string
}

export interface SearchDialect {
  readonly engine: 'fts5' | 'words'
  create(): string[]
  drop(): string[]
  /** Replaces the documents of these records. All belong to one entity. */
  put(documents: readonly SearchDocument[]): Statement[]
  remove(entity: number, ids: readonly number[]): Statement[]
  removeEntity(entity: number): Statement[]
  /** `table` is the entity's; it is bound as an identifier (`??`). */
  source(entity: number, table: string, conditions: readonly SearchCondition[]): SearchSource
}

/** The word of the index for a field's word. */
export function fieldWord(field: number, word: string): string {
  return field.toString(36).padStart(FIELD_DIGITS, '0') + word
}

const base = (entity: number) => entity * SPAN

function quoteWord({ word, whole }: SearchWord): string {
  return `"${word.replaceAll('"', '')}"${whole ? '' : '*'}`
}

function group(parts: readonly string[], glue: 'AND' | 'OR'): string {
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(` ${glue} `)})`
}

/** The conditions in the language of FTS5. */
export function ftsExpression(conditions: readonly SearchCondition[]): string {
  return group(
    conditions.map((alternatives) =>
      group(
        alternatives.map((words) =>
          group(
            words.map((spellings) => group(spellings.map(quoteWord), 'OR')),
            'AND'
          )
        ),
        'OR'
      )
    ),
    'AND'
  )
}

export const fts5Search: SearchDialect = {
  engine: 'fts5',
  create: () => [
    `create virtual table ${SEARCH_TABLE} using fts5(words, content='', contentless_delete=1, detail=none,` +
      ` prefix='${FIELD_DIGITS + 1} ${FIELD_DIGITS + 2} ${FIELD_DIGITS + 3}', tokenize='ascii')`,
  ],
  drop: () => [`drop table ${SEARCH_TABLE}`],
  put(documents) {
    return documents.map(({ entity, id, words }) =>
      words.length === 0
        ? { sql: `delete from ${SEARCH_TABLE} where rowid = ?`, bindings: [base(entity) + id] }
        : {
            sql: `insert or replace into ${SEARCH_TABLE} (rowid, words) values (?, ?)`,
            bindings: [base(entity) + id, words.join(' ')],
          }
    )
  },
  remove: (entity, ids) =>
    ids.map((id) => ({
      sql: `delete from ${SEARCH_TABLE} where rowid = ?`,
      bindings: [base(entity) + id],
    })),
  removeEntity: (entity) => [
    {
      sql: `delete from ${SEARCH_TABLE} where rowid between ? and ?`,
      bindings: [base(entity), base(entity) + SPAN - 1],
    },
  ],
  source(entity, table, conditions) {
    return {
      from: {
        sql: `${SEARCH_TABLE} as f cross join ?? as t0 on t0.id = f.rowid - ${base(entity)}`,
        bindings: [table],
      },
      where: { sql: `f.${SEARCH_TABLE} match ?`, bindings: [ftsExpression(conditions)] },
      order: 'f.rowid desc',
    }
  },
}

const WORD: ColumnSpec = { kind: 'string', length: 48, binary: true }
const COLUMNS = ['word', 'record_id', 'entity_no'] as const

/** The end of the words that begin so: no character of a folded word is as high. */
const AFTER = '\uffff'

/** The table of words. Ranges rather than LIKE: both databases seek them whatever their settings. */
export function wordsSearch(name: DialectName): SearchDialect {
  const dialect = dialectOf(name)
  const rowsOf = (documents: readonly SearchDocument[]): Bindable[][] =>
    documents.flatMap(({ entity, id, words }) => words.map((word) => [word, id, entity]))
  const one = ({ word, whole }: SearchWord): Statement =>
    whole
      ? { sql: 'w.word = ?', bindings: [word] }
      : { sql: '(w.word >= ? and w.word < ?)', bindings: [word, word + AFTER] }
  const joined = (parts: readonly Statement[], glue: string): Statement => ({
    sql:
      parts.length === 1 ? (parts[0] as Statement).sql : `(${parts.map((p) => p.sql).join(glue)})`,
    bindings: parts.flatMap(({ bindings }) => bindings),
  })
  const having = (spellings: readonly SearchWord[]): Statement => {
    const { sql, bindings } = joined(spellings.map(one), ' or ')
    return {
      sql: `t0.id in (select w.record_id from ${SEARCH_WORDS_TABLE} w where ${sql})`,
      bindings,
    }
  }
  const remove = (entity: number, ids: readonly number[]): Statement => ({
    sql:
      `delete from ${SEARCH_WORDS_TABLE} where entity_no = ?` +
      ` and ${dialect.inJson('record_id', 'integer')}`,
    bindings: [entity, JSON.stringify(ids)],
  })
  return {
    engine: 'words',
    create: () => [
      dialect.createTable({
        name: SEARCH_WORDS_TABLE,
        primaryKey: ['word', 'record_id'],
        columns: [
          { name: 'word', spec: WORD, nullable: false },
          { name: 'record_id', spec: { kind: 'integer' }, nullable: false },
          { name: 'entity_no', spec: { kind: 'integer' }, nullable: false },
        ],
      }),
      dialect.createIndex({
        name: 'search_words_record',
        table: SEARCH_WORDS_TABLE,
        columns: ['entity_no', 'record_id'],
        unique: false,
        whereNull: [],
        whereNotNull: [],
      }),
    ],
    drop: () => [dialect.dropTable(SEARCH_WORDS_TABLE)],
    put(documents) {
      const [first] = documents
      if (!first) return []
      const statements = [
        remove(
          first.entity,
          documents.map(({ id }) => id)
        ),
      ]
      const rows = rowsOf(documents)
      const size = dialect.rowsPerStatement(COLUMNS.length)
      for (let start = 0; start < rows.length; start += size) {
        statements.push(
          dialect.insert({
            table: SEARCH_WORDS_TABLE,
            columns: COLUMNS,
            rows: rows.slice(start, start + size),
          })
        )
      }
      return statements
    },
    remove: (entity, ids) => (ids.length === 0 ? [] : [remove(entity, ids)]),
    removeEntity: (entity) => [
      { sql: `delete from ${SEARCH_WORDS_TABLE} where entity_no = ?`, bindings: [entity] },
    ],
    source(_entity, table, conditions) {
      return {
        from: { sql: '?? as t0', bindings: [table] },
        where: joined(
          conditions.map((alternatives) =>
            joined(
              alternatives.map((words) => joined(words.map(having), ' and ')),
              ' or '
            )
          ),
          ' and '
        ),
        order: 't0.id desc',
      }
    },
  }
}

export function searchDialectOf(name: DialectName): SearchDialect {
  return name === 'sqlite' ? fts5Search : wordsSearch(name)
}
