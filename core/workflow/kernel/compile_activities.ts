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
import { isDuration } from '#core/workflow/kernel/time'
import type {
  ActivityBase,
  FlowNode,
  Mapping,
  MultiInstance,
  RetryPolicy,
  StandardLoop,
  TaskKind,
  Template,
} from '#core/workflow/kernel/types'

export const TASK_KINDS: { [type: string]: TaskKind } = {
  Task: 'task',
  UserTask: 'user',
  ServiceTask: 'service',
  SendTask: 'send',
  ReceiveTask: 'receive',
  ScriptTask: 'script',
  BusinessRuleTask: 'businessRule',
  ManualTask: 'manual',
}

/** What FEEL can call by its name: no blanks, no signs. */
export const isVariableName = (text: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)

export function readMappings(
  element: Element,
  part: 'inputs' | 'outputs',
  faults: Faults
): Mapping[] {
  const io = extensionOf(element, 'Io')
  return (io ? childrenOf(io, part) : []).flatMap((mapping) => {
    const target = variableName(element, textOf(mapping, 'target'), faults)
    const source = faults.text(element, textOf(mapping, 'source'))
    if (textOf(mapping, 'source') === null) faults.error(element, 'mapping_incomplete')
    return target !== null && source ? [{ target, source }] : []
  })
}

export function readAction(
  element: Element,
  faults: Faults
): { type: string; config: Template } | null {
  const action = extensionOf(element, 'Action')
  const type = textOf(action, 'type')
  if (!action || !type) return null
  return { type, config: faults.template(element, textOf(action, 'body')) }
}

type Activity = Pick<
  ActivityBase,
  | 'inputs'
  | 'outputs'
  | 'resultVariable'
  | 'multiInstance'
  | 'loop'
  | 'forCompensation'
  | 'defaultFlow'
>

/** What all activities have. */
export function readActivity(element: Element, faults: Faults): Activity {
  for (const property of ['startQuantity', 'completionQuantity']) {
    const quantity = element[property]
    if (quantity !== undefined && quantity !== 1) faults.error(element, 'quantity', { property })
  }
  const result = extensionOf(element, 'Result')
  const loop = childOf(element, 'loopCharacteristics')
  return {
    inputs: readMappings(element, 'inputs', faults),
    outputs: readMappings(element, 'outputs', faults),
    resultVariable: result ? variableName(element, textOf(result, 'variable'), faults) : null,
    multiInstance:
      loop && typeOf(loop) === 'MultiInstanceLoopCharacteristics'
        ? readMultiInstance(element, loop, faults)
        : null,
    loop:
      loop && typeOf(loop) === 'StandardLoopCharacteristics'
        ? readLoop(element, loop, faults)
        : null,
    forCompensation: flagOf(element, 'isForCompensation', false),
    defaultFlow: childOf(element, 'default')?.id ?? null,
  }
}

type Task = Extract<FlowNode, { type: 'task' }>

/** What only tasks have. */
export function readTask(
  element: Element,
  kind: TaskKind,
  faults: Faults
): Pick<Task, 'action' | 'userTask' | 'decision' | 'script' | 'message' | 'retry'> {
  const action = kind === 'service' || kind === 'send' ? readAction(element, faults) : null
  const message =
    kind === 'receive' || (kind === 'send' && !action) ? readMessage(element, faults) : null
  if (kind === 'service' && !action) faults.error(element, 'action_missing')
  if (kind === 'send' && !action && !message) faults.error(element, 'action_missing')
  if (kind === 'receive' && !message) faults.error(element, 'message_missing')
  const userTask = extensionOf(element, 'UserTask')
  return {
    action,
    message,
    userTask:
      kind === 'user' ? faults.template(element, userTask ? textOf(userTask, 'body') : null) : null,
    decision: kind === 'businessRule' ? readDecision(element, faults) : null,
    script: kind === 'script' ? readScript(element, faults) : null,
    retry: readRetry(element, faults),
  }
}

function readDecision(element: Element, faults: Faults): string | null {
  const decision = textOf(extensionOf(element, 'Decision'), 'ref')
  if (!decision) faults.error(element, 'decision_missing')
  return decision
}

function readScript(element: Element, faults: Faults): string | null {
  const format = textOf(element, 'scriptFormat')
  if (format && !/feel/i.test(format)) {
    faults.error(element, 'script_language', { language: format })
    return null
  }
  const script = textOf(element, 'script')
  if (!script) faults.error(element, 'script_missing')
  return faults.feel(element, script)
}

function readMessage(element: Element, faults: Faults): Task['message'] {
  const name = faults.text(element, textOf(childOf(element, 'messageRef'), 'name'))
  if (!name) return null
  const key = textOf(extensionOf(element, 'Correlation'), 'key')
  const correlation = faults.text(element, key)
  return { name, correlation, instantiate: flagOf(element, 'instantiate', false) }
}

function readRetry(element: Element, faults: Faults): RetryPolicy | null {
  const retry = extensionOf(element, 'Retry')
  if (!retry) return null
  const attempts = typeof retry.attempts === 'number' ? retry.attempts : 1
  const backoff = textOf(retry, 'backoff') ?? 'PT10S'
  if (!isDuration(backoff) || attempts < 1 || attempts > 100 || !Number.isInteger(attempts)) {
    faults.error(element, 'retry_invalid')
  }
  return { attempts, backoff }
}

function readMultiInstance(element: Element, loop: Element, faults: Faults): MultiInstance {
  const own = extensionOf(loop, 'Loop')
  const named = (property: string) => {
    const name = textOf(childOf(loop, property), 'name')
    return name === null ? null : variableName(element, name, faults)
  }
  const behavior = textOf(loop, 'behavior')
  if (behavior && behavior !== 'All') faults.error(element, 'multi_instance_behavior', { behavior })
  const outputVariable = textOf(own, 'outputCollection')
  const elementVariable = textOf(own, 'elementVariable')
  const read: MultiInstance = {
    sequential: flagOf(loop, 'isSequential', false),
    cardinality: faults.expression(element, childOf(loop, 'loopCardinality')),
    collection: faults.feel(element, textOf(own, 'collection')) ?? named('loopDataInputRef'),
    elementVariable: elementVariable
      ? variableName(element, elementVariable, faults)
      : named('inputDataItem'),
    outputCollection: outputVariable
      ? variableName(element, outputVariable, faults)
      : named('loopDataOutputRef'),
    outputElement: faults.feel(element, textOf(own, 'outputElement')) ?? named('outputDataItem'),
    completionCondition: faults.expression(element, childOf(loop, 'completionCondition')),
  }
  const given = textOf(own, 'collection') ?? textOf(childOf(loop, 'loopCardinality'), 'body')
  if (read.collection === null && read.cardinality === null && given === null) {
    faults.error(element, 'multi_instance_without_number')
  }
  return read
}

function readLoop(element: Element, loop: Element, faults: Faults): StandardLoop {
  const condition = faults.expression(element, childOf(loop, 'loopCondition'))
  const maximum = Number(loop.loopMaximum)
  const bounded = Number.isInteger(maximum) && maximum > 0
  if (!textOf(childOf(loop, 'loopCondition'), 'body') && !bounded) {
    faults.error(element, 'loop_without_end')
  }
  return {
    testBefore: flagOf(loop, 'testBefore', false),
    condition,
    maximum: bounded ? maximum : null,
  }
}

function variableName(element: Element, name: string | null, faults: Faults): string | null {
  if (name !== null && isVariableName(name)) return name
  faults.error(element, 'variable_name', { name: name ?? '' })
  return null
}
