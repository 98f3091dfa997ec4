import { SAMPLE_RATE, dialogue, type Turn } from './dialogue.js'
import { speak } from './speech.js'

const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
/** Bytes handed out at a time. */
const BLOCK_BYTES = 64 * 1024

/** Length of the file in bytes: header and 16-bit mono samples. */
export function wavBytes(seconds: number): number {
  return HEADER_BYTES + Math.floor(seconds * SAMPLE_RATE) * SAMPLE_BYTES
}

/** RIFF/WAVE header of PCM, 8 kHz, mono, 16 bits. */
export function wavHeader(seconds: number): Buffer {
  const data = wavBytes(seconds) - HEADER_BYTES
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'ascii')
  header.writeUInt32LE(36 + data, 4)
  header.write('WAVEfmt ', 8, 'ascii')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28)
  header.writeUInt16LE(SAMPLE_BYTES, 32)
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  header.write('data', 36, 'ascii')
  header.writeUInt32LE(data, 40)
  return header
}

/**
 * The bytes of a call's recording from `start` to `end` (exclusive), in blocks. Only the turns that lie there are rendered, so that
 * seeking in a long call costs as little as its beginning.
 */
export function* wavRange(
  seed: string,
  seconds: number,
  start = 0,
  end = wavBytes(seconds)
): Generator<Buffer> {
  const last = Math.min(end, wavBytes(seconds))
  if (start < HEADER_BYTES && start < last) {
    yield wavHeader(seconds).subarray(start, Math.min(HEADER_BYTES, last))
  }
  const turns = dialogue(seed, seconds)
  const rendered = new Map<Turn, Int16Array>()
  let from = Math.max(start, HEADER_BYTES)
  while (from < last) {
    const to = Math.min(last, from + BLOCK_BYTES)
    yield block(turns, rendered, from - HEADER_BYTES, to - HEADER_BYTES)
    from = to
  }
}

/** Bytes of the sample data from `from` to `to`. */
function block(
  turns: readonly Turn[],
  rendered: Map<Turn, Int16Array>,
  from: number,
  to: number
): Buffer {
  const firstSample = Math.floor(from / SAMPLE_BYTES)
  const endSample = Math.ceil(to / SAMPLE_BYTES)
  const samples = Buffer.alloc((endSample - firstSample) * SAMPLE_BYTES)
  for (let index = firstSample; index < endSample; index++) {
    samples.writeInt16LE(lineNoise(index), (index - firstSample) * SAMPLE_BYTES)
  }
  for (const turn of turns) {
    if (turn.to <= firstSample) {
      rendered.delete(turn)
      continue
    }
    if (turn.from >= endSample) break
    const speech = rendered.get(turn) ?? speak(turn)
    rendered.set(turn, speech)
    const begin = Math.max(turn.from, firstSample)
    const stop = Math.min(turn.to, endSample)
    for (let index = begin; index < stop; index++) {
      const value = speech[index - turn.from] ?? 0
      samples.writeInt16LE(value, (index - firstSample) * SAMPLE_BYTES)
    }
  }
  const skip = from - firstSample * SAMPLE_BYTES
  return samples.subarray(skip, skip + (to - from))
}

/** The faint hiss of a line, the same at the same place. */
function lineNoise(index: number): number {
  let value = Math.imul(index ^ 0x5bd1e995, 0x27d4eb2d)
  value ^= value >>> 15
  value = Math.imul(value, 0x85ebca6b)
  return ((value >>> 16) % 13) - 6
}
