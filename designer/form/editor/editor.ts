import {
  computed,
  inject,
  ref,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue'
import type { Json } from '#core/metadata/types'
import type { FormDefinition, FormElement } from '#core/forms/model'
import type { ReadableEntity } from '#ui/api/types.js'
import * as commands from '../model/commands.js'
import { copyOf, duplicate, fieldsOn, paste, readClipboard } from '../model/clipboard.js'
import {
  perform,
  redo,
  seal,
  startHistory,
  undo,
  type Change,
  type History,
  type StepName,
} from '../model/history.js'
import { newElement, stemOf } from '../model/new_elements.js'
import { placeFor, type Place } from '../model/placement.js'
import { rowsOf, treeOf } from '../model/tree.js'
import type { FormElementKind } from '#core/forms/model'

/** What has happened, for the live region: key of a text and what it is about. */
export interface Happening {
  kind: 'done' | 'undone' | 'redone' | 'refused' | 'copied'
  name: StepName
  leftOut?: number
}

export interface FormEditor {
  readonly form: ComputedRef<FormDefinition>
  readonly history: ShallowRef<History>
  readonly entity: ComputedRef<ReadableEntity>
  readonly base: ShallowRef<FormDefinition | null>
  /** Chosen elements in the order of choosing; the last one is the one that the keyboard is at. */
  readonly chosen: ShallowRef<readonly string[]>
  readonly chosenSet: ComputedRef<ReadonlySet<string>>
  readonly active: ComputedRef<string | null>
  readonly happening: ShallowRef<Happening | null>
  /** Counts up when the canvas shall take the focus. */
  readonly focusCanvas: Ref<number>
  readonly focusProperties: Ref<number>
  element(name: string): FormElement | undefined
  choose(names: readonly string[]): void
  toggle(name: string): void
  run(result: Change | commands.Refusal | (Change & { leftOut: number })): boolean
  set(paths: readonly (readonly string[])[], value: Json | undefined): void
  seal(): void
  undo(): void
  redo(): void
  add(kind: FormElementKind, field?: string, place?: Place): void
  move(names: readonly string[], place: Place): void
  step(step: commands.Step): void
  remove(): void
  duplicate(): void
  wrap(kind: 'section' | 'columns'): void
  unwrap(): void
  copy(): string | null
  paste(text: string): void
  /** Replaces everything (another version, a merge) as one step that can be undone. */
  replace(form: FormDefinition, key: string): void
  /** Starts anew with a form that was loaded. */
  open(form: FormDefinition): void
}

const key: InjectionKey<FormEditor> = Symbol('form editor')
export const formEditorKey = key

export function useEditor(): FormEditor {
  const editor = inject(key)
  if (!editor) throw new Error('useEditor() outside of the form builder')
  return editor
}

/** The state of one form that is being edited. Shallow throughout: forms are values that are replaced, never changed. */
export function makeEditor(start: FormDefinition, entity: ComputedRef<ReadableEntity>): FormEditor {
  const history = shallowRef(startHistory(start))
  const base = shallowRef<FormDefinition | null>(null)
  const chosen = shallowRef<readonly string[]>([])
  const happening = shallowRef<Happening | null>(null)
  const focusCanvas = ref(0)
  const focusProperties = ref(0)
  const form = computed(() => history.value.form)
  const chosenSet = computed<ReadonlySet<string>>(() => new Set(chosen.value))
  const active = computed(() => chosen.value.at(-1) ?? null)
  const shipped = computed(() => new Set(Object.keys(base.value?.elements ?? {})))

  const known = (names: readonly string[]): string[] =>
    names.filter((name) => treeOf(form.value).parent.has(name))

  function run(result: Change | commands.Refusal | (Change & { leftOut: number })): boolean {
    if (commands.isRefusal(result)) {
      happening.value = { kind: 'refused', name: { key: result.refused } }
      return false
    }
    history.value = perform(history.value, result, chosen.value)
    if (result.select.length > 0 || result.name.key === 'remove')
      chosen.value = known(result.select)
    const leftOut = 'leftOut' in result ? result.leftOut : 0
    happening.value = { kind: 'done', name: result.name, ...(leftOut > 0 ? { leftOut } : {}) }
    return true
  }
  function travel(kind: 'undone' | 'redone'): void {
    const went = kind === 'undone' ? undo(history.value) : redo(history.value)
    if (!went) return
    history.value = went.history
    chosen.value = known(went.select)
    happening.value = { kind, name: went.name }
  }

  const editor: FormEditor = {
    form,
    history,
    entity,
    base,
    chosen,
    chosenSet,
    active,
    happening,
    focusCanvas,
    focusProperties,
    element: (name) => form.value.elements[name],
    choose(names) {
      history.value = seal(history.value)
      chosen.value = known(names)
    },
    toggle(name) {
      chosen.value = chosenSet.value.has(name)
        ? chosen.value.filter((other) => other !== name)
        : [...chosen.value, name]
    },
    run,
    set(paths, value) {
      const result = commands.setProperty(form.value, paths, value, chosen.value)
      if (!commands.isRefusal(result)) history.value = perform(history.value, result, chosen.value)
    },
    seal: () => void (history.value = seal(history.value)),
    undo: () => travel('undone'),
    redo: () => travel('redone'),
    add(kind, field, place) {
      const at = place ?? placeFor(form.value, kind, active.value)
      if (!at) return void run({ refused: 'place' })
      const rows = rowsOf(form.value, at.parent)
      if (kind === 'field' && field !== undefined && fieldsOn(form.value, rows).has(field))
        return void run({ refused: 'field_once' })
      run(commands.insert(form.value, at, newElement(kind, field), stemOf(kind, field)))
    },
    move: (names, place) => void run(commands.move(form.value, names, place)),
    step: (step) => void run(commands.moveStep(form.value, chosen.value, step)),
    remove: () => void run(commands.remove(form.value, chosen.value, shipped.value)),
    duplicate: () => void run(duplicate(form.value, chosen.value)),
    wrap(kind) {
      run(commands.wrap(form.value, chosen.value, newElement(kind), kind))
    },
    unwrap() {
      if (active.value !== null) run(commands.unwrap(form.value, active.value, shipped.value))
    },
    copy() {
      const clipboard = copyOf(form.value, chosen.value)
      if (clipboard.roots.length === 0) return null
      happening.value = { kind: 'copied', name: { key: 'copy', count: clipboard.roots.length } }
      return JSON.stringify(clipboard)
    },
    paste(text) {
      const clipboard = readClipboard(text)
      const first = clipboard?.elements[clipboard.roots[0] ?? '']
      if (!clipboard || !first) return void run({ refused: 'nothing' })
      const place = placeFor(form.value, first.kind, active.value)
      if (!place) return void run({ refused: 'place' })
      const fields = new Set(Object.keys(entity.value.fields))
      run(paste(form.value, clipboard, place, { fields }))
    },
    replace(next, name) {
      const whole = Object.keys(next) as (keyof FormDefinition)[]
      const gone = (Object.keys(form.value) as (keyof FormDefinition)[]).filter(
        (property) => !whole.includes(property)
      )
      run({
        name: { key: name },
        edits: [
          ...gone.map((property) => ({ path: [property], value: undefined })),
          ...whole.map((property) => ({ path: [property], value: next[property] as Json })),
        ],
        select: chosen.value,
      })
      chosen.value = known(chosen.value)
    },
    open(next) {
      history.value = startHistory(next)
      chosen.value = []
    },
  }
  return editor
}
