import { test } from '@japa/runner'
import { filterOf } from '#plugins/call_evaluation/server/evaluations/form_choice'
import { formsByCall } from '#plugins/call_evaluation/server/kernel/form_choice'

test.group('The choice of a form', () => {
  test('the first rule that a call is in decides; what is in none gets the form for the others', ({
    assert,
  }) => {
    const rules = [
      { form: 'complaints', calls: new Set([1, 2]) },
      { form: 'sales', calls: new Set([2, 3]) },
    ]
    const chosen = formsByCall([1, 2, 3, 4], rules, 'standard')
    assert.deepEqual([...chosen.values()], ['complaints', 'complaints', 'sales', 'standard'])
    const all = formsByCall([3, 4], [...rules, { form: 'rest', calls: null }], 'standard')
    assert.deepEqual([...all.values()], ['sales', 'rest'])
    assert.deepEqual([...formsByCall([], rules, 'standard')], [])
  })

  test('a rule without a condition is of all calls')
    .with([{}, { calls: null }, { calls: {} }])
    .run(({ assert }, row) => assert.isNull(filterOf(row)))
})
