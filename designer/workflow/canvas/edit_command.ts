import type { Edit } from '#ui/diagram/moddle.js'
import type { CommandStack, DiagramElement, Modeling } from '#ui/diagram/services.js'

export const EDIT_COMMAND = 'peyvand.edit'
export interface EditContext {
  element: DiagramElement
  edits: readonly Edit[]
  /** The label of the element shall be this: texts on the canvas are measured and laid out anew. */
  label?: string
}

/** Several changes of one panel as one step that can be undone. */
class EditHandler {
  static $inject = ['modeling']
  constructor(private modeling: Modeling) {}

  preExecute({ element, edits, label }: EditContext): void {
    for (const { of, set } of edits) this.modeling.updateModdleProperties(element, of, set)
    if (label !== undefined) this.modeling.updateLabel(element, label)
  }
}

export class EditCommand {
  static $inject = ['commandStack']
  constructor(stack: CommandStack) {
    stack.registerHandler(EDIT_COMMAND, EditHandler)
  }
}
