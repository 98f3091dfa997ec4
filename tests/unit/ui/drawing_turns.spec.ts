import { nextTick } from 'vue'
import { test } from '@japa/runner'
import { makeDrawingTurns } from '#ui/forms/drawing_turns.js'

/** Turns whose pauses come when the test says so. */
function turnsByHand() {
  const pauses: (() => void)[] = []
  const turns = makeDrawingTurns((draw) => void pauses.push(draw))
  return { turns, pauses, pause: () => pauses.shift()?.() }
}

test.group('Turns in which sections are drawn', () => {
  test('what fills a screen is drawn at once, the rest one in a pause, in order', ({ assert }) => {
    const { turns, pause, pauses } = turnsByHand()
    const joined = [30, 20, 5, 40, 1].map((inputs) => turns.join(inputs))
    const drawn = () => joined.map(({ value }) => value)
    assert.deepEqual(drawn(), [true, true, false, false, false])
    pause()
    assert.deepEqual(drawn(), [true, true, true, false, false])
    pause()
    pause()
    assert.deepEqual(drawn(), [true, true, true, true, true])
    assert.lengthOf(pauses, 0)
  })

  test('sections that appear later fill a screen of their own', async ({ assert }) => {
    const { turns, pause } = turnsByHand()
    turns.join(50)
    assert.isFalse(turns.join(1).value)
    pause()
    await nextTick()
    assert.isTrue(turns.join(50).value)
    assert.isFalse(turns.join(1).value)
  })

  test('who is needed does not wait, and who is gone is not waited for', ({ assert }) => {
    const { turns, pause, pauses } = turnsByHand()
    turns.join(50)
    const [first, second, third] = [turns.join(1), turns.join(1), turns.join(1)]
    turns.draw(second)
    assert.deepEqual([first.value, second.value, third.value], [false, true, false])
    turns.leave(first)
    pause()
    assert.deepEqual([first.value, third.value], [false, true])
    assert.lengthOf(pauses, 0)
  })

  test('all at once when everything is needed', ({ assert }) => {
    const { turns, pause } = turnsByHand()
    turns.join(50)
    const waiting = [turns.join(1), turns.join(1)]
    turns.drawAll()
    assert.isTrue(waiting.every(({ value }) => value))
    pause()
  })
})
