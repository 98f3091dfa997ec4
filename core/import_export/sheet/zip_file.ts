import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { E_IMPORT_SHEET_BROKEN, E_IMPORT_SHEET_TOO_LARGE } from '#core/import_export/errors'

export interface ZipEntry {
  name: string
  method: number
  compressed: number
  offset: number
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const MAX_ENTRIES = 5_000
/** A sheet of a million rows of thirty columns has some 2 GiB of XML; what unpacks further is made to harm. */
const MAX_UNPACKED = 6 * 1024 ** 3
/** Deflate can reach 1,032:1; spreadsheets, whose XML repeats itself, some 40:1. Small parts may be as they like. */
const MAX_RATIO = 250
const FREE = 32 * 1024 ** 2

/** A zip on disk, read by its directory. No entry is held in memory and none is unpacked past its bounds. */
export class ZipFile {
  readonly #path: string
  readonly #entries: ReadonlyMap<string, ZipEntry>

  private constructor(path: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#path = path
    this.#entries = entries
  }

  /** @throws E_IMPORT_SHEET_BROKEN */
  static async open(path: string): Promise<ZipFile> {
    const file = await open(path, 'r')
    try {
      return new ZipFile(path, await directoryOf(file))
    } finally {
      await file.close()
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /**
   * An entry as text, streamed.
   *
   * @throws E_IMPORT_SHEET_BROKEN, E_IMPORT_SHEET_TOO_LARGE for what unpacks past its bounds
   */
  async *text(name: string, limit = MAX_UNPACKED): AsyncGenerator<string> {
    const entry = this.#entries.get(name)
    if (!entry) throw new E_IMPORT_SHEET_BROKEN()
    const start = await this.#contentOf(entry)
    const decoder = new TextDecoder('utf-8')
    let unpacked = 0
    if (entry.compressed === 0) return
    const source = createReadStream(this.#path, { start, end: start + entry.compressed - 1 })
    const stream = entry.method === 0 ? source : source.pipe(createInflateRaw())
    source.once('error', (error) => stream.destroy(error))
    try {
      for await (const part of stream) {
        const chunk = part as Buffer
        unpacked += chunk.length
        const tooMuch = unpacked > limit || unpacked > FREE + entry.compressed * MAX_RATIO
        if (tooMuch) throw new E_IMPORT_SHEET_TOO_LARGE()
        yield decoder.decode(chunk, { stream: true })
      }
      yield decoder.decode()
    } catch (error) {
      if (isZlibFault(error)) throw new E_IMPORT_SHEET_BROKEN({}, [], { cause: error })
      throw error
    } finally {
      source.destroy()
      stream.destroy()
    }
  }

  /** Where the content begins: behind the local header, whose lengths may differ from the directory's. */
  async #contentOf({ offset, method }: ZipEntry): Promise<number> {
    if (method !== 0 && method !== 8) throw new E_IMPORT_SHEET_BROKEN()
    const file = await open(this.#path, 'r')
    try {
      const { buffer } = await file.read(Buffer.alloc(30), 0, 30, offset)
      if (buffer.readUInt32LE(0) !== LOCAL) throw new E_IMPORT_SHEET_BROKEN()
      return offset + 30 + buffer.readUInt16LE(26) + buffer.readUInt16LE(28)
    } finally {
      await file.close()
    }
  }
}

async function directoryOf(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat()
  const tail = Buffer.alloc(Math.min(size, 65_557))
  await file.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) {
    throw new E_IMPORT_SHEET_BROKEN()
  }
  const [count, bytes, start] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ]
  if (count > MAX_ENTRIES || start + bytes > size) throw new E_IMPORT_SHEET_BROKEN()
  const directory = Buffer.alloc(bytes)
  await file.read(directory, 0, bytes, start)
  const entries = new Map<string, ZipEntry>()
  for (let at = 0, n = 0; n < count; n++) {
    if (at + 46 > bytes || directory.readUInt32LE(at) !== ENTRY) throw new E_IMPORT_SHEET_BROKEN()
    const nameLength = directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
    entries.set(name.replaceAll('\\', '/'), {
      name,
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

function isZlibFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
