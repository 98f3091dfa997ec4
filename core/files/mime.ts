/** Kinds of content told by their first bytes. Pure. */

interface Signature {
  mime: string
  offset: number
  bytes: readonly number[]
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))

const SIGNATURES: readonly Signature[] = [
  { mime: 'application/pdf', offset: 0, bytes: ascii('%PDF-') },
  { mime: 'image/png', offset: 0, bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { mime: 'image/jpeg', offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { mime: 'image/gif', offset: 0, bytes: ascii('GIF8') },
  { mime: 'image/webp', offset: 8, bytes: ascii('WEBP') },
  { mime: 'audio/wav', offset: 8, bytes: ascii('WAVE') },
  { mime: 'audio/ogg', offset: 0, bytes: ascii('OggS') },
  { mime: 'audio/mpeg', offset: 0, bytes: ascii('ID3') },
  { mime: 'audio/mpeg', offset: 0, bytes: [0xff, 0xfb] },
  { mime: 'application/gzip', offset: 0, bytes: [0x1f, 0x8b] },
  { mime: 'application/x-executable', offset: 0, bytes: [0x7f, ...ascii('ELF')] },
  { mime: 'application/x-msdownload', offset: 0, bytes: ascii('MZ') },
  { mime: 'application/x-ole-storage', offset: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { mime: 'application/zip', offset: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
]

/** Formats that are ZIP archives inside: their name may say which. */
const ZIP_KINDS: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
}
const TEXT_KINDS: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  xml: 'application/xml',
  svg: 'image/svg+xml',
  html: 'text/html',
  htm: 'text/html',
  md: 'text/markdown',
}

function matches(head: Uint8Array, { offset, bytes }: Signature): boolean {
  return bytes.every((byte, index) => head[offset + index] === byte)
}

function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** Text holds no control characters other than blanks; UTF-16 shows itself by its mark. */
function looksLikeText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  return head.every(
    (byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13 || byte === 12
  )
}

/**
 * What a file is by its first bytes (64 or more where there are as many). The name only decides between kinds that look the
 * same; what the sender claims is not asked.
 */
export function sniffMime(head: Uint8Array, name: string): string {
  const extension = extensionOf(name)
  const signature = SIGNATURES.find((candidate) => matches(head, candidate))
  if (signature?.mime === 'application/zip') return ZIP_KINDS[extension] ?? signature.mime
  if (signature) return signature.mime
  if (!looksLikeText(head)) return 'application/octet-stream'
  const start = Buffer.from(head).toString('latin1').trimStart().toLowerCase()
  if (start.startsWith('<svg')) return 'image/svg+xml'
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'text/html'
  return TEXT_KINDS[extension] ?? 'text/plain'
}

/** Whether a kind is on an accept list of kinds (`image/png`), families (`image/*`) or `*`; an empty list accepts all. */
export function accepts(accept: readonly string[], mime: string): boolean {
  if (accept.length === 0) return true
  return accept.some((entry) => {
    if (entry === '*' || entry === '*/*' || entry === mime) return true
    return entry.endsWith('/*') && mime.startsWith(entry.slice(0, -1))
  })
}

/** Kinds that a browser may show in a page: they run nothing. Everything else is offered for saving. */
export function mayShowInline(mime: string): boolean {
  return /^(?:image\/(?:png|jpeg|gif|webp)|audio\/(?:wav|ogg|mpeg))$/.test(mime)
}
