import type { Json } from '#core/metadata/types'
import type { ActionRegistry } from '#core/workflow/actions/action_registry'
import { startsOf } from '#core/workflow/definitions/starts'
import type { WorkflowFault } from '#core/workflow/kernel_port'
import type { FlowNode, ProcessGraph } from '#core/workflow/kernel/types'
import type { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'

/** What the installation knows that a drawing names. */
export interface KnownThings {
  actions: ActionRegistry
  triggers: TriggerRegistry
  decisions: ReadonlySet<string>
  /** Processes that are published, this document's included. */
  processes: ReadonlySet<string>
  /** Keys that belong to other documents. */
  taken: ReadonlySet<string>
  entities: ReadonlySet<string>
  roles: ReadonlySet<string>
  now: Date
}

const ORDINARY = new Set(['message', 'signal', 'timer'])

/** What the kernel cannot know: whether the things that a drawing names exist here and are configured rightly. Pure. */
export function serverFaults(graphs: readonly ProcessGraph[], known: KnownThings): WorkflowFault[] {
  return graphs.flatMap((graph) => {
    const faults: WorkflowFault[] = []
    const add = (
      element: string | null,
      code: string,
      params: WorkflowFault['params'] = {},
      severity: WorkflowFault['severity'] = 'error'
    ) => faults.push({ code, element, params, severity })
    if (known.taken.has(graph.key)) add(graph.key, 'process_key_taken', { key: graph.key })
    for (const role of graph.starters ?? []) {
      if (!known.roles.has(role)) add(graph.key, 'starter_unknown', { role }, 'warning')
    }
    for (const node of Object.values(graph.nodes)) nodeFaults(node, known, add)
    const { starts, faults: wrong } = startsOf(graph, known.now)
    for (const { element, code, params } of wrong) add(element, code, params)
    for (const { kind, name, node } of starts) {
      if (kind === 'record' && name && !known.entities.has(name)) {
        add(node, 'start_entity_unknown', { entity: name })
      } else if (!ORDINARY.has(kind) && !known.triggers.has(kind)) {
        add(node, 'trigger_unknown', { trigger: kind })
      }
    }
    return faults
  })
}

type Add = (
  element: string,
  code: string,
  params?: WorkflowFault['params'],
  severity?: WorkflowFault['severity']
) => void

function nodeFaults(node: FlowNode, known: KnownThings, add: Add): void {
  if ('action' in node && node.action) actionFaults(node.id, node.action, known, add)
  if (node.type === 'task' && node.decision && !known.decisions.has(node.decision)) {
    add(node.id, 'decision_unknown', { decision: node.decision })
  }
  if (node.type === 'callActivity' && 'literal' in node.process) {
    const { literal } = node.process
    if (!known.processes.has(literal)) {
      add(node.id, 'process_unknown', { process: literal }, 'warning')
    }
  }
}

function actionFaults(
  element: string,
  { type, config }: { type: string; config: Json },
  { actions }: KnownThings,
  add: Add
): void {
  const action = actions.get(type)
  if (!action) return add(element, 'action_unknown', { action: type })
  const given =
    typeof config === 'object' && config !== null && !Array.isArray(config) ? config : {}
  for (const [name, question] of Object.entries(action.form)) {
    if (question.kind !== 'question' || !question.definition.required) continue
    const value = given[name]
    if (value === undefined || value === null || value === '') {
      add(element, 'action_field_missing', { action: type, field: name })
    }
  }
  for (const { path, code } of action.check?.(config) ?? []) {
    add(element, 'action_field_wrong', { action: type, field: path, reason: code })
  }
}
