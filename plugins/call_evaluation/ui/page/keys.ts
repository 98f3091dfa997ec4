/** Keys of the evaluation page. By the place of the key, not its letter: they are the same on Persian and Azerbaijani keyboards. */
import type { Shortcut } from '#ui/common/shortcuts.js'

export type Command =
  | { do: 'toggle' | 'loop_off' | 'silence' | 'not_applicable' | 'clear' | 'remark' | 'comment' }
  | { do: 'guidance' | 'finish' | 'help' | 'leave' }
  | { do: 'step'; by: number }
  | { do: 'speed'; by: 1 | -1 }
  | { do: 'loop'; end: 'a' | 'b' }
  | { do: 'mark'; digit: string }
  | { do: 'criterion' | 'evaluation'; by: 1 | -1 }

export interface KeyPress {
  code: string
  key: string
  control: boolean
  alt: boolean
  shift: boolean
}
/** What has the focus: a text, a radio button, a button or link, an open menu or dialog, or none of these. */
export type Where = 'typing' | 'radio' | 'button' | 'dialog' | 'free'

const SECONDS = 5

export function commandOf(press: KeyPress, where: Where): Command | null {
  if (where === 'dialog') return null
  if (press.control) return /^(Numpad)?Enter$/.test(press.code) ? { do: 'finish' } : null
  if (press.alt) return besides(press.code)
  if (where === 'typing') return press.code === 'Escape' ? { do: 'leave' } : null
  if (press.key === '?') return { do: 'help' }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1]
  if (digit !== undefined && !press.shift) return { do: 'mark', digit }
  return ofPlayer(press, where) ?? ofForm(press)
}

function besides(code: string): Command | null {
  if (code === 'ArrowDown') return { do: 'criterion', by: 1 }
  return code === 'ArrowUp' ? { do: 'criterion', by: -1 } : null
}

function ofPlayer({ code, shift }: KeyPress, where: Where): Command | null {
  const far = shift ? 1 : SECONDS
  switch (code) {
    case 'Space':
      return where === 'button' ? null : { do: 'toggle' }
    case 'ArrowLeft':
      return where === 'radio' ? null : { do: 'step', by: -far }
    case 'ArrowRight':
      return where === 'radio' ? null : { do: 'step', by: far }
    case 'BracketLeft':
      return { do: 'loop', end: 'a' }
    case 'BracketRight':
      return { do: 'loop', end: 'b' }
    case 'Backslash':
      return { do: 'loop_off' }
    case 'Minus':
    case 'NumpadSubtract':
      return { do: 'speed', by: -1 }
    case 'Equal':
    case 'NumpadAdd':
      return { do: 'speed', by: 1 }
    case 'KeyS':
      return { do: 'silence' }
    default:
      return null
  }
}

function ofForm({ code, shift }: KeyPress): Command | null {
  switch (code) {
    case 'KeyJ':
      return { do: shift ? 'evaluation' : 'criterion', by: 1 }
    case 'KeyK':
      return { do: shift ? 'evaluation' : 'criterion', by: -1 }
    case 'KeyN':
      return { do: 'not_applicable' }
    case 'KeyR':
      return { do: 'remark' }
    case 'KeyC':
      return { do: 'comment' }
    case 'KeyG':
      return { do: 'guidance' }
    case 'Backspace':
    case 'Delete':
      return { do: 'clear' }
    default:
      return null
  }
}

/** Where the focus is, from the element that has it. */
export function whereOf(element: Element | null): Where {
  if (!(element instanceof HTMLElement)) return 'free'
  if (element.closest('[role=dialog], [role=menu], [role=listbox], [role=combobox]'))
    return 'dialog'
  if (element instanceof HTMLInputElement && element.type === 'radio') return 'radio'
  if (element.closest('input, textarea, select, [contenteditable=true]')) return 'typing'
  return element.closest('button, a, summary, [role=switch]') ? 'button' : 'free'
}

/** What the dialog of keys says; texts stand under `call_evaluation.keys`. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Space'], text: 'toggle' },
  { keys: ['←', '→'], text: 'step' },
  { keys: ['-', '='], text: 'speed' },
  { keys: ['[', ']'], text: 'loop' },
  { keys: ['\\'], text: 'loop_off' },
  { keys: ['S'], text: 'silence' },
  { keys: ['J', 'K'], text: 'criterion' },
  { keys: ['Alt', '↓ ↑'], text: 'criterion_typing' },
  { keys: ['1 … 9'], text: 'mark' },
  { keys: ['N'], text: 'not_applicable' },
  { keys: ['Backspace'], text: 'clear' },
  { keys: ['C'], text: 'comment' },
  { keys: ['G'], text: 'guidance' },
  { keys: ['R'], text: 'remark' },
  { keys: ['Esc'], text: 'leave' },
  { keys: ['Ctrl', 'Enter'], text: 'finish' },
  { keys: ['Shift', 'J / K'], text: 'evaluation' },
  { keys: ['?'], text: 'help' },
]
