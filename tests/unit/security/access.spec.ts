import { test } from '@japa/runner'
import type { Depth, EntityDefinition, RoleDefinition } from '#core/metadata/types'
import {
  accessKeyOf,
  accessWithin,
  mergeRoleParts,
  mergeRoles,
  narrowAccess,
  type AccessMetadata,
} from '#core/security/access'

const label = { en: 'x' }

function entity(name: string, more: Partial<EntityDefinition> = {}): EntityDefinition {
  return {
    name,
    label,
    labelPlural: label,
    titleField: 'title',
    fields: {
      title: { type: 'text', label },
      phone: { type: 'phone', label, sensitive: true },
      gone: { type: 'text', label, removed: true },
    },
    ...more,
  }
}
function role(name: string, more: Partial<RoleDefinition> = {}): RoleDefinition {
  return { name, label, entities: {}, ...more }
}
const metadata: AccessMetadata = {
  version: '1',
  entity: new Map([
    ['case', entity('case')],
    ['contact', entity('contact')],
    ['old', entity('old', { removed: true })],
  ]),
}

test.group('access | default deny', () => {
  test('without roles nothing is granted', ({ assert }) => {
    const access = mergeRoles([], metadata)
    assert.equal(access.depth('case', 'read'), 'none')
    assert.equal(access.field('case', 'title'), 'none')
    assert.isFalse(access.can('telephony.listen'))
  })

  test('what a role does not name is denied', ({ assert }) => {
    const access = mergeRoles([role('a', { entities: { case: { read: 'all' } } })], metadata)
    assert.equal(access.depth('case', 'update'), 'none')
    assert.equal(access.depth('contact', 'read'), 'none')
    assert.equal(access.field('contact', 'title'), 'none')
  })

  test('unknown and removed entities and fields are denied even to *', ({ assert }) => {
    const access = mergeRoles([role('a', { entities: { '*': { read: 'all' } } })], metadata)
    assert.equal(access.depth('ghost', 'read'), 'none')
    assert.equal(access.depth('old', 'read'), 'none')
    assert.equal(access.field('case', 'ghost'), 'none')
    assert.equal(access.field('case', 'gone'), 'none')
    assert.equal(access.field('case', 'constructor'), 'none')
  })

  test('a removed role gives nothing', ({ assert }) => {
    const access = mergeRoles(
      [role('a', { removed: true, entities: { '*': { read: 'all' } }, permissions: ['*'] })],
      metadata
    )
    assert.equal(access.depth('case', 'read'), 'none')
    assert.isFalse(access.can('core.admin.users'))
  })
})

test.group('access | the most generous grant wins', () => {
  test('depth {0} and {1} make {2}')
    .with<[Depth, Depth, Depth][]>([
      ['own', 'team', 'team'],
      ['unit', 'own', 'unit'],
      ['none', 'all', 'all'],
      ['all', 'none', 'all'],
    ])
    .run(({ assert }, [a, b, wide]) => {
      const access = mergeRoles(
        [
          role('a', { entities: { case: { read: a } } }),
          role('b', { entities: { case: { read: b } } }),
        ],
        metadata
      )
      assert.equal(access.depth('case', 'read'), wide)
    })

  test('the line of an entity replaces that of * within one role', ({ assert }) => {
    const access = mergeRoles(
      [role('a', { entities: { '*': { read: 'all', delete: 'all' }, 'case': { read: 'own' } } })],
      metadata
    )
    assert.equal(access.depth('case', 'read'), 'own')
    assert.equal(access.depth('case', 'delete'), 'none')
    assert.equal(access.depth('contact', 'delete'), 'all')
  })

  test('permissions may end in a star', ({ assert }) => {
    const access = mergeRoles([role('a', { permissions: ['telephony.*'] })], metadata)
    assert.isTrue(access.can('telephony.listen'))
    assert.isFalse(access.can('telephonyx.listen'))
    assert.isFalse(access.can('core.admin.users'))
  })
})

test.group('access | fields', () => {
  test('a sensitive field is masked, any other one as the entity allows', ({ assert }) => {
    const reader = mergeRoles([role('a', { entities: { case: { read: 'own' } } })], metadata)
    assert.equal(reader.field('case', 'title'), 'read')
    assert.equal(reader.field('case', 'phone'), 'masked')
    const writer = mergeRoles(
      [role('a', { entities: { case: { read: 'own', update: 'own' } } })],
      metadata
    )
    assert.equal(writer.field('case', 'title'), 'write')
    assert.equal(writer.field('case', 'phone'), 'masked')
  })

  test('a role that only creates does not uncover what the reading role hides', ({ assert }) => {
    const access = mergeRoles(
      [
        role('reader', {
          entities: { case: { read: 'all' } },
          fields: { case: { title: 'none' } },
        }),
        role('maker', { entities: { case: { create: 'all' } } }),
      ],
      metadata
    )
    assert.equal(access.field('case', 'title'), 'none')
  })

  test('a role that does not mention the entity does not uncover its fields', ({ assert }) => {
    const access = mergeRoles(
      [
        role('reader', {
          entities: { case: { read: 'all' } },
          fields: { case: { title: 'masked' } },
        }),
        role('other', { entities: { contact: { read: 'all' } } }),
      ],
      metadata
    )
    assert.equal(access.field('case', 'title'), 'masked')
  })

  test('who may create without reading may write the fields', ({ assert }) => {
    const access = mergeRoles([role('maker', { entities: { case: { create: 'all' } } })], metadata)
    assert.equal(access.field('case', 'title'), 'write')
    assert.equal(access.depth('case', 'read'), 'none')
  })

  test('system fields may be read where the entity may, never written', ({ assert }) => {
    const access = mergeRoles(
      [role('a', { entities: { case: { read: 'own', update: 'own' } } })],
      metadata
    )
    assert.equal(access.field('case', 'created_at'), 'read')
    assert.equal(mergeRoles([], metadata).field('case', 'created_at'), 'none')
  })
})

test.group('access | tokens', () => {
  const access = mergeRoles(
    [
      role('a', {
        entities: { case: { read: 'all', update: 'all', export: 'all' } },
        permissions: ['telephony.listen'],
      }),
    ],
    metadata
  )

  test('a token never gives more than its user has', ({ assert }) => {
    const token = narrowAccess(access, ['records.write', 'core.admin.users'])
    assert.equal(token.depth('case', 'delete'), 'none')
    assert.isFalse(token.can('core.admin.users'))
  })

  test('a reading token reads and exports, and neither writes nor holds permissions', ({
    assert,
  }) => {
    const token = narrowAccess(access, ['records.read'])
    assert.equal(token.depth('case', 'read'), 'all')
    assert.equal(token.depth('case', 'export'), 'all')
    assert.equal(token.depth('case', 'update'), 'none')
    assert.equal(token.field('case', 'title'), 'read')
    assert.isFalse(token.can('telephony.listen'))
  })

  test('a token for one permission sees no record', ({ assert }) => {
    const token = narrowAccess(access, ['telephony.listen'])
    assert.isTrue(token.can('telephony.listen'))
    assert.equal(token.depth('case', 'read'), 'none')
    assert.equal(token.field('case', 'title'), 'none')
  })
})

test.group('access | keys and parts', () => {
  test('equal roles make equal keys in any order; metadata, roles and scopes change them', ({
    assert,
  }) => {
    assert.equal(accessKeyOf('1', ['a', 'b']), accessKeyOf('1', ['b', 'a']))
    const keys = [
      accessKeyOf('1', ['a']),
      accessKeyOf('2', ['a']),
      accessKeyOf('1', ['b']),
      accessKeyOf('1', ['a'], ['records.read']),
      accessKeyOf('1', ['a'], ['records.write']),
    ]
    assert.equal(new Set(keys).size, keys.length)
  })

  test('parts of a role are united and none of them is changed', ({ assert }) => {
    const core = role('agent', { entities: { case: { read: 'own' } }, permissions: ['x.a'] })
    const plugin = role('agent', {
      label: { en: 'other' },
      entities: { case: { read: 'team', update: 'own' }, contact: { read: 'all' } },
      fields: { case: { phone: 'read' } },
      permissions: ['x.a', 'x.b'],
    })
    const before = structuredClone(core)
    assert.deepEqual(mergeRoleParts([core, plugin]), {
      name: 'agent',
      label,
      entities: { case: { read: 'team', update: 'own' }, contact: { read: 'all' } },
      fields: { case: { phone: 'read' } },
      permissions: ['x.a', 'x.b'],
    })
    assert.deepEqual(core, before)
  })

  test('rights lie within others only where nothing sticks out', ({ assert }) => {
    const small = mergeRoles([role('s', { entities: { case: { read: 'own' } } })], metadata)
    const big = mergeRoles(
      [role('b', { entities: { case: { read: 'all' } }, permissions: ['x.a'] })],
      metadata
    )
    const entities = [...metadata.entity.values()]
    assert.isTrue(accessWithin(small, big, entities, ['x.a']))
    assert.isFalse(accessWithin(big, small, entities, ['x.a']))
    const uncovered = mergeRoles(
      [role('u', { entities: { case: { read: 'own' } }, fields: { case: { phone: 'read' } } })],
      metadata
    )
    assert.isFalse(accessWithin(uncovered, big, entities, ['x.a']))
  })
})
