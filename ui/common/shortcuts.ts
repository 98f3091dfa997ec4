/** Keys that are pressed together or in place of each other, and the name of the text that says what they do. */
export interface Shortcut {
  keys: readonly string[]
  text: string
}
