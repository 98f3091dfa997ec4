import { AppendMenu } from './append_menu.js'
import { CanvasKeys } from './canvas_keys.js'
import { ContextPadProvider } from './context_pad.js'
import { EditCommand } from './edit_command.js'
import type { Translate } from '#ui/diagram/services.js'
import type { Words } from './words.js'

/** Our palette stands beside the canvas. */
class NoPalette {}

function makeTranslate(words: Words): Translate {
  return (text, values = {}) =>
    words.translate(text).replaceAll(/\{([^}]+)\}/g, (whole, name: string) => values[name] ?? whole)
}
makeTranslate.$inject = ['config.words']

/** bpmn-js's own texts in the reader's language. */
export const TRANSLATION = { translate: ['factory', makeTranslate] }

/** What makes bpmn-js our designer. */
export const DRAWING = {
  __init__: ['appendMenu', 'canvasKeys', 'editCommand'],
  appendMenu: ['type', AppendMenu],
  canvasKeys: ['type', CanvasKeys],
  editCommand: ['type', EditCommand],
  contextPadProvider: ['type', ContextPadProvider],
  paletteProvider: ['type', NoPalette],
}
