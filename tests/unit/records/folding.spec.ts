import { test } from '@japa/runner'
import { fold, foldedKey, soughtKey, searchWords } from '#core/records/folding'

test.group('folding', () => {
  test('{0} and {1} are the same text')
    .with([
      ['علي', 'علی'],
      ['كريمي', 'کریمی'],
      ['علی‌رضا', 'علیرضا'],
      ['۱۲۳', '123'],
      ['٤٥٦', '۴۵۶'],
      ['İSMAYIL', 'ismayıl'],
      ['Əliyev', 'eliyev'],
      ['ÇİÇƏK', 'çiçək'],
      ['مُحَمَّد', 'محمد'],
      ['آرش', 'ارش'],
      ['  two   words ', 'two words'],
      ['Ｆｕｌｌ', 'full'],
      ['مـــن', 'من'],
    ])
    .run(({ assert }, [a, b]) => {
      assert.equal(fold(a as string), fold(b as string))
    })

  test('keys order as the Persian alphabet does', ({ assert }) => {
    const names = [
      'گلناز',
      'پروین',
      'بابک',
      'چنگیز',
      'جواد',
      'ژاله',
      'زهرا',
      'تینا',
      'یاسر',
      'کیان',
      'لیلا',
    ]
    const sorted = [...names].sort((a, b) => (fold(a) < fold(b) ? -1 : 1))
    assert.deepEqual(sorted, [
      'بابک',
      'پروین',
      'تینا',
      'جواد',
      'چنگیز',
      'زهرا',
      'ژاله',
      'کیان',
      'گلناز',
      'لیلا',
      'یاسر',
    ])
  })

  test('folding a key again changes nothing', ({ assert }) => {
    for (const text of ['علی‌رضا كريمي', 'İsmayıl Ə', 'ＡＢ۱۲', 'ß']) {
      assert.equal(fold(fold(text)), fold(text))
    }
  })

  test('of a telephone number only the digits count', ({ assert }) => {
    assert.equal(foldedKey('phone', '+98 (912) 345-67'), '9891234567')
    assert.isTrue(foldedKey('phone', '+98 912 345 6789').includes(foldedKey('phone', '۰۹۱۲ ۳۴۵')))
    assert.equal(foldedKey('phone', 'none'), '')
  })

  test('a word with letters is not looked for in telephone numbers', ({ assert }) => {
    assert.equal(soughtKey('phone', 'row_24'), '')
    assert.equal(soughtKey('phone', '۰۹۱۲-۳۴۵'), '912345')
    assert.equal(soughtKey('phone', '+98(912)'), '98912')
    assert.equal(soughtKey('text', 'row_24'), 'row_24')
  })

  test('a search is cut into a bounded number of words', ({ assert }) => {
    assert.deepEqual(searchWords(' a  b c d ', 3), ['a', 'b', 'c'])
  })
})
