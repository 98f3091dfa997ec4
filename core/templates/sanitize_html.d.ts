/** The part of sanitize-html that is used here: the package ships no types. */
declare module 'sanitize-html' {
  namespace sanitizeHtml {
    interface Options {
      allowedTags?: string[]
      allowedAttributes?: Record<string, string[]>
      allowedSchemes?: string[]
      allowedSchemesByTag?: Record<string, string[]>
      allowProtocolRelative?: boolean
      allowedStyles?: Record<string, Record<string, RegExp[]>>
      disallowedTagsMode?: 'discard' | 'escape' | 'recursiveEscape' | 'completelyDiscard'
      nonTextTags?: string[]
    }
  }
  function sanitizeHtml(dirty: string, options?: sanitizeHtml.Options): string
  export = sanitizeHtml
}
