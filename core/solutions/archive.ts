import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { E_SOLUTION_INVALID, E_SOLUTION_TOO_LARGE } from '#core/solutions/errors'
import { byText } from '#core/solutions/kernel/canonical_text'

/** Far above what a client's customisation needs, far below what could hurt a server. */
export const LIMITS = {
  archiveBytes: 20_000_000,
  files: 5_000,
  fileBytes: 2_000_000,
  totalBytes: 50_000_000,
} as const

/** Text files by path with `/`. */
export type TextFiles = Map<string, string>

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

/** The first day that a zip can name, in whatever zone: the same files give the same bytes everywhere. */
const NO_DATE = new Date(1980, 0, 1)

export function writeZip(files: ReadonlyMap<string, string>): Uint8Array {
  const entries: Zippable = {}
  for (const path of [...files.keys()].toSorted(byText)) {
    entries[path] = [strToU8(files.get(path) ?? ''), { mtime: NO_DATE, level: 9 }]
  }
  return zipSync(entries)
}

const PATH = /^(?:[a-z0-9][a-z0-9_.-]*\/){0,3}[a-z0-9][a-z0-9_.-]*\.json$/

function refuse(reason: string, file = ''): never {
  throw new E_SOLUTION_INVALID(
    { reason },
    file ? [{ path: file, code: 'E_SOLUTION_FILE', params: { reason } }] : []
  )
}

/** Takes only what a solution can hold: no way out of the folder, no name twice, and bounded. */
class Collected {
  readonly files: TextFiles = new Map()
  #bytes = 0
  readonly #folded = new Set<string>()

  add(path: string, content: Uint8Array): void {
    if (!PATH.test(path)) refuse('bad_path', path)
    if (this.#folded.has(path.toLowerCase())) refuse('duplicate_file', path)
    this.#folded.add(path.toLowerCase())
    this.#bytes += content.byteLength
    this.check(content.byteLength)
    this.files.set(path, textOf(path, content))
  }

  check(bytes: number): void {
    if (this.files.size >= LIMITS.files) tooLarge(`${LIMITS.files} files`)
    if (bytes > LIMITS.fileBytes) tooLarge(`${LIMITS.fileBytes} bytes a file`)
    if (this.#bytes > LIMITS.totalBytes) tooLarge(`${LIMITS.totalBytes} bytes`)
  }
}

function tooLarge(limit: string): never {
  throw new E_SOLUTION_TOO_LARGE({ limit })
}

function textOf(path: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (error) {
    if (error instanceof TypeError) return refuse('not_utf8', path)
    throw error
  }
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const SYMLINK = 0o120000
const FORMAT_BITS = 0o170000

/**
 * Reads a zip by its directory. Sizes that it names are not believed: inflating stops at the limit.
 *
 * @throws E_SOLUTION_INVALID, E_SOLUTION_TOO_LARGE
 */
export function readZip(bytes: Uint8Array): TextFiles {
  if (bytes.byteLength > LIMITS.archiveBytes) tooLarge(`${LIMITS.archiveBytes} bytes`)
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return readEntries(data)
  } catch (error) {
    if (error instanceof RangeError) return refuse('not_a_zip')
    throw error
  }
}

function readEntries(data: Buffer): TextFiles {
  const end = endOfDirectory(data)
  const count = data.readUInt16LE(end + 10)
  if (count > LIMITS.files) tooLarge(`${LIMITS.files} files`)
  const collected = new Collected()
  let at = data.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (data.readUInt32LE(at) !== DIRECTORY_ENTRY) refuse('not_a_zip')
    const flags = data.readUInt16LE(at + 8)
    const method = data.readUInt16LE(at + 10)
    const packed = data.readUInt32LE(at + 20)
    const lengths = [28, 30, 32].map((offset) => data.readUInt16LE(at + offset))
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths
    const path = data.toString('utf8', at + 46, at + 46 + nameLength)
    const mode = data.readUInt32LE(at + 38) >>> 16
    if ((mode & FORMAT_BITS) === SYMLINK) refuse('symlink', path)
    if ((flags & 1) !== 0) refuse('encrypted', path)
    const local = data.readUInt32LE(at + 42)
    if (!path.endsWith('/')) collected.add(path, contentAt(data, local, packed, method, path))
    at += 46 + nameLength + extraLength + commentLength
  }
  return collected.files
}

/** The record stands at the end, before a comment of at most 64 KiB. */
function endOfDirectory(data: Buffer): number {
  const first = Math.max(0, data.length - 22 - 0xffff)
  for (let at = data.length - 22; at >= first; at--) {
    if (data.readUInt32LE(at) === END_OF_DIRECTORY) return at
  }
  return refuse('not_a_zip')
}

function contentAt(
  data: Buffer,
  local: number,
  packed: number,
  method: number,
  path: string
): Uint8Array {
  if (data.readUInt32LE(local) !== LOCAL_HEADER) refuse('not_a_zip', path)
  const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
  if (start + packed > data.length) refuse('not_a_zip', path)
  const content = data.subarray(start, start + packed)
  if (method === 0) return content
  if (method !== 8) return refuse('compression', path)
  try {
    return inflateRawSync(content, { maxOutputLength: LIMITS.fileBytes })
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(`${LIMITS.fileBytes} bytes a file`)
    if (typeof code === 'string' && code.startsWith('Z_')) return refuse('not_a_zip', path)
    throw error
  }
}

/** Reads the folder form or the zip. */
export async function readPackage(path: string): Promise<TextFiles> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') refuse('missing', path)
    throw error
  })
  if (!found.isDirectory()) {
    if (found.size > LIMITS.archiveBytes) tooLarge(`${LIMITS.archiveBytes} bytes`)
    return readZip(await readFile(path))
  }
  const collected = new Collected()
  await collect(path, path, collected)
  return collected.files
}

/** What begins with a dot (a `.git` beside the manifest) is no part of the package. */
async function collect(root: string, folder: string, collected: Collected): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => byText(a.name, b.name))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const name = relative(root, path).split(sep).join('/')
    if (entry.isSymbolicLink()) refuse('symlink', name)
    if (entry.isDirectory()) await collect(root, path, collected)
    else {
      collected.check((await lstat(path)).size)
      collected.add(name, await readFile(path))
    }
  }
}

const OWN = ['definitions', 'settings', 'records', 'parts', 'removals.json', 'manifest.json']

/** Writes the folder form; what an earlier version left in the package's own folders goes, everything else stays. */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string>
): Promise<void> {
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true })
  for (const [path, text] of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
  }
}
