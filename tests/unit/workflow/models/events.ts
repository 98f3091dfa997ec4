import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

/** s → a → e with something at the boundary of the user task a that leads to b. */
const atBoundary = (kind: 'boundary' | 'beside', definition: string, ...inner: string[]) =>
  m.model(
    m.start('s'),
    m.user('a'),
    m[kind]('x', 'a', ...inner, definition),
    m.task('b'),
    m.end('e'),
    m.path('s a e'),
    m.path('x b')
  )

const catching = (definition: string, ...inner: string[]) =>
  m.model(m.start('s'), m.caught('c', ...inner, definition), m.end('e'), m.path('s c e'))

export const EVENTS: ModelCase[] = [
  // ------------------------------------------------------------------------------------------------------------- timers
  {
    title: 'timer catch: a duration',
    xml: catching(m.after('PT1H')),
    run: (one) => one.passes('PT59M').passes('PT1M'),
    trail: 's c e',
  },
  {
    title: 'timer catch: a duration worked out',
    xml: catching(m.after('=if urgent then duration("PT5M") else duration("P2D")')),
    variables: { urgent: true },
    run: (one) => one.passes('PT5M'),
    trail: 's c e',
  },
  {
    title: 'timer catch: a date, and one worked out from now()',
    xml: m.model(
      m.start('s'),
      m.caught('c', m.at('2026-03-02')),
      m.caught('d', m.at('=now() + duration("P1D")')),
      m.end('e'),
      m.path('s c d e')
    ),
    run: (one) => one.passes('PT12H').passes('PT24H'),
    trail: 's c d e',
  },
  {
    title: 'timer catch: a value that is no duration is an incident',
    xml: catching(m.after('=x')),
    variables: { x: 'soon' },
    trail: 's c',
    status: 'active',
    incidents: ['c: timer_invalid'],
  },
  {
    title: 'timer at the boundary, interrupting',
    xml: atBoundary('boundary', m.after('PT1H')),
    run: (one) => one.passes('PT2H'),
    trail: 's a x b',
  },
  {
    title: 'timer at the boundary, too late',
    xml: atBoundary('boundary', m.after('PT1H')),
    run: (one) => one.done('a').passes('PT2H'),
    trail: 's a e',
  },
  {
    title: 'timer at the boundary, not interrupting, once',
    xml: atBoundary('beside', m.after('PT1H')),
    run: (one) => one.passes('PT5H').done('a'),
    trail: 's a x b e',
  },
  {
    title: 'timer at the boundary: a cycle of three',
    xml: atBoundary('beside', m.every('R3/PT10M')),
    run: (one) => one.passes('PT15M').passes('PT5H').done('a'),
    trail: 's a x b x b x b e',
  },
  {
    title: 'timer at the boundary: a cycle without end stops with its activity',
    xml: atBoundary('beside', m.every('R/PT1H')),
    run: (one) => one.passes('PT2H').done('a').passes('PT5H'),
    trail: 's a x b x b e',
  },
  {
    title: 'timer at the boundary: a cycle that begins at an instant',
    xml: atBoundary('beside', m.every('R2/2026-03-02T00:00:00Z/P1D')),
    run: (one) => one.passes('PT11H').passes('PT2H').passes('P5D').done('a'),
    trail: 's a x b x b e',
  },
  // ----------------------------------------------------------------------------------------------- messages and signals
  {
    title: 'message catch with a key; its values are mapped',
    engine: 'knows no correlation; our mappings are an extension',
    xml: catching(
      m.message('Paid'),
      m.extended('<peyvand:correlation key="=order"/>', m.io(m.output('sum', '=amount * 2')))
    ),
    variables: { order: 'A7' },
    run: (one) =>
      one
        .arrives('message', 'Paid', { amount: 1 }, 'A8')
        .arrives('message', 'Paid', { amount: 2 }, 'A7'),
    trail: 's c e',
    values: { sum: 4, order: 'A7' },
  },
  {
    title: 'message at the boundary, not interrupting, each time',
    engine: 'listens once; such an event can be triggered as often as it occurs (13.5.3)',
    xml: atBoundary('beside', m.message('Note')),
    run: (one) =>
      one
        .arrives('message', 'Note', { n: 1 })
        .arrives('message', 'Note', { n: 2 })
        .done('a')
        .arrives('message', 'Note', { n: 3 }),
    trail: 's a x b x b e',
    values: { n: 2 },
  },
  {
    title: 'message start: what it brought is there',
    engine: 'waits for the message in an instance; ours begins with it',
    xml: m.model(m.start('s', m.message('Order')), m.user('a'), m.path('s a')),
    variables: { item: 'card' },
    run: (one) => one.done('a'),
    from: 's',
    trail: 's a',
    values: { item: 'card' },
  },
  {
    title: 'message throw and message end: commands for the shell, the process goes on',
    xml: m.model(
      m.start('s'),
      m.thrown('t', m.extended(m.io(m.input('n', '=x'))), m.message('Out')),
      m.end('e', m.message('Last')),
      m.path('s t e')
    ),
    variables: { x: 1 },
    trail: 's t e',
  },
  {
    title: 'signal catch, and at the boundary',
    xml: m.model(
      m.start('s'),
      m.caught('c', m.signal('go')),
      m.user('a'),
      m.boundary('x', 'a', m.signal('stop')),
      m.task('b'),
      m.path('s c a'),
      m.path('x b')
    ),
    run: (one) =>
      one.arrives('signal', 'stop').arrives('signal', 'go', { y: 1 }).arrives('signal', 'stop'),
    trail: 's c a x b',
    values: { y: 1 },
  },
  {
    title: 'a signal thrown inside reaches what waits inside, all of it',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.caught('c', m.signal('go')),
      m.user('a'),
      m.boundary('x', 'a', m.signal('go')),
      m.task('b'),
      m.user('u'),
      m.thrown('t', m.signal('go')),
      m.path('s f c'),
      m.path('f a'),
      m.path('x b'),
      m.path('f u t')
    ),
    run: (one) => one.done('u'),
    trail: 's f c a u t x b',
  },
  // --------------------------------------------------------------------------------------------------------- conditions
  {
    title: 'condition: waits until it is true',
    xml: catching(m.when('n > 2')),
    drive: (one) => one.set({ n: 1 }).set({ n: 3 }),
    trail: 's c e',
  },
  {
    title: 'condition: true already',
    xml: catching(m.when('n > 2')),
    variables: { n: 3 },
    trail: 's c e',
  },
  {
    title: 'condition at the boundary, not interrupting: each time it becomes true',
    xml: atBoundary('beside', m.when('n > 2')),
    drive: (one) => one.set({ n: 3 }).set({ n: 4 }).set({ n: 1 }).set({ n: 5 }).done('a'),
    trail: 's a x b x b e',
  },
  {
    title: 'condition at the boundary: made true by another branch',
    engine: 'looks at a condition only when it is told to',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.user('a'),
      m.boundary('x', 'a', m.when('n > 2')),
      m.task('b'),
      m.user('u'),
      m.path('s f a'),
      m.path('x b'),
      m.path('f u')
    ),
    run: (one) => one.done('u', { n: 3 }),
    trail: 's f a u x b',
  },
  // ---------------------------------------------------------------------------------------------- errors and escalations
  {
    title: 'error of a task, caught by its code before the catch-all',
    engine: 'triggers the catch-all beside the event that names the code',
    xml: m.model(
      m.start('s'),
      m.user('a'),
      m.boundary('any', 'a', m.error()),
      m.boundary('x', 'a', m.extended(m.io(m.output('why', '=error.message'))), m.error('E1')),
      m.task('b'),
      m.path('s a'),
      m.path('any b'),
      m.path('x b')
    ),
    run: (one) => one.fails('a', 'E1', 'no money'),
    trail: 's a x b',
    values: { why: 'no money' },
  },
  {
    title: 'error of a task, caught by the catch-all',
    xml: atBoundary('boundary', m.error()),
    run: (one) => one.fails('a', 'E9'),
    trail: 's a x b',
  },
  {
    title: 'error of a task that nothing catches: an incident, and the task can still be done',
    xml: atBoundary('boundary', m.error('E1')),
    drive: (one) => {
      one.fails('a', 'E9')
      one.send({ type: 'retry', token: Object.keys(one.state.incidents)[0] ?? '' })
      one.done('a')
    },
    trail: 's a e',
  },
  {
    title: 'error end that nothing catches: the process has failed',
    engine: 'neither ends nor fails; an error nobody catches ends the process',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.user('u'),
      m.end('e', m.error('E1')),
      m.path('s f u'),
      m.path('f e')
    ),
    trail: 's f u e',
    status: 'failed',
  },
  {
    title: 'escalation of a task, not interrupting: the task goes on',
    xml: atBoundary('beside', m.escalation('late')),
    drive: (one) => {
      one.send({ type: 'escalation', wait: one.waitAt('a').id, code: 'late' })
      one.done('a')
    },
    trail: 's a x b e',
  },
  {
    title: 'escalation that nothing catches goes to the caller, and the process goes on',
    xml: m.model(
      m.start('s'),
      m.thrown('t', m.escalation('late')),
      m.end('e', m.escalation('end')),
      m.path('s t e')
    ),
    trail: 's t e',
  },
  // -------------------------------------------------------------------------------------------------- links, terminate
  {
    title: 'link: goes on at the catching link of the same name',
    xml: m.model(
      m.start('s'),
      m.thrown('t', m.link('L')),
      m.caught('c', m.link('L')),
      m.task('a'),
      m.end('e'),
      m.path('s t'),
      m.path('c a e')
    ),
    trail: 's t c a e',
  },
  {
    title: 'terminate: all else ends',
    xml: m.model(
      m.start('s'),
      m.and('f'),
      m.user('u'),
      m.task('a'),
      m.end('e', m.terminate()),
      m.path('s f u'),
      m.path('f a e')
    ),
    trail: 's f u a e',
    status: 'terminated',
  },
]
