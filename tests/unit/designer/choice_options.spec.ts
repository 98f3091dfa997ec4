import { test } from '@japa/runner'
import { mergeLayers } from '#core/metadata/layers/merge'
import { applyOperations, type ChangeOperation } from '#core/metadata/layers/operations'
import { emptyMaps } from '#core/metadata/layers/types'
import type { ChoiceListDefinition } from '#core/metadata/types'
import {
  addOption,
  isUnder,
  makeList,
  moveOption,
  nextColour,
  optionsInOrder,
  possibleParents,
  withParent,
} from '#designer/choices/model/options.js'

const label = (en: string) => ({ en })
const shipped = (): ChoiceListDefinition => ({
  name: 'colours',
  label: label('Colours'),
  options: {
    red: { label: label('Red'), order: 1 },
    green: { label: label('Green'), order: 2 },
    blue: { label: label('Blue'), order: 3 },
  },
})

/** The list after operations, over a base that ships it. */
function after(operations: readonly ChangeOperation[], name = 'colours'): ChoiceListDefinition {
  const base = emptyMaps()
  base.choice_list.set('colours', shipped())
  const found = mergeLayers(base, applyOperations([], operations)).effective.choice_list.get(name)
  if (!found) throw new Error(`no list ${name}`)
  return found
}
const names = (list: ChoiceListDefinition): string[] => optionsInOrder(list).map(([name]) => name)

test.group('Values of choice lists', () => {
  test('a value moves and all others keep their order; moved back, nothing of the client is left', ({
    assert,
  }) => {
    const there = moveOption(shipped(), shipped(), 2, 0)
    const moved = after(there)
    assert.deepEqual(names(moved), ['blue', 'red', 'green'])
    const back = moveOption(moved, shipped(), 0, 2)
    assert.deepEqual(names(after([...there, ...back])), ['red', 'green', 'blue'])
    assert.deepEqual(applyOperations([], [...there, ...back]), [])
  })

  test('a new value stands last, under its own name', ({ assert }) => {
    const list = after([addOption(shipped(), 'x_pink', label('Pink'))])
    assert.deepEqual(names(list), ['red', 'green', 'blue', 'x_pink'])
  })

  test('a new list is empty and takes values', ({ assert }) => {
    const making = makeList('x_levels', label('Levels'))
    const list = after([making], 'x_levels')
    const full = after([making, addOption(list, 'x_low', label('Low'))], 'x_levels')
    assert.deepEqual(full.options, { x_low: { label: label('Low'), color: 'teal', order: 1 } })
  })

  test('new values get the colours of the palette in turn, one that was given by hand less often', ({
    assert,
  }) => {
    let list: ChoiceListDefinition = { ...shipped(), options: {} }
    const colours = Array.from({ length: 9 }, (_, at) => {
      const color = nextColour(list)
      list = { ...list, options: { ...list.options, [`x_${at}`]: { label: label('x'), color } } }
      return color
    })
    const palette = ['teal', 'green', 'yellow', 'orange', 'red', 'blue', 'purple', 'neutral']
    assert.deepEqual(colours, [...palette, 'teal'])
    const own = { ...shipped(), options: { x_a: { label: label('x'), color: 'teal' as const } } }
    assert.equal(nextColour(own), 'green')
  })

  test('without a word a value is offered under every parent; the last tick set says so again', ({
    assert,
  }) => {
    const all = ['cards', 'loans']
    const option = { label: label('Lost') }
    assert.isTrue(isUnder(option, 'cards'))
    const one = withParent(option, 'loans', false, all)
    assert.deepEqual(one, ['cards'])
    const narrowed = { ...option, parents: one ?? [] }
    assert.isFalse(isUnder(narrowed, 'loans'))
    assert.deepEqual(withParent(narrowed, 'cards', false, all), [])
    assert.isUndefined(withParent(narrowed, 'loans', true, all))
  })

  test('no list is decided by itself or by one that hangs on it', ({ assert }) => {
    const list = (name: string, parentList?: string): ChoiceListDefinition => ({
      name,
      label: label(name),
      options: {},
      ...(parentList ? { parentList } : {}),
    })
    const lists = [list('top'), list('middle', 'top'), list('bottom', 'middle'), list('aside')]
    const of = (name: string) => possibleParents(lists, name).map((one) => one.name)
    assert.deepEqual(of('top'), ['aside'])
    assert.deepEqual(of('bottom'), ['top', 'middle', 'aside'])
    const circle = [list('a', 'b'), list('b', 'a'), list('c')]
    assert.deepEqual(
      possibleParents(circle, 'c').map((one) => one.name),
      ['a', 'b']
    )
  })
})
