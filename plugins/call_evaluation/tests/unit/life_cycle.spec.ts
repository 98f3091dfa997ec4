import { test } from '@japa/runner'
import {
  STATES,
  STEPS,
  stepsOpen,
  takeStep,
  type Part,
  type StepName,
} from '#plugins/call_evaluation/server/kernel/life_cycle'

const parts = (...names: Part[]) => new Set<Part>(names)
const ALL = parts('evaluator', 'publisher', 'agent')

test.group('Life of an evaluation', () => {
  test('every state is reached from the first, and only acknowledging ends it', ({ assert }) => {
    const reached = new Set<string>(['assigned'])
    for (let round = 0; round < STATES.length; round++) {
      for (const state of STATES) {
        if (!reached.has(state)) continue
        for (const name of stepsOpen({ state, parts: ALL })) reached.add(STEPS[name].to)
      }
    }
    assert.sameMembers([...reached], [...STATES])
    const ends = STATES.filter((state) => stepsOpen({ state, parts: ALL }).length === 0)
    assert.deepEqual(ends, ['acknowledged'])
  })

  test('{part} may {steps} when {state}')
    .with([
      { part: 'evaluator', state: 'assigned', steps: ['start'] },
      { part: 'evaluator', state: 'published', steps: [] },
      { part: 'agent', state: 'done', steps: [] },
      { part: 'agent', state: 'published', steps: ['acknowledge', 'dispute'] },
      { part: 'publisher', state: 'disputed', steps: ['uphold', 'rescore'] },
      { part: 'agent', state: 'rescored', steps: ['acknowledge'] },
    ] as { part: Part; state: (typeof STATES)[number]; steps: StepName[] }[])
    .run(({ assert }, { part, state, steps }) => {
      assert.deepEqual(stepsOpen({ state, parts: parts(part) }), steps)
    })

  test('says what is missing', ({ assert }) => {
    const asked = { parts: ALL, hasScore: false, reason: ' ' }
    assert.deepEqual(takeStep('finish', { ...asked, state: 'in_progress' }), {
      code: 'E_EVALUATION_NEEDS_SCORE',
    })
    assert.deepEqual(takeStep('dispute', { ...asked, state: 'published' }), {
      code: 'E_EVALUATION_NEEDS_REASON',
    })
    assert.deepEqual(takeStep('publish', { ...asked, state: 'assigned' }), {
      code: 'E_EVALUATION_STEP',
      state: 'assigned',
    })
    assert.deepEqual(takeStep('start', { ...asked, parts: parts(), state: 'assigned' }), {
      code: 'E_EVALUATION_NOT_YOURS',
      part: 'evaluator',
    })
  })
})
