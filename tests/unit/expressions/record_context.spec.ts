import { test } from '@japa/runner'
import { evaluateFeel } from '#core/expressions/feel'
import { feelContext } from '#core/expressions/record_context'
import type { FieldDefinition } from '#core/metadata/types'

const label = { en: 'Field' }
const FIELDS: { [name: string]: FieldDefinition } = {
  born: { type: 'date', label },
  opened: { type: 'datetime', label },
  notes: { type: 'rich_text', label },
  name: { type: 'text', label },
  old: { type: 'text', label, removed: true },
}
const VALUES = { born: '1990-05-01', opened: '2026-01-02T03:04:05Z', notes: '<p>a <b>b</b></p>' }

test.group('A record as an expression sees it', () => {
  test('has every field in use, converted', ({ assert }) => {
    const context = feelContext(FIELDS, { ...VALUES, name: 'Sara' })
    assert.sameMembers(Object.keys(context), ['born', 'opened', 'notes', 'name'])
    const expression =
      'born < date("2000-01-01") and opened + duration("P1D") > opened and notes = "a b" and name = "Sara"'
    assert.deepEqual(evaluateFeel(expression, context), { value: true, fault: null })
    assert.isNull(feelContext(FIELDS, {}).born)
  })

  test('a value can be read twice, copied, and put in another’s place', ({ assert }) => {
    const context = feelContext(FIELDS, VALUES)
    assert.strictEqual(context.born, context.born)
    assert.deepEqual({ ...feelContext(FIELDS, VALUES) }, { ...context })
    context.opened = null
    assert.isNull(context.opened)
    context.born = 'other'
    assert.equal(context.born, 'other')
  })
})
