import { test } from '@japa/runner'
import { mergeLayers } from '#core/metadata/layers/merge'
import { emptyMaps } from '#core/metadata/layers/types'
import type { DuplicateRuleDefinition } from '#core/metadata/types'
import {
  changesOf,
  draftOf,
  newRule,
  partName,
  usualWay,
  type RuleDraft,
} from '#designer/duplicates/rule_draft.js'

const shipped: DuplicateRuleDefinition = {
  name: 'same_person',
  entity: 'contact',
  label: { en: 'Same person' },
  parts: {
    phone: { fields: ['mobile'], how: 'phone', weight: 0.9, against: 0.2 },
    name: { fields: ['first', 'last'], how: 'names', weight: 0.5, likeness: 0.7 },
  },
  warn: 0.5,
  block: 0.95,
  scope: 'unit',
}

/** What the definitions come to when the draft is saved over the shipped rule, or without one. */
function after(draft: RuleDraft, base: DuplicateRuleDefinition | null) {
  const maps = emptyMaps()
  if (base) maps.duplicate_rule.set(base.name, base)
  const { effective } = mergeLayers(maps, changesOf(draft, base))
  return effective.duplicate_rule.get(draft.name)
}

test.group('drafts of duplicate rules', () => {
  test('what is not changed makes no change', ({ assert }) => {
    assert.deepEqual(changesOf(draftOf(shipped), shipped), [])
  })

  test('what is saved is what the draft says, over a shipped rule and without one', ({
    assert,
  }) => {
    const draft = draftOf(shipped)
    draft.parts = draft.parts.map((part) => ({ ...part, weight: 0.7 }))
    draft.parts.splice(1, 1)
    Object.assign(draft, { block: null, scope: 'all', condition: ' closed != true ', off: true })
    const saved = after(draft, shipped)
    assert.deepEqual(saved && draftOf(saved), { ...draft, condition: 'closed != true' })
    const own = { ...draft, name: 'x_same' }
    const made = after(own, null)
    assert.deepEqual(made && draftOf(made), { ...own, condition: 'closed != true' })
  })

  test('only what differs is written over a shipped rule', ({ assert }) => {
    const draft = { ...draftOf(shipped), warn: 0.6 }
    assert.deepEqual(
      changesOf(draft, shipped).map(({ path, value }) => [path.join('.'), value]),
      [['warn', 0.6]]
    )
  })

  test('parts are named after their field, each once', ({ assert }) => {
    assert.equal(partName([], 'x_mobile'), 'mobile')
    assert.equal(partName([{ name: 'mobile' }, { name: 'mobile_2' }], 'mobile'), 'mobile_3')
    assert.equal(usualWay({ type: 'phone', label: { en: 'A' } }), 'phone')
    assert.equal(newRule('x_a', 'contact').warn, 0.5)
  })
})
