import { test } from '@japa/runner'
import type { FormDefinition } from '#core/forms/model'
import type { FieldDefinition } from '#core/metadata/types'
import {
  answersFieldOf,
  LAYOUT,
  newElement,
  newForm,
  stemOf,
} from '#designer/form/model/new_elements.js'

const label = { en: 'x', fa: 'x', az: 'x' }
const json: FieldDefinition = { type: 'json', label }
const textField: FieldDefinition = { type: 'text', label }
const form = (entity: string, answersField?: string): FormDefinition => ({
  ...newForm('f', entity, label, 'main', []),
  ...(answersField ? { answersField } : {}),
})

test.group('new elements of a form', () => {
  test('a criterion is a question on a scale that is scored, may not apply, and can be explained', ({
    assert,
  }) => {
    const offered = LAYOUT.find(({ name }) => name === 'criterion')
    assert.equal(offered?.kind, 'question')
    const element = newElement('question', offered?.of)
    assert.containSubset(element, {
      kind: 'question',
      definition: { type: 'rating', max: 5 },
      scoring: { weight: 1, notApplicable: true, comment: true },
    })
    assert.equal(stemOf('question', offered?.of), 'criterion')
    assert.notProperty(newElement('question'), 'scoring')
    assert.equal(stemOf('question'), 'question')
  })

  test('answers of a new form go where those of the entity’s other forms go', ({ assert }) => {
    const fields = { a: json, b: json, c: textField }
    assert.equal(answersFieldOf('call', fields, [form('other', 'a'), form('call', 'b')]), 'b')
  })

  test('else to the only field that can hold them; between several nobody chooses', ({
    assert,
  }) => {
    assert.equal(answersFieldOf('call', { a: json, c: textField }, [form('call')]), 'a')
    assert.isUndefined(answersFieldOf('call', { a: json, b: json }, []))
    assert.equal(answersFieldOf('call', { a: json, b: { ...json, removed: true } }, []), 'a')
    assert.isUndefined(answersFieldOf('call', { c: textField }, []))
    assert.equal(newForm('f', 'call', label, 'main', [], 'a').answersField, 'a')
    assert.notProperty(newForm('f', 'call', label, 'main', []), 'answersField')
  })
})
