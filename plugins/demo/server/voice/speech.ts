import { Random } from '../generator/random.js'
import { SAMPLE_RATE, type Turn } from './dialogue.js'

/** Formants of vowels in hertz (G. E. Peterson, H. L. Barney, “Control methods used in a study of the vowels”, 1952, men). */
const VOWELS: readonly (readonly [number, number, number])[] = [
  [730, 1090, 2440],
  [660, 1720, 2410],
  [530, 1840, 2480],
  [390, 1990, 2550],
  [270, 2290, 3010],
  [570, 840, 2410],
  [440, 1020, 2240],
  [300, 870, 2240],
]
const BANDWIDTHS = [70, 100, 140] as const
/** Sound that leaves the lips rises with frequency: a first difference with this weight. */
const LIPS = 0.82
/** Formants are moved every this many samples; finer steps are not heard. */
const STEP = 40

/**
 * Babble that sounds like a voice without saying anything: pulses of the vocal cords through three formant resonators
 * (source–filter model, G. Fant, “Acoustic theory of speech production”, 1960), syllables of a consonant and a gliding vowel, the
 * pitch falling towards the end. 16-bit samples of the whole turn.
 */
export function speak(turn: Turn): Int16Array {
  const random = new Random(turn.seed)
  const length = turn.to - turn.from
  const samples = new Int16Array(length)
  const tract = new VocalTract()
  const cords = new VocalCords()
  let position = 0
  let before = 0
  let vowel = random.pick(VOWELS)
  while (position < length) {
    const syllable = Math.floor((SAMPLE_RATE / turn.voice.pace) * (0.75 + 0.5 * random.next()))
    const next = random.pick(VOWELS)
    const hiss = random.chance(0.35)
    const accent = 0.85 + 0.3 * random.next()
    const consonant = Math.floor(syllable * (0.18 + 0.12 * random.next()))
    for (let index = 0; index < syllable && position < length; index++, position++) {
      if (index % STEP === 0) tract.shape(vowel, next, index / syllable, turn.voice.tract)
      const fall = 1.06 - 0.16 * (position / length)
      const source = cords.pulse(turn.voice.pitch * accent * fall)
      const noise = random.next() - 0.5
      const voiced = index < consonant ? (hiss ? 0.05 : 0.35) : 1
      const breath = index < consonant && hiss ? 0.5 : 0.015
      const flow = tract.filter(source * voiced + noise * breath)
      const sound = (flow - LIPS * before) * 2.4
      before = flow
      const loud = envelope(index, syllable) * edge(position, length) * turn.voice.loudness
      samples[position] = Math.max(-32767, Math.min(32767, Math.round(sound * loud * 9000)))
    }
    vowel = next
    if (random.chance(0.12)) position += Math.floor(SAMPLE_RATE * (0.08 + 0.15 * random.next()))
  }
  return samples
}

/** Loudness over a syllable. */
function envelope(index: number, length: number): number {
  const rise = Math.min(1, index / (0.18 * length))
  const fall = Math.min(1, (length - index) / (0.3 * length))
  return 0.25 + 0.75 * Math.min(rise, fall)
}

/** No clicks at the edges of a turn. */
function edge(position: number, length: number): number {
  return Math.min(1, position / 160, (length - position) / 400)
}

/** Glottal pulses: an asymmetric triangle of flow, differentiated. */
class VocalCords {
  #phase = 0

  pulse(pitch: number): number {
    this.#phase += pitch / SAMPLE_RATE
    if (this.#phase >= 1) this.#phase -= 1
    const phase = this.#phase
    if (phase < 0.4) return Math.sin((Math.PI * phase) / 0.4) * 0.5
    return phase < 0.52 ? -1 + (phase - 0.4) * 3 : 0
  }
}

/** Three two-pole resonators one after the other. */
class VocalTract {
  readonly #a = new Float64Array(3)
  readonly #b = new Float64Array(3)
  readonly #gain = new Float64Array(3)
  readonly #y1 = new Float64Array(3)
  readonly #y2 = new Float64Array(3)

  shape(
    from: readonly [number, number, number],
    to: readonly [number, number, number],
    share: number,
    tract: number
  ): void {
    for (let index = 0; index < 3; index++) {
      const start = from[index] ?? 500
      const frequency = (start + ((to[index] ?? start) - start) * share) * tract
      const radius = Math.exp((-Math.PI * (BANDWIDTHS[index] ?? 100)) / SAMPLE_RATE)
      const bounded = Math.min(frequency, SAMPLE_RATE * 0.47)
      const a = 2 * radius * Math.cos((2 * Math.PI * bounded) / SAMPLE_RATE)
      const b = -radius * radius
      this.#a[index] = a
      this.#b[index] = b
      this.#gain[index] = 1 - a - b
    }
  }

  filter(input: number): number {
    let signal = input
    for (let index = 0; index < 3; index++) {
      const y1 = this.#y1[index] ?? 0
      const output =
        (this.#gain[index] ?? 0) * signal +
        (this.#a[index] ?? 0) * y1 +
        (this.#b[index] ?? 0) * (this.#y2[index] ?? 0)
      this.#y2[index] = y1
      this.#y1[index] = output
      signal = output
    }
    return signal
  }
}
