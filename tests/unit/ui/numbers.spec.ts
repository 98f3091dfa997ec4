import { test } from '@japa/runner'
import { latinDigits, localDigits } from '#ui/format/digits.js'
import { formatDuration, parseDuration } from '#ui/format/durations.js'
import { formatMoney } from '#ui/format/money.js'
import { formatBytes, formatNumber, formatPercent, parseNumber } from '#ui/format/numbers.js'
import { formatPhone } from '#ui/format/phones.js'
import { fold } from '#ui/format/fold.js'
import type { Language } from '#core/metadata/types'

test.group('numbers', () => {
  test('{value} in {language} is {text}')
    .with([
      { value: 1234567.5, language: 'en' as Language, text: '1,234,567.5' },
      { value: 1234567.5, language: 'fa' as Language, text: '۱٬۲۳۴٬۵۶۷٫۵' },
      { value: 1234567.5, language: 'az' as Language, text: '1.234.567,5' },
      { value: -3, language: 'fa' as Language, text: '−۳' },
      { value: Number.NaN, language: 'en' as Language, text: '–' },
    ])
    .run(({ assert }, { value, language, text }) => {
      assert.equal(formatNumber(value, language), text)
    })

  test('reads "{text}" typed in {language} as {value}')
    .with([
      { text: '1,234.5', language: 'en' as Language, value: 1234.5 },
      { text: '۱٬۲۳۴٫۵', language: 'en' as Language, value: 1234.5 },
      { text: '۱۲۳۴', language: 'fa' as Language, value: 1234 },
      { text: '1,234', language: 'fa' as Language, value: 1234 },
      { text: '1.234,5', language: 'az' as Language, value: 1234.5 },
      { text: '1.5', language: 'az' as Language, value: 1.5 },
      { text: '−7', language: 'en' as Language, value: -7 },
      { text: '12a', language: 'en' as Language, value: null },
      { text: '', language: 'en' as Language, value: null },
    ])
    .run(({ assert }, { text, language, value }) => {
      assert.equal(parseNumber(text, language), value)
    })

  test('what is formatted is read back as the same number', ({ assert }) => {
    for (const language of ['en', 'fa', 'az'] as const) {
      for (const value of [0, 7, -12, 999.25, 1_000, 98_765_432.125]) {
        assert.equal(parseNumber(formatNumber(value, language), language), value)
      }
    }
  })

  test('a ratio is shown as per cent with at most one digit behind the point', ({ assert }) => {
    assert.equal(formatPercent(0.8765, 'en'), '87.7%')
    assert.equal(formatPercent(0.8765, 'fa'), '۸۷٫۷٪')
    assert.equal(formatPercent(1, 'az'), '100%')
  })

  test('sizes of files go up in steps of 1024', ({ assert }) => {
    assert.equal(formatBytes(900, 'en'), '900 B')
    assert.equal(formatBytes(1536, 'en'), '1.5 KB')
    assert.equal(formatBytes(5 * 1024 ** 3, 'fa'), '۵ GB')
  })

  test('money stands before its currency, in the digits of the currency', ({ assert }) => {
    assert.equal(formatMoney(1250000, 'IRR', 'fa'), '۱٬۲۵۰٬۰۰۰\u00a0ریال')
    assert.equal(formatMoney(12.5, 'AZN', 'az'), '12,50\u00a0₼')
    assert.equal(formatMoney(3, undefined, 'en'), '3.00')
  })
})

test.group('durations', () => {
  test('{seconds} s is {text}')
    .with([
      { seconds: 0, text: '0:00' },
      { seconds: 59, text: '0:59' },
      { seconds: 60, text: '1:00' },
      { seconds: 3599, text: '59:59' },
      { seconds: 3600, text: '1:00:00' },
      { seconds: 86_399.6, text: '24:00:00' },
    ])
    .run(({ assert }, { seconds, text }) => {
      assert.equal(formatDuration(seconds, 'en'), text)
    })

  test('Persian digits in Persian, and any digits are read', ({ assert }) => {
    assert.equal(formatDuration(3723, 'fa'), '۱:۰۲:۰۳')
    assert.equal(parseDuration('۱:۰۲:۰۳'), 3723)
    assert.equal(parseDuration('90'), 90)
    assert.isNull(parseDuration('1:xx'))
  })
})

test.group('texts', () => {
  test('digits go both ways', ({ assert }) => {
    assert.equal(localDigits('09121234567', 'fa'), '۰۹۱۲۱۲۳۴۵۶۷')
    assert.equal(latinDigits('۰۹۱۲ ٣٤'), '0912 34')
  })

  test('mobile numbers are grouped, codes and short numbers left alone', ({ assert }) => {
    assert.equal(formatPhone('+989121234567'), '+98 912 123 4567')
    assert.equal(formatPhone('۰۹۱۲۱۲۳۴۵۶۷'), '0912 123 4567')
    assert.equal(formatPhone('*98'), '*98')
    assert.equal(formatPhone('204'), '204')
  })

  test('folding makes Arabic and Persian letters, half-space, digits and İ/ı equal', ({
    assert,
  }) => {
    assert.equal(fold('علي‌رضا كريمي'), fold('علیرضا کریمی'))
    assert.equal(fold('İSMAYILOV'), fold('ismayilov'))
    assert.equal(fold('کد ۱۲'), fold('کد 12'))
  })
})
