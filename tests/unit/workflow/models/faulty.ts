import * as m from '#tests/unit/workflow/support/model'

const named = (type: string, id: string, attributes: object = {}, ...inner: string[]) =>
  m.element(type, { id, name: id, ...attributes }, ...inner)
const withExtension = (type: string, inner: string, ...more: string[]) =>
  m.model(m.start('s'), named(type, 'a', {}, m.extended(inner), ...more), m.path('s a'))
const catching = (inner: string) => m.model(m.start('s'), m.caught('c', inner), m.path('s c'))
const throwing = (inner: string) => m.model(m.start('s'), m.thrown('t', inner), m.path('s t'))
const timer = (inner: string) =>
  catching(`<bpmn:timerEventDefinition>${inner}</bpmn:timerEventDefinition>`)
const formal = (tag: string, body: string) =>
  `<bpmn:${tag} xsi:type="bpmn:tFormalExpression">${body}</bpmn:${tag}>`
const script = (attributes: object, body: string) =>
  m.model(m.start('s'), named('scriptTask', 'a', attributes, body), m.path('s a'))
const lone = (part: string) => m.model(m.start('s'), part)
const at = (id: string, part: string) => m.model(m.start('s'), part, m.path(`s ${id}`))

/** Models that must not be published, or that their author is warned of: `element: code`. */
export const FAULTY: [string, string][] = [
  // ---------------------------------------------------------------------------------------------- what is not executed
  ['k: unsupported_element', at('k', m.element('complexGateway', { id: 'k' }))],
  ['k: unsupported_element', at('k', named('adHocSubProcess', 'k'))],
  ['null: id_missing', m.model(m.start('s'), '<bpmn:task name="x"/>')],
  ['s: id_twice', m.model(m.start('s'), m.element('endEvent', { id: 's' }))],
  ['a: quantity', at('a', named('task', 'a', { startQuantity: 2 }))],
  [
    'a: data_assignment',
    at(
      'a',
      named(
        'task',
        'a',
        {},
        '<bpmn:dataInputAssociation id="d"><bpmn:assignment><bpmn:from>a</bpmn:from><bpmn:to>b</bpmn:to></bpmn:assignment></bpmn:dataInputAssociation>'
      )
    ),
  ],
  [
    'a: multi_instance_behavior',
    at(
      'a',
      named(
        'userTask',
        'a',
        {},
        m.many({ cardinality: '2' }).replace('isSequential', 'behavior="One" isSequential')
      )
    ),
  ],
  // ------------------------------------------------------------------------------------------------------------ events
  ['c: event_definition_missing', catching('')],
  ['c: multiple_event_definitions', catching(m.after('PT1H') + m.message('M'))],
  ['c: event_misplaced', catching(m.error('E'))],
  ['s: event_misplaced', m.model(m.start('s', m.error('E')))],
  ['e: event_misplaced', m.model(m.start('s'), m.end('e', m.after('PT1H')), m.path('s e'))],
  ['is: event_misplaced', at('p1', m.sub('p1', m.start('is', m.message('M'))))],
  ['c: unsupported_event', catching('<bpmn:eventDefinition xsi:type="bpmn:tEventDefinition"/>')],
  ['c: timer_missing', timer('')],
  ['c: timer_invalid', timer(formal('timeDuration', '2 hours'))],
  ['c: timer_invalid', timer(formal('timeDuration', 'PT'))],
  ['c: timer_invalid', timer(formal('timeDate', 'tomorrow'))],
  ['c: timer_invalid', timer(formal('timeCycle', '0/5 0/1 * 1/1 * ? *'))],
  ['c: timer_invalid', timer(formal('timeCycle', 'R/PT0S'))],
  ['c: timer_invalid', timer(formal('timeCycle', 'R0/PT1H'))],
  ['c: timer_ambiguous', timer(formal('timeDate', '2026-01-01') + formal('timeDuration', 'PT1H'))],
  ['c: message_missing', catching('<bpmn:messageEventDefinition/>')],
  ['t: message_missing', throwing('<bpmn:messageEventDefinition/>')],
  [
    'c: reference_missing',
    m.model(m.start('s'), m.element('receiveTask', { id: 'c', name: 'c', messageRef: 'nowhere' })),
  ],
  ['c: signal_missing', catching('<bpmn:signalEventDefinition/>')],
  ['e: error_code_missing', m.model(m.start('s'), m.end('e', m.error()), m.path('s e'))],
  ['t: escalation_code_missing', throwing(m.escalation())],
  ['c: condition_missing', catching(m.when(''))],
  ['c: expression_language', catching(m.when('${late}'))],
  ['t: link_missing', throwing('<bpmn:linkEventDefinition/>')],
  ['t: link_unmatched', throwing(m.link('L'))],
  [
    'd: link_twice',
    m.model(
      m.start('s'),
      m.thrown('t', m.link('L')),
      m.caught('c', m.link('L')),
      m.caught('d', m.link('L')),
      m.path('s t')
    ),
  ],
  [
    'e: action_misplaced',
    m.model(m.start('s'), m.end('e', m.extended('<peyvand:action type="x"/>')), m.path('s e')),
  ],
  [
    'is: trigger_misplaced',
    at('p1', m.sub('p1', m.start('is', m.extended('<peyvand:trigger type="x"/>')))),
  ],
  // --------------------------------------------------------------------------------------------------------- activities
  ['a: action_missing', at('a', named('serviceTask', 'a'))],
  ['a: action_missing', at('a', named('sendTask', 'a'))],
  ['a: message_missing', at('a', named('receiveTask', 'a'))],
  ['a: decision_missing', at('a', named('businessRuleTask', 'a'))],
  ['a: script_missing', script({}, '')],
  ['a: script_language', script({ scriptFormat: 'groovy' }, '<bpmn:script>1 + 1</bpmn:script>')],
  ['a: expression_invalid', script({}, '<bpmn:script>1 +</bpmn:script>')],
  ['a: result_unused', script({}, '<bpmn:script>1 + 1</bpmn:script>')],
  ['a: called_process_missing', at('a', named('callActivity', 'a'))],
  [
    'a: configuration_invalid',
    withExtension('serviceTask', '<peyvand:action type="x">{no json</peyvand:action>'),
  ],
  [
    'a: expression_invalid',
    withExtension('serviceTask', '<peyvand:action type="x">{"to": ["=a +"]}</peyvand:action>'),
  ],
  ['a: expression_language', withExtension('userTask', m.io(m.input('x', '#{y}')))],
  [
    'a: mapping_incomplete',
    withExtension('userTask', '<peyvand:io><peyvand:input target="x"/></peyvand:io>'),
  ],
  ['a: variable_name', withExtension('userTask', m.io(m.input('no name', '=1')))],
  ['a: retry_invalid', withExtension('userTask', '<peyvand:retry attempts="0" backoff="soon"/>')],
  ['a: multi_instance_without_number', at('a', named('userTask', 'a', {}, m.many({})))],
  [
    'a: loop_without_end',
    at('a', named('userTask', 'a', {}, '<bpmn:standardLoopCharacteristics/>')),
  ],
  ['a: name_missing', at('a', m.element('userTask', { id: 'a' }))],
  // -------------------------------------------------------------------------------------------------------------- flows
  [
    's_a: flow_unconnected',
    m.model(m.start('s'), m.eventSub('a', m.start('is', m.message('M'))), m.path('s a')),
  ],
  ['s_a: flow_crosses_scope', m.model(m.start('s'), m.sub('p1', m.task('a')), m.path('s a'))],
  ['s: flow_misplaced', m.model(m.start('s'), m.task('a'), m.path('s a s'))],
  ['e: flow_misplaced', m.model(m.start('s'), m.end('e'), m.task('a'), m.path('s e a'))],
  [
    'g_a: flow_without_condition',
    m.model(
      m.start('s'),
      m.xor('g'),
      m.task('a'),
      m.task('b'),
      m.path('s g a'),
      m.flow('g', 'b', 'x')
    ),
  ],
  [
    'g_a: flow_without_condition',
    m.model(
      m.start('s'),
      m.or('g'),
      m.task('a'),
      m.task('b'),
      m.path('s g a'),
      m.flow('g', 'b', 'x')
    ),
  ],
  [
    'g_a: condition_not_evaluated',
    m.model(m.start('s'), m.and('g'), m.task('a'), m.path('s g'), m.flow('g', 'a', 'x')),
  ],
  ['s_a: condition_not_evaluated', m.model(m.start('s'), m.task('a'), m.flow('s', 'a', 'x'))],
  [
    'g: default_flow_foreign',
    m.model(m.start('s'), m.xor('g', 's_g'), m.task('a'), m.path('s g a')),
  ],
  [
    'g: default_flow_missing',
    m.model(
      m.start('s'),
      m.xor('g'),
      m.task('a'),
      m.task('b'),
      m.path('s g'),
      m.flow('g', 'a', 'x'),
      m.flow('g', 'b', 'y')
    ),
  ],
  ['g: event_gateway_empty', at('g', m.firstOf('g'))],
  ['a: event_gateway_target', m.model(m.start('s'), m.firstOf('g'), m.task('a'), m.path('s g a'))],
  [
    'c: event_gateway_shared',
    m.model(
      m.start('s'),
      m.firstOf('g'),
      m.caught('c', m.message('M')),
      m.task('a'),
      m.path('s g c'),
      m.path('a c')
    ),
  ],
  // ------------------------------------------------------------------------------------------------------------- scopes
  ['p: start_missing', m.model(m.task('a'), m.task('b'), m.path('a b a'))],
  ['t: several_start_events', m.model(m.start('s'), m.start('t'))],
  ['h: event_sub_process_start', lone(m.eventSub('h', m.task('a')))],
  ['b: boundary_unattached', lone(m.element('boundaryEvent', { id: 'b' }, m.after('PT1H')))],
  ['b: boundary_unattached', m.model(m.start('s'), m.boundary('b', 's', m.after('PT1H')))],
  [
    'b: boundary_must_interrupt',
    m.model(m.start('s'), m.user('a'), m.beside('b', 'a', m.error()), m.path('s a')),
  ],
  [
    'e: cancel_outside_transaction',
    m.model(m.start('s'), m.end('e', m.cancelled()), m.path('s e')),
  ],
  [
    'b: cancel_outside_transaction',
    m.model(
      m.start('s'),
      m.sub('p1', m.task('a')),
      m.boundary('b', 'p1', m.cancelled()),
      m.path('s p1')
    ),
  ],
  [
    'e: cancel_without_boundary',
    at('x', m.transaction('x', m.start('is'), m.end('e', m.cancelled()), m.path('is e'))),
  ],
  [
    'b: compensation_without_handler',
    m.model(m.start('s'), m.user('a'), m.boundary('b', 'a', m.compensate()), m.path('s a')),
  ],
  [
    'b: compensation_of_handler',
    m.model(
      m.start('s'),
      m.handler('a', '1', 'x'),
      m.boundary('b', 'a', m.compensate()),
      m.handler('h', '1', 'x'),
      m.undoes('b', 'h')
    ),
  ],
  ['t: compensation_unknown', throwing(m.compensate('s'))],
  ['a: compensation_flow', m.model(m.start('s'), m.handler('a', '1', 'x'), m.path('s a'))],
  // ----------------------------------------------------------------------------------------------------------- warnings
  ['d: data_object_name', lone(m.element('dataObject', { id: 'd', name: 'The file' }))],
  [
    'a: foreign_extension',
    at('a', named('userTask', 'a', { 'xmlns:camunda': 'urn:c', 'camunda:assignee': 'x' })),
  ],
  ['a: resources_ignored', at('a', named('userTask', 'a', {}, '<bpmn:potentialOwner id="o"/>'))],
  ['b: unreachable', m.model(m.start('s'), m.task('a'), m.task('b'), m.path('s a'))],
]
