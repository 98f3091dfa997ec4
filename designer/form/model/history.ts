import type { FormDefinition } from '#core/forms/model'
import { applyEdits, type Edit } from '#core/forms/edits'

/** What a step is called: the key of a text and what it is about. */
export interface StepName {
  readonly key: string
  readonly what?: string
  readonly count?: number
}

/** A change of a form, made by a command; nothing is done yet. */
export interface Change {
  readonly name: StepName
  readonly edits: readonly Edit[]
  /** Elements to be chosen afterwards. */
  readonly select: readonly string[]
  /** Changes of the same kind in a row are one step: letters typed into one input. */
  readonly joins?: string
}

interface Step extends Change {
  readonly inverse: readonly Edit[]
  readonly before: readonly string[]
}

export interface History {
  readonly form: FormDefinition
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

/** More than anybody goes back; a bound, because a draft may stay open for days. */
const MAX_STEPS = 300

export const startHistory = (form: FormDefinition): History => ({ form, past: [], future: [] })

/** Makes a change, with what was chosen before it. */
export function perform(history: History, change: Change, chosen: readonly string[]): History {
  if (change.edits.length === 0) return history
  const { form, inverse } = applyEdits(history.form, change.edits)
  const last = history.past.at(-1)
  if (change.joins !== undefined && last?.joins === change.joins && history.future.length === 0) {
    const joined: Step = {
      ...last,
      edits: [...last.edits, ...change.edits],
      inverse: [...inverse, ...last.inverse],
    }
    return { form, past: [...history.past.slice(0, -1), joined], future: [] }
  }
  const step: Step = { ...change, inverse, before: chosen }
  return { form, past: [...history.past, step].slice(-MAX_STEPS), future: [] }
}

/** Ends a row of changes that would become one step: the input was left. */
export function seal(history: History): History {
  const last = history.past.at(-1)
  if (last?.joins === undefined) return history
  const sealed: Step = {
    name: last.name,
    edits: last.edits,
    select: last.select,
    inverse: last.inverse,
    before: last.before,
  }
  return { ...history, past: [...history.past.slice(0, -1), sealed] }
}

export interface Travelled {
  readonly history: History
  readonly select: readonly string[]
  readonly name: StepName
}

export function undo(history: History): Travelled | null {
  const step = history.past.at(-1)
  if (!step) return null
  const { form } = applyEdits(history.form, step.inverse)
  const past = history.past.slice(0, -1)
  const next: History = { form, past, future: [step, ...history.future] }
  return { history: next, select: step.before, name: step.name }
}

export function redo(history: History): Travelled | null {
  const [step, ...future] = history.future
  if (!step) return null
  const { form } = applyEdits(history.form, step.edits)
  const next: History = { form, past: [...history.past, step], future }
  return { history: next, select: step.select, name: step.name }
}
