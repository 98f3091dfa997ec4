import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { DatabaseConnections } from '#core/database/types'
import type { ByteRange } from '#core/files/byte_range'
import { E_FILE_LOST, E_FILE_TOO_LARGE, E_FILE_TYPE } from '#core/files/errors'
import { safeFileName } from '#core/files/file_name'
import { accepts, sniffMime } from '#core/files/mime'
import type { Clock } from '#core/jobs/types'
import type { Actor } from '#core/security/types'

export interface StoredFile {
  id: number
  name: string
  mime: string
  bytes: number
  sha256: string
  ownerId: number
}

export interface PutOptions {
  name: string
  /** What the sender claims; only the content decides. */
  mime?: string
  maxBytes: number
  /** Kinds (`image/png`, `image/*`) that are taken; all when empty. */
  accept?: readonly string[]
  actor: Pick<Actor, 'userId'>
}

interface FileRow {
  id: number
  sha256: string
  name: string
  mime: string
  bytes: number | string
  owner_id: number
}

const HEAD = 512

function toFile(row: FileRow): StoredFile {
  return {
    id: row.id,
    name: row.name,
    mime: row.mime,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    ownerId: row.owner_id,
  }
}

/** Stored files: content under its SHA-256 in a folder, a row for each upload. Bound as a singleton. */
export class Files {
  readonly #database: DatabaseConnections
  readonly #folder: string
  readonly #clock: Clock

  constructor(database: DatabaseConnections, folder: string, clock: Clock = () => new Date()) {
    this.#database = database
    this.#folder = folder
    this.#clock = clock
  }

  /**
   * Stores a stream. Nothing of it stays when it is refused.
   *
   * @throws E_FILE_TOO_LARGE as soon as the bound is passed, E_FILE_TYPE for content off the accept list
   */
  async put(stream: Readable, options: PutOptions): Promise<StoredFile> {
    const partial = join(this.#folder, 'partial', randomUUID())
    await mkdir(join(this.#folder, 'partial'), { recursive: true })
    const name = safeFileName(options.name)
    try {
      const { sha256, bytes, head } = await this.#receive(stream, partial, options.maxBytes)
      const mime = sniffMime(head, name)
      if (!accepts(options.accept ?? [], mime)) throw new E_FILE_TYPE({ mime })
      await mkdir(join(this.#folder, sha256.slice(0, 2)), { recursive: true })
      await rename(partial, this.#path(sha256))
      return await this.#insert({ sha256, name, mime, bytes, ownerId: options.actor.userId })
    } finally {
      await rm(partial, { force: true })
    }
  }

  /** @throws E_NOT_FOUND */
  async find(id: number): Promise<StoredFile> {
    const row = await this.#database.read<FileRow>('files').where('id', id).first()
    if (!row) throw new E_NOT_FOUND({ what: 'file' })
    return toFile(row)
  }

  /** Files by id; ids that are no file are absent. */
  async findMany(ids: readonly number[], db: Knex = this.#database.read): Promise<StoredFile[]> {
    if (ids.length === 0) return []
    return (await db<FileRow>('files').whereIn('id', [...ids])).map(toFile)
  }

  /**
   * The content, or a part of it.
   *
   * @throws E_NOT_FOUND, E_FILE_LOST
   */
  async open(id: number, range?: ByteRange): Promise<{ file: StoredFile; stream: Readable }> {
    const file = await this.find(id)
    const path = await this.pathOf(file)
    return { file, stream: createReadStream(path, range) }
  }

  /** Where the content lies, for readers that go over it more than once. */
  async pathOf(file: Pick<StoredFile, 'id' | 'sha256'>): Promise<string> {
    const path = this.#path(file.sha256)
    try {
      await stat(path)
    } catch (error) {
      throw new E_FILE_LOST({ id: file.id }, [], { cause: error })
    }
    return path
  }

  /** Removes an upload; the content goes with its last row. */
  async remove(id: number): Promise<void> {
    const file = await this.find(id)
    await this.#database.write('files').where('id', id).delete()
    const others = await this.#database.write('files').where('sha256', file.sha256).first('id')
    if (!others) await rm(this.#path(file.sha256), { force: true })
  }

  #path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }

  async #receive(stream: Readable, path: string, maxBytes: number) {
    const hash = createHash('sha256')
    const target = await open(path, 'wx', 0o600)
    let head = Buffer.alloc(0)
    let bytes = 0
    try {
      for await (const part of stream) {
        const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part as Uint8Array)
        bytes += chunk.length
        if (bytes > maxBytes) throw new E_FILE_TOO_LARGE({ limit: maxBytes })
        if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)])
        hash.update(chunk)
        await target.write(chunk)
      }
      await target.datasync()
    } finally {
      await target.close()
    }
    return { sha256: hash.digest('hex'), bytes, head }
  }

  async #insert(file: Omit<StoredFile, 'id'>): Promise<StoredFile> {
    const [inserted] = await this.#database.write('files').insert(
      {
        sha256: file.sha256,
        name: file.name,
        mime: file.mime,
        bytes: file.bytes,
        owner_id: file.ownerId,
        created_at: this.#clock().getTime(),
      },
      ['id']
    )
    return { ...file, id: Number((inserted as { id: number }).id) }
  }
}
