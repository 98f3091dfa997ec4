/** Names of files as people see them. Pure. */

const LENGTH = 200

/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * A name that is safe to show and to save: the last part of a path, no control characters, no marks that turn the direction
 * of text (they hide an extension), no characters that a file system refuses; the extension is kept when it is cut.
 */
export function safeFileName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? ''
  const clean = base
    .toWellFormed()
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what is removed
    .replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const named = clean === '' || DEVICE.test(clean) ? `file_${clean}` : clean
  if (named.length <= LENGTH) return named
  const extension = /\.[a-z0-9]{1,8}$/i.exec(named)?.[0] ?? ''
  return named.slice(0, LENGTH - extension.length).toWellFormed() + extension
}

/** `Content-Disposition` for any name: an ASCII stand-in and the real one, RFC 6266 and 8187. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7E]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
