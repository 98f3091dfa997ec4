import { compileFeel } from '#core/expressions/compiled_feel'
import type { Json } from '#core/metadata/types'
import type { IncidentCode } from '#core/workflow/kernel/codes'
import type { Run } from '#core/workflow/kernel/run'
import type { Mapping, Template, Text, Values } from '#core/workflow/kernel/types'

/** Why there is no value: becomes an incident of the token. */
export class Failure {
  constructor(
    readonly code: IncidentCode,
    readonly params: { [name: string]: string | number | boolean | null }
  ) {}
}

export const isValues = (value: Json | undefined): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a name means in a scope: the nearest scope that has it, then what the shell gives. */
export function lookUp(run: Run, scope: string, name: string): Json | undefined {
  for (let id: string | null = scope; id !== null;) {
    const { variables, parent }: { variables: Values; parent: string | null } = run.scope(id)
    if (Object.hasOwn(variables, name)) return variables[name]
    id = parent
  }
  const { globals } = run.context
  return globals && Object.hasOwn(globals, name) ? globals[name] : undefined
}

/** Everything that is visible in a scope. */
export function visible(run: Run, scope: string): Values {
  const { variables, parent } = run.scope(scope)
  return parent === null ? { ...variables } : { ...visible(run, parent), ...variables }
}

/** Writes where the name is known, else to the process. */
export function assign(run: Run, scope: string, name: string, value: Json): void {
  let holder = scope
  for (let id: string | null = scope; id !== null;) {
    holder = id
    const { variables, parent }: { variables: Values; parent: string | null } = run.scope(id)
    if (Object.hasOwn(variables, name)) break
    id = parent
  }
  run.editScope(holder).variables[name] = value
  run.wrote()
}

export function evaluate(
  run: Run,
  scope: string,
  expression: string,
  local: Values = {}
): { value: Json; fault: string | null } {
  const read = (name: string) =>
    Object.hasOwn(local, name) ? local[name] : lookUp(run, scope, name)
  return compileFeel(expression).run(read, run.context.now)
}

/** A value, or a failure where FEEL finds a reason why there is none. */
export function valueOf(
  run: Run,
  scope: string,
  expression: string,
  local?: Values
): Json | Failure {
  const { value, fault } = evaluate(run, scope, expression, local)
  return fault === null ? value : new Failure('expression_failed', { expression, reason: fault })
}

export function textValue(run: Run, scope: string, text: Text, local?: Values): Json | Failure {
  return 'literal' in text ? text.literal : valueOf(run, scope, text.feel, local)
}

/** A condition holds when it is true; null, which FEEL gives for what cannot be compared, is a failure. */
export function holds(
  run: Run,
  scope: string,
  condition: string,
  local?: Values
): boolean | Failure {
  const value = valueOf(run, scope, condition, local)
  if (value instanceof Failure || typeof value === 'boolean') return value
  return new Failure('condition_not_boolean', {
    expression: condition,
    value: JSON.stringify(value),
  })
}

/** A name or key: text, or a number written as one. */
export function nameValue(run: Run, scope: string, text: Text, local?: Values): string | Failure {
  const value = textValue(run, scope, text, local)
  if (value instanceof Failure) return value
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const expression = 'feel' in text ? text.feel : text.literal
  return new Failure('name_empty', { expression })
}

export function fillTemplate(run: Run, scope: string, template: Template): Json | Failure {
  if (typeof template === 'string') {
    return template.startsWith('=') ? valueOf(run, scope, template.slice(1)) : template
  }
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) {
    const list: Json[] = []
    for (const part of template) {
      const filled = fillTemplate(run, scope, part)
      if (filled instanceof Failure) return filled
      list.push(filled)
    }
    return list
  }
  const object: Values = {}
  for (const [key, part] of Object.entries(template)) {
    const filled = fillTemplate(run, scope, part)
    if (filled instanceof Failure) return filled
    object[key] = filled
  }
  return object
}

/** All or nothing: a mapping that fails leaves the variables as they are. A later one sees the earlier. */
export function mapped(
  run: Run,
  scope: string,
  mappings: readonly Mapping[],
  local: Values = {}
): Values | Failure {
  const values: Values = {}
  for (const { target, source } of mappings) {
    const value = textValue(run, scope, source, { ...local, ...values })
    if (value instanceof Failure) return value
    values[target] = value
  }
  return values
}
