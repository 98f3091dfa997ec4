import { test } from '@japa/runner'
import { foldName, nameKey, nameSimilarity } from '../../server/duplicates/names.js'
import { NAME_THRESHOLD, likelihood } from '../../server/duplicates/duplicate_rules.js'

test.group('Names that may be the same', () => {
  test('{a} and {b} meet under one key and are alike')
    .with([
      { a: 'Mohammad Rezaei', b: 'Mohamad Rezaie' },
      { a: 'Mohammad Rezaei', b: 'REZAEI, Mohammad' },
      { a: 'محمد رضایی', b: 'محمّد رضائي' },
      { a: 'علی اکبری', b: 'علي اكبري' },
      { a: 'آقای دکتر علی کریمی', b: 'علی کریمی' },
      { a: 'Əli Məmmədov', b: 'Ali Mammadov' },
      { a: 'İlqar Hüseynov', b: 'Ilqar Huseynov' },
      { a: 'Sara Johnson', b: 'Sarah Jonson' },
    ])
    .run(({ assert }, { a, b }) => {
      assert.equal(nameKey(a), nameKey(b))
      assert.isAtLeast(nameSimilarity(a, b), NAME_THRESHOLD)
    })

  test('{a} and {b} are different people')
    .with([
      { a: 'Mohammad Rezaei', b: 'Mahmoud Razavi' },
      { a: 'محمد رضایی', b: 'محمد کریمی' },
      { a: 'Emma Smith', b: 'Noah Smith' },
      { a: 'Əli Məmmədov', b: 'Vəli Həsənov' },
    ])
    .run(({ assert }, { a, b }) => {
      const asked = nameKey(a) === nameKey(b)
      assert.isFalse(asked && nameSimilarity(a, b) >= NAME_THRESHOLD)
    })

  test('a first name alone is no key', ({ assert }) => {
    assert.equal(nameKey('Mohammad'), '')
    assert.equal(nameKey(''), '')
    assert.deepEqual(foldName('  -- '), [])
  })

  test('independent hints make a duplicate more likely, never certain', ({ assert }) => {
    assert.isAbove(likelihood({ phone: 1, name: 0.9 }), likelihood({ phone: 1 }))
    assert.isAtMost(likelihood({ phone: 1, name: 1, email: 1, national_id: 1 }), 0.99)
    assert.equal(likelihood({}), 0)
  })
})
