import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  DEPTHS,
  PRIVILEGES,
  type EntityDefinition,
  type FieldAccessLevel,
  type RoleDefinition,
} from '#core/metadata/types'
import { mergeRoles } from '#core/security/access'
import { explainAccess, type AccessFacts } from '#core/security/explain_access'
import { commonAccess } from '#core/security/preview'

const label = { en: 'x' }
const paper: EntityDefinition = {
  name: 'paper',
  label,
  labelPlural: label,
  titleField: 'title',
  fields: {
    title: { type: 'text', label },
    secret: { type: 'text', label, sensitive: true },
  },
}
const metadata = { version: '1', entity: new Map([['paper', paper]]) }
const LEVELS: FieldAccessLevel[] = ['none', 'masked', 'read', 'write']

const line = fc.record(
  Object.fromEntries(PRIVILEGES.map((privilege) => [privilege, fc.constantFrom(...DEPTHS)])),
  { requiredKeys: [] }
)
const role: fc.Arbitrary<RoleDefinition> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  label: fc.constant(label),
  entities: fc.record({ 'paper': line, '*': line }, { requiredKeys: [] }),
  fields: fc.record(
    {
      paper: fc.record(
        { title: fc.constantFrom(...LEVELS), secret: fc.constantFrom(...LEVELS) },
        { requiredKeys: [] }
      ),
    },
    { requiredKeys: [] }
  ),
  permissions: fc.subarray(['core.customise', '*']),
}) as fc.Arbitrary<RoleDefinition>
const facts: fc.Arbitrary<AccessFacts> = fc.record({
  isOwner: fc.boolean(),
  ownerInTeam: fc.boolean(),
  inUnit: fc.boolean(),
  shares: fc.array(
    fc.record({
      level: fc.constantFrom('read' as const, 'update' as const),
      through: fc.constantFrom('user' as const, 'team' as const),
    }),
    { maxLength: 2 }
  ),
})

/** The decision, written down once more in the plainest way. */
function decided(
  roles: RoleDefinition[],
  privilege: (typeof PRIVILEGES)[number],
  given: AccessFacts
) {
  const access = mergeRoles(roles, metadata)
  const reach = (one: typeof privilege) => {
    const depth = access.depth('paper', one)
    if (depth === 'none') return false
    if (one === 'create' || depth === 'all' || given.isOwner) return true
    if ((depth === 'team' || depth === 'unit') && given.ownerInTeam) return true
    if (depth === 'unit' && given.inUnit) return true
    if (one === 'read') return given.shares.length > 0
    return one === 'update' && given.shares.some(({ level }) => level === 'update')
  }
  return privilege === 'create' ? reach('create') : reach('read') && reach(privilege)
}

test.group('the explanation of access', () => {
  test('says what the decision is', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(role, { maxLength: 3 }),
        fc.constantFrom(...PRIVILEGES),
        facts,
        (roles, privilege, given) => {
          const answer = explainAccess(roles, metadata, { entity: paper, privilege, facts: given })
          assert.equal(answer.allowed, decided(roles, privilege, given))
        }
      )
    )
  })

  test('says the level that the field has', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(role, { maxLength: 3 }),
        fc.constantFrom('title', 'secret', 'owner_id'),
        (roles, field) => {
          const question = { entity: paper, privilege: 'read' as const, facts: null, field }
          const { level, steps } = explainAccess(roles, metadata, question)
          assert.equal(level, mergeRoles(roles, metadata).field('paper', field))
          assert.equal(steps.at(-1)?.code, 'field')
        }
      )
    )
  })

  test('names each role, what reached the record and what did not', ({ assert }) => {
    const agent = { name: 'agent', label, entities: { paper: { read: 'unit' as const } } }
    const given = { isOwner: false, ownerInTeam: false, inUnit: true, shares: [] }
    const { allowed, steps } = explainAccess([agent], metadata, {
      entity: paper,
      privilege: 'read',
      facts: given,
    })
    assert.isTrue(allowed)
    assert.deepEqual(
      steps.map(({ code, ok }) => [code, ok]),
      [
        ['role_depth', true],
        ['depth', true],
        ['owner', false],
        ['team', false],
        ['unit', true],
        ['record', true],
      ]
    )
  })
})

test.group('a preview', () => {
  test('gives nothing that either side does not give', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(role, { maxLength: 2 }),
        fc.array(role, { maxLength: 2 }),
        (mine, theirs) => {
          const a = mergeRoles(mine, metadata)
          const b = mergeRoles(theirs, metadata)
          const both = commonAccess(a, b)
          for (const privilege of PRIVILEGES) {
            const depths = [a, b].map((access) => DEPTHS.indexOf(access.depth('paper', privilege)))
            assert.equal(DEPTHS.indexOf(both.depth('paper', privilege)), Math.min(...depths))
          }
          for (const field of ['title', 'secret']) {
            const levels = [a, b].map((access) => LEVELS.indexOf(access.field('paper', field)))
            assert.equal(LEVELS.indexOf(both.field('paper', field)), Math.min(...levels))
          }
          assert.equal(
            both.can('core.customise'),
            a.can('core.customise') && b.can('core.customise')
          )
        }
      )
    )
  })
})
