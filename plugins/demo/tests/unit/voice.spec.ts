import { test } from '@japa/runner'
import { SAMPLE_RATE, dialogue } from '../../server/voice/dialogue.js'
import { wavBytes, wavRange } from '../../server/voice/wav.js'

const FILE = 'q-1000-09121234567-20261122-101500-1795334222.0.wav'
const all = (seconds: number) => Buffer.concat([...wavRange(FILE, seconds)])

test.group('Sound of the demo calls', () => {
  test('is a WAV of the announced length: 8 kHz, mono, 16 bits', ({ assert }) => {
    const file = all(12)
    assert.equal(file.length, wavBytes(12))
    assert.equal(file.toString('ascii', 0, 4), 'RIFF')
    assert.equal(file.toString('ascii', 8, 16), 'WAVEfmt ')
    assert.equal(file.readUInt32LE(4), file.length - 8)
    assert.equal(file.readUInt16LE(22), 1)
    assert.equal(file.readUInt32LE(24), SAMPLE_RATE)
    assert.equal(file.readUInt16LE(34), 16)
    assert.equal(file.readUInt32LE(40), 12 * SAMPLE_RATE * 2)
  })

  test('is the same for the same file and different for another', ({ assert }) => {
    assert.isTrue(all(5).equals(all(5)))
    assert.isFalse(all(5).equals(Buffer.concat([...wavRange('other.wav', 5)])))
  })

  test('any part of it can be had alone: {start} to {end}')
    .with([
      { start: 0, end: 10 },
      { start: 30, end: 60 },
      { start: 43, end: 45 },
      { start: 10_001, end: 90_003 },
      { start: 200_000, end: 320_044 },
    ])
    .run(({ assert }, { start, end }) => {
      const part = Buffer.concat([...wavRange(FILE, 20, start, end)])
      assert.isTrue(part.equals(all(20).subarray(start, end)))
    })

  test('two voices speak in turn with pauses between', ({ assert }) => {
    const turns = dialogue(FILE, 120)
    const voices = new Set(turns.map((turn) => turn.voice))
    assert.equal(voices.size, 2)
    turns.reduce((before, turn) => {
      assert.isAbove(turn.from, before.to)
      return turn
    })
    const spoken = turns.reduce((sum, turn) => sum + turn.to - turn.from, 0)
    assert.isAbove(spoken / (120 * SAMPLE_RATE), 0.5)
    assert.isBelow(spoken / (120 * SAMPLE_RATE), 0.95)
  })

  test('is loud enough to hear and never clipped flat', ({ assert }) => {
    const file = all(30)
    let squares = 0
    let clipped = 0
    for (let at = 44; at < file.length; at += 2) {
      const value = file.readInt16LE(at)
      squares += value * value
      if (Math.abs(value) >= 32_700) clipped += 1
    }
    const samples = (file.length - 44) / 2
    assert.isAbove(Math.sqrt(squares / samples), 800)
    assert.isBelow(clipped / samples, 0.001)
  })
})
