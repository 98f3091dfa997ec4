import { test } from '@japa/runner'
import type { RoleDefinition } from '#core/metadata/types'
import { apiFilter, readFilter, writeFilter } from '#ui/pages/admin/audit/audit_filter.js'
import type { AdminJob } from '#ui/api/admin.js'
import { jobRows } from '#ui/pages/admin/jobs/job_rows.js'
import { grantCovers as hostGrantCovers } from '#core/security/permissions'
import {
  applied,
  depthChanges,
  fieldChanges,
  grantCovers,
  grantsOf,
  layerOf,
  roleNameOf,
} from '#ui/pages/admin/roles/role_matrix.js'
import { unitLines, withBelow } from '#ui/pages/admin/units/unit_tree.js'

const role: RoleDefinition = {
  name: 'agent',
  label: { en: 'Agent' },
  entities: { '*': { read: 'all' }, 'case': { read: 'own', update: 'own' } },
}

test.group('Role matrix', () => {
  test('an entity that is not named follows the line of all others', ({ assert }) => {
    assert.equal(grantsOf(role, 'contact').read, 'all')
    assert.equal(grantsOf(role, 'case').read, 'own')
    assert.equal(grantsOf(role, 'case').delete, 'none')
  })

  test('the first change of such an entity gives it a whole line, so that nothing else of it changes', ({
    assert,
  }) => {
    const changes = depthChanges(role, 'contact', 'update', 'team')
    assert.deepEqual(
      changes.map(({ path }) => path),
      [['entities', 'contact']]
    )
    const after = applied(role, changes)
    assert.equal(grantsOf(after, 'contact').read, 'all')
    assert.equal(grantsOf(after, 'contact').update, 'team')
    assert.isUndefined(role.entities.contact)
  })

  test('a named entity changes one depth only', ({ assert }) => {
    assert.deepEqual(depthChanges(role, 'case', 'read', 'unit'), [
      { path: ['entities', 'case', 'read'], value: 'unit' },
    ])
  })

  test('access to a field is written where there is no such branch yet', ({ assert }) => {
    const once = applied(role, fieldChanges(role, 'case', 'amount', 'masked'))
    const twice = applied(once, fieldChanges(once, 'case', 'title', 'read'))
    assert.deepEqual(twice.fields, { case: { amount: 'masked', title: 'read' } })
  })

  test('names of roles are free and permanent, also for labels without Latin letters', ({
    assert,
  }) => {
    assert.equal(roleNameOf('Branch Manager', new Set()), 'branch_manager')
    assert.equal(roleNameOf('Branch Manager', new Set(['x_branch_manager'])), 'branch_manager_1')
    assert.equal(roleNameOf('مدیر شعبه', new Set(['x_role_1'])), 'role_2')
  })

  test('a grant covers what the host says it covers', ({ assert }) => {
    for (const grant of ['*', 'telephony.*', 'telephony.listen', 'core.admin.users', 'tele']) {
      for (const permission of ['telephony.listen', 'core.admin.users', 'telephonyx.listen']) {
        assert.equal(
          grantCovers(grant, permission),
          hostGrantCovers(grant, permission),
          `${grant} ${permission}`
        )
      }
    }
  })

  test('a place is the client’s when something below it is', ({ assert }) => {
    const layer = { 'entities.case.read': 'client', 'entities.call.read': 'base' } as const
    assert.equal(layerOf(layer, 'entities.case'), 'client')
    assert.equal(layerOf(layer, 'entities.call'), 'base')
    assert.equal(layerOf(layer, 'entities.ca'), 'base')
  })
})

test.group('Filter of the audit', () => {
  test('what is written into the address is read from it', ({ assert }) => {
    const filter = { from: '2026-03-21', to: '2026-03-22', actor: 7, action: 'record.updated' }
    assert.deepEqual(readFilter(writeFilter(filter) as Record<string, string>), filter)
  })

  test('what cannot be read counts as not given', ({ assert }) => {
    assert.deepEqual(readFilter({ from: 'yesterday', actor: 'x', record: '-3', entity: '' }), {})
  })

  test('days are those of the reader, the last one included', ({ assert }) => {
    assert.deepEqual(apiFilter({ from: '2026-03-21', to: '2026-03-21' }, 'Asia/Tehran'), {
      from: '2026-03-20T20:30:00.000Z',
      to: '2026-03-21T20:30:00.000Z',
    })
  })
})

test.group('Units', () => {
  const unit = (id: number, parent: number | null) => ({
    id,
    name: `u${id}`,
    code: null,
    parent,
    version: 1,
  })
  const units = [unit(3, 1), unit(1, null), unit(2, 3), unit(4, 99)]

  test('stand below their parents; one whose parent is gone stands alone', ({ assert }) => {
    assert.deepEqual(
      unitLines(units).map(({ unit: { id }, depth }) => [id, depth]),
      [
        [1, 0],
        [3, 1],
        [2, 2],
        [4, 0],
      ]
    )
  })

  test('none of those below a unit can become its parent', ({ assert }) => {
    assert.deepEqual([...withBelow(units, 3)].sort(), [2, 3])
  })
})

test.group('Lines of the job list', () => {
  const job = (
    id: number,
    name: string,
    state: AdminJob['state'],
    title: string | null
  ): AdminJob => ({
    id,
    name,
    title,
    state,
    done: 0,
    total: null,
    note: null,
    attempts: 1,
    createdAt: '2026-11-22T08:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    secondsLeft: null,
    result: null,
    error: null,
  })

  test('routine work that went well takes one line, everything else its own', ({ assert }) => {
    const rows = jobRows([
      job(9, 'sync_all', 'done', null),
      job(8, 'sync_all', 'done', null),
      job(7, 'sync_all', 'failed', null),
      job(6, 'sync_all', 'done', null),
      job(5, 'import', 'done', 'people.csv'),
      job(4, 'import', 'done', 'people.csv'),
    ])
    assert.deepEqual(
      rows.map(({ job: { id }, alike }) => [id, alike]),
      [
        [9, 2],
        [7, 1],
        [6, 1],
        [5, 1],
        [4, 1],
      ]
    )
  })
})
