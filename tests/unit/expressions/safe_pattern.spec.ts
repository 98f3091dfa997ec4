import { test } from '@japa/runner'
import { isSafePattern } from '#core/expressions/safe_pattern'

test.group('Patterns that end in time', () => {
  test('{$self}')
    .with([
      '\\d{10}',
      '[A-Z]{2}-\\d+',
      '\\+?\\d{8,15}',
      '(?:\\d{3}-)+\\d{4}',
      '\\w+@\\w+\\.\\w+',
      '(red|green|blue)',
      '(?:ab)?c*',
      '.*-.*',
      '[\\u0600-\\u06FF ]+',
      '\\p{L}+',
      '',
    ])
    .run(({ assert }, pattern) => assert.isTrue(isSafePattern(pattern)))
})

test.group('Patterns that may not', () => {
  test('{$self}')
    .with([
      '(x+)+',
      '(?:x*)*y',
      '(a|a)*',
      '((a{1,9}){2,9})+',
      '(?:a?)+',
      '.*.*.*x',
      '\\d*\\d*\\d*',
      '[a-z]+[a-m]*[a-f]*!',
      '(?=a)b',
      '(a)\\1',
      '([',
      'a'.repeat(501),
    ])
    .run(({ assert }, pattern) => assert.isFalse(isSafePattern(pattern)))
})
