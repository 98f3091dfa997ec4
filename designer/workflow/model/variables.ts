import { extensionOf, isModdle, listIn, objectIn, textIn, type Moddle } from '#ui/diagram/moddle.js'
import { mappingsOf, resultOf, typedConfigOf, userTaskOf } from './properties.js'
import { questionsOf } from './user_task.js'

/** A name that expressions of a process may use, and where it comes from. */
export interface Known {
  name: string
  /** Id of the element that sets it. */
  from: string
  /** Of an action or trigger: its name in the registry, which says what the value holds. */
  action?: string
}

/** Every element of the processes of a document, sub-processes included. */
export function elementsOf(definitions: Moddle): Moddle[] {
  const found: Moddle[] = []
  const open = listIn(definitions, 'rootElements').filter(({ $type }) => $type === 'bpmn:Process')
  for (let next = open.shift(); next; next = open.shift()) {
    found.push(next)
    if (next.$instanceOf('bpmn:FlowElementsContainer')) open.push(...listIn(next, 'flowElements'))
  }
  return found
}

/** What the steps of a document put into variables. */
export function knownVariables(definitions: Moddle): Known[] {
  const known = new Map<string, Known>()
  const add = (name: string, from: Moddle, action?: string) => {
    if (name !== '' && !known.has(name))
      known.set(name, { name, from: from.id ?? '', ...(action ? { action } : {}) })
  }
  for (const element of elementsOf(definitions)) {
    const action = typedConfigOf(element, 'peyvand:Action')?.type
    const outputs = mappingsOf(element, 'outputs')
    for (const { target } of [...outputs, ...mappingsOf(element, 'inputs')]) add(target, element)
    if (outputs.length === 0) add(resultOf(element), element, action)
    if (element.$type === 'bpmn:UserTask')
      for (const { name } of questionsOf(userTaskOf(element))) add(name, element)
    const loop = isModdle(element.get('loopCharacteristics'))
      ? objectIn(element, 'loopCharacteristics')
      : null
    const own = loop ? extensionOf(loop, 'peyvand:Loop') : null
    add(textIn(own, 'elementVariable'), element)
    add(textIn(own, 'outputCollection'), element)
  }
  return [...known.values()]
}

/** The kind of record that a process is about: what its triggers watch. */
export function subjectOf(definitions: Moddle): string | null {
  for (const element of elementsOf(definitions)) {
    const entity = typedConfigOf(element, 'peyvand:Trigger')?.config.entity
    if (typeof entity === 'string' && entity !== '') return entity
  }
  return null
}
