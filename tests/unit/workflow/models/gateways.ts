import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

const choice = m.model(
  m.start('s'),
  m.xor('g', 'g_c'),
  ...['a', 'b', 'c'].map((id) => m.task(id)),
  m.end('e'),
  m.path('s g c e'),
  m.flow('g', 'a', 'x > 10'),
  m.flow('g', 'b', '= x > 5'),
  m.path('a e'),
  m.path('b e')
)

const inclusive = m.model(
  m.start('s'),
  m.or('g', 'g_c'),
  ...['a', 'b', 'c'].map((id) => m.user(id)),
  m.or('j'),
  m.task('after'),
  m.end('e'),
  m.path('s g c j after e'),
  m.flow('g', 'a', 'x > 10'),
  m.flow('g', 'b', 'x > 5'),
  m.path('a j'),
  m.path('b j')
)

export const GATEWAYS: ModelCase[] = [
  ...(
    [
      [20, 's g a e'],
      [7, 's g b e'],
      [1, 's g c e'],
    ] as const
  ).map(([x, trail]) => ({
    title: `exclusive: the first flow whose condition holds, else the default (x = ${x})`,
    xml: choice,
    variables: { x },
    trail,
  })),
  {
    title: 'exclusive: no flow matches',
    xml: m.model(
      m.start('s'),
      m.xor('g'),
      ...['a', 'b'].map((id) => m.task(id)),
      m.path('s g'),
      m.flow('g', 'a', 'x > 10'),
      m.flow('g', 'b', 'x > 5')
    ),
    variables: { x: 1 },
    trail: 's g',
    status: 'active',
    incidents: ['g: no_flow_matches'],
  },
  {
    title: 'exclusive: a condition that is no yes or no',
    engine: 'takes whatever is not empty for true',
    xml: m.model(
      m.start('s'),
      m.xor('g', 'g_b'),
      ...['a', 'b'].map((id) => m.task(id)),
      m.path('s g b'),
      m.flow('g', 'a', 'x')
    ),
    variables: { x: 'many' },
    trail: 's g',
    status: 'active',
    incidents: ['g: condition_not_boolean'],
  },
  {
    title: 'parallel: fork and join',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      ...['a', 'b', 'c'].map((id) => m.user(id)),
      m.and('j'),
      m.task('after'),
      m.end('e'),
      m.path('s f a j after e'),
      m.path('f b j'),
      m.path('f c j')
    ),
    run: (one) => one.done('b').done('c').done('a'),
    trail: 's f a b c j j j after e',
  },
  {
    title: 'parallel: two tokens by the same flow queue',
    engine: 'forgets the second token of a flow; a join consumes one of each flow (13.4.1)',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.user('a'),
      m.user('b'),
      m.user('c'),
      m.user('d'),
      m.xor('x'),
      m.and('j'),
      m.end('e'),
      m.path('s f a x j e'),
      m.path('f b x'),
      m.path('f c j'),
      m.path('f d j')
    ),
    run: (one) => one.done('a').done('b').done('c').done('d'),
    trail: 's f a b c d x j x j j j e',
    status: 'active',
    incidents: ['j: join_stuck'],
  },
  {
    title: 'parallel: a flow that cannot come any more is an incident',
    engine: 'counts a flow that is not taken as arrived; a join needs a token of each (13.4.1)',
    xml: m.model(
      m.start('s'),
      m.xor('g', 'g_b'),
      m.task('a'),
      m.task('b'),
      m.and('j'),
      m.end('e'),
      m.path('s g b j e'),
      m.flow('g', 'a', 'x = 1'),
      m.path('a j')
    ),
    variables: { x: 1 },
    trail: 's g a j',
    status: 'active',
    incidents: ['j: join_stuck'],
  },
  ...(
    [
      [20, ['a', 'b'], 's g a b j j after e'],
      [7, ['b'], 's g b j after e'],
      [1, ['c'], 's g c j after e'],
    ] as const
  ).map(([x, order, trail]) => ({
    title: `inclusive: all that hold, joined again (x = ${x})`,
    engine: x === 20 ? 'does not join: every token goes on by itself (13.4.3)' : undefined,
    xml: inclusive,
    variables: { x },
    run: (one: Parameters<NonNullable<ModelCase['run']>>[0]) => {
      for (const id of order) one.done(id)
    },
    trail,
  })),
  {
    title: 'inclusive join: waits for a token that can still come, in an unbalanced diagram',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.user('a'),
      m.user('b'),
      m.xor('g', 'g_j'),
      m.or('j'),
      m.task('after'),
      m.end('e'),
      m.end('e2'),
      m.path('s f a j after e'),
      m.path('f b g j'),
      m.flow('g', 'e2', 'stop')
    ),
    variables: { stop: true },
    run: (one) => one.done('a').done('b'),
    trail: 's f a b j g e2 after e',
  },
  {
    title: 'inclusive join in a loop: the way back does not block it',
    xml: m.model(
      m.start('s'),
      m.or('j'),
      m.user('a'),
      m.xor('g', 'g_e'),
      m.end('e'),
      m.path('s j a g e'),
      m.flow('g', 'j', 'again')
    ),
    variables: { again: true },
    run: (one) => one.done('a', { again: true }).done('a', { again: false }),
    trail: 's j a g j a g e',
  },
  {
    title: 'event-based: the first event takes it',
    xml: m.model(
      m.start('s'),
      m.firstOf('g'),
      m.caught('paid', m.message('Paid')),
      m.caught('late', m.after('PT1H')),
      m.task('a'),
      m.task('b'),
      m.path('s g paid a'),
      m.path('g late b')
    ),
    run: (one) => one.passes('PT59M').arrives('message', 'Paid', { sum: 5 }).passes('P1D'),
    trail: 's g paid a',
    values: { sum: 5 },
  },
  {
    title: 'event-based: the timer, and a receive task',
    xml: m.model(
      m.start('s'),
      m.firstOf('g'),
      m.receive('paid', 'Paid'),
      m.caught('late', m.after('PT1H')),
      m.task('b'),
      m.path('s g paid'),
      m.path('g late b')
    ),
    run: (one) => one.passes('PT2H'),
    trail: 's g late b',
  },
  {
    title: 'conditional flows of an activity: all that hold and those without condition',
    xml: m.model(
      m.start('s'),
      m.element('userTask', { id: 'a', name: 'a', default: 'a_d' }),
      ...['b', 'c', 'd'].map((id) => m.task(id)),
      m.path('s a'),
      m.flow('a', 'b', 'x > 1'),
      m.flow('a', 'c', 'x > 2'),
      m.flow('a', 'd')
    ),
    run: (one) => one.done('a', { x: 3 }),
    trail: 's a b c',
  },
  {
    title: 'conditional flows of an activity: no default where another flow was taken',
    xml: m.model(
      m.start('s'),
      m.element('userTask', { id: 'a', name: 'a', default: 'a_d' }),
      ...['b', 'd', 'e'].map((id) => m.task(id)),
      m.path('s a'),
      m.flow('a', 'b', 'x > 1'),
      m.flow('a', 'd'),
      m.flow('a', 'e')
    ),
    run: (one) => one.done('a', { x: 0 }),
    trail: 's a e',
  },
  {
    title: 'conditional flows of an activity: the default where none holds',
    xml: m.model(
      m.start('s'),
      m.element('userTask', { id: 'a', name: 'a', default: 'a_d' }),
      ...['b', 'd'].map((id) => m.task(id)),
      m.path('s a'),
      m.flow('a', 'b', 'x > 1'),
      m.flow('a', 'd')
    ),
    run: (one) => one.done('a', { x: 0 }),
    trail: 's a d',
  },
  {
    title: 'implicit fork and implicit merge: every token passes',
    xml: m.model(
      m.start('s'),
      m.user('a'),
      m.user('b'),
      m.task('c'),
      m.end('e'),
      m.path('s a c e'),
      m.path('s b c')
    ),
    run: (one) => one.done('a').done('b'),
    trail: 's a b c e c e',
  },
  {
    title: 'a loop without a wait is bounded',
    engine: 'runs for ever',
    xml: m.model(m.start('s'), m.xor('g'), m.task('a'), m.path('s g a g')),
    trail: `s${' g a'.repeat(4_999)} g`,
    status: 'active',
    incidents: ['a: endless_loop'],
  },
]
