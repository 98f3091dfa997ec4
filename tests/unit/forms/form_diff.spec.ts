import { test } from '@japa/runner'
import fc from 'fast-check'
import { applyEdits } from '#core/forms/edits'
import { formDifference, isEmptyDifference, patched } from '#core/forms/form_diff'
import type { FormDefinition, FormElement } from '#core/forms/model'
import { changeOf, deeds, sampleForm } from '#tests/unit/designer/form_samples'

const including = (
  form: FormDefinition,
  elements: Record<string, FormElement>
): FormDefinition => ({
  ...form,
  elements: { ...form.elements, ...elements },
})
const anyForm = deeds.map((list) =>
  list.reduce((form, deed) => {
    const change = changeOf(form, deed)
    return 'edits' in change ? applyEdits(form, change.edits).form : form
  }, sampleForm())
)

test.group('what lies between two versions of a form', () => {
  test('between a form and itself lies nothing', () => {
    fc.assert(fc.property(anyForm, (form) => isEmptyDifference(formDifference(form, form))))
  })

  test('a difference leads from the one to the other', ({ assert }) => {
    fc.assert(
      fc.property(anyForm, anyForm, (before, after) => {
        assert.deepEqual(patched(before, formDifference(before, after)), after)
      })
    )
  })

  test('what the one way adds, the other takes away', ({ assert }) => {
    fc.assert(
      fc.property(anyForm, anyForm, (before, after) => {
        const there = formDifference(before, after)
        const back = formDifference(after, before)
        assert.deepEqual(there.added, back.removed)
        assert.deepEqual(there.removed, back.added)
        assert.deepEqual(
          there.changed.map(({ element }) => element),
          back.changed.map(({ element }) => element)
        )
      })
    )
  })

  test('elements are told as added, removed, moved and changed', ({ assert }) => {
    const before = sampleForm()
    const after = including(before, {
      who: { ...before.elements.who!, label: { en: 'Applicant' } },
      city: { ...before.elements.city!, parent: 'money' },
      name: { ...before.elements.name!, removed: true },
      x_line: { kind: 'divider', order: 99 },
    })
    const { added, removed, changed, form } = formDifference(before, { ...after, order: 7 })
    assert.deepEqual(added, [{ element: 'x_line', kind: 'divider' }])
    assert.deepEqual(removed, [{ element: 'name', kind: 'field' }])
    assert.deepEqual(
      changed.map(({ element, moved, changes }) => [
        element,
        moved?.to ?? null,
        changes.map(({ property }) => property),
      ]),
      [
        ['city', 'money', []],
        ['who', null, ['label.en']],
      ]
    )
    assert.deepEqual(form, [{ property: 'order', before: before.order ?? null, after: 7 }])
  })
})
