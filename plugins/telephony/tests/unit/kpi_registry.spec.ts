import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { measuresOf } from '#plugins/telephony/server/kpi/measures'
import { COMPOSED_KPIS, KPIS, kpisOf, kpiValue } from '#plugins/telephony/server/kpi/registry'
import { SOURCES, type SourceName } from '#plugins/telephony/server/kpi/sources'

test.group('The list of key figures', () => {
  test('has each key once', ({ assert }) => {
    const keys = [...KPIS, ...COMPOSED_KPIS].map(({ key }) => key)
    assert.equal(new Set(keys).size, keys.length)
    assert.isTrue(keys.every((key) => /^[a-z][a-z_]*$/.test(key)))
  })

  test('uses only measures of its own source', ({ assert }) => {
    for (const source of Object.keys(SOURCES) as SourceName[]) {
      const measures = new Set(measuresOf(source).map(([key]) => key))
      for (const kpi of kpisOf(source)) {
        assert.equal(kpi.source, source)
        for (const key of Object.keys({ ...kpi.numerator, ...kpi.denominator })) {
          assert.isTrue(measures.has(key), `${kpi.key}: ${key}`)
        }
      }
    }
  })

  test('names the limits that a figure depends on', ({ assert }) => {
    const limits = (key: string) => KPIS.find((kpi) => kpi.key === key)?.params
    assert.deepEqual(limits('service_level'), ['serviceLevelSeconds'])
    assert.deepEqual(limits('abandon_rate'), ['shortAbandonSeconds'])
    assert.deepEqual(limits('csat'), ['satisfiedFrom'])
    assert.deepEqual(limits('answer_rate'), [])
  })

  test('every definition of the glossary that the tables can answer is there', ({ assert }) => {
    const keys = new Set([...KPIS, ...COMPOSED_KPIS].map(({ key }) => key))
    for (const key of [
      'offered',
      'answer_rate',
      'abandon_rate',
      'lost_call_rate',
      'service_level',
      'asa',
      'aht',
      'frt',
      'transfer_rate',
      'csat',
      'occupancy',
    ]) {
      assert.isTrue(keys.has(key), key)
    }
  })

  test('every figure has its label and its definition in {language}, each label once')
    .with(['en', 'fa', 'az'].map((language) => ({ language })))
    .run(({ assert }, { language }) => {
      const file = new URL(`../../locales/${language}.json`, import.meta.url)
      const { kpi: texts } = JSON.parse(readFileSync(file, 'utf8')) as {
        kpi: Record<string, { label: string; definition: string }>
      }
      const keys = [...KPIS, ...COMPOSED_KPIS].map(({ key }) => key)
      assert.deepEqual(Object.keys(texts).sort(), keys.sort())
      for (const key of keys) {
        assert.isNotEmpty(texts[key]?.label, key)
        assert.match(texts[key]?.definition ?? '', /\.$/, key)
      }
      assert.equal(new Set(Object.values(texts).map(({ label }) => label)).size, keys.length)
    })

  test('a figure over nothing is not defined, not zero', ({ assert }) => {
    const value = (key: string, measures: Record<string, number | null>) => {
      const kpi = KPIS.find((each) => each.key === key)
      return kpi === undefined ? undefined : kpiValue(kpi, measures)
    }
    assert.isNull(value('asa', { wait_answered_sum: 0, answered: 0 }))
    assert.isNull(value('talk_max', { talk_max: null }))
    assert.equal(value('offered', { offered: 0 }), 0)
    assert.isNull(
      value('service_level_less_short_abandons', {
        answered_within: 0,
        offered: 3,
        abandoned_within: 3,
      })
    )
  })

  test('short abandons leave both sides of the abandon rate', ({ assert }) => {
    const kpi = KPIS.find(({ key }) => key === 'abandon_rate')
    const measures = { abandoned: 30, offered: 110, short_abandoned: 10 }
    assert.equal(kpi === undefined ? null : kpiValue(kpi, measures), 0.2)
  })
})
