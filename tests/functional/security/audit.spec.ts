import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import ace from '@adonisjs/core/services/ace'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Knex } from 'knex'
import env from '#core/start/env'
import AuditVerify from '#core/commands/audit_verify'
import { Database } from '#core/database/database'
import { deriveAuditKeys } from '#core/security/audit_chain'
import { AuditLog } from '#core/security/audit_log'
import type { AuditEntry } from '#core/security/types'
import { signInWith, unique } from '#tests/support/people'

function entry(n: number, action = 'test.noted'): AuditEntry {
  return {
    at: new Date(Date.UTC(2026, 0, 1) + n),
    actorId: 7,
    actorName: 'Aygün · آیگون · 🙂',
    address: '10.1.2.3',
    channel: 'web',
    action,
    entity: 'case',
    recordId: n,
    changes: { status: { from: 'new', to: `open ${n}` } },
  }
}

async function tools() {
  const database = await app.container.make(Database)
  const audit = await app.container.make(AuditLog)
  return { database, audit }
}

/** Does something forbidden to the audit, looks, and undoes it by rolling back. */
async function tampered(work: (trx: Knex.Transaction) => Promise<void>) {
  const { database, audit } = await tools()
  const trx = await database.write.transaction()
  try {
    await work(trx)
    return await audit.verify(trx)
  } finally {
    await trx.rollback()
  }
}

async function verifyCommand(): Promise<{ exitCode: number | undefined; output: string }> {
  ace.ui.switchMode('raw')
  const command = await ace.create(AuditVerify, [])
  await command.exec()
  const output = command.logger.getLogs().map((log) => log.message)
  ace.ui.switchMode('normal')
  return { exitCode: command.exitCode, output: output.join('\n') }
}

test.group('audit log', (group) => {
  let first = 0
  group.setup(async () => {
    const { database, audit } = await tools()
    await database.transaction((trx) =>
      audit.append(
        trx,
        Array.from({ length: 20 }, (_, n) => entry(n))
      )
    )
    const last = (await database.read('audit_head').first()) as { seq: number }
    first = Number(last.seq) - 19
  })

  test('an untouched audit is whole', async ({ assert }) => {
    const { database, audit } = await tools()
    const verdict = await audit.verify(database.read)
    assert.isNull(verdict.fault)
    assert.isAtLeast(verdict.checked, 20)
  })

  test('an entry exists exactly when its transaction is committed', async ({ assert }) => {
    const { database, audit } = await tools()
    const action = unique('test.rolled_back')
    const work = database.transaction(async (trx) => {
      await audit.append(trx, [entry(1, action)])
      throw new Error('undo')
    })
    await assert.rejects(() => work, 'undo')
    assert.lengthOf(await database.read('audit_log').where({ action }), 0)
    await database.transaction((trx) => audit.append(trx, [entry(2, action)]))
    assert.isNull((await audit.verify(database.read)).fault)
  })

  test('an edited entry is named', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      await trx('audit_log')
        .where('seq', first + 3)
        .update({ actor_name: 'Somebody else' })
    })
    assert.deepEqual(verdict.fault, { kind: 'edited', seq: first + 3 })
  })

  test('a deleted entry is named', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      await trx('audit_log')
        .where('seq', first + 4)
        .delete()
    })
    assert.deepEqual(verdict.fault, { kind: 'missing', seq: first + 4 })
  })

  test('exchanged entries are named', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      await trx('audit_log')
        .where('seq', first + 5)
        .update({ seq: -1 })
      await trx('audit_log')
        .where('seq', first + 6)
        .update({ seq: first + 5 })
      await trx('audit_log')
        .where('seq', -1)
        .update({ seq: first + 6 })
    })
    assert.deepEqual(verdict.fault, { kind: 'edited', seq: first + 5 })
  })

  test('entries cut off the end are noticed', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      const head = (await trx('audit_head').first()) as { seq: number }
      await trx('audit_log')
        .where('seq', '>', Number(head.seq) - 2)
        .delete()
    })
    assert.equal(verdict.fault?.kind, 'truncated')
  })

  test('a head that was set back with the entries is noticed', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      const row = (await trx('audit_log')
        .where('seq', first + 2)
        .first()) as { hash: string }
      await trx('audit_log')
        .where('seq', '>', first + 2)
        .delete()
      await trx('audit_head').update({ seq: first + 2, hash: row.hash })
    })
    assert.deepEqual(verdict.fault, { kind: 'head', seq: first + 2 })
  })

  test('entries added behind the head are noticed', async ({ assert }) => {
    const verdict = await tampered(async (trx) => {
      const last = (await trx('audit_log').orderBy('seq', 'desc').first()) as { seq: number }
      await trx('audit_log').insert({ ...last, seq: Number(last.seq) + 1 })
    })
    assert.oneOf(verdict.fault?.kind, ['edited', 'head'])
  })

  test('a chain made with another key is noticed', async ({ assert }) => {
    const { database } = await tools()
    const other = new AuditLog(deriveAuditKeys('another application key'), database.dialect)
    const verdict = await tampered(async (trx) => {
      await other.append(trx, [entry(1)])
    })
    assert.equal(verdict.fault?.kind, 'edited')
  })

  test('writers with a stale idea of the head neither fork the chain nor leave a gap', async ({
    assert,
  }) => {
    const { database } = await tools()
    const keys = deriveAuditKeys(env.get('APP_KEY').release())
    const writers = Array.from({ length: 4 }, () => new AuditLog(keys, database.dialect))
    const action = unique('test.parallel')
    await Promise.all(
      writers.flatMap((audit, w) =>
        Array.from({ length: 10 }, (_, n) =>
          database.transaction((trx) =>
            audit.append(trx, [entry(w * 100 + n, action), entry(w * 100 + 50 + n, action)])
          )
        )
      )
    )
    assert.lengthOf(await database.read('audit_log').where({ action }), 80)
    const { audit } = await tools()
    assert.isNull((await audit.verify(database.read)).fault)
  })

  test('processes beside each other neither fork the chain nor leave a gap', async ({ assert }) => {
    const { database, audit } = await tools()
    const script = new URL('./audit_writer.ts', import.meta.url)
    const action = unique('test.process')
    const codes = await Promise.all(
      [1, 2].map(
        (n) =>
          new Promise<number | null>((resolve) => {
            fork(script, [action, String(n)], {
              env: { ...process.env, APP_KEY: env.get('APP_KEY').release() },
              execArgv: ['--import=@poppinss/ts-exec'],
              stdio: 'inherit',
            }).once('exit', resolve)
          })
      )
    )
    assert.deepEqual(codes, [0, 0])
    assert.lengthOf(await database.read('audit_log').where({ action }), 100)
    assert.isNull((await audit.verify(database.read)).fault)
  }).timeout(120_000)

  test('long and odd texts come back as they were hashed', async ({ assert }) => {
    const { database, audit } = await tools()
    const odd = {
      ...entry(1),
      actorName: `\ud800 ${'x'.repeat(400)}`,
      details: { a: '\u0000\ud800' },
    }
    await database.transaction((trx) => audit.append(trx, [odd]))
    assert.isNull((await audit.verify(database.read)).fault)
  })
})

test.group('node ace audit:verify', (group) => {
  group.each.setup(() =>
    rmSync(join(env.get('PEYVAND_VAR') ?? '', 'audit-anchor.json'), { force: true })
  )

  test('says that it is whole, and how far', async ({ assert }) => {
    const { exitCode, output } = await verifyCommand()
    assert.notEqual(exitCode, 1)
    assert.match(output, /whole: \d+ entries/)
  })

  test('names the first broken entry and fails', async ({ assert }) => {
    const { database, audit } = await tools()
    await database.transaction((trx) => audit.append(trx, [entry(1), entry(2), entry(3)]))
    const head = (await database.read('audit_head').first()) as { seq: number }
    const seq = Number(head.seq) - 1
    const row = (await database.read('audit_log').where({ seq }).first()) as { address: string }
    await database.write('audit_log').where({ seq }).update({ address: '6.6.6.6' })
    const { exitCode, output } = await verifyCommand()
    await database.write('audit_log').where({ seq }).update({ address: row.address })
    assert.equal(exitCode, 1)
    assert.include(output, `broken at entry ${seq}`)
  })

  test('notices that an older copy of the whole audit was put back', async ({ assert }) => {
    const { database, audit } = await tools()
    const before = (await database.read('audit_head').first()) as { seq: number }
    await database.transaction((trx) => audit.append(trx, [entry(1)]))
    assert.notEqual((await verifyCommand()).exitCode, 1)
    await database.write('audit_log').where('seq', '>', Number(before.seq)).delete()
    await database.write('audit_head').update(before)
    const { exitCode, output } = await verifyCommand()
    assert.equal(exitCode, 1)
    assert.include(output, `broken at entry ${Number(before.seq) + 1}`)
    assert.include(output, 'older copy')
    assert.isNull((await audit.verify(database.read)).fault)
  })
})

test.group('reading the audit', () => {
  test('newest first, filtered, in pages', async ({ client, assert }) => {
    const { database, audit } = await tools()
    const action = unique('test.listed')
    await database.transaction((trx) =>
      audit.append(
        trx,
        Array.from({ length: 5 }, (_, n) => entry(n, action))
      )
    )
    const { headers } = await signInWith(['administrator'])
    const first = await client.get('/api/admin/audit').qs({ action, limit: 3 }).headers(headers)
    first.assertStatus(200)
    const { entries, next } = first.body() as {
      entries: { seq: number; record: number; actor: { name: string }; changes: object }[]
      next: number
    }
    assert.deepEqual(
      entries.map((e) => e.record),
      [4, 3, 2]
    )
    assert.deepEqual(entries[0]?.changes, { status: { from: 'new', to: 'open 4' } })
    const rest = await client
      .get('/api/admin/audit')
      .qs({ action, limit: 3, before: next })
      .headers(headers)
    assert.lengthOf(rest.body().entries, 2)
    assert.isNull(rest.body().next)
    const none = await client.get('/api/admin/audit').qs({ action, record: 99 }).headers(headers)
    assert.deepEqual(none.body().entries, [])
    const bad = await client.get('/api/admin/audit').qs({ from: 'yesterday' }).headers(headers)
    bad.assertStatus(422)
  })
})
