import { test } from '@japa/runner'
import {
  endOfSilence,
  silences,
  turnOfLoop,
  withEnd,
} from '#plugins/telephony/ui/player/sound_shape'

/** One peak for each second. */
const shape = (text: string) => [...text].map((letter) => (letter === '.' ? 0.01 : 0.6))

test.group('The shape of a sound', () => {
  test('silence is where nobody speaks for two seconds and longer: {sound}')
    .with([
      { sound: '', found: [] },
      { sound: 'xxxx', found: [] },
      { sound: 'x.x.x', found: [] },
      { sound: 'x...x', found: [[1.3, 3.7]] },
      {
        sound: '..xx...',
        found: [
          [0.3, 1.7],
          [4.3, 6.7],
        ],
      },
    ])
    .run(({ assert }, { sound, found }) => {
      const all = silences(shape(sound), sound.length)
      assert.deepEqual(
        all.map(({ from, to }) => [Number(from.toFixed(1)), Number(to.toFixed(1))]),
        found
      )
    })

  test('a position in a silence goes to its end, unless that is near', ({ assert }) => {
    const all = silences(shape('x.....x'), 7)
    assert.isNull(endOfSilence(all, 1))
    assert.closeTo(endOfSilence(all, 2) ?? 0, 5.7, 1e-9)
    assert.isNull(endOfSilence(all, 5.5))
    assert.isNull(endOfSilence(all, 6))
  })

  test('a loop has its ends in order, and goes back when its end is passed', ({ assert }) => {
    const open = withEnd(null, 'a', 5)
    assert.deepEqual(open, { a: 5, b: null })
    assert.isNull(turnOfLoop(open, 9))
    const loop = withEnd(open, 'b', 2)
    assert.deepEqual(loop, { a: 2, b: 5 })
    assert.isNull(turnOfLoop(loop, 4.9))
    assert.equal(turnOfLoop(loop, 5), 2)
    assert.deepEqual(withEnd(null, 'b', 3), { a: 0, b: 3 })
    assert.deepEqual(withEnd({ a: 4, b: null }, 'b', 4), { a: 4, b: 4.5 })
    assert.isNull(turnOfLoop(null, 3))
  })
})
