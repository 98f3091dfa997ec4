import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import type { Database } from '#core/database/database'

/**
 * Copies of recordings that were fetched from afar, newest use last, within a limit. Losing the folder loses nothing: what is
 * not there is fetched again.
 */
export class RecordingCache {
  constructor(
    private readonly database: Database,
    private readonly folder: string
  ) {}

  path(recordingId: number): string {
    return join(this.folder, `${recordingId}.bin`)
  }

  /** Keeps a copy: written aside and renamed, so that a reader never meets half a file. */
  async keep(recordingId: number, bytes: number, sound: Readable, now: Date): Promise<string> {
    await mkdir(this.folder, { recursive: true })
    const target = this.path(recordingId)
    const partial = `${target}.${process.pid}.part`
    await pipeline(sound, createWriteStream(partial))
    await rename(partial, target)
    const values = { bytes, cached_name: `${recordingId}.bin`, used_at: now.toISOString() }
    await this.#note(recordingId, values)
    return target
  }

  async used(recordingId: number, now: Date): Promise<void> {
    await this.#note(recordingId, { used_at: now.toISOString() })
  }

  async isKept(recordingId: number): Promise<boolean> {
    const row: { cached_name: string | null } | undefined = await this.database
      .read('telephony_recording_file')
      .select('cached_name')
      .where('recording_id', recordingId)
      .first()
    return Boolean(row?.cached_name)
  }

  /** Deletes the copies used longest ago until the rest fits. */
  async shrink(maxBytes: number): Promise<number> {
    const rows: Array<{ recording_id: number; bytes: number }> = await this.database
      .read('telephony_recording_file')
      .select('recording_id', 'bytes')
      .whereNotNull('cached_name')
      .orderBy('used_at', 'desc')
    let kept = 0
    let removed = 0
    for (const row of rows) {
      kept += Number(row.bytes)
      if (kept <= maxBytes) continue
      await this.forget(Number(row.recording_id))
      removed += 1
    }
    return removed
  }

  async forget(recordingId: number): Promise<void> {
    await rm(this.path(recordingId), { force: true })
    await this.database
      .write('telephony_recording_file')
      .where('recording_id', recordingId)
      .update({ cached_name: null })
  }

  async #note(recordingId: number, values: Record<string, string | number | null>): Promise<void> {
    await this.database.transaction(async (trx) => {
      const table = () => trx('telephony_recording_file')
      const changed = await table().where('recording_id', recordingId).update(values)
      if (changed === 0) await table().insert({ recording_id: recordingId, ...values })
    })
  }
}
