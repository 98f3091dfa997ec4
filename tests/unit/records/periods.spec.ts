import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  bucketer,
  bucketOf,
  daysOf,
  periodOf,
  type Bucket,
  type Reader,
} from '#core/records/query/periods'
import type { Json } from '#core/metadata/types'

const tehran: Reader = { timeZone: 'Asia/Tehran', calendar: 'persian' }
const baku: Reader = { timeZone: 'Asia/Baku', calendar: 'gregory' }
const berlin: Reader = { timeZone: 'Europe/Berlin', calendar: 'gregory' }
/** Sunday, 1 Azar 1405, 23:30 in Tehran is 20:00 UTC. */
const now = new Date('2026-11-22T20:00:00.000Z')

test.group('relative periods', () => {
  test('{0} of a reader')
    .with([
      ['today', tehran, '2026-11-21T20:30', '2026-11-22T20:30'],
      ['today', baku, '2026-11-22T20:00', '2026-11-23T20:00'],
      ['yesterday', tehran, '2026-11-20T20:30', '2026-11-21T20:30'],
      ['this_week', tehran, '2026-11-20T20:30', '2026-11-27T20:30'],
      ['this_week', berlin, '2026-11-15T23:00', '2026-11-22T23:00'],
      ['last_week', berlin, '2026-11-08T23:00', '2026-11-15T23:00'],
      ['this_month', tehran, '2026-11-21T20:30', '2026-12-21T20:30'],
      ['last_month', tehran, '2026-10-22T20:30', '2026-11-21T20:30'],
      ['this_month', baku, '2026-10-31T20:00', '2026-11-30T20:00'],
      [{ last: 90, unit: 'minute' }, tehran, '2026-11-22T18:30', '2026-11-22T20:00'],
    ] as [Json, Reader, string, string][])
    .run(({ assert }, [value, reader, from, to]) => {
      const interval = periodOf(value, reader, now)
      assert.equal(interval?.from.toISOString().slice(0, 16), from)
      assert.equal(interval?.to.toISOString().slice(0, 16), to)
    })

  test('a day with a change of the clock has 23 or 25 hours', ({ assert }) => {
    const hours = (instant: string) => {
      const day = periodOf('today', berlin, new Date(instant))
      return ((day?.to.getTime() ?? 0) - (day?.from.getTime() ?? 0)) / 3_600_000
    }
    assert.equal(hours('2026-03-29T12:00:00Z'), 23)
    assert.equal(hours('2026-10-25T12:00:00Z'), 25)
  })

  test('what is no period is none', ({ assert }) => {
    for (const value of [
      'soon',
      5,
      null,
      { last: 0, unit: 'day' },
      { last: 1, unit: 'year' },
      [],
    ]) {
      assert.isNull(periodOf(value, tehran, now))
    }
  })

  test('dates are compared by the days that a period touches', ({ assert }) => {
    const month = periodOf('this_month', tehran, now)
    assert.deepEqual(month && daysOf(month, tehran.timeZone), ['2026-11-22', '2026-12-21'])
  })
})

test.group('buckets of time', () => {
  test('{0} by {1}')
    .with([
      ['2026-11-22T20:15', 'hour', tehran, '2026-11-22T19:30:00.000Z'],
      ['2026-11-22T20:30', 'day', tehran, '2026-11-23'],
      ['2026-11-22T20:15', 'day', tehran, '2026-11-22'],
      ['2026-11-27T20:15', 'week', tehran, '2026-11-21'],
      ['2026-11-22T20:15', 'month', tehran, '2026-11-22'],
      ['2026-11-21T20:15', 'month', tehran, '2026-10-23'],
      ['2027-03-20T20:15', 'year', tehran, '2026-03-21'],
      ['2027-03-20T20:30', 'year', tehran, '2027-03-21'],
      ['2026-11-22T20:15', 'month', baku, '2026-11-01'],
      ['2026-11-22', 'week', baku, '2026-11-16'],
      ['2026-11-22', 'year', baku, '2026-01-01'],
    ] as [string, Bucket, Reader, string][])
    .run(({ assert }, [text, by, reader, expected]) => {
      assert.equal(bucketOf(text, by, reader), expected)
    })

  test('many texts get the buckets that each gets alone: by {0}')
    .with(['hour', 'day', 'week', 'month', 'year'] as Bucket[])
    .run(({ assert }, by) => {
      const zones = ['Asia/Tehran', 'Asia/Kathmandu', 'Europe/Berlin', 'America/Sao_Paulo', 'UTC']
      const reader = fc.record({
        timeZone: fc.constantFrom(...zones),
        calendar: fc.constantFrom<Reader['calendar']>('persian', 'gregory'),
      })
      /** Quarters of an hour since 2014: near enough to each other to share buckets, and over changes of the clock. */
      const quarters = fc.array(fc.oneof(fc.nat({ max: 35_040 }), fc.nat({ max: 400 })), {
        minLength: 2,
        maxLength: 60,
      })
      fc.assert(
        fc.property(reader, quarters, fc.boolean(), (who, all, days) => {
          const bucket = bucketer(by, who)
          for (const quarter of all) {
            const instant = new Date(Date.UTC(2014, 0, 1) + quarter * 900_000).toISOString()
            const text = instant.slice(0, days && by !== 'hour' ? 10 : 16)
            assert.equal(bucket(text), bucketOf(text, by, who), `${text} ${JSON.stringify(who)}`)
          }
        }),
        { numRuns: 200 }
      )
    })
})
