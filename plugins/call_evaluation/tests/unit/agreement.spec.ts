import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  alphaInterval,
  deviations,
  krippendorffAlpha,
  percentAgreement,
  type Metric,
} from '#plugins/call_evaluation/server/kernel/agreement'

/*
 * Worked examples of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011, repository.upenn.edu/asc_papers/43), sections
 * A to C and E. The paper gives three digits; the exact values here are its formulas over the coincidences it prints.
 */
const columns = (...rows: (number | null)[][]) =>
  (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? null))
const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0))

const MEG_OWEN = columns([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
const BEN_GERRY = columns(letters('aabbdcccedda'), letters('babbbcccEddd'.toLowerCase()))
const NO = null
const FOUR = columns(
  [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
  [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO]
)
const RATIO_OBSERVED = (4 / 9 + 1 / 4 + 9 / 25 + 4 / 25 + 1 / 9 + 1 / 49) / 3
const RATIO_EXPECTED =
  117 / 9 +
  90 / 4 +
  (45 * 9) / 25 +
  (27 * 4) / 9 +
  130 / 25 +
  65 / 9 +
  (39 * 9) / 49 +
  50 / 49 +
  30 / 16 +
  15 / 81

test.group('Krippendorff’s alpha', () => {
  test('equals the worked example {name}: {published}')
    .with([
      {
        name: 'A',
        units: MEG_OWEN,
        metric: 'nominal',
        exact: 1 - (19 * 4) / (14 * 6),
        published: 0.095,
      },
      { name: 'B', units: BEN_GERRY, metric: 'nominal', exact: 310 / 448, published: 0.692 },
      { name: 'C nominal', units: FOUR, metric: 'nominal', exact: 904 / 1216, published: 0.743 },
      {
        name: 'C ordinal',
        units: FOUR,
        metric: 'ordinal',
        exact: 1 - (39 * 945.5) / 199_740,
        published: 0.815,
      },
      {
        name: 'C interval',
        units: FOUR,
        metric: 'interval',
        exact: 1 - 338 / 2240,
        published: 0.849,
      },
      {
        name: 'C ratio',
        units: FOUR,
        metric: 'ratio',
        exact: 1 - (39 * RATIO_OBSERVED) / RATIO_EXPECTED,
        published: 0.797,
      },
    ])
    .run(({ assert }, { units, metric, exact, published }) => {
      const alpha = krippendorffAlpha(units, metric as Metric) ?? Number.NaN
      assert.closeTo(alpha, exact, 1e-9)
      assert.closeTo(alpha, published, 0.0005)
    })

  test('nothing to compare, or all the same: there is no alpha', ({ assert }) => {
    assert.isNull(krippendorffAlpha([], 'nominal'))
    assert.isNull(
      krippendorffAlpha(
        [
          [1, null],
          [null, 2],
        ],
        'interval'
      )
    )
    assert.isNull(
      krippendorffAlpha(
        [
          [3, 3],
          [3, 3],
        ],
        'interval'
      )
    )
    assert.equal(
      krippendorffAlpha(
        [
          [1, 1],
          [2, 2],
        ],
        'ratio'
      ),
      1
    )
  })

  const mark = fc.option(fc.integer({ min: 1, max: 5 }), { freq: 5 })
  const unitsOf = fc.array(fc.array(mark, { minLength: 3, maxLength: 3 }), { maxLength: 15 })

  test('laws: evaluators and calls may be put in any order; at most 1', ({ assert }) => {
    const metrics = fc.constantFrom<Metric>('nominal', 'ordinal', 'interval', 'ratio')
    fc.assert(
      fc.property(unitsOf, metrics, (units, metric) => {
        const alpha = krippendorffAlpha(units, metric)
        const turned = [...units].reverse().map((unit) => [...unit].reverse())
        const other = krippendorffAlpha(turned, metric)
        assert.equal(alpha === null, other === null)
        assert.closeTo(alpha ?? 0, other ?? 0, 1e-9)
        assert.isAtMost(alpha ?? 0, 1 + 1e-12)
      })
    )
  })

  test('law: interval alpha does not change with the scale', ({ assert }) => {
    fc.assert(
      fc.property(unitsOf, (units) => {
        const scaled = units.map((unit) => unit.map((one) => (one === null ? null : 20 * one - 7)))
        const alpha = krippendorffAlpha(units, 'interval')
        assert.closeTo(krippendorffAlpha(scaled, 'interval') ?? 9, alpha ?? 9, 1e-9)
      })
    )
  })

  test('the interval is the same for the same seed and holds the value', ({ assert }) => {
    const first = alphaInterval(FOUR, 'interval', { seed: 7 })
    assert.deepEqual(alphaInterval(FOUR, 'interval', { seed: 7 }), first)
    assert.notDeepEqual(alphaInterval(FOUR, 'interval', { seed: 8 }), first)
    assert.isBelow(first?.low ?? 9, 0.849)
    assert.isAbove(first?.high ?? 0, 0.849)
    assert.isNull(alphaInterval([[1, 2]], 'interval', { seed: 7 }))
  })

  test('pairs that agree', ({ assert }) => {
    assert.equal(percentAgreement(MEG_OWEN), 0.6)
    assert.equal(
      percentAgreement([
        [1, 1, 2],
        [3, null, 3],
      ]),
      0.5
    )
    assert.isNull(percentAgreement([[1, null]]))
  })

  test('who marks mildly, who far from the expert', ({ assert }) => {
    const found = deviations(
      [
        [90, 80, 70],
        [60, null, 50],
      ],
      2
    )
    assert.deepEqual(found, [
      { fromGroup: 12.5, fromExpert: 15, calls: 2 },
      { fromGroup: 0, fromExpert: 10, calls: 1 },
      { fromGroup: -12.5, fromExpert: null, calls: 2 },
    ])
  })
})
