import type { ChangeOperation } from '#core/metadata/layers/operations'

/**
 * Changes that are collected before they are carried out. A step is what one undo takes back; a step with the key of the one
 * before it (typing on in the same field) replaces that one. Pure: every function answers a new set.
 */
export interface ChangeStep {
  operations: readonly ChangeOperation[]
  key: string | null
}
export interface ChangeSet {
  readonly done: readonly ChangeStep[]
  /** Steps taken back, the next to be redone last. */
  readonly undone: readonly ChangeStep[]
}

export const EMPTY: ChangeSet = { done: [], undone: [] }
const MAX_STEPS = 500

export function push(
  set: ChangeSet,
  operations: readonly ChangeOperation[],
  key: string | null = null
): ChangeSet {
  if (operations.length === 0) return set
  const step: ChangeStep = { operations, key }
  const last = set.done.at(-1)
  const continues = key !== null && set.undone.length === 0 && last?.key === key
  const before = continues ? set.done.slice(0, -1) : set.done
  return { done: joined([...before, step]), undone: [] }
}

/** So many steps that nobody goes back over all of them: the oldest become one. */
function joined(steps: ChangeStep[]): ChangeStep[] {
  const surplus = steps.length - MAX_STEPS
  if (surplus <= 0) return steps
  const oldest = steps.slice(0, surplus + 1).flatMap(({ operations }) => operations)
  return [{ operations: oldest, key: null }, ...steps.slice(surplus + 1)]
}

export function undo(set: ChangeSet): ChangeSet {
  const last = set.done.at(-1)
  return last ? { done: set.done.slice(0, -1), undone: [...set.undone, last] } : set
}

export function redo(set: ChangeSet): ChangeSet {
  const next = set.undone.at(-1)
  return next ? { done: [...set.done, next], undone: set.undone.slice(0, -1) } : set
}

export function operationsOf(set: ChangeSet): ChangeOperation[] {
  return set.done.flatMap(({ operations }) => operations)
}

/** A set that was kept as text; anything else than a set is none. */
export function readChangeSet(text: string | null): ChangeSet {
  if (text === null) return EMPTY
  try {
    const value: unknown = JSON.parse(text)
    return isChangeSet(value) ? value : EMPTY
  } catch (error) {
    if (error instanceof SyntaxError) return EMPTY
    throw error
  }
}

function isChangeSet(value: unknown): value is ChangeSet {
  const set = value as Partial<ChangeSet> | null
  const isSteps = (steps: unknown): boolean =>
    Array.isArray(steps) &&
    steps.every((step) => Array.isArray((step as Partial<ChangeStep> | null)?.operations))
  return typeof set === 'object' && isSteps(set?.done) && isSteps(set?.undone)
}
