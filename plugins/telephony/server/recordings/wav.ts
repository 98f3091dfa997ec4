/** Reading WAV files as far as drawing them needs. Pure. */

/** A header without a single sample: what MixMonitor leaves of a call that nobody answered. */
export const EMPTY_WAV_BYTES = 44

export interface WavFormat {
  /** 1 PCM, 6 A-law, 7 µ-law. */
  coding: number
  channels: number
  sampleRate: number
  bitsPerSample: number
  /** Where the samples begin and how many bytes of them there are. */
  dataStart: number
  dataBytes: number
}

export interface Waveform {
  seconds: number
  /** Loudest sample of each piece, 0 to 1, two digits. */
  peaks: number[]
}

/** The format and place of the samples; null where this is no WAV file that can be read. */
export function wavFormat(file: Buffer): WavFormat | null {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF') return null
  if (file.toString('latin1', 8, 12) !== 'WAVE') return null
  let format: Omit<WavFormat, 'dataStart' | 'dataBytes'> | null = null
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString('latin1', at, at + 4)
    const size = file.readUInt32LE(at + 4)
    const start = at + 8
    if (id === 'fmt ' && start + 16 <= file.length) {
      format = {
        coding: file.readUInt16LE(start),
        channels: file.readUInt16LE(start + 2),
        sampleRate: file.readUInt32LE(start + 4),
        bitsPerSample: file.readUInt16LE(start + 14),
      }
    }
    if (id === 'data') {
      if (format === null || !isReadable(format)) return null
      // A file that is still written to says 0 or too much.
      const dataBytes = Math.min(size, file.length - start)
      return { ...format, dataStart: start, dataBytes }
    }
    at = start + size + (size % 2)
  }
  return null
}

/** The outline of the sound in `pieces` pieces; null where the file cannot be read. */
export function waveform(file: Buffer, pieces: number): Waveform | null {
  const format = wavFormat(file)
  if (format === null) return null
  const width = format.bitsPerSample / 8
  const samples = Math.floor(format.dataBytes / width)
  const frames = Math.floor(samples / format.channels)
  const count = Math.min(pieces, frames)
  const peaks: number[] = []
  const read = reader(file, format)
  for (let piece = 0; piece < count; piece += 1) {
    const from = Math.floor((piece * samples) / count)
    const to = Math.floor(((piece + 1) * samples) / count)
    let loudest = 0
    for (let index = from; index < to; index += 1)
      loudest = Math.max(loudest, Math.abs(read(index)))
    peaks.push(Math.round(Math.min(1, loudest) * 100) / 100)
  }
  return { seconds: Math.round((frames / format.sampleRate) * 1000) / 1000, peaks }
}

function isReadable(format: Omit<WavFormat, 'dataStart' | 'dataBytes'>): boolean {
  const { coding, bitsPerSample, channels, sampleRate } = format
  const pcm = coding === 1 && (bitsPerSample === 8 || bitsPerSample === 16)
  const law = (coding === 6 || coding === 7) && bitsPerSample === 8
  return (pcm || law) && channels > 0 && sampleRate > 0
}

/** The sample at an index, −1 to 1. */
function reader(file: Buffer, format: WavFormat): (index: number) => number {
  const { coding, bitsPerSample, dataStart } = format
  if (coding === 6) return (index) => aLaw(file.readUInt8(dataStart + index))
  if (coding === 7) return (index) => muLaw(file.readUInt8(dataStart + index))
  if (bitsPerSample === 8) return (index) => (file.readUInt8(dataStart + index) - 128) / 128
  return (index) => file.readInt16LE(dataStart + index * 2) / 32768
}

/** ITU-T G.711, A-law. */
function aLaw(code: number): number {
  const value = code ^ 0x55
  const exponent = (value >> 4) & 7
  const mantissa = ((value & 15) << 4) + (exponent === 0 ? 8 : 264)
  return (exponent > 1 ? mantissa << (exponent - 1) : mantissa) / 32768
}

/** ITU-T G.711, µ-law. */
function muLaw(code: number): number {
  const value = ~code & 0xff
  return ((((value & 15) << 3) + 132) * 2 ** ((value >> 4) & 7) - 132) / 32768
}
