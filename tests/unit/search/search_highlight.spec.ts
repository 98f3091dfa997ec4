import { test } from '@japa/runner'
import { excerpt, highlight } from '#core/search/search_highlight'
import { parseTerms } from '#core/search/search_terms'

const marked = (text: string, query: string, number = false) =>
  highlight(text, parseTerms(query), number).map(([from, to]) => text.slice(from, to))

test.group('search highlights', () => {
  test('“{1}” in “{0}” marks {2}')
    .with([
      ['Ali Rezaei', 'rez', ['Rez']],
      ['Ali Rezaei', 'rezaei ali', ['Ali', 'Rezaei']],
      ['كريمي', 'کریم', ['كريم']],
      ['علی‌رضا', 'رضا', ['رضا']],
      ['مُحَمَّد', 'مح', ['مُح']],
      ['İsmayıl', 'isma', ['İsma']],
      ['Nothing', 'some', []],
    ] as [string, string, string[]][])
    .run(({ assert }, [text, query, parts]) => {
      assert.deepEqual(marked(text, query), parts)
    })

  test('a number is marked with its blanks and signs', ({ assert }) => {
    assert.deepEqual(marked('+98 912 345 6789', '0912345', true), ['912 345'])
    assert.deepEqual(marked('۰۹۱۲ ۳۴۵', '912', true), ['۹۱۲'])
  })

  test('a long text is cut around the first place', ({ assert }) => {
    const text = `${'word '.repeat(60)}needle ${'word '.repeat(60)}`
    const cut = excerpt(text, highlight(text, parseTerms('needle')))
    assert.isAtMost(cut.text.length, 130)
    assert.deepEqual(
      cut.spans.map(([from, to]) => cut.text.slice(from, to)),
      ['needle']
    )
  })
})
