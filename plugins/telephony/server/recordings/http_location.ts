import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { E_TELEPHONY_RECORDING_UNREACHABLE } from '../errors.js'
import type { SiteProfile, SiteStore } from '../sites/site_store.js'
import {
  candidatePaths,
  mimeOf,
  type ByteRange,
  type RecordingFacts,
  type RecordingLocation,
  type RecordingStat,
} from './recording_location.js'

const TIMEOUT_MS = 10_000

/** The monitor folder over HTTP, with basic authentication where a user is set. Redirects are not followed. */
export class HttpLocation implements RecordingLocation {
  readonly remote = true

  constructor(private readonly sites: SiteStore) {}

  async stat(site: SiteProfile, recording: RecordingFacts): Promise<RecordingStat | null> {
    for (const path of candidatePaths(recording)) {
      const response = await this.#ask(site, path, { method: 'HEAD' })
      if (response.status === 404) continue
      if (!response.ok) throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name })
      const bytes = Number(response.headers.get('content-length') ?? 0)
      return { bytes, mime: mimeOf(recording.fileName) }
    }
    return null
  }

  async read(site: SiteProfile, recording: RecordingFacts, range: ByteRange): Promise<Readable> {
    for (const path of candidatePaths(recording)) {
      const response = await this.#ask(site, path, {
        headers: { range: `bytes=${range.start}-${range.end}` },
      })
      if (response.status === 404) continue
      const whole = response.status === 200 && range.start === 0
      if ((response.status !== 206 && !whole) || !response.body) break
      return Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
    }
    throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name })
  }

  async #ask(site: SiteProfile, path: string, init: RequestInit): Promise<Response> {
    const { url, user } = site.settings.recordings
    const base = url.endsWith('/') ? url : `${url}/`
    const target = new URL(path.split('/').map(encodeURIComponent).join('/'), base)
    const headers = new Headers(init.headers)
    if (user !== '') {
      const { recordings: password = '' } = await this.sites.secrets(site.id)
      const pair = Buffer.from(`${user}:${password}`).toString('base64')
      headers.set('authorization', `Basic ${pair}`)
    }
    try {
      return await fetch(target, {
        ...init,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch (error) {
      throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name }, [], { cause: error })
    }
  }
}
