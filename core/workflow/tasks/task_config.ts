import type { FormElement } from '#core/forms/model'
import type { Json } from '#core/metadata/types'

export type Strategy = 'none' | 'least_loaded' | 'round_robin'

/** What a user task says, its expressions worked out. */
export interface TaskConfig {
  title: string | null
  description: string | null
  /** Id or login of a user. */
  assignee: number | string | null
  candidates: { users: (number | string)[]; roles: string[]; teams: (number | string)[] }
  /** How one of the candidates is chosen; `none`: whoever takes it. */
  strategy: Strategy
  /** An instant, or a duration from the beginning. */
  due: string | null
  /** Business calendar by which a duration counts. */
  calendar: string | null
  priority: number
  /** Durations before the due instant. */
  reminders: string[]
  form: TaskForm | null
}

export type TaskForm =
  /** A form of the subject's entity: what it saves is saved in the record. */
  | { kind: 'record'; name: string }
  /** Questions of the task's own: their answers become variables. */
  | { kind: 'questions'; elements: Record<string, FormElement> }

type Given = { [name: string]: Json | undefined }

const objectOf = (value: Json | undefined): Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null
const whoOf = (value: Json | undefined): number | string | null =>
  typeof value === 'number' && Number.isInteger(value) ? value : (idOf(value) ?? textOf(value))

/** A look-up's value, as records give it. */
function idOf(value: Json | undefined): number | null {
  const { id } = objectOf(value)
  return typeof id === 'number' ? id : null
}

function listOf<T>(value: Json | undefined, one: (item: Json) => T | null): T[] {
  if (value === undefined || value === null) return []
  const items = Array.isArray(value) ? value : [value]
  return items.flatMap((item) => one(item) ?? [])
}

/** Reads what a task says; what makes no sense is left out, so that nobody is kept from their work by it. Pure. */
export function readTaskConfig(config: Json): TaskConfig {
  const given = objectOf(config)
  const candidates = objectOf(given.candidates)
  const strategy = textOf(given.strategy)
  return {
    title: textOf(given.title),
    description: textOf(given.description),
    assignee: whoOf(given.assignee),
    candidates: {
      users: listOf(candidates.users, whoOf),
      roles: listOf(candidates.roles, textOf),
      teams: listOf(candidates.teams, whoOf),
    },
    strategy: strategy === 'least_loaded' || strategy === 'round_robin' ? strategy : 'none',
    due: textOf(given.due),
    calendar: textOf(given.calendar),
    priority: typeof given.priority === 'number' ? Math.round(given.priority) : 50,
    reminders: listOf(given.reminders, textOf),
    form: formOf(objectOf(given.form)),
  }
}

function formOf(given: Given): TaskForm | null {
  const name = textOf(given.name)
  if (name) return { kind: 'record', name }
  const elements = objectOf(given.elements)
  if (Object.keys(elements).length === 0) return null
  return { kind: 'questions', elements: elements as unknown as Record<string, FormElement> }
}
