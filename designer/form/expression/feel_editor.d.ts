declare module '@bpmn-io/feel-editor' {
  export interface FeelVariable {
    name: string
    detail?: string
    info?: string
    entries?: FeelVariable[]
  }
  export interface FeelEditorOptions {
    container: HTMLElement
    value?: string
    variables?: FeelVariable[]
    onChange?: (value: string) => void
    onKeyDown?: (event: KeyboardEvent) => void
    contentAttributes?: Record<string, string>
  }
  export default class FeelEditor {
    constructor(options: FeelEditorOptions)
    setValue(value: string): void
    setVariables(variables: FeelVariable[]): void
    focus(position?: number): void
  }
}
