import type { Faults } from '#core/workflow/kernel/compile_faults'
import {
  childOf,
  childrenOf,
  extensionOf,
  flagOf,
  textOf,
  typeOf,
  type Element,
} from '#core/workflow/kernel/moddle'
import type { EventDefinition } from '#core/workflow/kernel/types'

/** Where an event stands; what may stand there is BPMN's table of events (10.5.1), without what has more than one definition. */
export type EventPlace =
  'start' | 'subProcessStart' | 'eventSubProcessStart' | 'end' | 'throw' | 'catch' | 'boundary'

const ALLOWED: Record<EventPlace, readonly EventDefinition['kind'][]> = {
  start: ['none', 'message', 'timer', 'signal', 'conditional'],
  subProcessStart: ['none'],
  eventSubProcessStart: ['message', 'timer', 'signal', 'conditional', 'error', 'escalation'],
  end: [
    ...(['none', 'message', 'signal', 'error', 'escalation', 'compensate', 'cancel'] as const),
    'terminate',
  ],
  throw: ['none', 'message', 'signal', 'escalation', 'link', 'compensate'],
  catch: ['message', 'timer', 'signal', 'conditional', 'link'],
  boundary: [
    ...(['message', 'timer', 'signal', 'conditional', 'error', 'escalation'] as const),
    ...(['compensate', 'cancel'] as const),
  ],
}
const WORD: Record<string, EventDefinition['kind']> = {
  MessageEventDefinition: 'message',
  TimerEventDefinition: 'timer',
  SignalEventDefinition: 'signal',
  ErrorEventDefinition: 'error',
  EscalationEventDefinition: 'escalation',
  ConditionalEventDefinition: 'conditional',
  LinkEventDefinition: 'link',
  CompensateEventDefinition: 'compensate',
  CancelEventDefinition: 'cancel',
  TerminateEventDefinition: 'terminate',
}

/** The one definition of an event; `none` also where it is at fault. */
export function readEvent(event: Element, place: EventPlace, faults: Faults): EventDefinition {
  const definitions = [
    ...childrenOf(event, 'eventDefinitions'),
    ...childrenOf(event, 'eventDefinitionRef'),
  ]
  if (definitions.length > 1) {
    faults.error(event, 'multiple_event_definitions')
    return { kind: 'none' }
  }
  const [definition] = definitions
  const kind = definition ? WORD[typeOf(definition)] : 'none'
  if (kind === undefined) {
    faults.error(event, 'unsupported_event', { event: definition ? typeOf(definition) : '' })
    return { kind: 'none' }
  }
  if (!ALLOWED[place].includes(kind)) {
    if (kind === 'none') faults.error(event, 'event_definition_missing')
    else faults.error(event, 'event_misplaced', { event: kind, place })
    return { kind: 'none' }
  }
  if (!definition) return { kind: 'none' }
  return readDefinition(event, definition, kind, place, faults)
}

function readDefinition(
  event: Element,
  definition: Element,
  kind: EventDefinition['kind'],
  place: EventPlace,
  faults: Faults
): EventDefinition {
  const throwing = place === 'end' || place === 'throw'
  switch (kind) {
    case 'timer':
      return readTimer(event, definition, faults)
    case 'message': {
      const name = faults.text(event, textOf(childOf(definition, 'messageRef'), 'name'))
      const sends = throwing && extensionOf(event, 'Action') !== null
      if (!name && !sends) faults.error(event, 'message_missing')
      const key = textOf(extensionOf(event, 'Correlation'), 'key')
      return { kind, name: name ?? { literal: '' }, correlation: faults.text(event, key) }
    }
    case 'signal': {
      const name = faults.text(event, textOf(childOf(definition, 'signalRef'), 'name'))
      if (!name) faults.error(event, 'signal_missing')
      return { kind, name: name ?? { literal: '' } }
    }
    case 'error': {
      const code = textOf(childOf(definition, 'errorRef'), 'errorCode')
      if (!code && throwing) faults.error(event, 'error_code_missing')
      return { kind, code }
    }
    case 'escalation': {
      const code = textOf(childOf(definition, 'escalationRef'), 'escalationCode')
      if (!code && throwing) faults.error(event, 'escalation_code_missing')
      return { kind, code }
    }
    case 'conditional': {
      const condition = faults.expression(event, childOf(definition, 'condition'))
      if (!textOf(childOf(definition, 'condition'), 'body')) {
        faults.error(event, 'condition_missing')
      }
      return { kind, condition: condition ?? 'false' }
    }
    case 'link': {
      const name = textOf(definition, 'name')
      if (!name) faults.error(event, 'link_missing')
      return { kind, name: name ?? '', target: null }
    }
    case 'compensate': {
      const activity = childOf(definition, 'activityRef')?.id ?? null
      return { kind, activity, wait: flagOf(definition, 'waitForCompletion', true) }
    }
    default:
      return { kind } as EventDefinition
  }
}

function readTimer(event: Element, definition: Element, faults: Faults): EventDefinition {
  const forms = (['Date', 'Duration', 'Cycle'] as const).filter((form) =>
    textOf(childOf(definition, `time${form}`), 'body')
  )
  const [form = 'Duration'] = forms
  if (forms.length > 1) faults.error(event, 'timer_ambiguous')
  const raw = textOf(childOf(definition, `time${form}`), 'body')
  const lower = form.toLowerCase() as 'date' | 'duration' | 'cycle'
  const value = faults.timer(event, lower, raw) ?? { literal: '' }
  const calendar = faults.text(event, textOf(extensionOf(event, 'Calendar'), 'ref'))
  return { kind: 'timer', form: lower, value, calendar }
}
