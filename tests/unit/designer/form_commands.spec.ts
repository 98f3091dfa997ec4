import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FormDefinition, FormElement } from '#core/forms/model'
import {
  insert,
  isRefusal,
  move,
  moveStep,
  remove,
  setProperty,
  unwrap,
  wrap,
} from '#designer/form/model/commands.js'
import { applyEdits, editsBetween } from '#core/forms/edits'
import { perform, redo, seal, startHistory, undo } from '#designer/form/model/history.js'
import type { Change } from '#designer/form/model/history.js'
import { isContainer, mayContain, ordersAt, placeFor } from '#designer/form/model/placement.js'
import { childrenOf, rowsOf, treeOf } from '#designer/form/model/tree.js'
import { changeOf, deeds, sampleForm, SHIPPED, type Deed } from '#tests/unit/designer/form_samples'

/** What is wrong with the tree of a form; nothing may ever be. */
function faults(form: FormDefinition): string[] {
  const tree = treeOf(form)
  const found: string[] = []
  const used = Object.entries(form.elements).filter(([, element]) => !element.removed)
  for (const [name, element] of used) {
    const { parent } = element
    const container = parent === undefined ? null : form.elements[parent]
    if (container === undefined || container?.removed) found.push(`${name}: no container`)
    else if (!mayContain(container?.kind ?? null, element.kind)) found.push(`${name}: wrong place`)
    if (!tree.parent.has(name)) found.push(`${name}: cannot be reached`)
    if (element.kind === 'repeater' && rowsOf(form, parent ?? null) !== null)
      found.push(`${name}: repeater in a repeater`)
  }
  for (const name of tree.order) {
    const element = form.elements[name] as FormElement
    if (!isContainer(element.kind) && childrenOf(form, name).length > 0)
      found.push(`${name}: holds others`)
  }
  return found
}

function play(form: FormDefinition, list: readonly Deed[]) {
  let history = startHistory(form)
  for (const deed of list) {
    const change = changeOf(history.form, deed)
    if (!isRefusal(change)) history = seal(perform(history, change, []))
  }
  return history
}

const done = (form: FormDefinition, change: Change | { refused: string }): FormDefinition => {
  if ('refused' in change) throw new Error(`refused: ${change.refused}`)
  return applyEdits(form, change.edits).form
}

test.group('form builder: laws of commands', () => {
  test('whatever is done, the form stays a tree in which everything may stand where it stands', ({
    assert,
  }) => {
    fc.assert(
      fc.property(deeds, (list) => {
        assert.deepEqual(faults(play(sampleForm(), list).form), [])
      }),
      { numRuns: 300 }
    )
  })

  test('undoing everything gives the form that was opened; doing it again the form that was made', ({
    assert,
  }) => {
    fc.assert(
      fc.property(deeds, (list) => {
        const made = play(sampleForm(), list)
        let history = made
        for (let back = undo(history); back; back = undo(history)) history = back.history
        assert.deepEqual(history.form, sampleForm())
        for (let again = redo(history); again; again = redo(history)) history = again.history
        assert.deepEqual(history.form, made.form)
      }),
      { numRuns: 300 }
    )
  })

  test('a form is what its base and the edits between them make it', ({ assert }) => {
    fc.assert(
      fc.property(deeds, (list) => {
        const { form } = play(sampleForm(), list)
        const edits = editsBetween(sampleForm(), form)
        assert.deepEqual(applyEdits(sampleForm(), edits).form, form)
        assert.deepEqual(editsBetween(form, form), [])
      })
    )
  })

  test('shipped elements are never deleted, only marked as removed', ({ assert }) => {
    fc.assert(
      fc.property(deeds, (list) => {
        const { form } = play(sampleForm(), list)
        for (const name of SHIPPED) assert.isDefined(form.elements[name], name)
      })
    )
  })

  test('siblings keep their order however many go between two of them', ({ assert }) => {
    let form = sampleForm()
    const expected = ['name']
    for (let n = 1; n <= 120; n++) {
      const element: FormElement = { kind: 'heading', label: { en: `H${n}` } }
      const change = insert(form, { parent: 'who', before: 'mobile' }, element, `h${n}`)
      if (isRefusal(change)) throw new Error(change.refused)
      form = applyEdits(form, change.edits).form
      expected.push(change.select[0] ?? '')
    }
    assert.deepEqual(childrenOf(form, 'who'), [...expected, 'mobile', 'city'])
  })
})

test.group('form builder: commands', () => {
  test('moving one element is an edit of that element alone', ({ assert }) => {
    const change = move(sampleForm(), ['mobile'], { parent: 'money', before: 'amount' })
    if (isRefusal(change)) throw new Error(change.refused)
    assert.deepEqual(
      change.edits.map(({ path }) => path.join('.')),
      ['elements.mobile.order', 'elements.mobile.parent']
    )
    const form = done(sampleForm(), change)
    assert.deepEqual(childrenOf(form, 'money'), ['mobile', 'amount'])
    assert.equal(change.name.key, 'move')
    assert.equal(change.name.what, 'mobile')
  })

  test('a container does not go into itself, nor a page into a section', ({ assert }) => {
    const form = sampleForm()
    assert.deepEqual(move(form, ['first'], { parent: 'who', before: null }), { refused: 'place' })
    assert.deepEqual(move(form, ['who'], { parent: 'who', before: null }), { refused: 'place' })
    assert.deepEqual(move(form, ['money'], { parent: 'who', before: null }), { refused: 'place' })
  })

  test('a move that changes nothing is none', ({ assert }) => {
    const form = sampleForm()
    for (const before of ['name', 'mobile'])
      assert.deepEqual(move(form, ['name'], { parent: 'who', before }), { refused: 'nothing' })
  })

  test('a field of the record does not become one of a row', ({ assert }) => {
    const place = { parent: 'first', before: null }
    const repeater: FormElement = { kind: 'repeater', field: 'incomes' }
    const form = done(sampleForm(), insert(sampleForm(), place, repeater, 'incomes'))
    assert.deepEqual(move(form, ['name'], { parent: 'x_incomes', before: null }), {
      refused: 'place',
    })
  })

  test('steps by keyboard: {title}')
    .with([
      {
        title: 'down among siblings',
        names: ['name'],
        step: 'down',
        in: 'who',
        result: ['mobile', 'name', 'city'],
      },
      {
        title: 'up among siblings',
        names: ['city'],
        step: 'up',
        in: 'who',
        result: ['name', 'city', 'mobile'],
      },
      {
        title: 'two together',
        names: ['name', 'mobile'],
        step: 'down',
        in: 'who',
        result: ['city', 'name', 'mobile'],
      },
      {
        title: 'past the end: out, behind the container',
        names: ['city'],
        step: 'down',
        in: 'first',
        result: ['who', 'city', 'money'],
      },
      {
        title: 'past the start: out, before the container',
        names: ['name'],
        step: 'up',
        in: 'first',
        result: ['name', 'who', 'money'],
      },
      {
        title: 'out',
        names: ['mobile'],
        step: 'out',
        in: 'first',
        result: ['who', 'mobile', 'money'],
      },
    ] as const)
    .run(({ assert }, { names, step, in: container, result }) => {
      const form = done(sampleForm(), moveStep(sampleForm(), names, step))
      assert.deepEqual([...childrenOf(form, container)], [...result])
    })

  test('into the container before it', ({ assert }) => {
    const out = done(sampleForm(), moveStep(sampleForm(), ['mobile'], 'out'))
    const back = done(out, moveStep(out, ['mobile'], 'in'))
    assert.deepEqual(childrenOf(back, 'who'), ['name', 'city', 'mobile'])
  })

  test('removing an own container takes its own content along; what was shipped is marked', ({
    assert,
  }) => {
    const wrapped = done(
      sampleForm(),
      wrap(sampleForm(), ['name', 'mobile'], { kind: 'columns', columns: 2 }, 'columns')
    )
    const form = done(wrapped, remove(wrapped, ['x_columns'], SHIPPED))
    assert.isUndefined(form.elements.x_columns)
    assert.isTrue(form.elements.name?.removed)
    assert.deepEqual(childrenOf(form, 'who'), ['city'])
  })

  test('wrapping and unwrapping leaves everything in its order', ({ assert }) => {
    const wrapped = done(
      sampleForm(),
      wrap(sampleForm(), ['mobile', 'city'], { kind: 'columns', columns: 2 }, 'columns')
    )
    assert.deepEqual(childrenOf(wrapped, 'who'), ['name', 'x_columns'])
    const form = done(wrapped, unwrap(wrapped, 'x_columns', SHIPPED))
    assert.deepEqual(childrenOf(form, 'who'), ['name', 'mobile', 'city'])
  })

  test('taking a property away takes emptied objects along', ({ assert }) => {
    const path = ['elements', 'name', 'scoring', 'marks', 'yes']
    const form = done(sampleForm(), setProperty(sampleForm(), [path], 1))
    assert.deepEqual(done(form, setProperty(form, [path], undefined)), sampleForm())
  })

  test('letters typed into one input are one step until it is left', ({ assert }) => {
    const path = [['elements', 'name', 'label', 'en']]
    let history = startHistory(sampleForm())
    for (const text of ['F', 'Fu', 'Ful', 'Full']) {
      const change = setProperty(history.form, path, text)
      if (!isRefusal(change)) history = perform(history, change, ['name'])
    }
    assert.lengthOf(history.past, 1)
    history = seal(history)
    const more = setProperty(history.form, path, 'Full name')
    if (!isRefusal(more)) history = perform(history, more, ['name'])
    assert.lengthOf(history.past, 2)
    const back = undo(history)
    assert.deepEqual(back?.select, ['name'])
    assert.equal(back?.history.form.elements.name?.label?.en, 'Full')
  })

  test('more than a hundred steps can be undone', ({ assert }) => {
    let history = startHistory(sampleForm())
    for (let n = 0; n < 150; n++) {
      const change = moveStep(history.form, ['name'], n % 2 ? 'up' : 'down')
      if (!isRefusal(change)) history = perform(history, change, [])
    }
    let steps = 0
    for (let back = undo(history); back; back = undo(history)) {
      history = back.history
      steps++
    }
    assert.equal(steps, 150)
    assert.deepEqual(history.form, sampleForm())
  })

  test('new elements go into the chosen container, behind the chosen element, or further out', ({
    assert,
  }) => {
    const form = sampleForm()
    assert.deepEqual(placeFor(form, 'heading', 'who'), { parent: 'who', before: null })
    assert.deepEqual(placeFor(form, 'heading', 'name'), { parent: 'who', before: 'mobile' })
    assert.deepEqual(placeFor(form, 'section', 'name'), { parent: 'first', before: 'money' })
    assert.deepEqual(placeFor(form, 'page', 'name'), { parent: null, before: null })
    assert.deepEqual(placeFor(form, 'heading', null), { parent: 'first', before: null })
  })

  test('places between two siblings have few digits', ({ assert }) => {
    const { orders, edits } = ordersAt(sampleForm(), { parent: 'who', before: 'mobile' }, [
      'x',
      'y',
    ])
    assert.deepEqual(edits, [])
    assert.isTrue(orders.every((order) => order > 10 && order < 20))
    assert.isAtMost(Math.max(...orders.map((order) => String(order).length)), 4)
  })
})
