import { test } from '@japa/runner'
import fc from 'fast-check'
import { assign, type Assigning } from '#plugins/qa_sampling/server/kernel/assignment'

const person = (user: number, open = 0, today = 0) => ({ user, open, today })
const work = (...agents: (number | null)[]) => agents.map((agent, at) => ({ id: at + 1, agent }))
const NONE = new Map<number, number>()

test.group('Assignment', () => {
  test('an agent’s own evaluator gets the work; without one it stays', ({ assert }) => {
    const given = assign(work(10, 11, 12, null), {
      how: 'own',
      evaluators: [person(1), person(2)],
      ownOf: new Map([
        [10, 2],
        [11, 1],
        [12, 9],
      ]),
      cap: null,
    })
    assert.deepEqual(
      given.map(({ evaluator, reason }) => [evaluator, reason]),
      [
        [2, null],
        [1, null],
        [null, 'no_evaluator'],
        [null, 'no_evaluator'],
      ]
    )
  })

  test('in turn, leaving out who is full', ({ assert }) => {
    const plan = { how: 'round_robin' as const, ownOf: NONE, cap: 2 }
    const given = assign(work(7, 7, 7, 7), { ...plan, evaluators: [person(1, 0, 1), person(2)] })
    assert.deepEqual(
      given.map(({ evaluator }) => evaluator),
      [1, 2, 2, null]
    )
    assert.equal(given[3]?.reason, 'cap')
  })

  test('to whom has least to do', ({ assert }) => {
    const plan = { how: 'least_loaded' as const, ownOf: NONE, cap: null }
    const given = assign(work(7, 7, 7), { ...plan, evaluators: [person(1, 2), person(2, 0)] })
    assert.deepEqual(
      given.map(({ evaluator }) => evaluator),
      [2, 2, 1]
    )
  })

  test('laws: nobody over the cap, nobody their own call, all done while somebody can', ({
    assert,
  }) => {
    const how = fc.constantFrom<Assigning>('own', 'round_robin', 'least_loaded')
    const agents = fc.array(fc.option(fc.integer({ min: 1, max: 4 })), { maxLength: 20 })
    const cap = fc.option(fc.integer({ min: 1, max: 4 }))
    const people = fc.uniqueArray(fc.integer({ min: 1, max: 4 }))
    fc.assert(
      fc.property(how, agents, cap, people, (way, list, most, users) => {
        const given = assign(work(...list), {
          how: way,
          evaluators: users.map((user) => person(user)),
          ownOf: new Map([
            [1, 2],
            [2, 2],
          ]),
          cap: most,
        })
        for (const user of users) {
          const own = given.filter(({ evaluator }) => evaluator === user)
          assert.isAtMost(own.length, most ?? Infinity)
        }
        for (const [at, { evaluator, reason }] of given.entries()) {
          assert.equal(evaluator === null, reason !== null)
          if (evaluator !== null) assert.notEqual(evaluator, list[at])
        }
        if (way !== 'own' && most === null && users.length > 1) {
          assert.isTrue(given.every(({ evaluator }) => evaluator !== null))
        }
      })
    )
  })
})
