import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FormElement } from '#core/forms/model'
import { score, type FormScore } from '#core/forms/scoring'
import type { Json } from '#core/metadata/types'

const label = { en: 'x' }
type Definitions = Record<string, FormElement>

const scale = (parent: string | undefined, weight: number): FormElement => ({
  kind: 'question',
  ...(parent ? { parent } : {}),
  definition: { type: 'integer', label, min: 0, max: 10 },
  scoring: { weight, notApplicable: true },
})

/** Two sections of weights 3 and 1, with two items each. */
const form = (more: Definitions = {}) => ({
  scoring: {
    bands: {
      good: { label, color: 'green' as const, from: 80 },
      poor: { label, color: 'red' as const, from: 0 },
      fair: { label, color: 'yellow' as const, from: 50 },
    },
  },
  elements: {
    talk: { kind: 'section', scoring: { weight: 3 } },
    tone: scale('talk', 2),
    knowledge: scale('talk', 1),
    end: { kind: 'section' },
    greeting: scale('end', 1),
    thanks: scale('end', 1),
    ...more,
  } satisfies Definitions,
})
const all = { tone: 10, knowledge: 4, greeting: 5, thanks: 0 }
const near = (value: number | null | undefined) => Math.round((value ?? Number.NaN) * 1e6) / 1e6

test.group('the score of a form', () => {
  test('items weigh in their section, sections in the form', ({ assert }) => {
    const result = score(form(), all)
    assert.equal(near(result.sections.talk?.score), 0.8)
    assert.equal(result.sections.end?.score, 0.25)
    assert.equal(result.score, 66.25)
    assert.equal(result.band?.name, 'fair')
    assert.deepEqual([result.answered, result.applicable], [4, 4])
  })

  test('the weight of what is not applicable goes to its siblings', ({ assert }) => {
    const result = score(form(), { ...all, tone__na: true })
    assert.equal(result.sections.talk?.score, 0.4)
    assert.equal(result.items.knowledge?.share, 0.75)
    assert.equal(result.items.tone?.share, 0)
    assert.equal(result.score, 36.25)
  })

  test('a section in which nothing applies leaves its weight to the others', ({ assert }) => {
    const result = score(form(), { ...all, tone__na: true, knowledge__na: true })
    assert.isNull(result.sections.talk?.score)
    assert.equal(result.score, 25)
  })

  test('a fatal answer makes its section or the form 0', ({ assert }) => {
    const insult = (scope: 'section' | 'form'): FormElement => ({
      kind: 'question',
      parent: 'talk',
      definition: { type: 'boolean', label },
      scoring: { weight: 0, marks: { true: 0, false: 1 }, fatal: { scope } },
    })
    const section = score(form({ insult: insult('section') }), { ...all, insult: true })
    assert.equal(section.sections.talk?.score, 0)
    assert.equal(section.score, 6.25)
    const whole = score(form({ insult: insult('form') }), { ...all, insult: true })
    assert.deepEqual([whole.score, whole.fatal, whole.band?.name], [0, true, 'poor'])
    assert.equal(score(form({ insult: insult('form') }), { ...all, insult: false }).score, 66.25)
  })

  test('marks of {0} for {1} are {2}')
    .with<[FormElement & { kind: 'question' }, Json, number | null][]>([
      [{ kind: 'question', definition: { type: 'boolean', label }, scoring: {} }, true, 1],
      [{ kind: 'question', definition: { type: 'boolean', label }, scoring: {} }, null, null],
      [
        { kind: 'question', definition: { type: 'integer', label, min: 2, max: 4 }, scoring: {} },
        3,
        0.5,
      ],
      [
        { kind: 'question', definition: { type: 'integer', label, min: 2, max: 4 }, scoring: {} },
        9,
        1,
      ],
      [
        {
          kind: 'question',
          definition: { type: 'choice', label, choices: 'c' },
          scoring: { marks: { a: 0.3 } },
        },
        'a',
        0.3,
      ],
      [
        {
          kind: 'question',
          definition: { type: 'choice', label, choices: 'c' },
          scoring: { marks: { a: 0.3 } },
        },
        'b',
        null,
      ],
    ])
    .run(({ assert }, [element, answer, mark]) => {
      const result = score({ elements: { q: element } }, answer === null ? {} : { q: answer })
      assert.equal(result.items.q?.mark ?? null, mark)
    })

  test('hidden items do not count', ({ assert }) => {
    const result = score(form(), all, { visible: (element) => element !== 'end' })
    assert.equal(result.score, 80)
    assert.notProperty(result.items, 'greeting')
  })
})

test.group('laws of scoring', () => {
  const ITEMS = ['tone', 'knowledge', 'greeting', 'thanks'] as const
  const answer = fc.record({ value: fc.option(fc.integer({ min: 0, max: 10 })), na: fc.boolean() })
  const answers = fc.tuple(answer, answer, answer, answer).map((given) =>
    Object.fromEntries(
      given.flatMap(({ value, na }, at): [string, Json][] => [
        [ITEMS[at] ?? '', value],
        [`${ITEMS[at]}__na`, na],
      ])
    )
  )
  const weights = fc.tuple(...ITEMS.map(() => fc.integer({ min: 0, max: 9 })))
  const weighted = ([a = 1, b = 1, c = 1, d = 1]: number[]) =>
    form({
      tone: scale('talk', a),
      knowledge: scale('talk', b),
      greeting: scale('end', c),
      thanks: scale('end', d),
    })
  const shareSum = ({ items }: FormScore) =>
    Object.values(items).reduce((sum, { share }) => sum + share, 0)

  test('the score lies within the scale, and its parts make up the whole', ({ assert }) => {
    fc.assert(
      fc.property(answers, weights, (given, own) => {
        const result = score(weighted(own), given)
        if (result.score === null) return assert.equal(shareSum(result), 0)
        assert.isTrue(result.score >= 0 && result.score <= result.scale)
        assert.approximately(shareSum(result), 1, 1e-9)
        const whole = Object.values(result.items).reduce(
          (sum, { share, mark }) => sum + share * (mark ?? 0),
          0
        )
        assert.approximately(whole * result.scale, result.score, 0.006)
      })
    )
  })

  test('nothing applicable, no score', ({ assert }) => {
    fc.assert(
      fc.property(weights, (own) => {
        const none = Object.fromEntries(ITEMS.map((item) => [`${item}__na`, true]))
        assert.isNull(score(weighted(own), { ...all, ...none }).score)
      })
    )
  })

  test('redistribution keeps the proportions of what still counts', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 6 }),
        (own) => {
          const elements = Object.fromEntries(
            own.map((weight, at) => [`q${at}`, scale(undefined, weight)])
          )
          const given = Object.fromEntries(own.map((_, at): [string, Json] => [`q${at}`, 5]))
          const before = score({ elements }, given).items
          const after = score({ elements }, { ...given, q0__na: true }).items
          for (let at = 2; at < own.length; at++) {
            const ratio = (items: typeof before) =>
              (items[`q${at}`]?.share ?? 0) / (items.q1?.share ?? 0)
            assert.approximately(ratio(after), ratio(before), 1e-9)
          }
        }
      )
    )
  })

  test('a better answer never lowers the score', ({ assert }) => {
    fc.assert(
      fc.property(answers, weights, fc.constantFrom(...ITEMS), (given, own, item) => {
        const value = given[item]
        if (typeof value !== 'number' || value === 10) return
        const before = score(weighted(own), given).score
        const after = score(weighted(own), { ...given, [item]: value + 1 }).score
        assert.isTrue((after ?? 0) >= (before ?? 0))
      })
    )
  })
})
