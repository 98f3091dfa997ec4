import { test } from '@japa/runner'
import { emptyMaps } from '#core/metadata/layers/types'
import type { DuplicateRuleDefinition } from '#core/metadata/types'
import { usagesOf } from '#core/metadata/used/where_used'

const label = { en: 'A' }
const rule = (more: Partial<DuplicateRuleDefinition> = {}): DuplicateRuleDefinition => ({
  name: 'x_same',
  entity: 'person',
  label,
  condition: 'closed != true',
  parts: {
    phone: { fields: ['mobile', 'home'], how: 'phone', weight: 0.9 },
    old: { fields: ['fax'], how: 'phone', weight: 0.9, removed: true },
  },
  warn: 0.5,
  ...more,
})

function usages(target: { entity: string; field?: string }, given = rule()) {
  const maps = emptyMaps()
  const text = { type: 'text', label } as const
  const fields = { mobile: text, home: text, fax: text, closed: text, name: text }
  for (const name of ['person', 'firm'])
    maps.entity.set(name, { name, label, labelPlural: label, titleField: 'name', fields })
  maps.duplicate_rule.set(given.name, given)
  return usagesOf(maps, target)
    .filter(({ kind }) => kind === 'duplicate_rule')
    .map(({ path, as, blocks }) => `${path} ${as} ${blocks}`)
}

test.group('where a rule of duplicates uses things', () => {
  test('{field}')
    .with([
      { field: 'home', found: ['parts.phone match true'] },
      { field: 'closed', found: ['condition expression true'] },
      { field: 'fax', found: [] },
      { field: 'name', found: [] },
    ])
    .run(({ assert }, { field, found }) => {
      assert.deepEqual(usages({ entity: 'person', field }), found)
      assert.deepEqual(usages({ entity: 'firm', field }), [])
    })

  test('its entity; a removed one uses nothing', ({ assert }) => {
    assert.deepEqual(usages({ entity: 'person' }), [' target true'])
    assert.deepEqual(usages({ entity: 'person' }, rule({ removed: true })), [])
  })
})
