import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

export const MULTIPLE: ModelCase[] = [
  {
    title: 'multi-instance, parallel: a turn for each element, the results in their order',
    xml: m.model(
      m.start('s'),
      m.user(
        'a',
        m.many({
          collection: 'people',
          element: 'who',
          output: 'all',
          outputElement: '{w: who, ok: ok}',
        })
      ),
      m.end('e'),
      m.path('s a e')
    ),
    variables: { people: ['x', 'y', 'z'] },
    drive: (one) => {
      const [x, y, z] = one.waitsAt('a')
      for (const [wait, ok] of [
        [z, 1],
        [x, 2],
        [y, 3],
      ] as const) {
        one.send({ type: 'done', wait: wait?.id ?? '', result: { ok } })
      }
    },
    trail: 's a a a a e',
    values: {
      all: [
        { w: 'x', ok: 2 },
        { w: 'y', ok: 3 },
        { w: 'z', ok: 1 },
      ],
    },
  },
  {
    title: 'multi-instance, sequential: one after the other',
    engine: 'does not know the variable of the results: an extension',
    xml: m.model(
      m.start('s'),
      m.user(
        'a',
        m.many({ cardinality: 'n', sequential: true, output: 'all', outputElement: 'loopCounter' })
      ),
      m.end('e'),
      m.path('s a e')
    ),
    variables: { n: 3 },
    run: (one) => one.done('a').done('a').done('a'),
    trail: 's a a a a e',
    values: { all: [1, 2, 3] },
  },
  {
    title: 'multi-instance: enough are done, the others end',
    engine: 'does not know numberOfCompletedInstances (13.3.7)',
    xml: m.model(
      m.start('s'),
      m.user(
        'a',
        m.many({
          cardinality: '3',
          until: 'numberOfCompletedInstances >= 2',
          output: 'all',
          outputElement: 'v',
        })
      ),
      m.end('e'),
      m.path('s a e')
    ),
    run: (one) => one.done('a', { v: 1 }).done('a', { v: 2 }),
    trail: 's a a a a e',
    values: { all: [1, 2, null] },
  },
  {
    title: 'multi-instance of nothing is done at once',
    engine: 'does not know the collection: an extension',
    xml: m.model(
      m.start('s'),
      m.user('a', m.many({ collection: '[]', output: 'all' })),
      m.end('e'),
      m.path('s a e')
    ),
    trail: 's a e',
    values: { all: [] },
  },
  {
    title: 'multi-instance: no list is an incident',
    xml: m.model(m.start('s'), m.user('a', m.many({ collection: 'x' })), m.path('s a')),
    variables: { x: 5 },
    trail: 's a',
    status: 'active',
    incidents: ['a: multi_instance_number'],
  },
  {
    title: 'multi-instance sub-process: each turn has its own tokens; an error ends them all',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.many({ cardinality: '2' }),
        m.start('is'),
        m.user('u'),
        m.end('ie'),
        m.path('is u ie')
      ),
      m.boundary('x', 'p1', m.error()),
      m.task('b'),
      m.task('c'),
      m.path('s p1 c'),
      m.path('x b')
    ),
    run: (one) => one.done('u').fails('u', 'E'),
    trail: 's p1 p1 p1 is is u u ie x b',
  },
  {
    title: 'multi-instance: a timer at its boundary is for all turns',
    xml: m.model(
      m.start('s'),
      m.user('a', m.many({ cardinality: '3' })),
      m.boundary('x', 'a', m.after('PT1H')),
      m.task('b'),
      m.path('s a'),
      m.path('x b')
    ),
    run: (one) => one.done('a').passes('PT1H'),
    trail: 's a a a a x b',
  },
  {
    title: 'loop: again while the condition holds',
    engine: 'stops where the condition holds; a loop goes on while it holds (13.3.6)',
    xml: m.model(
      m.start('s'),
      m.script('a', 'n + 1', 'n', m.loop('n < 3')),
      m.end('e'),
      m.path('s a e')
    ),
    variables: { n: 0 },
    trail: 's a a a a e',
    values: { n: 3 },
  },
  {
    title: 'loop: tested before, not once',
    engine: 'runs for ever',
    xml: m.model(
      m.start('s'),
      m.script('a', 'n + 1', 'n', m.loop('n < 0', { testBefore: true })),
      m.end('e'),
      m.path('s a e')
    ),
    variables: { n: 0 },
    trail: 's a e',
    values: { n: 0 },
  },
  {
    title: 'loop: at most so often',
    engine: 'stops where the condition holds; a loop goes on while it holds (13.3.6)',
    xml: m.model(
      m.start('s'),
      m.user('a', m.loop('true', { loopMaximum: 2 })),
      m.end('e'),
      m.path('s a e')
    ),
    run: (one) => one.done('a').done('a'),
    trail: 's a a a e',
  },
]
