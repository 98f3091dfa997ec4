/**
 * What a form says for the values it holds: what is visible, required, read-only, calculated and valid. A pure function of form,
 * values and context; given the state before, only what depends on the values that changed is computed again.
 *
 * A hidden input counts as empty: for other expressions, for scoring and for saving alike. So the server, which never gets its
 * value, comes to the same answers.
 */
import { notApplicableKey, ROW_KEY } from '#core/forms/answer_keys'
import {
  readOnlyNode,
  requiredNode,
  ruleNode,
  valueNode,
  visibleNode,
  type CompiledForm,
  type FormInput,
  type FormNode,
  type Repeater,
} from '#core/forms/compiled_form'
import { calculatedValue, feelValue } from '#core/forms/feel_values'
import type { Feel } from '#core/forms/model'
import { compileFeel } from '#core/expressions/compiled_feel'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json } from '#core/metadata/types'

export type FormValues = Readonly<Record<string, Json>>

export interface FormContext {
  /** The instant that `now()` and `today()` answer, ISO 8601. */
  now: string
  user: { id: number | null; name: string; roles: string[] }
  types: FieldTypes
}

export interface ElementState {
  visible: boolean
  required: boolean
  readOnly: boolean
  /** Calculated from other values: read-only, and never taken from whom it is shown. */
  calculated: boolean
}

export interface FormState {
  form: CompiledForm
  context: FormContext
  raw: FormValues
  results: ReadonlyMap<string, Json>
  rows: ReadonlyMap<string, readonly FormState[]>
  /** Why an expression has no value, by node. */
  faults: ReadonlyMap<string, string>
  /** Nodes whose result differs from that of the state before. */
  changed: ReadonlySet<string>
}

/** Equal as values: the same JSON. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return (a ?? null) === (b ?? null)
  return JSON.stringify(a) === JSON.stringify(b)
}

export function formState(
  form: CompiledForm,
  raw: FormValues,
  context: FormContext,
  before: FormState | null = null
): FormState {
  return new Computation(form, raw, context, before).run()
}

class Computation {
  readonly #results: Map<string, Json>
  readonly #rows: Map<string, readonly FormState[]>
  readonly #faults: Map<string, string>
  readonly #changed = new Set<string>()
  readonly #before: FormState | null

  constructor(
    private form: CompiledForm,
    private raw: FormValues,
    private context: FormContext,
    before: FormState | null
  ) {
    const usable = before?.form === form && before.context === context ? before : null
    this.#before = usable
    this.#results = new Map(usable?.results)
    this.#rows = new Map(usable?.rows)
    this.#faults = new Map(usable?.faults)
  }

  run(): FormState {
    const { form, raw, context } = this
    const dirty = this.#dirtyAtFirst()
    for (const id of form.order) {
      if (dirty && !dirty.has(id)) continue
      const node = form.nodes.get(id)
      if (!node) continue
      const result = this.#compute(id, node)
      if (this.#results.has(id) && same(this.#results.get(id), result)) continue
      this.#results.set(id, result)
      this.#changed.add(id)
      if (dirty) for (const next of form.neededBy.get(id) ?? []) dirty.add(next)
    }
    return {
      form,
      raw,
      context,
      results: this.#results,
      rows: this.#rows,
      faults: this.#faults,
      changed: this.#changed,
    }
  }

  /** Nodes whose own source changed; null: everything. */
  #dirtyAtFirst(): Set<string> | null {
    const before = this.#before
    if (!before) return null
    const dirty = new Set<string>()
    for (const [id, node] of this.form.nodes) {
      if (node.kind !== 'value') continue
      if (node.sources.some((key) => !same(this.raw[key], before.raw[key]))) dirty.add(id)
    }
    return dirty
  }

  #compute(id: string, node: FormNode): Json {
    if (node.kind === 'value') return this.#value(id, node)
    if (node.kind === 'visible') {
      if (node.parent !== null && this.#results.get(visibleNode(node.parent)) !== true) return false
      return node.feel === undefined || this.#evaluate(id, node.feel) === true
    }
    if (this.#results.get(visibleNode(node.element)) !== true) return null
    return this.#evaluate(id, node.feel)
  }

  #value(id: string, { key, input, feel }: FormNode & { kind: 'value' }): Json {
    if (input === null) return this.raw[key] ?? null
    if (this.#results.get(visibleNode(input.element)) !== true) return this.#hidden(input)
    const repeater = this.form.repeaters.get(input.element)
    if (repeater) return this.#rowValues(repeater)
    if (input.logic.scoring?.notApplicable && this.raw[notApplicableKey(key)] === true) return null
    if (feel === undefined) return this.raw[key] ?? null
    const calculated = calculatedValue(
      this.#evaluate(id, feel),
      input.definition,
      this.context.types
    )
    if ('code' in calculated) this.#faults.set(id, calculated.code)
    return calculated.value
  }

  #hidden(input: FormInput): null {
    if (input.kind === 'repeater') this.#rows.delete(input.element)
    return null
  }

  #rowValues({ input, rows, outerNames }: Repeater): Json {
    const list = this.raw[input.key]
    const outer: Record<string, Json> = {}
    for (const name of outerNames) {
      if (name !== input.key) outer[name] = this.#results.get(valueNode(name)) ?? null
    }
    const former = this.#rows.get(input.element) ?? []
    const states = (Array.isArray(list) ? list : []).flatMap((row, at): FormState[] => {
      if (typeof row !== 'object' || row === null || Array.isArray(row)) return []
      const key = rowKey(row)
      const previous =
        key === undefined ? former[at] : former.find(({ raw }) => rowKey(raw) === key)
      return [formState(rows, { ...outer, ...row }, this.context, previous ?? null)]
    })
    this.#rows.set(input.element, states)
    return states.map((state) => ({ ...identityOf(state.raw), ...effectiveValues(state) }))
  }

  #evaluate(id: string, feel: Feel): Json {
    const { now, user } = this.context
    const read = (name: string): unknown =>
      name === 'user' ? user : this.#known(name, this.#results.get(valueNode(name)))
    const { value, fault } = compileFeel(feel).run(read, now)
    if (fault === null) this.#faults.delete(id)
    else this.#faults.set(id, fault)
    return value
  }

  /** A value as FEEL sees it; of rows, each value of each row. */
  #known(name: string, value: Json | undefined): unknown {
    const definition = this.form.definitions.get(name)
    if (!Array.isArray(value)) return feelValue(value, definition)
    const repeater = [...this.form.repeaters.values()].find(({ input }) => input.key === name)
    if (!repeater) return feelValue(value, definition)
    return value.map((row) =>
      Object.fromEntries(
        Object.entries(row as Record<string, Json>).map(([key, inner]) => [
          key,
          feelValue(inner, repeater.rows.definitions.get(key)),
        ])
      )
    )
  }
}

/** What tells a row from the others: its key while it is edited, else the record that it is. */
export function rowKey(row: FormValues): Json | undefined {
  return row[ROW_KEY] ?? row.id
}

/** What stays with a row whatever its inputs hold: the record it is, and its key while it is edited. */
function identityOf(row: FormValues): Record<string, Json> {
  const identity: Record<string, Json> = {}
  for (const key of ['id', 'version', ROW_KEY]) {
    const value = row[key]
    if (value !== undefined) identity[key] = value
  }
  return identity
}

/** The values that the inputs of a form hold, calculated ones included; hidden inputs are null. */
export function effectiveValues({ form, results }: FormState): Record<string, Json> {
  const values: Record<string, Json> = {}
  for (const { key } of form.inputs.values()) values[key] = results.get(valueNode(key)) ?? null
  return values
}

export function elementState({ form, results }: FormState, element: string): ElementState {
  const input = form.inputs.get(element)
  const calculated = input?.logic.value !== undefined
  const visible = results.get(visibleNode(element)) === true
  const readOnly =
    input !== undefined &&
    (calculated || !input.writable || results.get(readOnlyNode(element)) === true)
  const required =
    input !== undefined &&
    (input.definition.required === true || results.get(requiredNode(element)) === true)
  return { visible, required, readOnly, calculated }
}

/** Rules of an input that do not hold. */
export function brokenRules({ results }: FormState, input: FormInput): string[] {
  return Object.keys(input.logic.rules ?? {}).filter(
    (rule) => results.get(ruleNode(input.element, rule)) === false
  )
}
