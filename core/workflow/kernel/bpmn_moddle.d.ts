/** What we use of bpmn-moddle, which ships types of BPMN's elements but none of itself. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>)
    fromXML(xml: string): Promise<{
      rootElement: object
      warnings: { message: string; property?: string; value?: string; element?: object }[]
    }>
    toXML(element: object, options?: { format?: boolean }): Promise<{ xml: string }>
    create(type: string, attributes?: object): object
  }
}
