import { test } from '@japa/runner'
import { fitted } from '#ui/diagram/fit.js'

test.group('A diagram that fits', () => {
  test('all of it is seen with room around it, in the middle: {0}')
    .with([
      [{ x: 100, y: 50, width: 1_140, height: 300 }, { width: 600, height: 800 }, 0.5],
      [{ x: -20, y: 0, width: 100, height: 740 }, { width: 600, height: 400 }, 0.5],
      [{ x: 0, y: 0, width: 100, height: 100 }, { width: 600, height: 800 }, 1],
    ] as const)
    .run(({ assert }, [inner, outer, expected]) => {
      const { box, level } = fitted(inner, outer, 1)
      assert.equal(level, expected)
      assert.equal(box.x + box.width / 2, inner.x + inner.width / 2)
      assert.equal(box.y + box.height / 2, inner.y + inner.height / 2)
      assert.isAtLeast(box.width, inner.width + 60)
      assert.isAtLeast(box.height, inner.height + 60)
    })
})
