import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

const paidAndSent = [
  m.script('pay', '"paid"', 'a'),
  m.boundary('pb', 'pay', m.compensate()),
  m.handler('refund', 'append(log, "refund")', 'log'),
  m.undoes('pb', 'refund'),
  m.script('ship', '"sent"', 'b'),
  m.boundary('sb', 'ship', m.compensate()),
  m.handler('recall', 'append(log, "recall")', 'log'),
  m.undoes('sb', 'recall'),
]

export const COMPENSATION: ModelCase[] = [
  {
    title: 'compensation: what was completed is undone, last first',
    engine: 'undoes in the order of doing; last first (13.5.5)',
    xml: m.model(
      m.start('s'),
      ...paidAndSent,
      m.thrown('t', m.compensate()),
      m.end('e'),
      m.path('s pay ship t e')
    ),
    variables: { log: [] },
    trail: 's pay ship t recall refund e',
    values: { log: ['recall', 'refund'] },
  },
  {
    title: 'compensation of one activity, from an end event; nothing is undone twice',
    xml: m.model(
      m.start('s'),
      ...paidAndSent,
      m.thrown('t', m.compensate('pay')),
      m.end('e', m.compensate()),
      m.path('s pay ship t e')
    ),
    variables: { log: [] },
    trail: 's pay ship t refund e recall',
    values: { log: ['refund', 'recall'] },
  },
  {
    title: 'compensation: what was not completed is not undone',
    engine: 'begins what nothing leads to although there is a start event',
    xml: m.model(
      m.start('s'),
      ...paidAndSent,
      m.thrown('t', m.compensate()),
      m.end('e'),
      m.path('s pay t e'),
      m.path('ship e')
    ),
    variables: { log: [] },
    trail: 's pay t refund e',
    values: { log: ['refund'] },
  },
  {
    title: 'compensation of a completed sub-process undoes what was done in it',
    engine: 'does not end a sub-process in which something can be undone',
    xml: m.model(
      m.start('s'),
      m.sub('p1', m.start('is'), ...paidAndSent, m.path('is pay ship')),
      m.user('u'),
      m.thrown('t', m.compensate('p1')),
      m.end('e'),
      m.path('s p1 u t e')
    ),
    variables: { log: [] },
    run: (one) => one.done('u'),
    trail: 's p1 is pay ship u t recall refund e',
    values: { log: ['recall', 'refund'] },
  },
  {
    title: 'compensation from an event sub-process: for the scope around it',
    engine: 'does not execute event sub-processes',
    xml: m.model(
      m.start('s'),
      ...paidAndSent,
      m.user('u'),
      m.path('s pay ship u'),
      m.eventSub('h', m.start('hs', m.error()), m.end('he', m.compensate()), m.path('hs he'))
    ),
    variables: { log: [] },
    run: (one) => one.fails('u', 'E1'),
    trail: 's pay ship u hs he recall refund',
    values: { log: ['recall', 'refund'] },
  },
  {
    title: 'compensation: a handler that waits; who threw it waits for it',
    xml: m.model(
      m.start('s'),
      m.task('a'),
      m.boundary('ab', 'a', m.compensate()),
      m.element('userTask', { id: 'undo', name: 'undo', isForCompensation: true }),
      m.undoes('ab', 'undo'),
      m.thrown('t', m.compensate()),
      m.end('e'),
      m.path('s a t e')
    ),
    run: (one) => one.done('undo', { y: 1 }),
    trail: 's a t undo e',
    values: { y: 1 },
  },
  {
    title: 'compensation that is not waited for',
    xml: m.model(
      m.start('s'),
      m.task('a'),
      m.boundary('ab', 'a', m.compensate()),
      m.element('userTask', { id: 'undo', name: 'undo', isForCompensation: true }),
      m.undoes('ab', 'undo'),
      m.thrown('t', m.compensate(undefined, false)),
      m.end('e'),
      m.path('s a t e')
    ),
    run: (one) => one.done('undo'),
    trail: 's a t e undo',
  },
  {
    title: 'transaction: cancel undoes what was done and goes on at the cancel boundary',
    engine: 'undoes in the order of doing; last first (13.5.5)',
    xml: m.model(
      m.start('s'),
      m.transaction(
        'x1',
        m.start('is'),
        ...paidAndSent,
        m.and('f'),
        m.user('u'),
        m.end('ie', m.cancelled()),
        m.path('is pay ship f u'),
        m.path('f ie')
      ),
      m.boundary('cb', 'x1', m.cancelled()),
      m.task('b'),
      m.task('c'),
      m.path('s x1 c'),
      m.path('cb b')
    ),
    variables: { log: [] },
    trail: 's x1 is pay ship f u ie recall refund cb b',
    values: { log: ['recall', 'refund'] },
  },
  {
    title: 'transaction that succeeds',
    engine: 'does not end a transaction in which something can be undone',
    xml: m.model(
      m.start('s'),
      m.transaction(
        'x1',
        m.start('is'),
        ...paidAndSent,
        m.xor('g', 'g_ok'),
        m.end('ok'),
        m.end('ie', m.cancelled()),
        m.path('is pay ship g ok'),
        m.flow('g', 'ie', 'a != "paid"')
      ),
      m.boundary('cb', 'x1', m.cancelled()),
      m.task('b'),
      m.task('c'),
      m.path('s x1 c'),
      m.path('cb b')
    ),
    variables: { log: [] },
    trail: 's x1 is pay ship g ok c',
    values: { log: [], b: 'sent' },
  },
]
