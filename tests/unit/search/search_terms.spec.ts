import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FieldTypeName } from '#core/metadata/types'
import { indexedWords, parseTerms } from '#core/search/search_terms'

/** What the index does: every term has an alternative all of whose words begin a word of the text. */
function found(type: FieldTypeName, stored: string, query: string, joined = true): boolean {
  const words = indexedWords(type, stored, joined)
  const kind = type === 'phone' ? 'number' : 'text'
  return parseTerms(query).every(({ alternatives }) =>
    alternatives.some((wanted) =>
      wanted.every((item) => item.kind === kind && words.some((word) => word.startsWith(item.word)))
    )
  )
}

test.group('search words', () => {
  test('{0} “{1}” is found by “{2}”')
    .with([
      ['text', 'علی رضایی', 'علي'],
      ['text', 'علی رضایی', 'رضایی علی'],
      ['text', 'كريمي', 'کریم'],
      ['text', 'علی‌رضا حسینی', 'علی رضا'],
      ['text', 'علی‌رضا حسینی', 'علیرضا'],
      ['text', 'علی‌رضا حسینی', 'رضا'],
      ['text', 'علی رضا حسینی', 'علیرضا'],
      ['text', 'İsmayıl Əliyev', 'ismayil eliyev'],
      ['text', 'İsmayıl Əliyev', 'ISMAYIL'],
      ['text', 'پرونده ۱۲۳', 'پرونده 123'],
      ['text', 'مُحَمَّد', 'محمد'],
      ['email', 'ali.rezaei@bank.ir', 'ali.rezaei@bank.ir'],
      ['email', 'ali.rezaei@bank.ir', 'rezaei'],
      ['phone', '+98 912 345 6789', '0912 345 6789'],
      ['phone', '+98 912 345 6789', '۰۹۱۲۳۴۵'],
      ['phone', '09123456789', '+98 (912) 345-6789'],
      ['phone', '09123456789', '00989123456789'],
      ['phone', '09123456789', '6789'],
      ['phone', '(050) 123-45-67', '+994 50 123 45 67'],
      ['autonumber', 'C-2026-000123', 'C-2026-000123'],
      ['autonumber', 'C-2026-000123', 'c2026000123'],
      ['autonumber', 'C-2026-000123', '123'],
      ['autonumber', 'C-2026-000123', '2026-000123'],
      ['text', 'Meeting on 2026-11-22', '2026-11-22'],
    ] as [FieldTypeName, string, string][])
    .run(({ assert }, [type, stored, query]) => {
      assert.isTrue(found(type, stored, query))
    })

  test('{0} “{1}” is not found by “{2}”')
    .with([
      ['text', 'علی رضایی', 'حسن'],
      ['text', 'Ali Rezaei', 'ali hasan'],
      ['text', 'Ali', 'li'],
      ['phone', '09123456789', '0935'],
      ['phone', '09123456789', '89'],
      ['autonumber', 'C-2026-000123', '124'],
    ] as [FieldTypeName, string, string][])
    .run(({ assert }, [type, stored, query]) => {
      assert.isFalse(found(type, stored, query))
    })

  test('a text is found by the beginnings of its words in any order', ({ assert }) => {
    const word = fc.string({
      unit: fc.constantFrom(...'abzعلیكگə۱5İı'),
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(), (words, seed) => {
        const asked = words
          .map((part, index) => part.slice(0, 1 + ((seed + index) % part.length)))
          .reverse()
        /** Digits side by side are one number: a law of its own. */
        fc.pre(!/\d\s+\d|[۰-۹]\s+[۰-۹]|\d\s+[۰-۹]|[۰-۹]\s+\d/.test(asked.join(' ')))
        assert.isTrue(found('text', words.join(' '), asked.join(' ')))
      })
    )
  })

  test('nothing typed makes no terms, and no more than eight are looked at', ({ assert }) => {
    assert.deepEqual(parseTerms('  – ,'), [])
    assert.lengthOf(parseTerms('a b c d e f g h i j'), 8)
  })
})
