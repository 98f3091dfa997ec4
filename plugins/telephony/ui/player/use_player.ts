import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'
import type WaveSurfer from 'wavesurfer.js'
import { callsApi } from '../api/calls.js'
import {
  endOfSilence,
  silences,
  turnOfLoop,
  withEnd,
  type Loop,
  type Stretch,
} from './sound_shape.js'

export const SPEEDS: readonly number[] = [0.75, 1, 1.25, 1.5, 2]

/** The player that sounds now: starting one pauses the other, as two voices at once are none. */
let sounding: HTMLAudioElement | null = null

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/**
 * Plays one recording: the sound is streamed by range requests, its waveform comes as peaks from the host, so that nothing is
 * decoded in the browser. The sound is asked for only when it is played: each play is written to the audit.
 */
export function usePlayer(recordingId: number, container: Ref<HTMLElement | null>) {
  const playing = ref(false)
  const position = ref(0)
  const seconds = ref(0)
  const speed = ref(1)
  const volume = ref(1)
  const loading = ref(true)
  const error = shallowRef<unknown>(null)
  const skipsSilence = ref(false)
  const quiet = shallowRef<Stretch[]>([])
  const loop = shallowRef<Loop | null>(null)
  const audio = new Audio()
  audio.preload = 'none'
  let wave: WaveSurfer | null = null
  /** Asked to play before there was a sound to play. */
  let awaited = false
  const aborter = new AbortController()

  async function draw(): Promise<void> {
    const [{ default: Wave }, shape] = await Promise.all([
      import('wavesurfer.js'),
      callsApi.peaks(recordingId, aborter.signal),
    ])
    if (!container.value || aborter.signal.aborted) return
    seconds.value = shape.seconds
    quiet.value = silences(shape.peaks, shape.seconds)
    audio.src = callsApi.soundAddress(recordingId)
    wave = Wave.create({
      container: container.value,
      media: audio,
      peaks: [shape.peaks],
      duration: shape.seconds,
      height: 56,
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      cursorWidth: 2,
      cursorColor: token('--ui-text-highlighted'),
      waveColor: token('--ui-border-accented'),
      progressColor: token('--ui-primary'),
      dragToSeek: true,
      normalize: true,
    })
  }

  function mediaError(): void {
    /** Closing the page empties the source, which is no failure. */
    if (audio.getAttribute('src')) error.value = audio.error ?? new Error('E_SOUND')
    playing.value = false
  }
  function moved(): void {
    position.value = audio.currentTime
    if (audio.paused) return
    const next =
      turnOfLoop(loop.value, audio.currentTime) ??
      (skipsSilence.value ? endOfSilence(quiet.value, audio.currentTime) : null)
    if (next !== null) seek(next)
  }
  function seek(to: number): void {
    const target = Math.max(0, Math.min(seconds.value, to))
    /** Before the sound is loaded it tells of no move: the waveform is told. */
    if (wave) wave.setTime(target)
    else audio.currentTime = target
    position.value = target
  }
  async function play(): Promise<void> {
    error.value = null
    if (loading.value) {
      awaited = playing.value = true
      return
    }
    await audio.play().catch((reason: unknown) => {
      /** A pause before the sound has begun interrupts `play()`; that is what was asked for. */
      if (!(reason instanceof DOMException && reason.name === 'AbortError')) error.value = reason
    })
  }

  onMounted(() => {
    audio.addEventListener('play', () => {
      if (sounding && sounding !== audio) sounding.pause()
      sounding = audio
      playing.value = true
    })
    audio.addEventListener('pause', () => (playing.value = false))
    audio.addEventListener('ended', () => (playing.value = false))
    audio.addEventListener('timeupdate', moved)
    audio.addEventListener('error', mediaError)
    draw()
      .catch((reason: unknown) => {
        if (!aborter.signal.aborted) error.value = reason
      })
      .finally(() => {
        loading.value = false
        if (!awaited) return
        awaited = playing.value = false
        if (error.value === null && !aborter.signal.aborted) void play()
      })
  })

  onBeforeUnmount(() => {
    aborter.abort()
    audio.pause()
    if (sounding === audio) sounding = null
    wave?.destroy()
    audio.removeAttribute('src')
  })

  return {
    playing,
    position,
    seconds,
    speed,
    volume,
    loading,
    error,
    skipsSilence,
    quiet,
    loop,
    seek,
    play,
    async toggle() {
      if (awaited) awaited = playing.value = false
      else if (!audio.paused) audio.pause()
      else await play()
    },
    setSpeed(value: number) {
      speed.value = value
      audio.playbackRate = value
    },
    setVolume(value: number) {
      volume.value = value
      audio.volume = value
    },
    /** Sets one end of the stretch that is played over and over, where the sound is now. */
    setLoopEnd(end: 'a' | 'b') {
      loop.value = withEnd(loop.value, end, position.value)
    },
    endLoop() {
      loop.value = null
    },
  }
}
