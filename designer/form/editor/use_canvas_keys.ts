import type { FormEditor } from './editor.js'
import { ancestorsOf, childrenOf, treeOf } from '../model/tree.js'
import { isContainer } from '../model/placement.js'

export interface CanvasActions {
  openAdd(): void
  openProperties(): void
  openHelp(): void
  publish(): void
}

/** Where an arrow leads from an element; in a script from right to left, left and right are exchanged by the caller. */
export function neighbour(
  editor: FormEditor,
  from: string | null,
  key: 'ArrowDown' | 'ArrowUp' | 'inwards' | 'outwards' | 'Home' | 'End'
): string | null {
  const form = editor.form.value
  const { order } = treeOf(form)
  if (from === null || key === 'Home') return order[0] ?? null
  const at = order.indexOf(from)
  if (key === 'End') return order.at(-1) ?? null
  if (key === 'ArrowDown') return order[at + 1] ?? null
  if (key === 'ArrowUp') return order[at - 1] ?? null
  if (key === 'inwards') return childrenOf(form, from)[0] ?? null
  return form.elements[from]?.parent ?? null
}

/** The keys of the canvas. Answers whether the key was one of them. */
export function handleCanvasKey(
  editor: FormEditor,
  event: KeyboardEvent,
  rightToLeft: boolean,
  actions: CanvasActions
): boolean {
  const { key } = event
  const command = event.ctrlKey || event.metaKey
  const logical =
    key === (rightToLeft ? 'ArrowRight' : 'ArrowLeft')
      ? 'outwards'
      : key === (rightToLeft ? 'ArrowLeft' : 'ArrowRight')
        ? 'inwards'
        : key
  if (command) return commandKey(editor, event, actions)
  if (event.altKey) return moveKey(editor, logical)
  switch (logical) {
    case 'ArrowDown':
    case 'ArrowUp':
    case 'Home':
    case 'End':
    case 'inwards':
    case 'outwards': {
      const next = neighbour(editor, editor.active.value, logical)
      if (next !== null && event.shiftKey) editor.choose([...without(editor, next), next])
      else if (next !== null) editor.choose([next])
      return true
    }
    case ' ':
      if (editor.active.value !== null) return true
      return false
    case 'Enter':
    case 'F2':
      if (editor.active.value !== null) actions.openProperties()
      return true
    case 'Delete':
    case 'Backspace':
      editor.remove()
      return true
    case '+':
    case 'Insert':
    case '/':
      actions.openAdd()
      return true
    case '?':
      actions.openHelp()
      return true
    case 'Escape':
      editor.choose(editor.active.value === null ? [] : [editor.active.value])
      return true
    default:
      return false
  }
}

const without = (editor: FormEditor, name: string): string[] =>
  editor.chosen.value.filter((other) => other !== name)

function moveKey(editor: FormEditor, key: string): boolean {
  const steps = { ArrowUp: 'up', ArrowDown: 'down', inwards: 'in', outwards: 'out' } as const
  if (!Object.hasOwn(steps, key)) return false
  editor.step(steps[key as keyof typeof steps])
  return true
}

/** Copying, cutting and pasting come as events of their own. */
function commandKey(editor: FormEditor, event: KeyboardEvent, actions: CanvasActions): boolean {
  switch (event.key.toLowerCase()) {
    case 'z':
      if (event.shiftKey) editor.redo()
      else editor.undo()
      return true
    case 'y':
      editor.redo()
      return true
    case 'd':
      editor.duplicate()
      return true
    case 'g':
      if (event.shiftKey) editor.unwrap()
      else editor.wrap('section')
      return true
    case 'a':
      editor.choose(siblingsOf(editor))
      return true
    case 'enter':
      actions.publish()
      return true
    default:
      return false
  }
}

/** All of the container that the chosen element is in. */
function siblingsOf(editor: FormEditor): readonly string[] {
  const name = editor.active.value
  if (name === null) return treeOf(editor.form.value).roots
  return childrenOf(editor.form.value, editor.form.value.elements[name]?.parent ?? null)
}

export const holdsOthers = (editor: FormEditor, name: string): boolean =>
  isContainer(editor.element(name)?.kind ?? 'divider')
export const depthOf = (editor: FormEditor, name: string): number =>
  ancestorsOf(editor.form.value, name).length + 1
