declare module 'diagram-js-minimap' {
  const module: Record<string, unknown>
  export default module
}
declare module 'bpmn-js-differ' {
  export interface PropertyChange {
    oldValue: unknown
    newValue: unknown
  }
  interface DiffedElement {
    id: string
    $type: string
    name?: string
  }
  export interface DiffResult {
    _added: Record<string, DiffedElement>
    _removed: Record<string, DiffedElement>
    _changed: Record<string, { model: DiffedElement; attrs: Record<string, PropertyChange> }>
    _layoutChanged: Record<string, DiffedElement>
  }
  export function diff(before: object, after: object): DiffResult
}
