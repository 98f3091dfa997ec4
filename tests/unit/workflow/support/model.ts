/**
 * Small BPMN documents for tests, written as parts: `model(start('s'), user('a'), end('e'), path('s a e'))`. Messages, signals,
 * errors and escalations are declared by being named.
 */
const NAMESPACES = [
  'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"',
  'xmlns:peyvand="urn:peyvand:bpmn:1.0"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(' ')

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

export function model(...parts: string[]): string {
  return document(`<bpmn:process id="p" isExecutable="true">${parts.join('\n')}</bpmn:process>`)
}

export function document(body: string): string {
  const declared = [
    ...roots(body, 'messageRef', 'm', (id, name) => `<bpmn:message id="${id}" name="${name}"/>`),
    ...roots(body, 'signalRef', 's', (id, name) => `<bpmn:signal id="${id}" name="${name}"/>`),
    ...roots(body, 'errorRef', 'x', (id, name) => `<bpmn:error id="${id}" errorCode="${name}"/>`),
    ...roots(
      body,
      'escalationRef',
      'c',
      (id, name) => `<bpmn:escalation id="${id}" escalationCode="${name}"/>`
    ),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions ${NAMESPACES} id="definitions" targetNamespace="urn:test">
${declared.join('\n')}
${body}
</bpmn:definitions>`
}

function roots(
  body: string,
  attribute: string,
  letter: string,
  write: (id: string, name: string) => string
): string[] {
  const found = body.matchAll(new RegExp(`${attribute}="${letter}_([^"]+)"`, 'g'))
  return [...new Set([...found].map((match) => match[1] ?? ''))].map((name) =>
    write(`${letter}_${name}`, name)
  )
}

type Attributes = { [name: string]: string | boolean | number | undefined }

export function element(type: string, attributes: Attributes, ...inner: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')
  return `<bpmn:${type}${written}>${inner.join('')}</bpmn:${type}>`
}

// ---------------------------------------------------------------------------------------------------------------- nodes

export const start = (id: string, ...inner: string[]) => element('startEvent', { id }, ...inner)
export const startLater = (id: string, definition: string) =>
  element('startEvent', { id, isInterrupting: false }, definition)
export const end = (id: string, ...inner: string[]) => element('endEvent', { id }, ...inner)
export const caught = (id: string, ...inner: string[]) =>
  element('intermediateCatchEvent', { id }, ...inner)
export const thrown = (id: string, ...inner: string[]) =>
  element('intermediateThrowEvent', { id }, ...inner)
export const boundary = (id: string, attachedToRef: string, ...inner: string[]) =>
  element('boundaryEvent', { id, attachedToRef }, ...inner)
export const beside = (id: string, attachedToRef: string, ...inner: string[]) =>
  element('boundaryEvent', { id, attachedToRef, cancelActivity: false }, ...inner)

const named =
  (type: string) =>
  (id: string, ...inner: string[]) =>
    element(type, { id, name: id }, ...inner)
export const task = named('task')
export const user = named('userTask')
export const manual = named('manualTask')
export const service = (id: string, ...inner: string[]) =>
  element('serviceTask', { id, name: id }, extended('<peyvand:action type="test"/>', ...inner))
export const send = (id: string, message: string) =>
  element('sendTask', { id, name: id, messageRef: `m_${message}` })
export const receive = (id: string, message: string, ...inner: string[]) =>
  element('receiveTask', { id, name: id, messageRef: `m_${message}` }, ...inner)
export const script = (id: string, expression: string, variable?: string, ...inner: string[]) =>
  element(
    'scriptTask',
    { id, name: id, scriptFormat: 'feel' },
    variable ? extended(`<peyvand:result variable="${variable}"/>`) : '',
    ...inner,
    `<bpmn:script>${escaped(expression)}</bpmn:script>`
  )
export const decide = (id: string, decision: string, variable: string) =>
  element(
    'businessRuleTask',
    { id, name: id },
    extended(`<peyvand:decision ref="${decision}"/><peyvand:result variable="${variable}"/>`)
  )
export const call = (id: string, calledElement: string, ...inner: string[]) =>
  element('callActivity', { id, name: id, calledElement }, ...inner)
export const sub = (id: string, ...parts: string[]) =>
  element('subProcess', { id, name: id }, ...parts)
export const transaction = (id: string, ...parts: string[]) =>
  element('transaction', { id, name: id }, ...parts)
export const eventSub = (id: string, ...parts: string[]) =>
  element('subProcess', { id, name: id, triggeredByEvent: true }, ...parts)
export const handler = (id: string, expression: string, variable: string) =>
  element(
    'scriptTask',
    { id, name: id, isForCompensation: true },
    extended(`<peyvand:result variable="${variable}"/>`),
    `<bpmn:script>${escaped(expression)}</bpmn:script>`
  )

export const xor = (id: string, otherwise?: string) =>
  element('exclusiveGateway', { id, default: otherwise })
export const or = (id: string, otherwise?: string) =>
  element('inclusiveGateway', { id, default: otherwise })
export const and = (id: string) => element('parallelGateway', { id })
export const firstOf = (id: string) => element('eventBasedGateway', { id })

// ---------------------------------------------------------------------------------------------------------------- flows

/** `'s a b'` draws the flows s→a and a→b; their ids are `s_a` and `a_b`. */
export function path(nodes: string): string {
  const ids = nodes.split(' ')
  return ids
    .slice(1)
    .map((to, index) => flow(ids[index] ?? '', to))
    .join('')
}

export function flow(from: string, to: string, condition?: string, id = `${from}_${to}`): string {
  const inner =
    condition === undefined
      ? ''
      : `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${escaped(condition)}</bpmn:conditionExpression>`
  return element('sequenceFlow', { id, sourceRef: from, targetRef: to }, inner)
}

export const undoes = (boundaryId: string, handlerId: string) =>
  element('association', {
    id: `${boundaryId}_${handlerId}`,
    sourceRef: boundaryId,
    targetRef: handlerId,
  })

// ----------------------------------------------------------------------------------------------------------- definitions

export const extended = (...inner: string[]) =>
  `<bpmn:extensionElements>${inner.join('')}</bpmn:extensionElements>`
export const input = (target: string, source: string) =>
  `<peyvand:input target="${target}" source="${escaped(source)}"/>`
export const output = (target: string, source: string) =>
  `<peyvand:output target="${target}" source="${escaped(source)}"/>`
export const io = (...mappings: string[]) => `<peyvand:io>${mappings.join('')}</peyvand:io>`

const formal = (tag: string, body: string) =>
  `<bpmn:${tag} xsi:type="bpmn:tFormalExpression">${escaped(body)}</bpmn:${tag}>`
const definition = (type: string, attributes: Attributes = {}, inner = '') =>
  element(`${type}EventDefinition`, { id: undefined, ...attributes }, inner)

export const after = (duration: string) => definition('timer', {}, formal('timeDuration', duration))
export const at = (date: string) => definition('timer', {}, formal('timeDate', date))
export const every = (cycle: string) => definition('timer', {}, formal('timeCycle', cycle))
export const message = (name: string) => definition('message', { messageRef: `m_${name}` })
export const signal = (name: string) => definition('signal', { signalRef: `s_${name}` })
export const error = (code?: string) =>
  definition('error', { errorRef: code === undefined ? undefined : `x_${code}` })
export const escalation = (code?: string) =>
  definition('escalation', { escalationRef: code === undefined ? undefined : `c_${code}` })
export const when = (condition: string) =>
  definition('conditional', {}, formal('condition', condition))
export const link = (name: string) => definition('link', { name })
export const compensate = (activityRef?: string, waitForCompletion?: boolean) =>
  definition('compensate', { activityRef, waitForCompletion })
export const cancelled = () => definition('cancel')
export const terminate = () => definition('terminate')

export function many(options: {
  cardinality?: string
  collection?: string
  element?: string
  output?: string
  outputElement?: string
  until?: string
  sequential?: boolean
}): string {
  const loop = [
    options.collection && `collection="${escaped(options.collection)}"`,
    options.element && `elementVariable="${options.element}"`,
    options.output && `outputCollection="${options.output}"`,
    options.outputElement && `outputElement="${escaped(options.outputElement)}"`,
  ].filter(Boolean)
  return element(
    'multiInstanceLoopCharacteristics',
    { isSequential: options.sequential ?? false },
    loop.length > 0 ? extended(`<peyvand:loop ${loop.join(' ')}/>`) : '',
    options.cardinality ? formal('loopCardinality', options.cardinality) : '',
    options.until ? formal('completionCondition', options.until) : ''
  )
}

export const loop = (condition: string, attributes: Attributes = {}) =>
  element('standardLoopCharacteristics', attributes, formal('loopCondition', condition))
