import type { Readable } from 'node:stream'
import type { SiteProfile } from '../sites/site_store.js'

/** What is known of a recording before its file is looked at. */
export interface RecordingFacts {
  fileName: string
  /** Relative to the monitor folder, `YYYY/MM/DD/fileName`. */
  path: string
  callKey: string
  uniqueId: string
  /** ISO text. */
  startedAt: string
  talkSeconds: number | null
}

export interface RecordingStat {
  bytes: number
  mime: string
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** A place where a site's recordings lie. */
export interface RecordingLocation {
  /** Fetching is slow or costly: what was played is kept for a while. */
  readonly remote?: boolean
  /** Null where the file is not there. */
  stat(site: SiteProfile, recording: RecordingFacts): Promise<RecordingStat | null>
  read(site: SiteProfile, recording: RecordingFacts, range: ByteRange): Promise<Readable>
}

/** The kinds of places known; plugins add theirs (a demo that synthesises, SFTP, an archive). */
export class RecordingLocations {
  readonly #locations = new Map<string, RecordingLocation>()

  /** Registers a kind of place under the name that a site's settings use. */
  register(kind: string, location: RecordingLocation): void {
    const known = this.#locations.get(kind)
    if (known && known !== location) {
      throw new RangeError(`Recordings of the kind "${kind}" are located already`)
    }
    this.#locations.set(kind, location)
  }

  find(kind: string): RecordingLocation | undefined {
    return this.#locations.get(kind)
  }

  kinds(): string[] {
    return [...this.#locations.keys()]
  }
}

const MIME: Record<string, string> = {
  wav: 'audio/wav',
  wav49: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  gsm: 'audio/gsm',
}

/** The kind of sound that a file's name promises. */
export function mimeOf(fileName: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  return MIME[extension] ?? 'application/octet-stream'
}

/**
 * The places to look for a file below the monitor folder, likeliest first: the dated folder, then the folder itself. A name
 * that would lead elsewhere gives none. Names come from the PBX's database, which others may write to.
 */
export function candidatePaths(recording: RecordingFacts): string[] {
  return [recording.path, recording.fileName].filter(isSafe)
}

function isSafe(path: string): boolean {
  if (path === '' || path.startsWith('/') || /[\\\0]/.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
