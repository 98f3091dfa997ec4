import { test } from '@japa/runner'
import { formatDay, formatInstant, type Reader } from '#core/i18n/dates'
import { negotiateLanguage } from '#core/i18n/negotiation'

test.group('Accept-Language', () => {
  test('"{header}" gives {language}')
    .with([
      { header: '', language: 'en' },
      { header: 'fa', language: 'fa' },
      { header: 'fa-IR,fa;q=0.9,en;q=0.8', language: 'fa' },
      { header: 'de,az;q=0.5,en;q=0.3', language: 'az' },
      { header: 'en;q=0.2, az;q=0.9', language: 'az' },
      { header: 'AZ-Latn-AZ', language: 'az' },
      { header: 'fa;q=0, az;q=0.1', language: 'az' },
      { header: 'de, fr', language: 'en' },
      { header: '*', language: 'en' },
      { header: 'fa;q=7', language: 'en' },
      { header: ';;,,q=1', language: 'en' },
    ] as const)
    .run(({ assert }, { header, language }) => {
      assert.equal(negotiateLanguage(header), language)
    })
})

test.group('dates of server-made texts', () => {
  const at = new Date('2026-03-20T21:30:00.000Z')
  const tehran: Reader = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' }
  const baku: Reader = { language: 'az', calendar: 'gregory', timeZone: 'Asia/Baku' }

  test('an instant is in the calendar, zone and digits of the reader', ({ assert }) => {
    assert.match(formatInstant(tehran, at), /۱۴۰۵\/۰۱\/۰۱.*۰۱:۰۰/)
    assert.match(formatInstant(baku, at), /21\.03\.2026.*01:30/)
    assert.match(formatInstant({ ...tehran, language: 'en' }, at), /1405/)
  })

  test('a day stays the same day everywhere', ({ assert }) => {
    assert.equal(formatDay(tehran, '2026-03-21'), '۱۴۰۵/۰۱/۰۱')
    assert.equal(
      formatDay({ ...baku, timeZone: 'America/Los_Angeles' }, '2026-03-21'),
      '21.03.2026'
    )
  })
})
