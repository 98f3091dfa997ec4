import { test } from '@japa/runner'
import { urgencyOf } from '#ui/pages/tasks/due.js'
import { namesIn } from '#ui/pages/workflow/element_names.js'
import { heatMarks } from '#ui/pages/workflow/heat.js'
import { recordFilterOf, runFilterOf } from '#ui/pages/workflow/runs.js'
import { marksOf, tokensOf, trailLines } from '#ui/pages/workflow/trail.js'
import { readValues } from '#ui/pages/workflow/values.js'

const NOW = Date.parse('2026-11-28T10:00:00Z')

test.group('pages of workflows', () => {
  test('urgency of {0} is {1}')
    .with([
      [null, 'none'],
      ['2026-11-28T09:59:59Z', 'late'],
      ['2026-11-28T10:00:00Z', 'today'],
      ['2026-11-29T09:59:00Z', 'today'],
      ['2026-11-30T00:00:00Z', 'later'],
    ] as [string | null, string][])
    .run(({ assert }, [due, urgency]) => {
      assert.equal(urgencyOf(due, NOW), urgency)
    })

  test('the address narrows the list of runs', ({ assert }) => {
    assert.isNull(recordFilterOf(runFilterOf({})))
    assert.deepEqual(
      recordFilterOf(
        runFilterOf({ status: 'active', process: 'p', version: '2', record: '7', q: ' Ali ' })
      ),
      {
        and: [
          { path: 'status', op: 'eq', value: 'active' },
          { path: 'process', op: 'eq', value: 'p' },
          { path: 'process_version', op: 'eq', value: 2 },
          { path: 'subject_id', op: 'eq', value: 7 },
          { path: 'title', op: 'contains', value: 'Ali' },
        ],
      }
    )
    assert.deepEqual(recordFilterOf(runFilterOf({ status: 'incidents', version: 'x' })), {
      and: [{ path: 'incidents', op: 'gt', value: 0 }],
    })
  })

  test('tokens outshine what was passed, and incidents tokens', ({ assert }) => {
    const detail = {
      trail: [
        {
          id: 1,
          at: '2026-11-28T10:00:00Z',
          by: 3,
          entries: [
            ['entered', 'a', 't1'],
            ['left', 'a', 't1'],
            ['taken', 'f', 't1'],
            ['entered', 'b', 't1'],
          ] as ['entered' | 'left' | 'taken', string, string][],
        },
      ],
      standing: {
        tokens: [
          { id: 't1', node: 'b', scope: 's1', joining: false, waits: [] },
          { id: 't2', node: 'b', scope: 's1', joining: false, waits: [] },
          { id: 't3', node: 'c', scope: 's1', joining: false, waits: [] },
        ],
        scopes: [],
        incidents: [{ token: 't3', node: 'c', code: 'x', params: {} }],
      },
    }
    assert.deepEqual(marksOf(detail), [
      { element: 'a', marker: 'pv-passed' },
      { element: 'f', marker: 'pv-taken' },
      { element: 'b', marker: 'pv-active' },
      { element: 'c', marker: 'pv-failed' },
    ])
    assert.deepEqual(tokensOf(detail), [
      { element: 'b', text: '2', failed: false },
      { element: 'c', text: '!', failed: true },
    ])
    assert.deepEqual(
      trailLines(detail.trail).map(({ kind, element, by }) => [kind, element, by]),
      [
        ['entered', 'b', 3],
        ['left', 'a', 3],
        ['entered', 'a', 3],
      ]
    )
  })

  test('heat is in steps of the hottest', ({ assert }) => {
    const heat = [
      { node: 'a', open: 4, closed: 2, seconds: 20, longest: 15 },
      { node: 'b', open: 0, closed: 1, seconds: 100, longest: 100 },
      { node: 'c', open: 1, closed: 0, seconds: 0, longest: 0 },
    ]
    assert.deepEqual(
      heatMarks(heat, 'time').map(({ step, value }) => [step, value]),
      [
        [1, 10],
        [5, 100],
        [0, 0],
      ]
    )
    assert.deepEqual(
      heatMarks(heat, 'waiting').map(({ step }) => step),
      [5, 0, 2]
    )
    assert.deepEqual(heatMarks([], 'time'), [])
  })

  test('names of elements come out of the document', ({ assert }) => {
    const xml = `<bpmn:task id="a" name="Call &amp; &#34;ask&#34;&#10;again" /><bpmn:task id="b" /><x:y name="n"/>`
    assert.deepEqual([...namesIn(xml)], [['a', 'Call & "ask" again']])
  })

  test('variables are an object of JSON', ({ assert }) => {
    assert.deepEqual(readValues(''), {})
    assert.deepEqual(readValues('{"a":1}'), { a: 1 })
    assert.isNull(readValues('[1]'))
    assert.isNull(readValues('{'))
  })
})
