import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Imports } from '#core/import_export/imports'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { startAce } from '#tests/support/ace_process'
import { unique } from '#tests/support/people'

interface Ended {
  code: number | null
  signal: string | null
  output: string
}

/** Runs `node ace` on the database of this run; kills it with SIGKILL after `killAfter` rows when asked. */
function ace(args: string[], kill?: (output: string) => boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = startAce(args, { NO_COLOR: '1', LOG_LEVEL: 'error' })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (kill?.(output)) child.kill('SIGKILL')
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, output }))
  })
}

test.group('records:import and records:export', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-import-'))
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, content: string) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  async function names(city: string): Promise<unknown[]> {
    const records = await app.container.make(Records)
    const actors = await app.container.make(Actors)
    const found: unknown[] = []
    for await (const rows of records.stream(actors.system(), {
      entity: 'contact',
      select: ['last_name'],
      filter: { path: 'city', op: 'eq', value: city },
    })) {
      found.push(...rows.map((row) => row.last_name))
    }
    return found
  }

  test('imports with a mapping on the command line and closes with counts', async ({ assert }) => {
    const city = unique('city')
    const path = write('a.csv', `Surname;Town\nSmith;${city}\n;${city}\nKarimi;${city}\n`)
    const errors = join(folder, 'errors.csv')
    const args = [
      '--entity=contact',
      '--map=last_name=Surname',
      '--map=city=Town',
      `--errors=${errors}`,
    ]
    const ended = await ace(['records:import', path, ...args])
    assert.equal(ended.code, 2, ended.output)
    assert.match(ended.output, /done: 3 rows, 2 created, 0 updated, 0 unchanged, 1 failed/)
    assert.sameMembers(await names(city), ['Smith', 'Karimi'])
    assert.match(readFileSync(errors, 'utf8'), /E_REQUIRED|E_VALIDATION|required/i)
  })

  test('exports what was imported, and the export imports as it was', async ({ assert }) => {
    const city = unique('city')
    const path = write('b.csv', `last_name,city,notes\n"=1+1, ""x""",${city},"two\nlines"\n`)
    await ace([
      'records:import',
      path,
      '--entity=contact',
      '--map=last_name=last_name',
      '--map=city=city',
      '--map=notes=notes',
    ])
    const out = join(folder, 'out.csv')
    const filter = JSON.stringify({ path: 'city', op: 'eq', value: city })
    const select = ['--select=last_name', '--select=city', '--select=notes']
    const ended = await ace([
      'records:export',
      'contact',
      ...select,
      `--filter=${filter}`,
      `--out=${out}`,
      '--raw',
    ])
    assert.equal(ended.code, 0, ended.output)
    assert.equal(
      readFileSync(out, 'utf8'),
      `\uFEFFlast_name,city,notes\r\n"'=1+1, ""x""",${city},"two\nlines"\r\n`
    )
    await ace([
      'records:import',
      out,
      '--entity=contact',
      '--map=last_name=last_name',
      '--map=city=city',
    ])
    assert.deepEqual(await names(city), ['=1+1, "x"', '=1+1, "x"'])
  })

  test('killed again and again and resumed: every row once', async ({ assert }) => {
    const rows = 12_000
    const city = unique('city')
    const lines = Array.from({ length: rows }, (_, n) =>
      n % 1_000 === 999 ? `,${city}\n` : `N${n},${city}\n`
    )
    const path = write('kill.csv', `last_name,city\n${lines.join('')}`)
    const map = ['--map=last_name=last_name', '--map=city=city']
    let id = 0
    const killWhen = (reached: number) => (output: string) => {
      id = Number(/^Import (\d+):/m.exec(output)?.[1] ?? id)
      const done = [...output.matchAll(/^(\d+) of/gm)].at(-1)?.[1]
      return Number(done ?? 0) > reached
    }
    const database = await app.container.make(Database)
    const first = await ace(['records:import', path, '--entity=contact', ...map], killWhen(0))
    assert.equal(first.signal, 'SIGKILL', first.output)
    const seen: number[] = []
    for (let kills = 0; kills < 3; kills++) {
      const [before] = await database.read('imports').where({ id })
      seen.push(Number(before.checkpoint))
      assert.equal((await names(city)).length + Number(before.failed), Number(before.checkpoint))
      const killed = await ace(['records:import', `--resume=${id}`], (output) => {
        if (!/^Import/m.test(output)) return false
        return killWhen(Number(before.checkpoint))(output)
      })
      if (killed.signal !== 'SIGKILL') break
      await delay(10)
    }
    const last = await ace(['records:import', `--resume=${id}`])
    const imports = await app.container.make(Imports)
    const record = await imports.rows.find(id)
    assert.equal(record.state, 'done', last.output)
    assert.deepEqual(record.counts, {
      rows,
      created: rows - 12,
      updated: 0,
      unchanged: 0,
      failed: 12,
    })
    const all = await names(city)
    assert.lengthOf(all, rows - 12)
    assert.equal(new Set(all).size, rows - 12)
    assert.equal(await imports.rows.countErrors(id, 'import'), 12)
  }).timeout(300_000)
})
