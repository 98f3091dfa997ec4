import { commentKey, notApplicableKey } from '#core/forms/answer_keys'
import { dependencyOrder } from '#core/forms/dependencies'
import { elementTree, type ElementNode } from '#core/forms/element_tree'
import { CONTEXT_NAMES, expressionNames } from '#core/forms/expression_names'
import { isWritable, type FormEntity } from '#core/forms/form_entity'
import type {
  Feel,
  FormDefinition,
  FormElementCommon,
  FormElementOf,
  InputLogic,
} from '#core/forms/model'
import type { FieldDefinition } from '#core/metadata/types'

/** Something of a form that holds a value. */
export interface FormInput {
  element: string
  /** Under which its value stands: the field's name, or the question's. */
  key: string
  kind: 'field' | 'question' | 'repeater'
  definition: FieldDefinition
  logic: InputLogic & Pick<FormElementCommon, 'label' | 'help' | 'wide'>
  /** Whether the reader may ever write it, conditions aside. */
  writable: boolean
}

export interface Repeater {
  input: FormInput
  element: FormElementOf<'repeater'>
  /** The form of one row. Names that are none of its own are of the record around it. */
  rows: CompiledForm
  outerNames: ReadonlySet<string>
  /** Rows are records of this entity; null for objects of a JSON field. */
  entity: FormEntity | null
}

export type FormNode =
  | { kind: 'value'; key: string; input: FormInput | null; sources: string[]; feel?: Feel }
  | { kind: 'visible'; element: string; parent: string | null; feel?: Feel }
  | { kind: 'required' | 'readOnly'; element: string; feel: Feel }
  | { kind: 'rule'; element: string; rule: string; feel: Feel }

/** A form made ready to be computed: what depends on what, in the order in which it is computed. */
export interface CompiledForm {
  tree: ElementNode[]
  inputs: ReadonlyMap<string, FormInput>
  repeaters: ReadonlyMap<string, Repeater>
  definitions: ReadonlyMap<string, FieldDefinition>
  nodes: ReadonlyMap<string, FormNode>
  needs: ReadonlyMap<string, ReadonlySet<string>>
  /** Names of values that the expression of a node uses. */
  uses: ReadonlyMap<string, readonly string[]>
  order: readonly string[]
  neededBy: ReadonlyMap<string, readonly string[]>
  /** Circles of needs, innermost names only; what is in them is never computed. */
  cycles: readonly string[][]
}

export const valueNode = (key: string): string => `value:${key}`
export const visibleNode = (element: string): string => `visible:${element}`
export const requiredNode = (element: string): string => `required:${element}`
export const readOnlyNode = (element: string): string => `readOnly:${element}`
export const ruleNode = (element: string, rule: string): string => `rule:${element}:${rule}`

export type EntityByName = (name: string) => FormEntity | null | undefined

interface Scope {
  entity: FormEntity | null
  entities: EntityByName
  outer: ReadonlyMap<string, FieldDefinition>
}

/** Prepares a form for an entity. Never throws, whatever the form says: what makes no sense is left out. */
export function compileForm(
  form: Pick<FormDefinition, 'elements'>,
  entity: FormEntity,
  entities: EntityByName
): CompiledForm {
  return new Compiler({ entity, entities, outer: new Map() }).compile(elementTree(form))
}

class Compiler {
  readonly #scope: Scope
  readonly #inputs = new Map<string, FormInput>()
  readonly #repeaters = new Map<string, Repeater>()
  readonly #nodes = new Map<string, FormNode>()
  readonly #needs = new Map<string, Set<string>>()
  readonly #uses = new Map<string, string[]>()
  readonly #rowNodes: ElementNode[] = []

  constructor(scope: Scope) {
    this.#scope = scope
  }

  compile(tree: ElementNode[]): CompiledForm {
    for (const node of tree) this.#element(node, null)
    const definitions = new Map(this.#scope.outer)
    for (const [name, field] of Object.entries(this.#scope.entity?.fields ?? {}))
      definitions.set(name, field)
    for (const { key, definition } of this.#inputs.values()) definitions.set(key, definition)
    for (const repeater of this.#rowNodes) this.#repeater(repeater, definitions)
    this.#linkExpressions()
    const { sorted, cycles } = dependencyOrder(this.#needs)
    const neededBy = new Map<string, string[]>()
    for (const [node, needs] of this.#needs) {
      for (const need of needs) neededBy.set(need, [...(neededBy.get(need) ?? []), node])
    }
    return {
      tree,
      inputs: this.#inputs,
      repeaters: this.#repeaters,
      definitions,
      nodes: this.#nodes,
      needs: this.#needs,
      uses: this.#uses,
      order: sorted,
      neededBy,
      cycles: [...cycles, ...[...this.#repeaters.values()].flatMap(({ rows }) => rows.cycles)],
    }
  }

  #add(id: string, node: FormNode, needs: string[] = []): void {
    this.#nodes.set(id, node)
    this.#needs.set(id, new Set(needs))
  }

  #element(node: ElementNode, parent: string | null): void {
    const { name, element, children } = node
    const needs = parent === null ? [] : [visibleNode(parent)]
    const { visibleWhen: feel } = element
    const own = { kind: 'visible' as const, element: name, parent }
    this.#add(visibleNode(name), feel === undefined ? own : { ...own, feel }, needs)
    if (element.kind === 'field' || element.kind === 'question') this.#input(node)
    else if (element.kind === 'repeater') this.#rowNodes.push(node)
    else for (const child of children) this.#element(child, name)
  }

  #input({ name, element }: ElementNode): void {
    const { entity } = this.#scope
    if (element.kind === 'field') {
      const definition =
        entity && Object.hasOwn(entity.fields, element.field)
          ? entity.fields[element.field]
          : undefined
      if (!entity || !definition || definition.removed || definition.type === 'one_to_many') return
      const writable = isWritable(entity, element.field, definition)
      this.#place({
        element: name,
        key: element.field,
        kind: 'field',
        definition,
        logic: element,
        writable,
      })
    } else if (element.kind === 'question') {
      const { definition } = element
      const writable = !definition.readOnly
      this.#place({
        element: name,
        key: name,
        kind: 'question',
        definition,
        logic: element,
        writable,
      })
    }
  }

  #place(input: FormInput): void {
    const { element, key, logic } = input
    this.#inputs.set(element, input)
    const sources = logic.scoring ? [key, notApplicableKey(key), commentKey(key)] : [key]
    const own = { kind: 'value' as const, key, input, sources }
    const node = logic.value === undefined ? own : { ...own, feel: logic.value }
    this.#add(valueNode(key), node, [visibleNode(element)])
    const visible = [visibleNode(element)]
    if (logic.requiredWhen !== undefined)
      this.#add(
        requiredNode(element),
        { kind: 'required', element, feel: logic.requiredWhen },
        visible
      )
    if (logic.readOnlyWhen !== undefined)
      this.#add(
        readOnlyNode(element),
        { kind: 'readOnly', element, feel: logic.readOnlyWhen },
        visible
      )
    for (const [rule, { valid: feel }] of Object.entries(logic.rules ?? {}))
      this.#add(ruleNode(element, rule), { kind: 'rule', element, rule, feel }, visible)
  }

  #repeater(node: ElementNode, definitions: ReadonlyMap<string, FieldDefinition>): void {
    const { name, element, children } = node
    const { entity, entities } = this.#scope
    if (element.kind !== 'repeater' || !entity) return
    const definition = Object.hasOwn(entity.fields, element.field)
      ? entity.fields[element.field]
      : undefined
    if (!definition || definition.removed) return
    const target = definition.type === 'one_to_many' ? (entities(definition.target) ?? null) : null
    if (definition.type === 'one_to_many' && !target) return
    const rows = new Compiler({ entity: target, entities, outer: definitions }).compile(children)
    /** Rows of a one-to-many field are written through their own entity, so its own read-only nature does not count. */
    const writable = target
      ? !(entity.systemManaged && !entity.editableFields?.includes(element.field)) &&
        (definition as FormEntity['fields'][string]).access !== 'read'
      : isWritable(entity, element.field, definition)
    const input: FormInput = {
      element: name,
      key: element.field,
      kind: 'repeater',
      definition,
      logic: {},
      writable,
    }
    this.#place(input)
    const own = new Set([...rows.inputs.values()].map(({ key }) => key))
    const outerNames = new Set(
      [...rows.nodes.values()].flatMap((inner) =>
        inner.kind === 'value' && inner.input === null && !own.has(inner.key) ? [inner.key] : []
      )
    )
    const needs = this.#needs.get(valueNode(input.key))
    for (const outer of outerNames) if (outer !== input.key) needs?.add(this.#rawNode(outer))
    this.#repeaters.set(name, { input, element, rows, outerNames, entity: target })
  }

  /** The node of a value, made where no input of the form holds it: a field that is not on it. */
  #rawNode(key: string): string {
    const id = valueNode(key)
    if (!this.#nodes.has(id)) this.#add(id, { kind: 'value', key, input: null, sources: [key] })
    return id
  }

  #linkExpressions(): void {
    for (const [id, node] of [...this.#nodes]) {
      if (node.feel === undefined) continue
      const names = [...expressionNames(node.feel)].filter((name) => !CONTEXT_NAMES.has(name))
      this.#uses.set(id, names)
      for (const name of names) this.#needs.get(id)?.add(this.#rawNode(name))
    }
  }
}
