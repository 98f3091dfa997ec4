import { eventOf } from '../canvas/drawing.js'
import type { Moddle } from '#ui/diagram/moddle.js'
import type { MappingPart } from '../model/properties.js'

/** Parts of the panel by what is chosen. */
export type SectionName =
  | 'starters'
  | 'trigger'
  | 'task'
  | 'action'
  | 'script'
  | 'decision'
  | 'call'
  | 'event'
  | 'flow'
  | 'mapping'
  | 'repeat'
  | 'retry'

export function sectionsOf(owner: Moddle): SectionName[] {
  const sections: SectionName[] = []
  const { $type } = owner
  const event = eventOf(owner)
  if ($type === 'bpmn:Process') sections.push('starters')
  if ($type === 'bpmn:StartEvent' && event === null && owner.$parent?.$type === 'bpmn:Process')
    sections.push('trigger')
  if ($type === 'bpmn:UserTask') sections.push('task')
  if ($type === 'bpmn:ServiceTask' || $type === 'bpmn:SendTask') sections.push('action')
  if ($type === 'bpmn:ScriptTask') sections.push('script')
  if ($type === 'bpmn:BusinessRuleTask') sections.push('decision')
  if ($type === 'bpmn:CallActivity') sections.push('call')
  if ((event !== null && event !== 'Terminate' && event !== 'Cancel') || takesMessage($type))
    sections.push('event')
  if (event === 'Message' && throws($type)) sections.push('action')
  if ($type === 'bpmn:SequenceFlow') sections.push('flow')
  if (mappingParts(owner).length > 0) sections.push('mapping')
  if (owner.$instanceOf('bpmn:Activity') && owner.get('triggeredByEvent') !== true)
    sections.push('repeat')
  if ($type === 'bpmn:ServiceTask' || $type === 'bpmn:SendTask') sections.push('retry')
  return sections
}

const takesMessage = (type: string): boolean => type === 'bpmn:ReceiveTask'
const throws = (type: string): boolean =>
  type === 'bpmn:EndEvent' || type === 'bpmn:IntermediateThrowEvent'

/** Where values go in and out: what throws has only inputs, what catches only outputs. */
export function mappingParts(owner: Moddle): MappingPart[] {
  if (owner.$instanceOf('bpmn:Activity'))
    return owner.get('triggeredByEvent') === true ? [] : ['inputs', 'outputs']
  const event = eventOf(owner)
  if (event === null || ['Link', 'Terminate', 'Cancel', 'Compensate'].includes(event)) return []
  if (throws(owner.$type)) return ['inputs']
  return event === 'Timer' || event === 'Conditional' ? [] : ['outputs']
}

/** Sections that are open at once: what a step is made of; the rest is folded. */
export const isFolded = (section: SectionName): boolean =>
  ['mapping', 'repeat', 'retry'].includes(section)

/** The name of an element's kind in the locales: `workflow_designer.type.<name>`. */
export const typeName = (owner: Moddle): string =>
  owner.$type
    .replace(/^\w+:/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
