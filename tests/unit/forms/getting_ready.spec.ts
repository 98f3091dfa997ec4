import { test } from '@japa/runner'
import { gettingReady } from '#core/forms/getting_ready'
import { formOf } from './samples.js'

const label = { en: 'x' }

test.group('Getting a form ready', () => {
  test('goes through each expression, one a step, whatever is wrong with it', ({ assert }) => {
    const form = formOf({
      main: { kind: 'section', visibleWhen: 'kind = "a"' },
      amount: {
        kind: 'field',
        field: 'amount',
        parent: 'main',
        requiredWhen: 'total > 3',
        readOnlyWhen: 'not a sentence of FEEL (',
        rules: { small: { valid: 'amount < 10', message: label } },
      },
      total: { kind: 'field', field: 'total', parent: 'main', value: 'amount * 2' },
      gone: { kind: 'field', field: 'title', removed: true, visibleWhen: 'gone' },
    })
    assert.sameMembers(
      [...gettingReady(form)],
      ['kind = "a"', 'total > 3', 'not a sentence of FEEL (', 'amount < 10', 'amount * 2']
    )
  })
})
