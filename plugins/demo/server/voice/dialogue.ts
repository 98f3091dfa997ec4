import { Random } from '../generator/random.js'

/** Telephone quality. */
export const SAMPLE_RATE = 8000

export interface Voice {
  /** Mean pitch in hertz. */
  pitch: number
  /** How long the vocal tract is: formants are multiplied by it. */
  tract: number
  /** Syllables a second. */
  pace: number
  loudness: number
}

/** One stretch of speech. Turns do not overlap and are rendered apart from each other, so any part of a call can be had alone. */
export interface Turn {
  /** Samples from the beginning of the recording. */
  from: number
  to: number
  voice: Voice
  seed: string
}

const AGENT: Voice = { pitch: 205, tract: 1.12, pace: 4.6, loudness: 0.55 }
const CALLER: Voice = { pitch: 118, tract: 0.96, pace: 4.1, loudness: 0.42 }

/**
 * Who speaks when in a call: agent and caller in turn with pauses between, now and then a longer one while something is looked
 * up. The same for the same seed and length.
 */
export function dialogue(seed: string, seconds: number): Turn[] {
  const random = new Random(seed)
  const agent = varied(random, AGENT)
  const caller = varied(random, CALLER)
  const end = Math.floor(seconds * SAMPLE_RATE)
  const turns: Turn[] = []
  let position = Math.floor(random.int(30, 60) * 0.01 * SAMPLE_RATE)
  let agentSpeaks = true
  while (position < end) {
    const length = Math.max(0.7, Math.min(9, random.logNormal(agentSpeaks ? 2.4 : 3, 0.55)))
    const to = Math.min(end, position + Math.floor(length * SAMPLE_RATE))
    const voice = agentSpeaks ? agent : caller
    turns.push({ from: position, to, voice, seed: `${seed}/${turns.length}` })
    const pause = random.chance(0.06) ? random.int(20, 55) / 10 : random.int(25, 90) / 100
    position = to + Math.floor(pause * SAMPLE_RATE)
    if (!random.chance(0.12)) agentSpeaks = !agentSpeaks
  }
  return turns
}

function varied(random: Random, voice: Voice): Voice {
  const high = random.chance(0.45)
  return {
    pitch: (high ? 1.25 : 0.9) * voice.pitch * (0.92 + 0.16 * random.next()),
    tract: voice.tract * (high ? 1.06 : 0.97) * (0.97 + 0.06 * random.next()),
    pace: voice.pace * (0.9 + 0.25 * random.next()),
    loudness: voice.loudness * (0.9 + 0.2 * random.next()),
  }
}
