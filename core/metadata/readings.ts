/**
 * What the server reads as the system because a definition says so: inputs of formulas and roll-ups, of defaults, of a form's
 * expressions. Whoever writes such a definition decides that others come to know something of these values. Pure.
 */
import { filterPaths, rollupSource, usable, type FieldPlace } from '#core/metadata/computed'
import { expressionPaths } from '#core/forms/expression_names'
import type { FormElement } from '#core/forms/model'
import { isObject, type DefinitionMaps } from '#core/metadata/layers/types'
import type {
  DefinitionIssue,
  EntityDefinition,
  FieldDefinition,
  FormDefinition,
} from '#core/metadata/types'

/** A field that is read; `beyond` where it is one of other records than the one that gets the result. */
export interface ReadInput extends FieldPlace {
  beyond: boolean
}

export interface Reading extends Pick<DefinitionIssue, 'kind' | 'name' | 'path'> {
  /** What is worked out, and where it goes: another text is another reading. */
  says: string
  inputs: readonly ReadInput[]
}

type Entities = DefinitionMaps['entity']

/** Every reading by its place. */
export function readingsOf({
  entity: entities,
  form: forms,
}: Pick<DefinitionMaps, 'entity' | 'form'>): Map<string, Reading> {
  const found = new Map<string, Reading>()
  const add = (reading: Reading) =>
    found.set(`${reading.kind}.${reading.name}.${reading.path}`, reading)
  for (const entity of entities.values()) {
    if (entity.removed) continue
    for (const [name, field] of Object.entries(entity.fields)) {
      if (!field.removed) for (const one of fieldReadings(entities, entity, name, field)) add(one)
    }
  }
  for (const form of forms.values()) {
    const entity = entities.get(form.entity)
    if (!entity || form.removed) continue
    for (const reading of formReadings(entities, entity, form)) add(reading)
  }
  return found
}

function* fieldReadings(
  entities: Entities,
  entity: EntityDefinition,
  name: string,
  field: FieldDefinition
): Generator<Reading> {
  const at = (path: string, says: unknown, inputs: ReadInput[]): Reading => ({
    ...{ kind: 'entity', name: entity.name, path: `fields.${name}.${path}` },
    says: JSON.stringify(says),
    inputs,
  })
  if (field.type === 'formula') {
    const inputs = expressionInputs(entities, [entity], field.expression)
    yield at('expression', field.expression, inputs)
  }
  const source = field.type === 'rollup' ? rollupSource(entity, field) : null
  if (source && field.type === 'rollup') {
    const { function: way, field: over, filter } = field
    const paths = [source.inverse, ...filterPaths(filter), ...(over === undefined ? [] : [over])]
    const inputs = paths.map((path) => ({
      entity: source.entity,
      field: path.split('.')[0] ?? path,
      beyond: true,
    }))
    yield at('relation', [way, over ?? null, filter ?? null], inputs)
  }
  const preset = field.default
  if (isObject(preset) && typeof preset.feel === 'string') {
    yield at('default', preset.feel, expressionInputs(entities, [entity], preset.feel))
  }
}

function* formReadings(
  entities: Entities,
  entity: EntityDefinition,
  form: FormDefinition
): Generator<Reading> {
  for (const [name, element] of Object.entries(form.elements)) {
    if (element.removed) continue
    const row = rowsAround(form, name).flatMap((field) => {
      const relation = usable(entity, field)
      const target = relation?.type === 'one_to_many' ? entities.get(relation.target) : undefined
      return target ?? []
    })
    for (const [path, expression] of expressionsOf(element)) {
      const goes = element.kind === 'field' ? element.field : name
      yield {
        ...{ kind: 'form', name: form.name, path: `elements.${name}.${path}` },
        says: JSON.stringify([goes, expression]),
        inputs: expressionInputs(entities, [...row, entity], expression),
      }
    }
  }
}

/** The fields of the repeaters that an element stands in. */
function rowsAround({ elements }: FormDefinition, name: string): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  for (let at = elements[name]?.parent; at !== undefined && !seen.has(at);) {
    seen.add(at)
    const parent: FormElement | undefined = Object.hasOwn(elements, at) ? elements[at] : undefined
    if (parent?.kind === 'repeater') found.push(parent.field)
    at = parent?.parent
  }
  return found
}

/** Every expression of an element that the server runs over stored values, with its path. */
function expressionsOf(element: FormElement): [string, string][] {
  const found: [string, string | undefined][] = [['visibleWhen', element.visibleWhen]]
  if (element.kind === 'field' || element.kind === 'question') {
    const { requiredWhen, readOnlyWhen, value, rules } = element
    found.push(['requiredWhen', requiredWhen], ['readOnlyWhen', readOnlyWhen], ['value', value])
    for (const [name, rule] of Object.entries(rules ?? {})) {
      found.push([`rules.${name}.valid`, rule.valid])
    }
  }
  return found.flatMap(([path, text]) => (typeof text === 'string' ? [[path, text]] : []))
}

/** All fields that an expression may mean by its names: one too many is refused sooner than one too few is told. */
function expressionInputs(
  entities: Entities,
  scopes: readonly EntityDefinition[],
  expression: string
): ReadInput[] {
  const found = new Map<string, ReadInput>()
  const add = (input: ReadInput) =>
    found.set(`${input.entity}.${input.field}.${String(input.beyond)}`, input)
  const record = scopes.at(-1)
  for (const [first = '', second] of expressionPaths(expression)) {
    for (const scope of scopes) {
      const own = usable(scope, first)
      if (!own) continue
      add({ entity: scope.name, field: first, beyond: scope !== record })
      if (own.type === 'one_to_many') {
        add({ entity: own.target, field: own.inverse, beyond: true })
      }
      if (second === undefined || !('target' in own)) continue
      const target = entities.get(own.target)
      const named = second === 'label' ? target?.titleField : second
      if (target && named !== undefined && named !== 'id' && usable(target, named)) {
        add({ entity: target.name, field: named, beyond: true })
      }
    }
  }
  return [...found.values()]
}
