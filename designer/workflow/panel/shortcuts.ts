import type { Shortcut } from '#ui/common/shortcuts.js'

/** The keys of the canvas. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['Alt', '→ ←'], text: 'walk' },
  { keys: ['Alt', '↑ ↓'], text: 'beside' },
  { keys: ['Enter'], text: 'properties' },
  { keys: ['Esc'], text: 'back' },
  { keys: ['A'], text: 'append' },
  { keys: ['B'], text: 'attach' },
  { keys: ['C'], text: 'connect' },
  { keys: ['R'], text: 'replace' },
  { keys: ['E'], text: 'rename' },
  { keys: ['← ↑ → ↓'], text: 'move' },
  { keys: ['Shift', '← ↑ → ↓'], text: 'move_far' },
  { keys: ['Del'], text: 'remove' },
  { keys: ['Ctrl', 'Z / Y'], text: 'undo' },
  { keys: ['Ctrl', 'C / V'], text: 'clipboard' },
  { keys: ['Ctrl', 'A'], text: 'all' },
  { keys: ['Ctrl', 'F'], text: 'find' },
  { keys: ['Ctrl', '+ / -'], text: 'zoom' },
  { keys: ['H', 'L', 'S'], text: 'tools' },
  { keys: ['Ctrl', 'Enter'], text: 'publish' },
  { keys: ['?'], text: 'help' },
]
