/// <reference path="./bpmn_moddle.d.ts" />
import { BpmnModdle } from 'bpmn-moddle'
import type { CompileFaultCode } from '#core/workflow/kernel/codes'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import { childrenOf, isElement, type Element } from '#core/workflow/kernel/moddle'
import type { CompileFault } from '#core/workflow/kernel/types'

/** A document of more is refused before it is read: bytes of XML, elements of all processes. */
export const MAX_DOCUMENT_LENGTH = 2_000_000
export const MAX_ELEMENTS = 5_000
/** Sub-processes in sub-processes. */
export const MAX_DEPTH = 30

/** A document read: `bpmn:Definitions` with everything that other tools wrote, or why it cannot be read. */
export type Parsed =
  { definitions: Element; faults: CompileFault[] } | { definitions: null; faults: CompileFault[] }

const refused = (code: CompileFaultCode, params: CompileFault['params'] = {}): Parsed => ({
  definitions: null,
  faults: [{ code, element: null, params, severity: 'error' }],
})

/** XML → moddle. References to what is not there are faults of the document: moddle drops them. */
export async function parseDocument(xml: string): Promise<Parsed> {
  if (xml.length > MAX_DOCUMENT_LENGTH) {
    return refused('document_too_large', { limit: MAX_DOCUMENT_LENGTH })
  }
  /** A document type can define entities that grow without bound; BPMN has no use for one. */
  if (/<!DOCTYPE/i.test(xml)) return refused('document_type')
  const moddle = new BpmnModdle({ peyvand: PEYVAND_MODDLE })
  try {
    const { rootElement, warnings } = await moddle.fromXML(xml)
    if (!isElement(rootElement) || rootElement.$type !== 'bpmn:Definitions') {
      return refused('not_bpmn')
    }
    const faults = warnings.flatMap((warning) => faultOf(warning) ?? [])
    const size = sizeOf(rootElement)
    if (size.elements > MAX_ELEMENTS) return refused('too_many_elements', { limit: MAX_ELEMENTS })
    if (size.depth > MAX_DEPTH) return refused('nested_too_deep', { limit: MAX_DEPTH })
    return { definitions: rootElement, faults }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (/^failed to parse document as/.test(error.message)) return refused('not_bpmn')
    return refused('xml_broken', { message: error.message.split('\n')[0] ?? '' })
  }
}

/** moddle → XML. What was read is written again, other tools' elements and attributes included. */
export async function writeDocument(definitions: Element): Promise<string> {
  const moddle = new BpmnModdle({ peyvand: PEYVAND_MODDLE })
  return (await moddle.toXML(definitions, { format: true })).xml
}

/** What moddle only warns of. */
function faultOf(warning: Warning): CompileFault | null {
  const { message, property, value, element } = warning
  const twice = /duplicate ID <([^>]*)>/.exec(message)
  if (twice) return { code: 'id_twice', element: twice[1] ?? null, params: {}, severity: 'error' }
  const unknown = /^unparsable content <([^>]*)>/.exec(message)
  if (unknown) {
    const params = { element: unknown[1] ?? '' }
    return { code: 'element_unknown', element: null, params, severity: 'error' }
  }
  if (property === undefined) {
    return { code: 'document_unclear', element: null, params: { message }, severity: 'warning' }
  }
  /** Shapes and edges of what does not exist draw nothing, and execute nothing. */
  if (!isElement(element) || element.$type.startsWith('bpmndi:')) return null
  const params = { property: property.replace(/^bpmn:/, ''), value: value ?? '' }
  const severity = EXECUTED.has(params.property) ? 'error' : 'warning'
  return { code: 'reference_missing', element: element.id ?? null, params, severity }
}

type Warning = Awaited<ReturnType<BpmnModdle['fromXML']>>['warnings'][number]

/** References that say what is executed; others document. What flows a node has is taken from the flows. */
const EXECUTED = new Set([
  ...['sourceRef', 'targetRef', 'attachedToRef', 'default', 'activityRef', 'eventDefinitionRef'],
  ...['messageRef', 'signalRef', 'errorRef', 'escalationRef'],
])

/** Counted without recursion: the document may be deeper than the stack. */
function sizeOf(definitions: Element): { elements: number; depth: number } {
  const open = childrenOf(definitions, 'rootElements').map((element) => ({ element, depth: 0 }))
  let elements = 0
  let depth = 0
  for (let next = open.pop(); next; next = open.pop()) {
    elements++
    depth = Math.max(depth, next.depth)
    for (const element of childrenOf(next.element, 'flowElements')) {
      open.push({ element, depth: next.depth + 1 })
    }
  }
  return { elements, depth }
}
