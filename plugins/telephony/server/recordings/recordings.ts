import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Database } from '#core/database/database'
import type { Settings } from '#core/plugin_host/settings'
import type { Records } from '#core/records/records'
import type { AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import {
  E_TELEPHONY_NOT_A_WAV,
  E_TELEPHONY_RECORDING_EMPTY,
  E_TELEPHONY_RECORDING_MISSING,
  E_TELEPHONY_RECORDING_UNREACHABLE,
} from '../errors.js'
import type { SiteProfile, SiteStore } from '../sites/site_store.js'
import { byteRange } from './byte_range.js'
import type { RecordingCache } from './recording_cache.js'
import {
  mimeOf,
  type ByteRange,
  type RecordingFacts,
  type RecordingLocation,
  type RecordingLocations,
} from './recording_location.js'
import { EMPTY_WAV_BYTES, waveform, type Waveform } from './wav.js'

/** A player asks for a file in many pieces; within this time they are one play. */
const ONE_PLAY_MS = 30 * 60_000
const PIECES = 800
/** Longer recordings than this are played but not drawn: half a day of 8 kHz. */
const MAX_DRAWN_BYTES = 512 * 1024 * 1024

export interface Sound {
  stream: Readable
  bytes: number
  mime: string
  fileName: string
  /** Null: the whole file. */
  range: ByteRange | null
}

interface Opened {
  id: number
  facts: RecordingFacts
  site: SiteProfile
  location: RecordingLocation
}

/** Plays recordings: to those who may listen, each play written to the audit. */
export class Recordings {
  constructor(
    private readonly database: Database,
    private readonly records: Records,
    private readonly sites: SiteStore,
    private readonly locations: RecordingLocations,
    private readonly cache: RecordingCache,
    private readonly settings: Settings,
    private readonly audit: AuditLog
  ) {}

  /**
   * The sound, or the part of it that a Range header asks for.
   * @throws E_FORBIDDEN without `telephony.listen`, E_NOT_FOUND out of the actor's scope, E_TELEPHONY_RECORDING_MISSING,
   * E_TELEPHONY_RECORDING_EMPTY, E_TELEPHONY_RECORDING_UNREACHABLE, E_TELEPHONY_RANGE
   */
  async listen(
    actor: Actor,
    origin: Origin,
    id: number,
    range: string | undefined
  ): Promise<Sound> {
    requirePermission(actor, 'telephony.listen')
    const opened = await this.#open(actor, id)
    const sound = await this.#sound(opened, range)
    await this.#auditPlay(actor, origin, opened)
    return sound
  }

  /** The whole file to keep. @throws E_FORBIDDEN without `telephony.download`; else as `listen` */
  async download(actor: Actor, origin: Origin, id: number): Promise<Sound> {
    requirePermission(actor, 'telephony.download')
    const opened = await this.#open(actor, id)
    const sound = await this.#sound(opened, undefined)
    await this.#append(actor, origin, 'telephony.recording.download', opened)
    return sound
  }

  /** The outline of the sound for drawing; computed once. @throws as `listen`, and E_TELEPHONY_NOT_A_WAV */
  async peaks(actor: Actor, id: number): Promise<Waveform> {
    requirePermission(actor, 'telephony.listen')
    const opened = await this.#open(actor, id)
    const known: { peaks: string | null } | undefined = await this.database
      .read('telephony_recording_file')
      .select('peaks')
      .where('recording_id', id)
      .first()
    if (known?.peaks) return JSON.parse(known.peaks) as Waveform
    const file = opened.facts.fileName
    const sound = await this.#sound(opened, undefined)
    if (sound.bytes > MAX_DRAWN_BYTES) throw new E_TELEPHONY_NOT_A_WAV({ file })
    const chunks: Buffer[] = []
    for await (const chunk of sound.stream) chunks.push(Buffer.from(chunk as Uint8Array))
    const drawn = waveform(Buffer.concat(chunks), PIECES)
    if (drawn === null) throw new E_TELEPHONY_NOT_A_WAV({ file })
    await this.#savePeaks(id, sound.bytes, drawn)
    return drawn
  }

  async #open(actor: Actor, id: number): Promise<Opened> {
    // Through the record engine, so that row scopes and field access hold here too.
    await this.records.get(actor, 'recording', id, { select: ['file_name'] })
    const row: Record<string, string | number | null> = await this.database
      .read('recording')
      .leftJoin('call', 'call.id', 'recording.call_id')
      .select(
        'recording.file_name',
        'recording.path',
        'recording.call_key',
        'recording.unique_id',
        'recording.started_at',
        'recording.site_id',
        'call.talk_seconds'
      )
      .where('recording.id', id)
      .first()
    const site = await this.sites.profile(Number(row.site_id))
    const location = this.locations.find(site.settings.recordings.kind)
    const fileName = String(row.file_name)
    if (!location) throw new E_TELEPHONY_RECORDING_UNREACHABLE({ site: site.name })
    const facts: RecordingFacts = {
      fileName,
      path: String(row.path),
      callKey: String(row.call_key),
      uniqueId: String(row.unique_id),
      startedAt: String(row.started_at),
      talkSeconds: row.talk_seconds === null ? null : Number(row.talk_seconds),
    }
    return { id, facts, site, location }
  }

  async #sound(opened: Opened, header: string | undefined): Promise<Sound> {
    const { facts, site, location, id } = opened
    const fileName = facts.fileName
    if (location.remote && (await this.cache.isKept(id))) {
      const kept = await this.#kept(id, fileName, header)
      if (kept) return kept
    }
    const found = await location.stat(site, facts)
    if (found === null) throw new E_TELEPHONY_RECORDING_MISSING({ file: fileName })
    if (found.bytes <= EMPTY_WAV_BYTES) throw new E_TELEPHONY_RECORDING_EMPTY({ file: fileName })
    const all: ByteRange = { start: 0, end: found.bytes - 1 }
    const limit = Number(this.settings.get('telephony', 'recording_cache_megabytes')) * 1024 ** 2
    if (location.remote && found.bytes <= limit) {
      await this.cache.keep(id, found.bytes, await location.read(site, facts, all), new Date())
      await this.cache.shrink(limit)
      const kept = await this.#kept(id, fileName, header)
      if (kept) return kept
    }
    const range = byteRange(header, found.bytes)
    const stream = await location.read(site, facts, range ?? all)
    return { stream, bytes: found.bytes, mime: found.mime, fileName, range }
  }

  async #kept(id: number, fileName: string, header: string | undefined): Promise<Sound | null> {
    const path = this.cache.path(id)
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (found === null) {
      await this.cache.forget(id)
      return null
    }
    await this.cache.used(id, new Date())
    const range = byteRange(header, found.size)
    const stream = createReadStream(path, range ?? {})
    return { stream, bytes: found.size, mime: mimeOf(fileName), fileName, range }
  }

  async #auditPlay(actor: Actor, origin: Origin, opened: Opened): Promise<void> {
    const now = new Date()
    const since = new Date(now.getTime() - ONE_PLAY_MS).toISOString()
    const same = { recording_id: opened.id, user_id: actor.userId }
    const recent: unknown = await this.database
      .read('telephony_recording_play')
      .where(same)
      .where('at', '>', since)
      .first()
    if (recent) return
    await this.database.transaction(async (trx) => {
      await trx('telephony_recording_play').insert({ ...same, at: now.toISOString() })
      await this.audit.append(trx, [entry(actor, origin, 'telephony.recording.play', opened, now)])
    })
  }

  async #append(actor: Actor, origin: Origin, action: string, opened: Opened): Promise<void> {
    await this.database.transaction((trx) =>
      this.audit.append(trx, [entry(actor, origin, action, opened, new Date())])
    )
  }

  async #savePeaks(id: number, bytes: number, drawn: Waveform): Promise<void> {
    await this.database.transaction(async (trx) => {
      const peaks = JSON.stringify(drawn)
      const table = () => trx('telephony_recording_file')
      const changed = await table().where('recording_id', id).update({ peaks, bytes })
      const usedAt = new Date().toISOString()
      if (changed === 0) await table().insert({ recording_id: id, peaks, bytes, used_at: usedAt })
    })
  }
}

function entry(actor: Actor, origin: Origin, action: string, opened: Opened, at: Date) {
  return {
    at,
    actorId: actor.userId,
    actorName: actor.name,
    address: origin.address,
    channel: origin.channel,
    action,
    entity: 'recording',
    recordId: opened.id,
    details: { file: opened.facts.fileName, site: opened.site.name },
  }
}
