import type { FormElement } from '#core/forms/model'
import type { FieldDefinition, Json, LocalizedText } from '#core/metadata/types'
import type { Config } from './properties.js'

/** Who gets a task: one person, whoever an expression names, or one of several. */
export type AssignmentKind = 'person' | 'expression' | 'candidates'
export type Strategy = 'none' | 'least_loaded' | 'round_robin'
export const STRATEGIES: readonly Strategy[] = ['none', 'least_loaded', 'round_robin']

export interface Candidates {
  users: (number | string)[]
  roles: string[]
  teams: (number | string)[]
}

const objectOf = (value: Json | undefined): { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const listOf = (value: Json | undefined): Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

export function assignmentOf(task: Config): AssignmentKind {
  if (typeof task.assignee === 'string' && task.assignee.startsWith('=')) return 'expression'
  return task.assignee === undefined || task.assignee === null ? 'candidates' : 'person'
}
export function candidatesOf(task: Config): Candidates {
  const given = objectOf(task.candidates)
  const isWho = (one: Json) => typeof one === 'number' || typeof one === 'string'
  return {
    users: listOf(given.users).filter(isWho) as (number | string)[],
    roles: listOf(given.roles).filter((one) => typeof one === 'string'),
    teams: listOf(given.teams).filter(isWho) as (number | string)[],
  }
}
/** The task with something else set; what is empty is left out. */
export function withSetting(task: Config, name: string, value: Json): Config {
  const next = { ...task }
  if (value === null || value === '') delete next[name]
  else next[name] = value
  return next
}
export function withCandidates(task: Config, candidates: Candidates): Config {
  const filled = Object.fromEntries(
    Object.entries(candidates).filter(([, list]) => (list as Json[]).length > 0)
  ) as Config
  return withSetting(task, 'candidates', Object.keys(filled).length > 0 ? filled : null)
}
/** The way of giving it changes: what the other way said is dropped. */
export function turnedAssignment(task: Config, kind: AssignmentKind): Config {
  const rest = Object.fromEntries(
    Object.entries(task).filter(([name]) => !['assignee', 'candidates', 'strategy'].includes(name))
  )
  if (kind === 'expression') return { ...rest, assignee: '=record.owner_id' }
  if (kind === 'person') return { ...rest, assignee: 0 }
  return task.candidates === undefined ? rest : { ...rest, candidates: task.candidates }
}

// ---------------------------------------------------------------------------------------------------------------- form

export type TaskForm = 'none' | 'record' | 'questions'
export const formKindOf = (task: Config): TaskForm => {
  const form = objectOf(task.form)
  if (typeof form.name === 'string') return 'record'
  return form.elements === undefined ? 'none' : 'questions'
}
export const formNameOf = (task: Config): string => textOf(objectOf(task.form).name)

export type Question = Extract<FormElement, { kind: 'question' }>
export interface NamedQuestion {
  name: string
  question: Question
}
export function questionsOf(task: Config): NamedQuestion[] {
  return Object.entries(objectOf(objectOf(task.form).elements))
    .flatMap(([name, element]): NamedQuestion[] => {
      const question = element as unknown as FormElement
      return question.kind === 'question' && !question.removed ? [{ name, question }] : []
    })
    .toSorted((a, b) => (a.question.order ?? 0) - (b.question.order ?? 0))
}
/** In the order given; a form without questions stays a form: one is being made. */
export function withQuestions(task: Config, questions: readonly NamedQuestion[]): Config {
  const elements = Object.fromEntries(
    questions.map(({ name, question }, at) => [name, { ...question, order: (at + 1) * 10 }])
  )
  return { ...task, form: { elements: elements as unknown as Json } }
}
/** Questions take names that expressions can call. */
export function questionName(label: string, taken: ReadonlySet<string>): string {
  const base =
    label
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036F]/g, '')
      .toLowerCase()
      .replaceAll('ə', 'e')
      .replaceAll('ı', 'i')
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[^a-z]+|_+$/g, '')
      .slice(0, 40) || 'answer'
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`
  return name
}
export const newQuestion = (label: LocalizedText): Question => ({
  kind: 'question',
  definition: { type: 'text', label } as FieldDefinition,
})

// ----------------------------------------------------------------------------------------------------------------- due

/** Reminders are durations before the due instant. */
export const remindersOf = (task: Config): string[] =>
  listOf(task.reminders).filter((one) => typeof one === 'string')
