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

/** XML → moddle. References to what is not there are faults of the document, as moddle would drop them silently. */
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
    const faults: CompileFault[] = []
    for (const { message, property, value, element } of warnings) {
      const id = isElement(element) && typeof element.id === 'string' ? element.id : null
      if (property !== undefined && isDrawing(element)) continue
      if (property !== undefined) {
        const params = { property: property.replace(/^bpmn:/, ''), value: value ?? '' }
        faults.push({ code: 'reference_missing', element: id, params, severity: 'error' })
      } else {
        faults.push({
          code: 'document_unclear',
          element: id,
          params: { message },
          severity: 'warning',
        })
      }
    }
    const size = sizeOf(rootElement)
    if (size.elements > MAX_ELEMENTS) return refused('too_many_elements', { limit: MAX_ELEMENTS })
    if (size.depth > MAX_DEPTH) return refused('nested_too_deep', { limit: MAX_DEPTH })
    return { definitions: rootElement, faults }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return refused('xml_broken', { message: error.message.split('\n')[0] ?? '' })
  }
}

/** moddle → XML. What was read is written again, other tools' elements and attributes included. */
export async function writeDocument(definitions: Element): Promise<string> {
  const moddle = new BpmnModdle({ peyvand: PEYVAND_MODDLE })
  return (await moddle.toXML(definitions, { format: true })).xml
}

/** Shapes and edges of what does not exist draw nothing, and execute nothing. */
const isDrawing = (element: unknown): boolean =>
  isElement(element) && element.$type.startsWith('bpmndi:')

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
