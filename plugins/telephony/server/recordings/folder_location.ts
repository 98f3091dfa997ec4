import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { E_TELEPHONY_RECORDING_UNREACHABLE } from '../errors.js'
import type { SiteProfile } from '../sites/site_store.js'
import {
  candidatePaths,
  mimeOf,
  type ByteRange,
  type RecordingFacts,
  type RecordingLocation,
  type RecordingStat,
} from './recording_location.js'

/** A folder that this machine sees: the PBX's own, or a share of it. */
export class FolderLocation implements RecordingLocation {
  async stat(site: SiteProfile, recording: RecordingFacts): Promise<RecordingStat | null> {
    const file = await this.#find(site, recording)
    if (file === null) return null
    return { bytes: (await stat(file)).size, mime: mimeOf(recording.fileName) }
  }

  async read(site: SiteProfile, recording: RecordingFacts, range: ByteRange): Promise<Readable> {
    const file = await this.#find(site, recording)
    if (file === null) throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name })
    return createReadStream(file, { start: range.start, end: range.end })
  }

  /** The real path of the file, which must lie below the folder even when links are followed. */
  async #find(site: SiteProfile, recording: RecordingFacts): Promise<string | null> {
    const root = await this.#real(site.settings.recordings.folder)
    if (root === null) throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name })
    for (const path of candidatePaths(recording)) {
      const file = await this.#real(join(root, path))
      if (file?.startsWith(root + sep) && (await stat(file)).isFile()) return file
    }
    return null
  }

  async #real(path: string): Promise<string | null> {
    try {
      return path === '' ? null : await realpath(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
      throw error
    }
  }
}
