import { test } from '@japa/runner'
import type { RecordRow } from '#core/records/types'
import definitions from '#plugins/qa_sampling/server/definitions/index'
import { planFaults, planOf } from '#plugins/qa_sampling/server/rules/rule_plan'
import {
  draftOf,
  newDraft,
  RULE_FIELDS,
  sameDraft,
  TEMPLATES,
  templateDraft,
  valuesOf,
} from '#plugins/qa_sampling/ui/rule/rule_draft'

const rule = definitions.entities.find(({ name }) => name === 'sampling_rule')

test.group('The draft of a rule', () => {
  test('has every field of the rule, and begins with its defaults', ({ assert }) => {
    const fields = Object.entries(rule?.fields ?? {})
    const draft = newDraft() as unknown as Record<string, unknown>
    for (const [name, field] of fields) {
      assert.include(RULE_FIELDS, name)
      if ('default' in field && name in draft) assert.equal(draft[name], field.default, name)
    }
  })

  test('what was read is written unchanged', ({ assert }) => {
    const record = {
      ...valuesOf({ ...newDraft(), name: 'One', every: 'week', weekday: '6' }),
      at: '07:30:00',
      assigning: 'round_robin',
      evaluators: [{ id: 7, label: 'Sara' }],
      id: 1,
      version: 3,
    } as unknown as RecordRow
    const draft = draftOf(record)
    assert.deepEqual(draft.evaluators, [{ id: 7, label: 'Sara' }])
    assert.containsSubset(valuesOf(draft), { at: '07:30', weekday: '6', evaluators: [7] })
    assert.isTrue(sameDraft(draft, draftOf(record)))
  })

  test('what the rule does not use is emptied', ({ assert }) => {
    const draft = { ...newDraft(), weekday: '6', month_day: 3, quota_percent: 4, widen_days: 9 }
    assert.containsSubset(valuesOf(draft), {
      weekday: null,
      month_day: null,
      quota_percent: null,
      widen_days: null,
      evaluators: [],
    })
  })

  for (const { id } of TEMPLATES) {
    test(`the template ${id} is a rule that can be saved`, ({ assert }) => {
      const draft = templateDraft(id, 'Name')
      assert.isNotNull(draft)
      if (draft) assert.deepEqual(planFaults(planOf(valuesOf(draft))), [])
    })
  }
})
