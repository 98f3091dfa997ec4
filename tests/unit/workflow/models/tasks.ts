import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

export const TASKS: ModelCase[] = [
  {
    title: 'user task: its values become variables one by one',
    xml: m.model(m.start('s'), m.user('a'), m.end('e'), m.path('s a e')),
    variables: { x: 1 },
    run: (one) => one.done('a', { y: 2, x: 3 }),
    trail: 's a e',
    values: { x: 3, y: 2 },
  },
  {
    title: 'service task: its result is nowhere unless it is asked for',
    engine: 'knows neither our mappings nor where a result goes: extensions',
    xml: m.model(
      m.start('s'),
      m.service('a'),
      m.service('b', '<peyvand:result variable="r"/>'),
      m.service('c', m.io(m.input('n', '=r.n'), m.output('twice', '=result.n * n'))),
      m.end('e'),
      m.path('s a b c e')
    ),
    run: (one) => one.done('a', { lost: 1 }).done('b', { n: 2 }).done('c', { n: 5 }),
    trail: 's a b c e',
    values: { r: { n: 2 }, twice: 25 },
  },
  {
    title: 'script, plain, manual and send task; only the manual one waits',
    xml: m.model(
      m.start('s'),
      m.script('f', 'x + 1', 'x'),
      m.task('t'),
      m.send('n', 'Hello'),
      m.manual('h'),
      m.end('e'),
      m.path('s f t n h e')
    ),
    variables: { x: 1 },
    run: (one) => one.done('h'),
    trail: 's f t n h e',
    values: { x: 2 },
  },
  {
    title: 'receive task: the message with the right key',
    xml: m.model(
      m.start('s'),
      m.receive('r', 'Paid', m.extended('<peyvand:correlation key="=order"/>')),
      m.end('e'),
      m.path('s r e')
    ),
    variables: { order: 7 },
    run: (one) =>
      one.arrives('message', 'Paid', { by: 'x' }, '8').arrives('message', 'Paid', { by: 'y' }, '7'),
    trail: 's r e',
    values: { by: 'y' },
  },
  {
    title: 'business rule task: the decision sees the variables',
    xml: m.model(m.start('s'), m.decide('d', 'risk', 'level'), m.end('e'), m.path('s d e')),
    variables: { amount: 5 },
    drive: (one) => {
      const wait = one.waitAt('d')
      const input = wait.kind === 'decision' ? wait.input.amount : null
      one.done('d', input === 5 ? 'low' : 'unknown')
    },
    trail: 's d e',
    values: { level: 'low' },
  },
  {
    title: 'call activity: sees what is mapped and gives what is mapped',
    xml: m.model(
      m.start('s'),
      m.call('c', 'other', m.extended(m.io(m.input('a', '=x'), m.output('y', '=b')))),
      m.end('e'),
      m.path('s c e')
    ),
    variables: { x: 1 },
    drive: (one) => {
      const wait = one.waitAt('c')
      const given = wait.kind === 'call' ? [wait.process, wait.variables] : []
      one.done('c', { b: JSON.stringify(given) })
    },
    trail: 's c e',
    values: { y: '["other",{"a":1}]' },
  },
  {
    title: 'no start event: what nothing leads to begins',
    engine: 'ends at the first end event; a process ends with its last token (13.5.6)',
    xml: m.model(m.user('a'), m.user('b'), m.end('e'), m.path('a e'), m.path('b e')),
    run: (one) => one.done('b').done('a'),
    trail: 'a b e e',
  },
  {
    title: 'no end event: a token ends where nothing goes on',
    xml: m.model(m.start('s'), m.user('a'), m.path('s a')),
    run: (one) => one.done('a'),
    trail: 's a',
  },
  {
    title: 'a failed expression is an incident; after the variable is set, a retry goes on',
    xml: m.model(m.start('s'), m.script('f', 'x + 1', 'y'), m.end('e'), m.path('s f e')),
    drive: (one) => {
      one.set({ x: 1 })
      one.send({ type: 'retry', token: Object.keys(one.state.incidents)[0] ?? '' })
    },
    trail: 's f f e',
    values: { y: 2 },
  },
]
