import type { Shortcut } from '#ui/common/shortcuts.js'

/** The keys of the canvas. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['↑', '↓', '←', '→'], text: 'walk' },
  { keys: ['Shift', '↑ ↓'], text: 'extend' },
  { keys: ['Enter'], text: 'properties' },
  { keys: ['Esc'], text: 'back' },
  { keys: ['+'], text: 'add' },
  { keys: ['Alt', '↑ ↓'], text: 'move' },
  { keys: ['Alt', '← →'], text: 'in_out' },
  { keys: ['Del'], text: 'remove' },
  { keys: ['Ctrl', 'Z'], text: 'undo' },
  { keys: ['Ctrl', 'Y'], text: 'redo' },
  { keys: ['Ctrl', 'C / X / V'], text: 'clipboard' },
  { keys: ['Ctrl', 'D'], text: 'duplicate' },
  { keys: ['Ctrl', 'G'], text: 'wrap' },
  { keys: ['Ctrl', 'Shift', 'G'], text: 'unwrap' },
  { keys: ['Ctrl', 'A'], text: 'siblings' },
  { keys: ['Ctrl', 'Enter'], text: 'publish' },
  { keys: ['?'], text: 'help' },
]
