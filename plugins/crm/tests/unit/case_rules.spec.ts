import { test } from '@japa/runner'
import { caseSubcategory } from '../../server/definitions/choice_lists/case_subcategory.js'
import { caseInstants, classify } from '../../server/rules/case_rules.js'
import { fullName, noteTitle, reachedAt } from '../../server/rules/record_rules.js'

const NOW = '2026-11-22T08:00:00.000Z'
const EARLIER = '2026-11-20T08:00:00.000Z'
const given = (...names: string[]) => new Set(names)

test.group('Instants of a case', () => {
  test('a new case is opened now unless it says when', ({ assert }) => {
    assert.deepEqual(caseInstants(null, { status: 'new' }, given('status'), NOW), {
      opened_at: NOW,
    })
    const after = { status: 'new', opened_at: EARLIER }
    assert.deepEqual(caseInstants(null, after, given('status', 'opened_at'), NOW), {})
  })

  test('resolving sets the resolution, closing both', ({ assert }) => {
    const before = { status: 'open', opened_at: EARLIER }
    assert.deepEqual(
      caseInstants(before, { ...before, status: 'resolved' }, given('status'), NOW),
      { resolved_at: NOW }
    )
    assert.deepEqual(caseInstants(before, { ...before, status: 'closed' }, given('status'), NOW), {
      resolved_at: NOW,
      closed_at: NOW,
    })
  })

  test('closing what was resolved keeps the moment of its resolution', ({ assert }) => {
    const before = { status: 'resolved', opened_at: EARLIER, resolved_at: EARLIER }
    assert.deepEqual(caseInstants(before, { ...before, status: 'closed' }, given('status'), NOW), {
      closed_at: NOW,
    })
  })

  test('reopening takes both back', ({ assert }) => {
    const before = {
      status: 'closed',
      opened_at: EARLIER,
      resolved_at: EARLIER,
      closed_at: EARLIER,
    }
    assert.deepEqual(caseInstants(before, { ...before, status: 'open' }, given('status'), NOW), {
      resolved_at: null,
      closed_at: null,
    })
  })

  test('an import that gives the moments keeps them', ({ assert }) => {
    const after = { status: 'closed', opened_at: EARLIER, closed_at: EARLIER }
    assert.deepEqual(caseInstants(null, after, given('status', 'opened_at', 'closed_at'), NOW), {
      resolved_at: EARLIER,
    })
  })

  test('a change of something else changes no moment', ({ assert }) => {
    const before = { status: 'closed', opened_at: EARLIER }
    assert.deepEqual(caseInstants(before, { ...before, title: 'x' }, given('title'), NOW), {})
  })
})

test.group('Category and subcategory', () => {
  test('a subcategory alone brings its category', ({ assert }) => {
    const after = { subcategory: 'loan_instalment' }
    assert.deepEqual(classify(after, given('subcategory'), caseSubcategory), { category: 'loan' })
  })

  test('a new category drops the old subcategory', ({ assert }) => {
    const after = { category: 'payment', subcategory: 'loan_instalment' }
    assert.deepEqual(classify(after, given('category'), caseSubcategory), { subcategory: null })
  })

  test('clearing the category clears the subcategory', ({ assert }) => {
    const after = { category: null, subcategory: 'loan_instalment' }
    assert.deepEqual(classify(after, given('category'), caseSubcategory), { subcategory: null })
  })

  test('a pair that does not fit is left for the record engine to refuse', ({ assert }) => {
    const after = { category: 'payment', subcategory: 'loan_instalment' }
    assert.deepEqual(classify(after, given('category', 'subcategory'), caseSubcategory), {})
  })

  test('every subcategory names a category that exists', async ({ assert }) => {
    const { caseCategory } = await import('../../server/definitions/choice_lists/case_category.js')
    for (const [name, option] of Object.entries(caseSubcategory.options)) {
      assert.lengthOf(option.parents ?? [], 1, name)
      assert.property(caseCategory.options, option.parents?.[0] ?? '')
    }
  })
})

test.group('Other rules of records', () => {
  test('a full name has no gaps', ({ assert }) => {
    assert.equal(fullName({ first_name: ' Sara ', last_name: 'Ahmadi' }), 'Sara Ahmadi')
    assert.equal(fullName({ first_name: null, last_name: 'Ahmadi' }), 'Ahmadi')
    assert.equal(fullName({}), '')
  })

  test('a moment is set on reaching a state, kept in it and taken back on leaving', ({
    assert,
  }) => {
    assert.equal(reachedAt(true, null, NOW), NOW)
    assert.equal(reachedAt(true, EARLIER, NOW), EARLIER)
    assert.isNull(reachedAt(false, EARLIER, NOW))
  })

  test('a note is called by its first line, cut at a word', ({ assert }) => {
    assert.equal(noteTitle('\n  Called back\nNobody answered'), 'Called back')
    const long = noteTitle('word '.repeat(60))
    assert.isAtMost(long.length, 101)
    assert.isTrue(long.endsWith('word…'))
  })
})
