import { CalendarDate, toCalendar } from '@internationalized/date'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { score } from '#core/forms/scoring'
import { bucketsOf } from '#plugins/call_evaluation/server/reports/buckets'
import { standardForm } from '#plugins/call_evaluation/server/definitions/forms'
import { fifthOf, percentOf } from '#plugins/call_evaluation/server/kernel/customer_scale'
import {
  addMarks,
  customerFigures,
  noMarks,
} from '#plugins/call_evaluation/server/kernel/customer_fold'
import { markRows } from '#plugins/call_evaluation/server/kernel/mark_rows'
import { relativeOf } from '#plugins/call_evaluation/server/kernel/relative'
import {
  addScores,
  figuresOf,
  NO_SCORES,
  type ScoreSums,
} from '#plugins/call_evaluation/server/kernel/score_fold'
import { severityOf } from '#plugins/call_evaluation/server/kernel/severity'
import type { CriterionRow } from '#plugins/call_evaluation/server/kernel/report'
import { reportDocument, sheetCells } from '#plugins/call_evaluation/server/reports/report_document'
import { agreementLevel, placeOf } from '#plugins/call_evaluation/ui/calibrations/agreement_level'
import { drillTo } from '#plugins/call_evaluation/ui/reports/drill_down'
import { reportRange, stepFor } from '#plugins/call_evaluation/ui/reports/report_periods'
import { weakCriteria } from '#plugins/call_evaluation/ui/reports/weak_criteria'
import { calendarOf } from '#ui/format/dates.js'

const sums = (scores: number[]): ScoreSums => ({
  ...NO_SCORES,
  evaluations: scores.length,
  scored: scores.length,
  sum: scores.reduce((all, each) => all + each, 0),
  lowest: scores.length === 0 ? null : Math.min(...scores),
  highest: scores.length === 0 ? null : Math.max(...scores),
})

test.group('Sums of scores', () => {
  test('law: put together of any parts they give the figures of the whole', ({ assert }) => {
    const list = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(list, { maxLength: 5 }), (parts) => {
        const put = parts.reduce((all, part) => addScores(all, sums(part)), NO_SCORES)
        assert.deepEqual(figuresOf(put), figuresOf(sums(parts.flat())))
      })
    )
  })

  test('nothing has no mean, and a gap is over the calls that both marked', ({ assert }) => {
    assert.containsSubset(figuresOf(NO_SCORES), { mean: null, gap: null, evaluations: 0 })
    const both = { ...sums([80, 60]), paired: 1, customerSum: 50, pairedSum: 80 }
    assert.equal(figuresOf(both).gap, 30)
  })
})

test.group('Relative results', () => {
  test('rank, percentile and distance among those of the group', ({ assert }) => {
    const found = relativeOf([
      { key: 'a', group: '1', mean: 90 },
      { key: 'b', group: '1', mean: 80 },
      { key: 'c', group: '1', mean: 70 },
      { key: 'd', group: '2', mean: 10 },
    ])
    assert.deepEqual(found.get('a'), { peers: 3, peerMean: 80, percentile: 1, z: 1, rank: 1 })
    assert.deepEqual(found.get('b'), { peers: 3, peerMean: 80, percentile: 0.5, z: 0, rank: 2 })
    assert.isUndefined(found.get('d'), 'alone in the group')
  })

  test('those who are the same share a place', ({ assert }) => {
    const found = relativeOf(['a', 'b'].map((key) => ({ key, group: '1', mean: 50 })))
    assert.deepEqual(found.get('a'), { peers: 2, peerMean: 50, percentile: 0.5, z: null, rank: 1 })
  })
})

test.group('Customers’ marks', () => {
  test('{mark} on {min}–{max} is {percent} %')
    .with([
      { mark: 1, min: 1, max: 5, percent: 0, fifth: 0 },
      { mark: 2, min: 1, max: 5, percent: 25, fifth: 1 },
      { mark: 5, min: 1, max: 5, percent: 100, fifth: 4 },
      { mark: 7, min: 0, max: 10, percent: 70, fifth: 3 },
      { mark: 9, min: 1, max: 5, percent: 100, fifth: 4 },
      { mark: 3, min: 3, max: 3, percent: 0, fifth: 0 },
    ])
    .run(({ assert }, { mark, min, max, percent, fifth }) => {
      assert.equal(percentOf(mark, { min, max }), percent)
      assert.equal(fifthOf(percent), fifth)
    })

  test('response rate counts calls, the mean counts marks', ({ assert }) => {
    const all = { ...noMarks(), answered: 4, marked: 1 }
    addMarks(all, 4, 1, 100)
    addMarks(all, 2, 1, 50)
    assert.deepEqual(customerFigures(all), {
      answered: 4,
      marked: 1,
      responseRate: 0.25,
      marks: 2,
      mean: 75,
      fifths: [0, 0, 1, 0, 1],
    })
  })
})

test.group('Marks by criterion', () => {
  test('each stands in its section with its part of the whole', ({ assert }) => {
    const answers = { tone_greeting: 5, knowledge_right: 3, calm_patience__na: true }
    const rows = markRows(standardForm, score(standardForm, answers))
    const of = (name: string) => rows.find(({ criterion }) => criterion === name)
    assert.containsSubset(of('tone_greeting'), { section: 'tone', mark: 1, fatal: false })
    assert.closeTo(of('tone_greeting')?.weight ?? 0, 1 / 3, 1e-9)
    assert.closeTo(of('knowledge_right')?.weight ?? 0, 2 / 3, 1e-9)
    assert.containsSubset(of('courtesy_respect'), { mark: null, weight: 0 })
  })
})

test.group('Severity of pairs', () => {
  test('law: a mean that stands for several marks is as good as the marks', ({ assert }) => {
    const person = fc.integer({ min: 1, max: 3 })
    const one = fc.record({
      agent: person,
      evaluator: person,
      mark: fc.integer({ min: 0, max: 100 }),
    })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 15 }), (marks) => {
        const pairs = [...Map.groupBy(marks, (m) => `${m.agent}|${m.evaluator}`).values()]
        const put = pairs.map((own) => ({
          agent: own[0]?.agent ?? 0,
          evaluator: own[0]?.evaluator ?? 0,
          mark: own.reduce((all, { mark }) => all + mark, 0) / own.length,
          count: own.length,
        }))
        const [a, b] = [severityOf(marks), severityOf(put)]
        for (const [at, each] of a.agents.entries()) {
          assert.closeTo(each.adjusted, b.agents[at]?.adjusted ?? Number.NaN, 1e-5)
          assert.equal(each.marks, b.agents[at]?.marks)
        }
      }),
      { numRuns: 50 }
    )
  })
})

test.group('Buckets of a trend', () => {
  test('Jalali months begin where they do, and none is left out', ({ assert }) => {
    const reader = { timeZone: 'Asia/Tehran', calendar: 'persian' as const }
    const found = bucketsOf('2026-02-20', '2026-05-01', 'month', reader)
    assert.deepEqual(
      found.map(({ start }) => start),
      ['2026-02-20', '2026-03-21', '2026-04-21']
    )
    assert.equal(found.at(-1)?.next, '2026-05-22')
  })

  test('weeks begin on Saturday for Persian readers, on Monday for others', ({ assert }) => {
    const starts = (calendar: 'persian' | 'gregory') =>
      bucketsOf('2026-11-25', '2026-11-30', 'week', { timeZone: 'UTC', calendar }).map(
        ({ start }) => start
      )
    assert.deepEqual(starts('persian'), ['2026-11-21', '2026-11-28'])
    assert.deepEqual(starts('gregory'), ['2026-11-23', '2026-11-30'])
  })

  test('law: buckets touch and cover the period', ({ assert }) => {
    const calendar = fc.constantFrom('persian' as const, 'gregory' as const)
    const step = fc.constantFrom('day' as const, 'week' as const, 'month' as const)
    const day = fc.integer({ min: 18_000, max: 24_000 })
    const iso = (at: number) => new Date(at * 86_400_000).toISOString().slice(0, 10)
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 300 }), step, calendar, (from, days, by, kind) => {
        const found = bucketsOf(iso(from), iso(from + days), by, {
          timeZone: 'UTC',
          calendar: kind,
        })
        assert.isTrue((found[0]?.start ?? '9') <= iso(from))
        assert.isTrue((found.at(-1)?.next ?? '0') > iso(from + days))
        for (const [at, { next }] of found.slice(0, -1).entries()) {
          assert.equal(found[at + 1]?.start, next)
        }
      })
    )
  })
})

test.group('A report on paper', () => {
  const reader = { language: 'fa' as const, calendar: 'persian' as const, timeZone: 'Asia/Tehran' }
  const table = {
    columns: [
      { key: 'agent', header: 'کارشناس', kind: 'text' as const },
      { key: 'mean', header: 'میانگین', kind: 'percent' as const },
      { key: 'share', header: 'پوشش', kind: 'share' as const },
    ],
    rows: [
      ['<b>علی</b>', 87.25, 0.5],
      ['مریم', null, null],
    ],
  }

  test('is escaped, in the reader’s digits and direction, with bars', ({ assert }) => {
    const by = { name: 'سرپرست', at: new Date('2026-11-22T08:00:00Z') }
    const { html, dir } = reportDocument('گزارش', 'آذر', table, reader, by)
    assert.equal(dir, 'rtl')
    assert.include(html, '&lt;b&gt;علی')
    assert.notInclude(html, '<b>')
    assert.include(html, 'width:87.3%')
    assert.match(html, /۸۷[٫.]۳/)
  })

  test('stays numbers in a workbook', ({ assert }) => {
    assert.deepEqual(sheetCells(['Ali', 87.254, 0.5], ['text', 'percent', 'share']), [
      { kind: 'text', text: 'Ali' },
      { kind: 'number', value: 87.25 },
      { kind: 'number', value: 50 },
    ])
  })
})

test.group('The reports page', () => {
  test('{period} of a Jalali day')
    .with([
      { period: 'this_month' as const, from: '2026-11-22', to: '2026-11-28' },
      { period: 'last_month' as const, from: '2026-10-23', to: '2026-11-21' },
      { period: 'this_week' as const, from: '2026-11-28', to: '2026-11-28' },
      { period: 'this_year' as const, from: '2026-03-21', to: '2026-11-28' },
    ])
    .run(({ assert }, { period, from, to }) => {
      const today = toCalendar(new CalendarDate(2026, 11, 28), calendarOf('persian'))
      const plain = (day: CalendarDate) => toCalendar(day, calendarOf('gregory')).toString()
      assert.deepEqual(reportRange(period, today, 'fa-IR', plain), { from, to })
    })

  test('a trend has about a dozen points', ({ assert }) => {
    assert.equal(stepFor({ from: '2026-11-01', to: '2026-11-07' }), 'day')
    assert.equal(stepFor({ from: '2026-09-01', to: '2026-11-29' }), 'week')
    assert.equal(stepFor({ from: '2026-01-01', to: '2026-12-31' }), 'month')
  })

  test('a figure leads to the list with each condition by itself', ({ assert }) => {
    const one = { path: 'state', op: 'eq' as const, value: 'published' }
    const two = { path: 'agent', op: 'eq' as const, value: 7 }
    assert.deepEqual(drillTo({ and: [one] }, two), {
      path: '/records/evaluation',
      query: { view: 'call_evaluation_all', f: JSON.stringify({ and: [one, two] }) },
    })
  })

  test('weak is who is below the others, weakest first, and not by two marks', ({ assert }) => {
    const row = (key: string, mean: number, othersMean: number | null, marks = 9) =>
      ({ key, mean, othersMean, marks }) as CriterionRow
    const found = weakCriteria([
      row('as good', 78, 80),
      row('weak', 70, 80),
      row('weaker', 40, 80),
      row('seldom', 10, 80, 2),
      row('low', 50, null),
      row('fine', 90, null),
    ])
    assert.deepEqual(
      found.map(({ key }) => key),
      ['weaker', 'low', 'weak']
    )
  })

  test('alpha {alpha} is {level}')
    .with([
      { alpha: 0.8, level: 'good' as const },
      { alpha: 0.7, level: 'fair' as const },
      { alpha: -0.2, level: 'poor' as const },
    ])
    .run(({ assert }, { alpha, level }) => assert.equal(agreementLevel(alpha), level))

  test('stands at its place on the axis', ({ assert }) => {
    assert.deepEqual([placeOf(0), placeOf(1, 0), placeOf(-3), placeOf(0.5, 0)], [50, 100, 0, 50])
  })
})
