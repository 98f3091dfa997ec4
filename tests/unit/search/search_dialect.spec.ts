import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { run, runRows } from '#core/database/dialect'
import {
  fieldWord,
  fts5Search,
  ftsExpression,
  wordsSearch,
  type SearchCondition,
  type SearchDialect,
  type SearchDocument,
} from '#core/database/search_dialect'
import { memoryKnex } from '#tests/unit/records/support/bank'

const engines: SearchDialect[] = [fts5Search, wordsSearch('sqlite')]
const RECORDS = 12

async function opened(): Promise<Knex> {
  const knex = memoryKnex()
  await knex.raw('create table thing (id integer primary key)')
  for (let id = 1; id <= RECORDS; id++) await knex('thing').insert({ id })
  for (const engine of engines) for (const sql of engine.create()) await knex.raw(sql)
  return knex
}

async function ids(knex: Knex, engine: SearchDialect, conditions: readonly SearchCondition[]) {
  const { from, where, order } = engine.source(7, 'thing', conditions)
  const sql = `select t0.id from ${from.sql} where ${where.sql} order by ${order}`
  const rows = await runRows<{ id: number }>(knex, {
    sql,
    bindings: [...from.bindings, ...where.bindings],
  })
  return rows.map(({ id }) => id)
}

function naive(documents: ReadonlyMap<number, readonly string[]>, all: readonly SearchCondition[]) {
  const holds = (words: readonly string[]) =>
    all.every((alternatives) =>
      alternatives.some((group) =>
        group.every((spellings) =>
          spellings.some(({ word, whole }) =>
            words.some((own) => (whole ? own === word : own.startsWith(word)))
          )
        )
      )
    )
  return [...documents]
    .filter(([, words]) => holds(words))
    .map(([id]) => id)
    .sort((a, b) => b - a)
}

test.group('search index', () => {
  const word = fc
    .tuple(
      fc.constantFrom(1, 2),
      fc.string({ unit: fc.constantFrom('a', 'b', '\ue003', '7'), minLength: 1, maxLength: 4 })
    )
    .map(([field, text]) => fieldWord(field, text))
  const condition = fc.array(
    fc.array(fc.array(fc.record({ word, whole: fc.boolean() }), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    }),
    { minLength: 1, maxLength: 2 }
  )
  const change = fc.record({
    id: fc.integer({ min: 1, max: RECORDS }),
    words: fc.uniqueArray(word, { maxLength: 5 }),
  })

  for (const engine of engines) {
    test(`${engine.engine} answers what a look at every record would`, async () => {
      const knex = await opened()
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { maxLength: 20 }),
          fc.array(condition, { minLength: 1, maxLength: 3 }),
          fc.array(fc.integer({ min: 1, max: RECORDS }), { maxLength: 3 }),
          async (changes, conditions, removed) => {
            const documents = new Map<number, readonly string[]>()
            for (const statement of engine.removeEntity(7)) await run(knex, statement)
            for (const { id, words } of changes) {
              documents.set(id, words)
              const document: SearchDocument = { entity: 7, id, words }
              for (const statement of engine.put([document])) await run(knex, statement)
            }
            for (const statement of engine.remove(7, removed)) await run(knex, statement)
            for (const id of removed) documents.delete(id)
            /** Another entity's documents stay apart. */
            for (const statement of engine.put([{ entity: 8, id: 3, words: ['003a'] }]))
              await run(knex, statement)
            const answer = await ids(knex, engine, conditions)
            const expected = naive(documents, conditions)
            if (JSON.stringify(answer) !== JSON.stringify(expected)) {
              throw new Error(`${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`)
            }
          }
        ),
        { numRuns: 60 }
      )
      await knex.destroy()
    })
  }

  test('the newest come first without a sort', async ({ assert }) => {
    const knex = await opened()
    const { from, where, order } = fts5Search.source(7, 'thing', [
      [[[{ word: '001a', whole: false }]]],
    ])
    const plan = await runRows<{ detail: string }>(knex, {
      sql: `explain query plan select t0.id from ${from.sql} where ${where.sql} order by ${order} limit 5`,
      bindings: [...from.bindings, ...where.bindings],
    })
    const text = plan.map(({ detail }) => detail).join('\n')
    assert.notInclude(text, 'TEMP B-TREE')
    assert.include(text, 'SEARCH t0 USING INTEGER PRIMARY KEY')
    await knex.destroy()
  })

  test('a query in the language of FTS5 holds words only, quoted', ({ assert }) => {
    const expression = ftsExpression([
      [
        [[{ word: '001a"b', whole: false }], [{ word: '002c', whole: true }]],
        [[{ word: '003d', whole: false }]],
      ],
      [
        [
          [
            { word: '001e', whole: false },
            { word: '002e', whole: false },
          ],
        ],
      ],
    ])
    assert.equal(expression, '((("001ab"* AND "002c") OR "003d"*) AND ("001e"* OR "002e"*))')
  })

  test('SQL Server keeps a table of words that is sought by range', ({ assert }) => {
    const mssql = wordsSearch('mssql')
    assert.deepEqual(mssql.create(), [
      'CREATE TABLE [search_words] ([word] nvarchar(48) COLLATE Latin1_General_100_BIN2 NOT NULL, [record_id] int NOT NULL, [entity_no] int NOT NULL, CONSTRAINT [pk_search_words] PRIMARY KEY ([word], [record_id]))',
      'CREATE INDEX [search_words_record] ON [search_words] ([entity_no], [record_id])',
    ])
    assert.deepEqual(mssql.put([{ entity: 7, id: 3, words: ['001a', '001b'] }]), [
      {
        sql: 'delete from search_words where entity_no = ? and record_id IN (SELECT CAST([value] AS int) FROM OPENJSON(?))',
        bindings: [7, '[3]'],
      },
      {
        sql: 'INSERT INTO [search_words] ([word], [record_id], [entity_no]) VALUES (?, ?, ?), (?, ?, ?)',
        bindings: ['001a', 3, 7, '001b', 3, 7],
      },
    ])
    const { where, order } = mssql.source(7, 'contact', [[[[{ word: '001a', whole: false }]]]])
    assert.equal(
      where.sql,
      't0.id in (select w.record_id from search_words w where (w.word >= ? and w.word < ?))'
    )
    assert.deepEqual(where.bindings, ['001a', '001a\uffff'])
    assert.equal(order, 't0.id desc')
  })
})
