import { Readable } from 'node:stream'
import type { RecordingLocation } from '#plugins/telephony/contract'
import { wavBytes, wavRange } from './voice/wav.js'

type Stat = RecordingLocation['stat']
type Read = RecordingLocation['read']

/**
 * Recordings that are nowhere: their sound is made from their file name whenever somebody listens, so that a month of calls takes
 * no room. Calls without talk have none, as on a PBX that records bridged calls only.
 */
export class DemoRecordings implements RecordingLocation {
  stat: Stat = async (_site, recording) => {
    const seconds = recording.talkSeconds ?? 0
    return seconds <= 0 ? null : { bytes: wavBytes(seconds), mime: 'audio/wav' }
  }

  read: Read = async (_site, recording, { start, end }) =>
    Readable.from(wavRange(recording.fileName, recording.talkSeconds ?? 0, start, end + 1), {
      objectMode: false,
    })
}
