/**
 * The elements that are offered for drawing: those that our kernel executes, nothing else. What other tools drew stays in an imported
 * document, and the compiler says what of it cannot be executed.
 */
export const GROUPS = [
  'work',
  'decide',
  'start',
  'wait',
  'end',
  'structure',
  'tell',
  'note',
] as const
export type Group = (typeof GROUPS)[number]

export interface ElementShape {
  type: string
  eventDefinitionType?: string
  isExpanded?: boolean
  triggeredByEvent?: boolean
  cancelActivity?: boolean
}
export interface CatalogItem {
  /** Its texts: `workflow_designer.element.<id>`. */
  id: string
  group: Group
  /** Class of the bpmn font. */
  icon: string
  shape: ElementShape
  /** Shown in the palette without searching. */
  common?: boolean
}

const definition = (name: string) => ({ eventDefinitionType: `bpmn:${name}EventDefinition` })
const start = (id: string, icon: string, event?: string): CatalogItem => ({
  id,
  group: 'start',
  icon: `bpmn-icon-start-event-${icon}`,
  shape: { type: 'bpmn:StartEvent', ...(event ? definition(event) : {}) },
})
const task = (id: string, icon: string, type: string): CatalogItem => ({
  id,
  group: 'work',
  icon: `bpmn-icon-${icon}`,
  shape: { type: `bpmn:${type}` },
})
const gateway = (id: string, icon: string, type: string): CatalogItem => ({
  id,
  group: 'decide',
  icon: `bpmn-icon-gateway-${icon}`,
  shape: { type: `bpmn:${type}` },
})
const wait = (id: string, icon: string, event: string): CatalogItem => ({
  id,
  group: 'wait',
  icon: `bpmn-icon-intermediate-event-catch-${icon}`,
  shape: { type: 'bpmn:IntermediateCatchEvent', ...definition(event) },
})
const tell = (id: string, icon: string, event: string): CatalogItem => ({
  id,
  group: 'tell',
  icon: `bpmn-icon-intermediate-event-throw-${icon}`,
  shape: { type: 'bpmn:IntermediateThrowEvent', ...definition(event) },
})
const end = (id: string, icon: string, event?: string): CatalogItem => ({
  id,
  group: 'end',
  icon: `bpmn-icon-end-event-${icon}`,
  shape: { type: 'bpmn:EndEvent', ...(event ? definition(event) : {}) },
})
const common = (item: CatalogItem): CatalogItem => ({ ...item, common: true })

export const CATALOG: readonly CatalogItem[] = [
  common(task('user_task', 'user-task', 'UserTask')),
  common(task('service_task', 'service-task', 'ServiceTask')),
  common(task('script_task', 'script-task', 'ScriptTask')),
  common(task('rule_task', 'business-rule-task', 'BusinessRuleTask')),
  task('send_task', 'send-task', 'SendTask'),
  task('receive_task', 'receive-task', 'ReceiveTask'),
  task('manual_task', 'manual-task', 'ManualTask'),
  common(gateway('exclusive', 'xor', 'ExclusiveGateway')),
  common(gateway('parallel', 'parallel', 'ParallelGateway')),
  gateway('inclusive', 'or', 'InclusiveGateway'),
  gateway('event_based', 'eventbased', 'EventBasedGateway'),
  common(start('start', 'none')),
  start('start_timer', 'timer', 'Timer'),
  start('start_message', 'message', 'Message'),
  start('start_signal', 'signal', 'Signal'),
  start('start_condition', 'condition', 'Conditional'),
  common(wait('wait_timer', 'timer', 'Timer')),
  common(wait('wait_message', 'message', 'Message')),
  wait('wait_signal', 'signal', 'Signal'),
  wait('wait_condition', 'condition', 'Conditional'),
  wait('link_catch', 'link', 'Link'),
  common(end('end', 'none')),
  end('end_terminate', 'terminate', 'Terminate'),
  end('end_error', 'error', 'Error'),
  end('end_message', 'message', 'Message'),
  end('end_signal', 'signal', 'Signal'),
  end('end_escalation', 'escalation', 'Escalation'),
  end('end_compensation', 'compensation', 'Compensate'),
  end('end_cancel', 'cancel', 'Cancel'),
  {
    id: 'sub_process',
    group: 'structure',
    icon: 'bpmn-icon-subprocess-expanded',
    shape: { type: 'bpmn:SubProcess', isExpanded: true },
    common: true,
  },
  {
    id: 'event_sub_process',
    group: 'structure',
    icon: 'bpmn-icon-event-subprocess-expanded',
    shape: { type: 'bpmn:SubProcess', isExpanded: true, triggeredByEvent: true },
  },
  {
    id: 'transaction',
    group: 'structure',
    icon: 'bpmn-icon-transaction',
    shape: { type: 'bpmn:Transaction', isExpanded: true },
  },
  {
    id: 'call_activity',
    group: 'structure',
    icon: 'bpmn-icon-call-activity',
    shape: { type: 'bpmn:CallActivity' },
  },
  tell('throw_message', 'message', 'Message'),
  tell('throw_signal', 'signal', 'Signal'),
  tell('throw_escalation', 'escalation', 'Escalation'),
  tell('throw_compensation', 'compensation', 'Compensate'),
  tell('link_throw', 'link', 'Link'),
  {
    id: 'annotation',
    group: 'note',
    icon: 'bpmn-icon-text-annotation',
    shape: { type: 'bpmn:TextAnnotation' },
  },
]

/** Events on the edge of a step: what may happen while it is being worked on. */
export const BOUNDARY_EVENTS: readonly CatalogItem[] = [
  boundary('timer', 'timer', 'Timer', true),
  boundary('timer_beside', 'timer-non-interrupting', 'Timer', false),
  boundary('message', 'message', 'Message', true),
  boundary('message_beside', 'message-non-interrupting', 'Message', false),
  boundary('error', 'error', 'Error', true),
  boundary('escalation', 'escalation', 'Escalation', true),
  boundary('escalation_beside', 'escalation-non-interrupting', 'Escalation', false),
  boundary('signal', 'signal', 'Signal', true),
  boundary('signal_beside', 'signal-non-interrupting', 'Signal', false),
  boundary('condition', 'condition', 'Conditional', true),
  boundary('condition_beside', 'condition-non-interrupting', 'Conditional', false),
  boundary('compensation', 'compensation', 'Compensate', true),
  boundary('cancel', 'cancel', 'Cancel', true),
]
function boundary(id: string, icon: string, event: string, interrupting: boolean): CatalogItem {
  return {
    id: `on_${id}`,
    group: 'wait',
    icon: `bpmn-icon-intermediate-event-catch-${icon}`,
    shape: {
      type: 'bpmn:BoundaryEvent',
      ...definition(event),
      cancelActivity: interrupting,
    },
  }
}

/** Ways to change an element that bpmn-js offers and that our kernel refuses, or that only blur what a step is. */
const REFUSED =
  /ad-hoc|complex-gateway|none-intermediate|parallel-multiple|data-store|pool|participant|replace-with-task$/

export const isOffered = (entry: string): boolean => !REFUSED.test(entry)

export interface AppendPlace {
  type: string
  /** The type of the event's definition, without `bpmn:` and `EventDefinition`. */
  event: string | null
  isEventSubProcess: boolean
  inTransaction: boolean
  forCompensation: boolean
}

/** What may follow an element; nothing after an end. */
export function itemsAfter(place: AppendPlace): readonly CatalogItem[] {
  if (
    place.type === 'bpmn:EndEvent' ||
    place.isEventSubProcess ||
    place.forCompensation ||
    (place.type === 'bpmn:IntermediateThrowEvent' && place.event === 'Link')
  )
    return CATALOG.filter(({ group }) => group === 'note')
  if (place.event === 'Compensate' && place.type === 'bpmn:BoundaryEvent')
    return CATALOG.filter(({ group }) => group === 'work')
  const followsEventGateway = place.type === 'bpmn:EventBasedGateway'
  return CATALOG.filter(({ id, group }) => {
    if (group === 'start' || id === 'event_sub_process' || id === 'link_catch') return false
    if (id === 'end_cancel') return place.inTransaction
    if (followsEventGateway)
      return (group === 'wait' && id !== 'link_catch') || id === 'receive_task' || group === 'note'
    return true
  })
}
