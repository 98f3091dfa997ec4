import type { CatalogItem, Group } from '../model/catalog.js'
import type { ActionTemplate } from './drawing.js'

/** What the canvas says, in the reader's language; and the actions that may be drawn. Given to its modules as `config.words`. */
export interface Words {
  /** A text of bpmn-js by its English words. */
  translate(text: string): string
  item(item: CatalogItem): { label: string; hint: string }
  group(group: Group): string
  say(key: string): string
  element(id: string): string
  actions(): readonly ActionTemplate[]
}
