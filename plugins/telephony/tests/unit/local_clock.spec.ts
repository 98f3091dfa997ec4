import { test } from '@japa/runner'
import { LocalClock } from '#plugins/telephony/server/assembler/local_clock'

const utc = (clock: LocalClock, text: string, id?: string) => {
  const at = clock.instant(text, id)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** Begin two days before Tehran's clocks changed. */
const DAYS_OF_CHANGE = ['2021-03-20', '2021-09-20', '2022-03-20', '2022-09-20']

test.group('The PBX’s clock', () => {
  test('reads {text} of {zone} as {expected}')
    .with([
      { zone: 'Asia/Tehran', text: '2026-11-22 11:27:02', expected: '2026-11-22T07:57:02.000Z' },
      {
        zone: 'Asia/Tehran',
        text: '2026-11-22 11:27:02.148999',
        expected: '2026-11-22T07:57:02.148Z',
      },
      { zone: 'Asia/Tehran', text: '2021-07-01 12:00:00', expected: '2021-07-01T07:30:00.000Z' },
      { zone: 'Asia/Baku', text: '2024-02-29 23:59:59.5', expected: '2024-02-29T19:59:59.500Z' },
      { zone: 'UTC', text: '1970-01-01T00:00:00', expected: '1970-01-01T00:00:00.000Z' },
      { zone: 'Asia/Kathmandu', text: '2025-01-01 00:00:00', expected: '2024-12-31T18:15:00.000Z' },
      { zone: 'Asia/Tehran', text: '1795334222', expected: '2026-11-22T07:57:02.000Z' },
      { zone: 'Asia/Tehran', text: '1795334222.25', expected: '2026-11-22T07:57:02.250Z' },
    ])
    .run(({ assert }, { zone, text, expected }) => {
      assert.equal(utc(new LocalClock(zone), text), expected)
    })

  test('{text} is no time')
    .with(
      ['', '0000-00-00 00:00:00', '2025-13-01 00:00:00', 'yesterday', '2025-01-01'].map((text) => ({
        text,
      }))
    )
    .run(({ assert }, { text }) => {
      assert.isNull(utc(new LocalClock('Asia/Tehran'), text))
    })

  test('an hour that is skipped moves forward, the hours around it do not', ({ assert }) => {
    const clock = new LocalClock('Europe/Berlin')
    assert.equal(utc(clock, '2025-03-30 01:59:59'), '2025-03-30T00:59:59.000Z')
    assert.equal(utc(clock, '2025-03-30 02:30:00'), '2025-03-30T01:30:00.000Z')
    assert.equal(utc(clock, '2025-03-30 03:00:00'), '2025-03-30T01:00:00.000Z')
  })

  test('of an hour that exists twice the first is taken, unless the channel is younger', ({
    assert,
  }) => {
    const clock = new LocalClock('Europe/Berlin')
    const second = Date.parse('2025-10-26T01:10:00Z') / 1000
    assert.equal(utc(clock, '2025-10-26 02:30:00'), '2025-10-26T00:30:00.000Z')
    assert.equal(utc(clock, '2025-10-26 02:30:00', `${second}.7`), '2025-10-26T01:30:00.000Z')
    assert.equal(utc(clock, '2025-10-26 02:30:00', 'crm-c2c-0002'), '2025-10-26T00:30:00.000Z')
    assert.equal(utc(clock, '2025-10-26 03:00:00'), '2025-10-26T02:00:00.000Z')
  })

  test('agrees with the zone for every quarter of an hour around the changes of summer time', ({
    assert,
  }) => {
    const zone = 'Asia/Tehran'
    const clock = new LocalClock(zone)
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    let repeated = 0
    const days = DAYS_OF_CHANGE.flatMap((day) =>
      Array.from({ length: 4 * 96 }, (_, quarter) => Date.parse(day) + quarter * 900_000)
    )
    for (const at of days) {
      const text = format.format(at)
      const back = clock.instant(text)
      if (back !== at) repeated += 1
      else assert.equal(back, at)
      const { localDay, localHour } = clock.moment(at)
      assert.equal(`${localDay} ${String(localHour).padStart(2, '0')}`, text.slice(0, 13))
    }
    assert.equal(repeated, 8, 'the quarters of the hours that exist twice')
  })

  test('weekdays are counted from Monday', ({ assert }) => {
    const clock = new LocalClock('Asia/Tehran')
    const weekday = (day: string) => clock.moment(Date.parse(`${day}T12:00:00+03:30`)).localWeekday
    assert.deepEqual(['2025-01-05', '2025-01-06', '2025-01-11'].map(weekday), [7, 1, 6])
  })

  test('a clock that is ahead gives earlier instants and the same local hour', ({ assert }) => {
    const clock = new LocalClock('Asia/Tehran', 120_000)
    const at = clock.instant('2025-01-01 00:00:30')
    assert.equal(new Date(at).toISOString(), '2024-12-31T20:28:30.000Z')
    assert.equal(clock.moment(at).localDay, '2025-01-01')
  })
})
