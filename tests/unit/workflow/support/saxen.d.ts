/** What the tests use of saxen, the reader beneath bpmn-moddle. */
declare module 'saxen' {
  type Decode = (text: string) => string
  export class Parser {
    on(
      event: 'openTag',
      listener: (name: string, attributes: () => { [name: string]: string }, decode: Decode) => void
    ): this
    on(event: 'text', listener: (text: string, decode: Decode) => void): this
    on(event: 'cdata', listener: (text: string) => void): this
    on(event: 'closeTag', listener: (name: string) => void): this
    parse(xml: string): Error | void
  }
}
