import { test } from '@japa/runner'
import type { FormElement } from '#core/forms/model'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { FormDefinition } from '#core/metadata/types'
import { validate } from '#core/metadata/validation/validate'
import { add, label, person, sampleMaps } from './definitions.js'

const field = (name: string, more: Partial<FormElement> = {}): FormElement =>
  ({ kind: 'field', field: name, ...more }) as FormElement
const question: FormElement = { kind: 'question', definition: { type: 'text', label } }

/** Codes with paths of what is wrong with a form of tickets. */
function faults(
  elements: Record<string, FormElement>,
  more: Partial<FormDefinition> = {}
): string[] {
  const maps = sampleMaps()
  add(
    maps,
    'entity',
    person({
      name: { type: 'text', label },
      tickets: { type: 'one_to_many', label, target: 'ticket', inverse: 'person' },
      extra: { type: 'json', label },
    })
  )
  add(maps, 'form', { name: 'f', entity: 'person', label, kind: 'main', elements, ...more })
  return validate({ definitions: maps, types: new FieldTypes(), permissions: null })
    .filter(({ kind, name }) => kind === 'form' && name === 'f')
    .map(({ path, code }) => `${path} ${code}`)
}

test.group('rules of forms', () => {
  test('a form with everything is right', ({ assert }) => {
    const elements: Record<string, FormElement> = {
      page: { kind: 'page', label },
      section: { kind: 'section', parent: 'page', label, columns: 2 },
      name: field('name', { parent: 'section', visibleWhen: 'asked = "x" and user.id > 1' }),
      asked: { ...question, parent: 'section' },
      text: { kind: 'text', parent: 'section', html: { en: '<p>See <a href="/x">this</a></p>' } },
      rows: { kind: 'repeater', field: 'tickets', parent: 'section', minRows: 1, maxRows: 3 },
      title: field('title', { parent: 'rows', requiredWhen: 'name = "a"' }),
      list: { kind: 'related_list', field: 'tickets' },
    }
    assert.deepEqual(faults(elements, { answersField: 'extra', when: 'name != null' }), [])
  })

  test('{0}')
    .with<[string, Record<string, FormElement>, Partial<FormDefinition>?][]>([
      ['elements.a.parent E_FORM_PARENT', { a: field('name', { parent: 'nothing' }) }],
      [
        'elements.p.parent E_FORM_PLACE',
        { s: { kind: 'section' }, p: { kind: 'page', parent: 's' } },
      ],
      [
        'elements.a.parent E_FORM_PLACE',
        { d: { kind: 'divider' }, a: field('name', { parent: 'd' }) },
      ],
      ['elements.a.visibleWhen E_FEEL_SYNTAX', { a: field('name', { visibleWhen: 'name =' }) }],
      ['elements.a.visibleWhen E_FORM_NAME', { a: field('name', { visibleWhen: 'nome = 1' }) }],
      ['elements.a E_FORM_ANSWERS_FIELD', { a: question }],
      ['elements.name E_FORM_QUESTION_NAME', { name: question }, { answersField: 'extra' }],
      ['answersField E_FORM_ANSWERS_FIELD', {}, { answersField: 'name' }],
      ['elements.r.field E_FORM_REPEATER', { r: { kind: 'repeater', field: 'name' } }],
      ['elements.l.field E_FORM_RELATED', { l: { kind: 'related_list', field: 'name' } }],
      [
        'elements.t.html.en E_FORM_HTML',
        { t: { kind: 'text', html: { en: '<script>1</script>' } } },
      ],
      [
        'elements.t.html.en E_FORM_HTML',
        { t: { kind: 'text', html: { en: '<p onclick="x()">a</p>' } } },
      ],
      [
        'elements.t.html.en E_FORM_HTML',
        { t: { kind: 'text', html: { en: '<a href="javascript:x">a</a>' } } },
      ],
      ['roles E_VIEW_ROLE', {}, { roles: ['nobody'] }],
      [
        'elements.a.scoring.weight E_FORM_WEIGHT',
        { a: field('name', { scoring: { weight: -1 } } as never) },
      ],
      [
        'scoring.bands.b.from E_FORM_BAND',
        {},
        { scoring: { bands: { b: { label, color: 'red', from: 101 } } } },
      ],
    ])
    .run(({ assert }, [expected, elements, more]) => {
      assert.include(faults(elements, more), expected)
    })

  test('containers in a circle are told once around', ({ assert }) => {
    const found = faults({
      a: { kind: 'columns', columns: 2, parent: 'b' },
      b: { kind: 'columns', columns: 2, parent: 'a' },
    })
    assert.include(found, 'elements.a.parent E_FORM_CONTAINS_ITSELF')
  })

  test('calculations in a circle are told with the way', ({ assert }) => {
    const found = faults(
      {
        a: { ...question, value: 'b' } as FormElement,
        b: { ...question, value: 'a' } as FormElement,
      },
      { answersField: 'extra' }
    )
    assert.deepEqual(found, ['elements.a E_FORM_CYCLE'])
  })
})
