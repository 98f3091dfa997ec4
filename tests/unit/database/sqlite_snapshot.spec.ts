import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import knex, { type Knex } from 'knex'
import { snapshotSqlite } from '#core/database/sqlite_snapshot'

const open = (filename: string): Knex =>
  knex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  })

test.group('a copy of a database', (group) => {
  let folder = ''
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-snapshot-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  async function rowsOf(filename: string): Promise<unknown[]> {
    const copy = open(filename)
    try {
      return await copy('t').select('x')
    } finally {
      await copy.destroy()
    }
  }

  test('that is in use holds what is in its log only; one at rest gets no log', async ({
    assert,
  }) => {
    const at = (name: string) => join(folder, name)
    const live = open(at('live.sqlite3'))
    await live.raw('pragma journal_mode = wal')
    await live.schema.createTable('t', (table) => table.integer('x'))
    await live('t').insert({ x: 1 })
    await snapshotSqlite(at('live.sqlite3'), at('copy.sqlite3'))
    assert.deepEqual(await rowsOf(at('copy.sqlite3')), [{ x: 1 }])
    await live('t').insert({ x: 2 })
    await live.destroy()
    await snapshotSqlite(at('live.sqlite3'), at('later.sqlite3'))
    assert.deepEqual(readdirSync(folder).sort(), ['copy.sqlite3', 'later.sqlite3', 'live.sqlite3'])
    assert.deepEqual(await rowsOf(at('later.sqlite3')), [{ x: 1 }, { x: 2 }])
  })
})
