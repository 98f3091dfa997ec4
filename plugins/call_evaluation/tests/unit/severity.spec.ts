import { test } from '@japa/runner'
import fc from 'fast-check'
import { severityOf } from '#plugins/call_evaluation/server/kernel/severity'

const near = (value: number) => Math.round(value * 1e6) / 1e6

test.group('Severity of evaluators', () => {
  test('a severe evaluator’s agents are set right', ({ assert }) => {
    // Agent 1 is worth 80, agent 2 70, agent 3 60; evaluator 1 gives 6 more than evaluator 2.
    const { evaluators, agents } = severityOf([
      { agent: 1, evaluator: 2, mark: 77 },
      { agent: 2, evaluator: 1, mark: 73 },
      { agent: 2, evaluator: 2, mark: 67 },
      { agent: 3, evaluator: 1, mark: 63 },
    ])
    assert.deepEqual(
      evaluators.map(({ evaluator, effect, part }) => [evaluator, near(effect), part]),
      [
        [1, 3, 0],
        [2, -3, 0],
      ]
    )
    assert.deepEqual(
      agents.map(({ agent, mean, adjusted }) => [agent, mean, near(adjusted)]),
      [
        [1, 77, 80],
        [2, 70, 70],
        [3, 63, 60],
      ]
    )
  })

  test('evaluators without a common agent are not compared', ({ assert }) => {
    const { evaluators } = severityOf([
      { agent: 1, evaluator: 1, mark: 90 },
      { agent: 2, evaluator: 2, mark: 40 },
    ])
    assert.deepEqual(evaluators, [
      { evaluator: 1, effect: 0, marks: 1, part: 0 },
      { evaluator: 2, effect: 0, marks: 1, part: 1 },
    ])
  })

  test('law: what the model made is found again', ({ assert }) => {
    const effects = fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2, maxLength: 4 })
    const levels = fc.array(fc.integer({ min: 30, max: 90 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(effects, levels, (mild, worth) => {
        const marks = worth.flatMap((level, agent) =>
          mild.map((effect, evaluator) => ({ agent, evaluator, mark: level + effect }))
        )
        const average = mild.reduce((sum, each) => sum + each, 0) / mild.length
        const { evaluators, agents } = severityOf(marks)
        for (const [at, { effect }] of evaluators.entries()) {
          assert.closeTo(effect, (mild[at] ?? 0) - average, 1e-6)
        }
        for (const [at, { adjusted }] of agents.entries()) {
          assert.closeTo(adjusted, (worth[at] ?? 0) + average, 1e-6)
        }
      })
    )
  })
})
