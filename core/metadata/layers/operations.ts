import type { ClientChange, DefinitionKind, Json } from '#core/metadata/types'
import { addChanges, removeChanges } from '#core/metadata/layers/merge'

/** Where in the definitions something stands; the empty path is the whole definition. */
export interface Place {
  kind: DefinitionKind
  name: string
  path: string[]
}

/** One step of a change set: a property gets a value of the client, or everything at and below a place goes back to base. */
export type ChangeOperation = ({ op: 'set'; value: Json } & Place) | ({ op: 'reset' } & Place)

/** The client layer after a change set. The order counts: a later operation overrules an earlier one at the same place. */
export function applyOperations(
  stored: readonly ClientChange[],
  operations: readonly ChangeOperation[]
): ClientChange[] {
  let layer = [...stored]
  for (const operation of operations) {
    if (operation.op === 'reset') layer = removeChanges(layer, operation)
    else layer = addChanges(layer, [changeOf(operation)])
  }
  return layer
}

/** What a change set newly says, for the rules about what may be made in the browser. */
export function changesIn(operations: readonly ChangeOperation[]): ClientChange[] {
  return operations.flatMap((operation) => (operation.op === 'set' ? [changeOf(operation)] : []))
}

function changeOf({ kind, name, path, value }: ChangeOperation & { op: 'set' }): ClientChange {
  return { kind, name, path, value }
}
