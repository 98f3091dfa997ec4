import { test } from '@japa/runner'
import type { FormElement } from '#core/forms/model'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { FormDefinition, Json } from '#core/metadata/types'
import { evaluation } from '#plugins/call_evaluation/server/definitions/evaluation'
import { judgeAnswers } from '#plugins/call_evaluation/server/kernel/judgement'

const label = { en: 'x' }
const rating = (more: Partial<FormElement> = {}): FormElement =>
  ({ kind: 'question', definition: { type: 'rating', label }, scoring: {}, ...more }) as FormElement
const form: FormDefinition = {
  name: 'f',
  entity: 'evaluation',
  label,
  kind: 'main',
  answersField: 'answers',
  elements: {
    sold: { kind: 'question', definition: { type: 'boolean', label } },
    greeting: rating({ scoring: { commentBelow: 0.5 } }),
    closing: rating({ visibleWhen: 'sold' }),
    name: { kind: 'question', definition: { type: 'text', label, required: true } },
  },
}
const context = {
  now: '2026-11-28T08:00:00.000Z',
  user: { id: 1, name: 'E', roles: [] },
  types: new FieldTypes(),
}
const judge = (answers: Record<string, Json>) =>
  judgeAnswers(form, evaluation, () => null, { answers }, context)

test.group('What a form says of an evaluation', () => {
  test('a criterion that the form does not ask now is neither missing nor kept', ({ assert }) => {
    const judged = judge({ greeting: 5, closing: 1, name: 'x', unasked: true })
    assert.isTrue(judged.complete)
    assert.equal(judged.score.score, 100)
    assert.deepEqual(judged.answers, { greeting: 5, name: 'x' })
  })

  test('{missing} keeps it from being done')
    .with<{ missing: string; answers: Record<string, Json> }[]>([
      { missing: 'a criterion without a mark', answers: { sold: true, greeting: 5, name: 'x' } },
      { missing: 'a comment that is needed', answers: { greeting: 1, name: 'x' } },
      { missing: 'a question that must be answered', answers: { greeting: 5 } },
    ])
    .run(({ assert }, { answers }) => assert.isFalse(judge(answers).complete))
})
