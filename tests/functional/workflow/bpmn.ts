/** Small BPMN documents without a drawing: what a process needs to run. */
import type { Json } from '#core/metadata/types'

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

export const json = (value: Json): string => escape(JSON.stringify(value))

/** `a>b` lines are sequence flows, with an optional FEEL condition behind a `?`. */
export function flows(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .map((line, at) => {
      const [way = '', condition] = line.split('?')
      const [from = '', to = ''] = way.trim().split('>')
      const inner = condition
        ? `<bpmn:conditionExpression>${escape(condition.trim())}</bpmn:conditionExpression>`
        : ''
      return `<bpmn:sequenceFlow id="f${at}_${from}_${to}" sourceRef="${from}" targetRef="${to}">${inner}</bpmn:sequenceFlow>`
    })
    .join('\n')
}

export function service(id: string, action: string, config: Json, more = ''): string {
  return `<bpmn:serviceTask id="${id}" name="${id}"><bpmn:extensionElements><peyvand:action type="${action}">${json(config)}</peyvand:action>${more}</bpmn:extensionElements></bpmn:serviceTask>`
}

export function userTask(id: string, config: Json, more = ''): string {
  return `<bpmn:userTask id="${id}" name="${id}"><bpmn:extensionElements><peyvand:userTask>${json(config)}</peyvand:userTask>${more}</bpmn:extensionElements></bpmn:userTask>`
}

export function timer(id: string, duration: string): string {
  return `<bpmn:intermediateCatchEvent id="${id}"><bpmn:timerEventDefinition id="${id}_d"><bpmn:timeDuration>${duration}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`
}

export const start = (id = 'start'): string => `<bpmn:startEvent id="${id}" />`
/** A start event that something beyond BPMN triggers. */
export const trigger = (id: string, type: string, config: Json): string =>
  `<bpmn:startEvent id="${id}"><bpmn:extensionElements><peyvand:trigger type="${type}">${json(config)}</peyvand:trigger></bpmn:extensionElements></bpmn:startEvent>`
export const end = (id = 'end'): string => `<bpmn:endEvent id="${id}" />`

/** `roots` are messages, signals and errors beside the process. */
export function document(key: string, parts: string[], roots = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:peyvand="urn:peyvand:bpmn:1.0" id="defs_${key}" targetNamespace="urn:test">
${roots}
<bpmn:process id="${key}" name="Process ${key}" isExecutable="true">
${parts.join('\n')}
</bpmn:process>
</bpmn:definitions>`
}

/** A process of one step: it starts, does it and ends. `parts` are drawn beside it. */
export function oneStep(key: string, id: string, step: string, parts: string[] = []): string {
  return document(key, [start(), step, end(), flows(`start>${id}\n${id}>end`), ...parts])
}
