import { test } from '@japa/runner'
import {
  dayOf,
  formatDate,
  formatDateTime,
  formatLongDate,
  instantOf,
  parseDateText,
  parseDateTimeText,
  type Reader,
} from '#ui/format/dates.js'
import { formatRelative } from '#ui/format/relative_time.js'

const fa: Reader = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' }
const en: Reader = { language: 'en', calendar: 'gregory', timeZone: 'Europe/London' }
const az: Reader = { language: 'az', calendar: 'gregory', timeZone: 'Asia/Baku' }

test.group('dates', () => {
  test('a day is shown in the reader’s calendar', ({ assert }) => {
    assert.equal(formatDate('2026-11-22', fa), '۱۴۰۵/۰۹/۰۱')
    assert.equal(formatDate('2026-11-22', en), '22 Nov 2026')
    assert.equal(formatDate('2026-11-22', az), '22.11.2026')
    assert.equal(formatDate('2026-11-22', { ...en, calendar: 'persian' }), '1 Azar 1405')
  })

  test('an instant is shown in the reader’s zone: late in the evening here is the next day there', ({
    assert,
  }) => {
    assert.equal(formatDateTime('2026-11-22T21:05:00.000Z', fa), '۱۴۰۵/۰۹/۰۲، ۰۰:۳۵')
    assert.equal(formatDateTime('2026-11-22T21:05:00.000Z', en), '22 Nov 2026, 21:05')
    assert.equal(dayOf('2026-11-22T21:05:00.000Z', 'Asia/Tehran'), '2026-11-23')
  })

  test('the day in words names weekday and month', ({ assert }) => {
    assert.equal(formatLongDate('2026-11-22T08:00:00Z', fa), 'یکشنبه ۱ آذر ۱۴۰۵')
    assert.equal(formatLongDate('2026-11-22T08:00:00Z', en), 'Sunday 22 Nov 2026')
  })

  test('Persian leap years: the last day of 1403 is the 30th of Esfand', ({ assert }) => {
    assert.equal(formatDate('2025-03-20', fa), '۱۴۰۳/۱۲/۳۰')
    assert.equal(formatDate('2025-03-21', fa), '۱۴۰۴/۰۱/۰۱')
    assert.isNull(parseDateText('1404/12/30'))
  })

  test('reads the day "{text}" as {day}')
    .with([
      { text: '۱۴۰۵/۹/۱', day: '2026-11-22' },
      { text: '1405-09-01', day: '2026-11-22' },
      { text: '22.11.2026', day: '2026-11-22' },
      { text: '22/11/2026', day: '2026-11-22' },
      { text: '2026-11-22', day: '2026-11-22' },
      { text: '22 Nov 2026', day: '2026-11-22' },
      { text: '1 Azar 1405', day: '2026-11-22' },
      { text: '1405/13/1', day: null },
      { text: '31.02.2026', day: null },
      { text: 'yesterday', day: null },
    ])
    .run(({ assert }, { text, day }) => {
      assert.equal(parseDateText(text), day)
    })

  test('what is shown is read back as the same day and instant', ({ assert }) => {
    for (const reader of [fa, en, az, { ...az, calendar: 'persian' as const }]) {
      assert.equal(parseDateText(formatDate('2026-02-28', reader)), '2026-02-28')
      const instant = '2026-06-30T20:45:00.000Z'
      assert.equal(parseDateTimeText(formatDateTime(instant, reader), reader.timeZone), instant)
    }
  })

  test('a day and a time in a zone make an instant', ({ assert }) => {
    assert.equal(instantOf('2026-11-22', '00:00', 'Asia/Tehran'), '2026-11-21T20:30:00.000Z')
    assert.equal(instantOf('2026-11-22', '۱۴:۳۰', 'Asia/Tehran'), '2026-11-22T11:00:00.000Z')
    assert.isNull(parseDateTimeText('1405/9/1 25:00', 'Asia/Tehran'))
  })
})

test.group('relative time', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')

  test('{at} was {text}')
    .with([
      { at: '2026-11-22T11:59:30Z', text: 'just now' },
      { at: '2026-11-22T11:15:00Z', text: '45 min ago' },
      { at: '2026-11-22T07:00:00Z', text: '5 h ago' },
      { at: '2026-11-21T11:00:00Z', text: 'yesterday' },
      { at: '2026-11-18T12:00:00Z', text: '4 days ago' },
      { at: '2026-11-22T15:00:00Z', text: 'in 3 h' },
      { at: '2026-10-01T12:00:00Z', text: '1 Oct 2026' },
    ])
    .run(({ assert }, { at, text }) => {
      assert.equal(formatRelative(at, now, en), text)
    })

  test('says it in Persian with Persian digits', ({ assert }) => {
    assert.equal(formatRelative('2026-11-22T11:15:00Z', now, fa), '۴۵ دقیقه پیش')
    assert.equal(formatRelative('2026-10-01T12:00:00Z', now, fa), '۱۴۰۵/۰۷/۰۹')
  })
})
