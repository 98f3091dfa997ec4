import {
  listIn,
  objectIn,
  textIn,
  type Edit,
  type Moddle,
  type ModdleFactory,
} from '#ui/diagram/moddle.js'

/**
 * Messages, signals, errors and escalations: BPMN keeps them at the root of the document and points at them; people know them by a
 * name. Choosing a name that is there points at it, a new one makes it, and what nothing points at any more stays: other tools may.
 */
export const NAMED = {
  message: { type: 'bpmn:Message', reference: 'messageRef', word: 'name' },
  signal: { type: 'bpmn:Signal', reference: 'signalRef', word: 'name' },
  error: { type: 'bpmn:Error', reference: 'errorRef', word: 'errorCode' },
  escalation: { type: 'bpmn:Escalation', reference: 'escalationRef', word: 'escalationCode' },
} as const
export type NamedKind = keyof typeof NAMED

export function namesIn(definitions: Moddle, kind: NamedKind): string[] {
  const { type, word } = NAMED[kind]
  const names = listIn(definitions, 'rootElements')
    .filter(({ $type }) => $type === type)
    .map((element) => textIn(element, word))
  return [...new Set(names)].filter((name) => name !== '').sort()
}

/** `holder`: the event's definition, or a receive or send task. */
export const namedOf = (holder: Moddle, kind: NamedKind): string =>
  textIn(objectIn(holder, NAMED[kind].reference), NAMED[kind].word)

export function writeNamed(
  factory: ModdleFactory,
  definitions: Moddle,
  holder: Moddle,
  kind: NamedKind,
  name: string
): Edit[] {
  const { type, reference, word } = NAMED[kind]
  if (name === '') return [{ of: holder, set: { [reference]: undefined } }]
  const present = listIn(definitions, 'rootElements').find(
    (element) => element.$type === type && textIn(element, word) === name
  )
  if (present) return [{ of: holder, set: { [reference]: present } }]
  const made = factory.create(type, word === 'name' ? { name } : { name, [word]: name })
  const rootElements = [...listIn(definitions, 'rootElements'), made]
  return [
    { of: definitions, set: { rootElements } },
    { of: holder, set: { [reference]: made } },
  ]
}
