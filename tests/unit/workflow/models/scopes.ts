import type { ModelCase } from '#tests/unit/workflow/models/case'
import * as m from '#tests/unit/workflow/support/model'

export const SCOPES: ModelCase[] = [
  {
    title: 'sub-process: ends with its last token, then the process goes on',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.and('f'),
        m.user('a'),
        m.user('b'),
        m.end('ie'),
        m.path('is f a ie'),
        m.path('f b')
      ),
      m.task('c'),
      m.path('s p1 c')
    ),
    run: (one) => one.done('b').done('a', { x: 1 }),
    trail: 's p1 is f a b ie c',
    values: { x: 1 },
  },
  {
    title:
      'sub-process without a start event: what nothing leads to begins; an empty one is done at once',
    xml: m.model(
      m.start('s'),
      m.sub('p1', m.task('a'), m.task('b')),
      m.sub('p2'),
      m.task('c'),
      m.path('s p1 p2 c')
    ),
    trail: 's p1 a b p2 c',
  },
  {
    title: 'sub-process: data objects and inputs are its own',
    engine: 'knows neither our mappings nor data objects as variables',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.extended(m.io(m.input('n', '=x'), m.output('got', '=inner'))),
        m.element('dataObject', { id: 'd1', name: 'inner' }),
        m.start('is'),
        m.script('a', 'n * 2', 'inner'),
        m.script('b', '99', 'outer'),
        m.path('is a b')
      ),
      m.task('c'),
      m.path('s p1 c')
    ),
    variables: { x: 21 },
    trail: 's p1 is a b c',
    values: { got: 42, outer: 99 },
  },
  {
    title: 'sub-process: an error inside is caught at its boundary, all inside ends',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.and('f'),
        m.user('u'),
        m.end('ie', m.error('E1')),
        m.path('is f u'),
        m.path('f ie')
      ),
      m.boundary('x', 'p1', m.error('E1')),
      m.task('c'),
      m.path('s p1'),
      m.path('x c')
    ),
    trail: 's p1 is f u ie x c',
  },
  {
    title: 'sub-process: an escalation inside, not interrupting, and the end of it',
    engine: 'knows no boundary event for every escalation',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.thrown('t', m.escalation('late')),
        m.user('u'),
        m.path('is t u')
      ),
      m.beside('x', 'p1', m.escalation()),
      m.task('c'),
      m.task('d'),
      m.path('s p1 d'),
      m.path('x c')
    ),
    run: (one) => one.done('u'),
    trail: 's p1 is t x u c d',
  },
  {
    title: 'sub-process: a timer at its boundary ends all inside',
    xml: m.model(
      m.start('s'),
      m.sub('p1', m.sub('p2', m.user('u'), m.user('v'))),
      m.boundary('x', 'p1', m.after('PT1H')),
      m.task('c'),
      m.path('s p1'),
      m.path('x c')
    ),
    run: (one) => one.passes('PT1H'),
    trail: 's p1 p2 u v x c',
  },
  {
    title: 'sub-process: terminate ends only it',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.and('f'),
        m.user('u'),
        m.end('ie', m.terminate()),
        m.path('is f u'),
        m.path('f ie')
      ),
      m.task('c'),
      m.path('s p1 c')
    ),
    trail: 's p1 is f u ie c',
  },
  {
    title: 'event sub-process, interrupting: takes the place of all in its scope',
    engine: 'does not execute event sub-processes',
    xml: m.model(
      m.start('s'),
      m.user('u'),
      m.path('s u'),
      m.eventSub('h', m.start('hs', m.message('Stop')), m.user('hu'), m.path('hs hu'))
    ),
    run: (one) => one.arrives('message', 'Stop', { why: 'no' }).done('hu'),
    trail: 's u hs hu',
    values: { why: 'no' },
  },
  {
    title: 'event sub-process, not interrupting: beside, several times; the scope waits for it',
    engine: 'does not execute event sub-processes',
    xml: m.model(
      m.start('s'),
      m.user('u'),
      m.path('s u'),
      m.eventSub('h', m.startLater('hs', m.message('More')), m.user('hu'), m.path('hs hu'))
    ),
    run: (one) =>
      one
        .arrives('message', 'More')
        .arrives('message', 'More')
        .done('u')
        .done('hu')
        .arrives('message', 'More')
        .done('hu')
        .done('hu'),
    trail: 's u hs hu hs hu hs hu',
  },
  {
    title: 'event sub-process: error of a task, with the values of its scope',
    engine: 'does not execute event sub-processes',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.user('u'),
        m.path('is u'),
        m.eventSub(
          'h',
          m.start('hs', m.extended(m.io(m.output('code', '=error.code'))), m.error('E1')),
          m.task('ht'),
          m.path('hs ht')
        )
      ),
      m.boundary('x', 'p1', m.error('E1')),
      m.task('never'),
      m.task('c'),
      m.path('s p1 c'),
      m.path('x never')
    ),
    run: (one) => one.fails('u', 'E1'),
    trail: 's p1 is u hs ht c',
    values: { code: 'E1' },
  },
  {
    title: 'event sub-process: an error in it is for what surrounds its scope',
    engine: 'does not execute event sub-processes',
    xml: m.model(
      m.start('s'),
      m.sub(
        'p1',
        m.start('is'),
        m.user('u'),
        m.path('is u'),
        m.eventSub('h', m.start('hs', m.error()), m.end('he', m.error('E2')), m.path('hs he'))
      ),
      m.boundary('x', 'p1', m.error('E2')),
      m.task('c'),
      m.path('s p1'),
      m.path('x c')
    ),
    run: (one) => one.fails('u', 'E1'),
    trail: 's p1 is u hs he x c',
  },
  {
    title: 'event sub-process: timer, escalation, signal and condition',
    xml: m.model(
      m.start('s'),
      m.user('u'),
      m.thrown('t', m.escalation('late')),
      m.user('v'),
      m.path('s u t v'),
      m.eventSub('h1', m.startLater('h1s', m.every('R2/PT1H')), m.task('h1t'), m.path('h1s h1t')),
      m.eventSub('h2', m.startLater('h2s', m.escalation('late')), m.task('h2t'), m.path('h2s h2t')),
      m.eventSub('h3', m.startLater('h3s', m.signal('go')), m.task('h3t'), m.path('h3s h3t')),
      m.eventSub('h4', m.startLater('h4s', m.when('n > 1')), m.task('h4t'), m.path('h4s h4t'))
    ),
    drive: (one) =>
      one.passes('PT1H').set({ n: 2 }).arrives('signal', 'go').done('u').passes('P1D').done('v'),
    trail: 's u h1s h1t h4s h4t h3s h3t t h2s v h2t h1s h1t',
  },
]
