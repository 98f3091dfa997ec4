import {
  computed,
  shallowReactive,
  shallowRef,
  watch,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import { createMessage, type FormKitNode } from '@formkit/core'
import { commentKey, notApplicableKey } from '#core/forms/answer_keys'
import { valueNode, type CompiledForm, type FormInput } from '#core/forms/compiled_form'
import { inputIssues, type FormIssue } from '#core/forms/form_issues'
import {
  elementState,
  formState,
  type ElementState,
  type FormContext,
  type FormState,
} from '#core/forms/form_state'
import type { FormDefinition } from '#core/forms/model'
import { isScored, score, type FormScore } from '#core/forms/scoring'
import type { Json } from '#core/metadata/types'
import type { ReadableEntity } from '../api/types.js'

type Values = Record<string, Json>

/** What inputs and containers of a form ask and tell. */
export interface LiveForm {
  form: FormDefinition
  /** Of the entity that the form is of. */
  fields: ReadableEntity['fields']
  compiled: CompiledForm
  state: ShallowRef<FormState>
  /** By element; each changes alone, so that a key redraws only what depends on it. */
  elements: Record<string, ElementState>
  issues: Record<string, FormIssue[]>
  /** Effective values by key of what is calculated, repeated, or told beside a value. */
  values: Record<string, Json>
  rows: Record<string, readonly FormState[]>
  score: ShallowRef<FormScore | null>
  set(key: string, value: Json): void
  register(element: string, node: FormKitNode): void
  unregister(element: string): void
  input(element: string): FormInput | undefined
}

export const liveFormKey: InjectionKey<ShallowRef<LiveForm>> = Symbol('live form')

const BLOCKING = 'form_rules'

export interface LiveFormOptions {
  form: FormDefinition
  entity: ReadableEntity
  /** The form made ready; kept while form and entity are the same. */
  compiled: CompiledForm
  context: FormContext
  values: Values
}

/** One form being filled in: the engine's answers, kept where Vue sees each of them change by itself. */
export class LiveFormState implements LiveForm {
  readonly form: FormDefinition
  readonly compiled: CompiledForm
  readonly state: ShallowRef<FormState>
  readonly elements = shallowReactive<Record<string, ElementState>>({})
  readonly issues = shallowReactive<Record<string, FormIssue[]>>({})
  readonly values = shallowReactive<Values>({})
  readonly rows = shallowReactive<Record<string, readonly FormState[]>>({})
  readonly score = shallowRef<FormScore | null>(null)
  readonly #nodes = new Map<string, FormKitNode>()
  readonly #byKey = new Map<string, string>()
  readonly #scored: boolean
  readonly fields: ReadableEntity['fields']

  constructor({ form, entity, compiled, context, values }: LiveFormOptions) {
    this.form = form
    this.compiled = compiled
    this.fields = entity.fields
    this.#scored = isScored(form)
    for (const { key, element } of this.compiled.inputs.values()) this.#byKey.set(key, element)
    this.state = shallowRef(formState(this.compiled, values, context))
    this.#tell(null)
  }

  input(element: string): FormInput | undefined {
    return this.compiled.inputs.get(element)
  }

  set(key: string, value: Json): void {
    const { raw } = this.state.value
    if (Object.is(raw[key] ?? null, value)) return
    this.reset({ ...raw, [key]: value })
  }

  /** Takes other values as a whole: those that came back from the server. */
  reset(values: Values | FormState['raw']): void {
    const before = this.state.value
    this.state.value = formState(this.compiled, values, before.context, before)
    this.#tell(before)
  }

  register(element: string, node: FormKitNode): void {
    this.#nodes.set(element, node)
    this.#block(element)
  }

  unregister(element: string): void {
    this.#nodes.delete(element)
  }

  #tell(before: FormState | null): void {
    const state = this.state.value
    const touched = before === null ? this.#all() : this.#touched(before)
    for (const element of touched) {
      const own = elementState(state, element)
      const known = this.elements[element]
      if (!known || !equalStates(known, own)) this.elements[element] = own
      const input = this.compiled.inputs.get(element)
      if (!input) continue
      this.values[input.key] = state.results.get(valueNode(input.key)) ?? null
      if (input.logic.scoring) {
        for (const key of [notApplicableKey(input.key), commentKey(input.key)])
          this.values[key] = state.raw[key] ?? null
      }
      if (input.kind === 'repeater') this.rows[element] = state.rows.get(element) ?? []
      const found = inputIssues(state, element)
      if (found.length > 0 || (this.issues[element]?.length ?? 0) > 0) this.issues[element] = found
      this.#block(element)
    }
    if (this.#scored && touched.size > 0) {
      this.score.value = score(
        this.form,
        { ...state.raw, ...this.values },
        {
          fields: this.fields,
          visible: (element) => this.elements[element]?.visible !== false,
        }
      )
    }
  }

  #all(): Set<string> {
    return new Set(Object.keys(this.form.elements))
  }

  #touched(before: FormState): Set<string> {
    const state = this.state.value
    const touched = new Set<string>()
    for (const id of state.changed) {
      const node = state.form.nodes.get(id)
      if (!node) continue
      if (node.kind !== 'value') touched.add(node.element)
      else if (node.input) touched.add(node.input.element)
    }
    for (const node of state.form.nodes.values()) {
      if (node.kind !== 'value' || !node.input) continue
      const { input, sources } = node
      const own = sources.some((key) => !Object.is(state.raw[key], before.raw[key]))
      if (own) touched.add(input.element)
    }
    return touched
  }

  /** FormKit refuses to submit while an input carries a blocking message. */
  #block(element: string): void {
    const node = this.#nodes.get(element)
    if (!node) return
    const wrong = (this.issues[element] ?? []).some(({ level }) => level === 'error')
    const blocked = node.store[BLOCKING] !== undefined
    if (wrong === blocked) return
    if (!wrong) node.store.remove(BLOCKING)
    else {
      node.store.set(
        createMessage({
          key: BLOCKING,
          type: 'validation',
          blocking: true,
          visible: false,
          value: true,
        })
      )
    }
  }
}

function equalStates(a: ElementState, b: ElementState): boolean {
  return (
    a.visible === b.visible &&
    a.required === b.required &&
    a.readOnly === b.readOnly &&
    a.calculated === b.calculated
  )
}

/** A live form that is made anew when form, entity or context do, and follows values that come from outside. */
export function useLiveForm(options: () => LiveFormOptions): ShallowRef<LiveFormState> {
  const parts = computed(options)
  const live = shallowRef(new LiveFormState(parts.value))
  watch(parts, (next, before) => {
    const same =
      next.form === before.form &&
      next.compiled === before.compiled &&
      next.context === before.context
    if (same) live.value.reset(next.values)
    else live.value = new LiveFormState(next)
  })
  return live
}
