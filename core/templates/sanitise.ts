import sanitizeHtml from 'sanitize-html'

const LENGTH =
  /^-?\d{1,4}(\.\d{1,3})?(px|pt|mm|cm|em|rem|%)?( -?\d{1,4}(\.\d{1,3})?(px|pt|mm|cm|em|rem|%)?){0,3}$/
const COLOUR = /^(#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d., %]{5,40}\))$/i
const BORDER = /^[\w#%. (),-]{1,60}$/
const WORD = /^[a-z-]{1,24}$/i

/**
 * What an HTML text may hold: the writing of a letter and its tables. No script, no style sheet, nothing that is loaded from
 * elsewhere: pictures only where they are in the text itself. Applied to what was rendered, whoever wrote the template.
 */
const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'p', 'div', 'span', 'br', 'hr', 'blockquote', 'pre', 'code'],
    ...['strong', 'b', 'em', 'i', 'u', 's', 'small', 'sub', 'sup', 'bdi', 'mark', 'a', 'img'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'header', 'footer', 'section', 'main'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    '*': ['style', 'class', 'dir', 'lang', 'align'],
    'a': ['href'],
    'img': ['src', 'alt', 'width', 'height'],
    'th': ['colspan', 'rowspan', 'scope'],
    'td': ['colspan', 'rowspan'],
    'col': ['span', 'width'],
    'table': ['width', 'cellpadding', 'cellspacing', 'border'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': {
      'color': [COLOUR],
      'background-color': [COLOUR],
      'background': [COLOUR],
      'text-align': [WORD],
      'vertical-align': [WORD],
      'direction': [WORD],
      'white-space': [WORD],
      'display': [/^(block|inline|inline-block|none|table|flex|grid)$/],
      'justify-content': [WORD],
      'gap': [LENGTH],
      'font-weight': [/^(normal|bold|[1-9]00)$/],
      'font-style': [WORD],
      'font-size': [LENGTH],
      'line-height': [LENGTH],
      'letter-spacing': [LENGTH],
      'text-decoration': [WORD],
      'border': [BORDER],
      'border-top': [BORDER],
      'border-bottom': [BORDER],
      'border-collapse': [WORD],
      'border-radius': [LENGTH],
      'padding': [LENGTH],
      'margin': [LENGTH],
      'margin-top': [LENGTH],
      'margin-bottom': [LENGTH],
      'width': [LENGTH],
      'max-width': [LENGTH],
      'height': [LENGTH],
      'min-height': [LENGTH],
      'page-break-before': [WORD],
      'page-break-after': [WORD],
      'page-break-inside': [WORD],
    },
  },
  disallowedTagsMode: 'discard',
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'iframe', 'title'],
}

export function sanitised(html: string): string {
  return sanitizeHtml(html, OPTIONS)
}
