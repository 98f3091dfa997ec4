import { test } from '@japa/runner'
import fc from 'fast-check'
import { evaluateFeel, isFeel } from '#core/expressions/feel'
import type { FormDefinition } from '#core/forms/model'
import {
  CONDITION_OPERATORS,
  conditionsFromFeel,
  conditionsToFeel,
  isUnary,
  type Condition,
} from '#designer/form/model/condition.js'
import { circlesOf, lintForm } from '#designer/form/model/lint.js'
import { missingTexts } from '#designer/form/model/missing_texts.js'
import { layerOf, publicationOf } from '#core/forms/publication'
import { shareOf, shareOfForm } from '#designer/form/model/shares.js'
import { sampleForm } from '#tests/unit/designer/form_samples'

const text = fc.string({ maxLength: 12 })
const condition: fc.Arbitrary<Condition> = fc
  .record({
    path: fc.constantFrom('city', 'account.name', 'amount'),
    op: fc.constantFrom(...CONDITION_OPERATORS),
    text,
    scalar: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant({ day: '2026-03-21' })),
    several: fc.array(text, { minLength: 1, maxLength: 3 }),
  })
  .map(({ path, op, text: plain, scalar, several }): Condition => {
    if (isUnary(op)) return { path, op }
    if (op === 'one_of') return { path, op, value: several }
    if (op === 'contains' || op === 'starts_with') return { path, op, value: plain }
    return { path, op, value: scalar }
  })

test.group('conditions by choosing', () => {
  test('what is chosen is what is read again', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(condition, { minLength: 2, maxLength: 4 }),
        (join, list) => {
          assert.deepEqual(conditionsFromFeel(conditionsToFeel({ join, list })), { join, list })
        }
      )
    )
  })

  test('{expression} for {context} is {value}')
    .with([
      { list: [{ path: 'a', op: 'eq', value: 'x' }], context: { a: 'x' }, value: true },
      { list: [{ path: 'a', op: 'one_of', value: ['x', 'y'] }], context: { a: 'y' }, value: true },
      { list: [{ path: 'a', op: 'contains', value: 'ell' }], context: { a: 'hello' }, value: true },
      { list: [{ path: 'a', op: 'empty' }], context: { a: null }, value: true },
      { list: [{ path: 'a', op: 'ge', value: 3 }], context: { a: 2 }, value: false },
    ] as const)
    .run(({ assert }, { list, context, value }) => {
      const expression = conditionsToFeel({ join: 'and', list })
      assert.isTrue(isFeel(expression), expression)
      assert.equal(evaluateFeel(expression, context).value, value, expression)
    })

  test('more than can be chosen stays written: {$self}')
    .with(['a + 1 > 2', 'if a then b else c', 'a = 1 and b = 2 or c = 3', 'not(a)'])
    .run(({ assert }, expression) => assert.isNull(conditionsFromFeel(expression)))
})

test.group('what the builder says of a form', () => {
  const scored = (): FormDefinition => {
    const form = sampleForm()
    return {
      ...form,
      elements: {
        ...form.elements,
        name: { kind: 'field', field: 'name', parent: 'who', scoring: { weight: 3 } },
        city: { kind: 'field', field: 'city', parent: 'who', scoring: {} },
        amount: { kind: 'field', field: 'amount', parent: 'money', scoring: {} },
      },
    }
  }
  test('weights are shown as shares of the section and of the form', ({ assert }) => {
    assert.equal(shareOf(scored(), 'name'), 0.75)
    assert.equal(shareOfForm(scored(), 'name'), 0.375)
    assert.equal(shareOf(scored(), 'mobile'), 0)
  })

  test('a calculation that needs itself is named with its way', ({ assert }) => {
    const form = sampleForm()
    form.elements.name = { kind: 'field', field: 'name', parent: 'who', value: 'city' }
    form.elements.city = { kind: 'field', field: 'city', parent: 'who', value: 'upper case(name)' }
    assert.deepEqual(circlesOf(form), [['city', 'name']])
    const codes = lintForm(form, { fieldsAt: () => null, roles: null }).map(({ code }) => code)
    assert.deepEqual(codes, ['lint_circle'])
  })

  test('texts that are not there in every language are listed', ({ assert }) => {
    const found = missingTexts(sampleForm())
    assert.deepEqual(found[0], {
      element: null,
      property: 'label',
      missing: ['fa', 'az'],
      shown: 'Loan',
    })
    assert.deepEqual(
      found.map(({ element }) => element),
      [null, 'first', 'who', 'money']
    )
  })

  test('publishing sends what differs; what is as it was shipped goes back to base', ({
    assert,
  }) => {
    const base = sampleForm()
    const effective = { ...base, label: { en: 'Ours', fa: 'ما' } }
    const published = {
      base,
      effective,
      changes: [{ path: ['label', 'en'] }, { path: ['label', 'fa'] }],
      revision: 'r1',
    }
    const draft = { ...base, label: { en: 'Ours', az: 'Bizim' } }
    assert.deepEqual(publicationOf(published, draft), {
      changes: [{ kind: 'form', name: 'loan_main', path: ['label', 'az'], value: 'Bizim' }],
      resets: [{ kind: 'form', name: 'loan_main', path: ['label', 'fa'] }],
      basedOn: [{ kind: 'form', name: 'loan_main', revision: 'r1' }],
    })
    assert.equal(layerOf(base, draft, ['label', 'en']), 'client')
    assert.equal(layerOf(base, draft, ['kind']), 'base')
  })
})
