import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { SyncInstallation } from '#plugins/telephony/tests/support/sync_process'

const KILLS = 20
/** Small batches: many moments between two commits. */
const SYNC = ['telephony:sync', '--site', 'pbx', '--batch', '60']

test.group('A sync killed at random moments', (group) => {
  let mariadb: TestMariaDb
  let folder: string

  group.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-killed-'))
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    return async () => {
      await mariadb.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('twenty times and resumed, leaves byte for byte what an undisturbed one does', async ({
    assert,
  }) => {
    const disturbed = new SyncInstallation(join(folder, 'disturbed'))
    await disturbed.prepare()
    disturbed.addSite('pbx', mariadb.settings('asterisk'))
    const undisturbed = disturbed.copyTo(join(folder, 'undisturbed'))
    const whole = await undisturbed.ace(SYNC)
    assert.equal(whole.code, 0, whole.said)
    const end = undisturbed.progress()
    assert.isAbove(end, 10_000)

    let killed = 0
    for (const target of randomTargets(KILLS, end)) {
      const survived = !(await disturbed.aceKilledAt(SYNC, target, Math.random() * 25))
      if (!survived) killed += 1
    }
    assert.equal(killed, KILLS)
    const resumed = await disturbed.ace(SYNC)
    assert.equal(resumed.code, 0, resumed.said)
    assert.deepEqual(disturbed.dump(), undisturbed.dump())

    const again = await undisturbed.ace(SYNC)
    assert.equal(again.code, 0, again.said)
    assert.include(again.said, '0 new, 0 calls written')
    assert.deepEqual(disturbed.dump(), undisturbed.dump())
  }).timeout(400_000)
})

/**
 * Rising random points of the work, from before its first row to just before its last. A third lies in the last tenth, where
 * calls are assembled.
 */
function randomTargets(count: number, end: number): number[] {
  const assembling = Math.floor(count / 3)
  const points = Array.from({ length: count }, (_, index) =>
    index < count - assembling ? Math.random() * end * 0.95 : end * (0.955 + Math.random() * 0.04)
  )
  return points.map(Math.floor).sort((a, b) => a - b)
}
