import type { Json } from '#core/metadata/types'
import {
  editExtension,
  extensionOf,
  listIn,
  objectIn,
  textIn,
  type Edit,
  type Moddle,
  type ModdleFactory,
} from '#ui/diagram/moddle.js'
import type { WrittenTimer } from './timer.js'

/**
 * What the panel shows of an element and how it is written: BPMN's own places where it has them, our extension for the rest. Every
 * function that writes answers edits; none changes anything.
 */
export type Config = { [name: string]: Json }

// ------------------------------------------------------------------------------------------------------------ documentation

export const documentationOf = (owner: Moddle): string =>
  textIn(listIn(owner, 'documentation')[0] ?? null, 'text')

export function writeDocumentation(factory: ModdleFactory, owner: Moddle, text: string): Edit[] {
  const [first, ...others] = listIn(owner, 'documentation')
  if (text === '') return first ? [{ of: owner, set: { documentation: others } }] : []
  if (first) return [{ of: first, set: { text } }]
  return [{ of: owner, set: { documentation: [factory.create('bpmn:Documentation', { text })] } }]
}

// -------------------------------------------------------------------------------------------------------------- expressions

/** FEEL of a property that is an expression element; written by other tools with `=` in front, by us without. */
export function expressionOf(owner: Moddle, property: string): string {
  const body = textIn(objectIn(owner, property), 'body').trim()
  return body.startsWith('=') ? body.slice(1).trim() : body
}
export function writeExpression(
  factory: ModdleFactory,
  owner: Moddle,
  property: string,
  body: string
): Edit[] {
  if (body === '') return [{ of: owner, set: { [property]: undefined } }]
  const present = objectIn(owner, property)
  if (present) return [{ of: present, set: { body } }]
  return [{ of: owner, set: { [property]: factory.create('bpmn:FormalExpression', { body }) } }]
}

export const scriptOf = (owner: Moddle): string => {
  const script = textIn(owner, 'script').trim()
  return script.startsWith('=') ? script.slice(1).trim() : script
}
export const writeScript = (owner: Moddle, script: string): Edit[] => [
  {
    of: owner,
    set: { script: script || undefined, scriptFormat: script ? 'feel' : undefined },
  },
]

// ------------------------------------------------------------------------------------------------ actions, tasks, triggers

function configOf(part: Moddle | null): Config {
  const body = textIn(part, 'body')
  if (body.trim() === '') return {}
  try {
    const parsed = JSON.parse(body) as Json
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
const written = (config: Config): string =>
  JSON.stringify(Object.fromEntries(Object.entries(config).filter(([, value]) => !isEmpty(value))))
const isEmpty = (value: Json): boolean => value === null || value === '' || sameAsNothing(value)
const sameAsNothing = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

export interface TypedConfig {
  type: string
  config: Config
}
type TypedPart = 'peyvand:Action' | 'peyvand:Trigger'

export function typedConfigOf(owner: Moddle, part: TypedPart): TypedConfig | null {
  const found = extensionOf(owner, part)
  const type = textIn(found, 'type')
  return found && type !== '' ? { type, config: configOf(found) } : null
}
export function writeTypedConfig(
  factory: ModdleFactory,
  owner: Moddle,
  part: TypedPart,
  value: TypedConfig | null
): Edit[] {
  const properties = value && { type: value.type, body: written(value.config) }
  return editExtension(factory, owner, part, properties)
}

export const userTaskOf = (owner: Moddle): Config =>
  configOf(extensionOf(owner, 'peyvand:UserTask'))
export const writeUserTask = (factory: ModdleFactory, owner: Moddle, task: Config): Edit[] => {
  const body = written(task)
  return editExtension(factory, owner, 'peyvand:UserTask', body === '{}' ? null : { body })
}

/** Roles that may start a process by hand. */
export const startersOf = (owner: Moddle): string[] => {
  const { roles } = configOf(extensionOf(owner, 'peyvand:Starters'))
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []
}
export const writeStarters = (factory: ModdleFactory, owner: Moddle, roles: string[]): Edit[] =>
  editExtension(
    factory,
    owner,
    'peyvand:Starters',
    roles.length === 0 ? null : { body: written({ roles }) }
  )

export const decisionOf = (owner: Moddle): string =>
  textIn(extensionOf(owner, 'peyvand:Decision'), 'ref')
export const writeDecision = (factory: ModdleFactory, owner: Moddle, ref: string): Edit[] =>
  editExtension(factory, owner, 'peyvand:Decision', ref === '' ? null : { ref })

export const resultOf = (owner: Moddle): string =>
  textIn(extensionOf(owner, 'peyvand:Result'), 'variable')
export const writeResult = (factory: ModdleFactory, owner: Moddle, variable: string): Edit[] =>
  editExtension(factory, owner, 'peyvand:Result', variable === '' ? null : { variable })

export const correlationOf = (owner: Moddle): string =>
  textIn(extensionOf(owner, 'peyvand:Correlation'), 'key')
export const writeCorrelation = (factory: ModdleFactory, owner: Moddle, key: string): Edit[] =>
  editExtension(factory, owner, 'peyvand:Correlation', key === '' ? null : { key })

export interface Retry {
  attempts: number
  backoff: string
}
export function retryOf(owner: Moddle): Retry | null {
  const found = extensionOf(owner, 'peyvand:Retry')
  if (!found) return null
  const attempts = Number(found.get('attempts') ?? 1)
  return { attempts, backoff: textIn(found, 'backoff') || 'PT10S' }
}
export const writeRetry = (factory: ModdleFactory, owner: Moddle, retry: Retry | null): Edit[] =>
  editExtension(factory, owner, 'peyvand:Retry', retry && { ...retry })

// ------------------------------------------------------------------------------------------------------------------ mapping

export interface Mapping {
  target: string
  /** A text, or FEEL after `=`. */
  source: string
}
export type MappingPart = 'inputs' | 'outputs'

export function mappingsOf(owner: Moddle, part: MappingPart): Mapping[] {
  const io = extensionOf(owner, 'peyvand:Io')
  return (io ? listIn(io, part) : []).map((mapping) => ({
    target: textIn(mapping, 'target'),
    source: textIn(mapping, 'source'),
  }))
}
export function writeMappings(
  factory: ModdleFactory,
  owner: Moddle,
  part: MappingPart,
  mappings: readonly Mapping[]
): Edit[] {
  const type = part === 'inputs' ? 'peyvand:Input' : 'peyvand:Output'
  const other = mappingsOf(owner, part === 'inputs' ? 'outputs' : 'inputs')
  if (mappings.length === 0 && other.length === 0)
    return editExtension(factory, owner, 'peyvand:Io', null)
  const made = mappings.map((mapping) => factory.create(type, { ...mapping }))
  return editExtension(factory, owner, 'peyvand:Io', { [part]: made })
}

// ------------------------------------------------------------------------------------------------------------------- timers

const TIMER_PROPERTIES = { date: 'timeDate', duration: 'timeDuration', cycle: 'timeCycle' } as const

export function timerIn(event: Moddle, definition: Moddle): WrittenTimer {
  const working = textIn(extensionOf(event, 'peyvand:Calendar'), 'ref') !== ''
  for (const kind of ['date', 'duration', 'cycle'] as const) {
    const text = textIn(objectIn(definition, TIMER_PROPERTIES[kind]), 'body')
    if (text !== '') return { kind, text, working }
  }
  return { kind: 'duration', text: '', working }
}
export function writeTimer(
  factory: ModdleFactory,
  event: Moddle,
  definition: Moddle,
  timer: WrittenTimer,
  calendar: string
): Edit[] {
  const set: Record<string, unknown> = {}
  for (const kind of ['date', 'duration', 'cycle'] as const) {
    if (kind !== timer.kind) set[TIMER_PROPERTIES[kind]] = undefined
  }
  return [
    { of: definition, set },
    ...writeExpression(factory, definition, TIMER_PROPERTIES[timer.kind], timer.text),
    ...editExtension(factory, event, 'peyvand:Calendar', timer.working ? { ref: calendar } : null),
  ]
}
