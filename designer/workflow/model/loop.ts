import {
  editExtension,
  extensionOf,
  objectIn,
  textIn,
  type Edit,
  type Moddle,
  type ModdleFactory,
} from '#ui/diagram/moddle.js'
import { expressionOf, writeExpression } from './properties.js'

/** How often a step is done: once, again while a condition holds, or once for each of a list. */
export interface Repetition {
  kind: 'once' | 'parallel' | 'sequential' | 'while'
  /** FEEL of a list; or `cardinality`, FEEL of a number. */
  collection: string
  cardinality: string
  elementVariable: string
  outputCollection: string
  outputElement: string
  completionCondition: string
  /** Of `while`. */
  condition: string
  maximum: string
}
export const ONCE: Repetition = {
  kind: 'once',
  collection: '',
  cardinality: '',
  elementVariable: '',
  outputCollection: '',
  outputElement: '',
  completionCondition: '',
  condition: '',
  maximum: '',
}

const withoutMark = (text: string): string => (text.startsWith('=') ? text.slice(1).trim() : text)

export function repetitionOf(owner: Moddle): Repetition {
  const loop = objectIn(owner, 'loopCharacteristics')
  if (!loop) return ONCE
  if (loop.$type === 'bpmn:StandardLoopCharacteristics') {
    const condition = expressionOf(loop, 'loopCondition')
    return { ...ONCE, kind: 'while', condition, maximum: textIn(loop, 'loopMaximum') }
  }
  const own = extensionOf(loop, 'peyvand:Loop')
  return {
    ...ONCE,
    kind: loop.get('isSequential') === true ? 'sequential' : 'parallel',
    collection: withoutMark(textIn(own, 'collection')),
    cardinality: expressionOf(loop, 'loopCardinality'),
    elementVariable: textIn(own, 'elementVariable'),
    outputCollection: textIn(own, 'outputCollection'),
    outputElement: withoutMark(textIn(own, 'outputElement')),
    completionCondition: expressionOf(loop, 'completionCondition'),
  }
}

/** Another kind makes the marker anew; the same kind changes what is there. */
export function writeRepetition(factory: ModdleFactory, owner: Moddle, to: Repetition): Edit[] {
  if (to.kind === 'once') return [{ of: owner, set: { loopCharacteristics: undefined } }]
  const type =
    to.kind === 'while'
      ? 'bpmn:StandardLoopCharacteristics'
      : 'bpmn:MultiInstanceLoopCharacteristics'
  const present = objectIn(owner, 'loopCharacteristics')
  const loop = present?.$type === type ? present : factory.create(type)
  const edits: Edit[] = loop === present ? [] : [{ of: owner, set: { loopCharacteristics: loop } }]
  if (to.kind === 'while') {
    const maximum = Number.parseInt(to.maximum, 10)
    edits.push(
      { of: loop, set: { loopMaximum: Number.isNaN(maximum) ? undefined : maximum } },
      ...writeExpression(factory, loop, 'loopCondition', to.condition)
    )
    return edits
  }
  const named = Object.fromEntries(
    (['collection', 'elementVariable', 'outputCollection', 'outputElement'] as const).map(
      (name) => [name, to[name] || undefined] as const
    )
  )
  const any = Object.values(named).some((value) => value !== undefined)
  edits.push(
    { of: loop, set: { isSequential: to.kind === 'sequential' } },
    ...writeExpression(factory, loop, 'loopCardinality', to.collection ? '' : to.cardinality),
    ...writeExpression(factory, loop, 'completionCondition', to.completionCondition),
    ...editExtension(factory, loop, 'peyvand:Loop', any ? named : null)
  )
  return edits
}
