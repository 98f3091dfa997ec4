import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FormDefinition } from '#core/forms/model'
import {
  copyOf,
  duplicate,
  fieldsOn,
  paste,
  readClipboard,
} from '#designer/form/model/clipboard.js'
import { insert, isRefusal, move, remove, setProperty } from '#designer/form/model/commands.js'
import { applyEdits } from '#core/forms/edits'
import type { Change } from '#designer/form/model/history.js'
import { mergeForms, settle } from '#designer/form/model/merge.js'
import { renameInFeel } from '#designer/form/model/rename_feel.js'
import { childrenOf, treeOf } from '#designer/form/model/tree.js'
import { changeOf, deeds, FIELDS, sampleForm, SHIPPED } from '#tests/unit/designer/form_samples'

const done = (form: FormDefinition, change: Change | { refused: string }): FormDefinition => {
  if ('refused' in change) throw new Error(`refused: ${change.refused}`)
  return applyEdits(form, change.edits).form
}
const label = (form: FormDefinition, name: string, language: string, text: string) =>
  done(form, setProperty(form, [['elements', name, 'label', language]], text))

test.group('two people at one form', () => {
  test('different properties go together without a question', ({ assert }) => {
    const base = sampleForm()
    const mine = label(base, 'who', 'fa', 'متقاضی')
    const theirs = label(
      done(base, move(base, ['city'], { parent: 'money', before: null })),
      'who',
      'en',
      'Applicant'
    )
    const merge = mergeForms(base, mine, theirs)
    assert.deepEqual(merge.conflicts, [])
    assert.deepEqual(merge.form.elements.who?.label, { en: 'Applicant', fa: 'متقاضی' })
    assert.deepEqual(childrenOf(merge.form, 'money'), ['amount', 'city'])
  })

  test('the same property set differently is asked about, with all three values', ({ assert }) => {
    const base = sampleForm()
    const mine = label(base, 'who', 'en', 'Me')
    const theirs = label(base, 'who', 'en', 'Them')
    const merge = mergeForms(base, mine, theirs)
    assert.deepEqual(
      merge.conflicts.map(({ element, property, base: was, mine: my, theirs: their }) => [
        element,
        property,
        was,
        my,
        their,
      ]),
      [['who', 'label.en', 'Who', 'Me', 'Them']]
    )
    const id = merge.conflicts[0]?.id ?? ''
    assert.equal(settle(merge, mine, new Map([[id, 'mine']])).elements.who?.label?.en, 'Me')
    assert.equal(settle(merge, mine, new Map([[id, 'theirs']])).elements.who?.label?.en, 'Them')
  })

  test('what both did alike is no conflict', ({ assert }) => {
    const base = sampleForm()
    const both = label(base, 'who', 'en', 'Applicant')
    assert.deepEqual(mergeForms(base, both, both).conflicts, [])
  })

  test('one element moved by both is one question about its place', ({ assert }) => {
    const base = sampleForm()
    const mine = done(base, move(base, ['city'], { parent: 'money', before: null }))
    const theirs = done(base, move(base, ['city'], { parent: 'who', before: 'name' }))
    const { conflicts } = mergeForms(base, mine, theirs)
    assert.deepEqual(
      conflicts.map(({ element, property }) => [element, property]),
      [['city', 'place']]
    )
  })

  test('an element put into a container that the other took away is asked about; mine brings it back', ({
    assert,
  }) => {
    const base = sampleForm()
    const mine = done(
      base,
      insert(base, { parent: 'money', before: null }, { kind: 'divider' }, 'line')
    )
    const theirs = done(base, remove(base, ['money'], SHIPPED))
    const merge = mergeForms(base, mine, theirs)
    assert.deepEqual(
      merge.conflicts.map(({ element }) => element),
      ['x_line']
    )
    const id = merge.conflicts[0]?.id ?? ''
    const kept = settle(merge, mine, new Map([[id, 'mine']]))
    assert.isTrue(treeOf(kept).parent.has('x_line'))
    assert.isFalse(treeOf(settle(merge, mine, new Map([[id, 'theirs']]))).parent.has('x_line'))
  })

  test('a change inside what the other removed is asked about', ({ assert }) => {
    const base = sampleForm()
    const mine = label(base, 'city', 'en', 'Town')
    const theirs = done(base, remove(base, ['city'], SHIPPED))
    assert.lengthOf(mergeForms(base, mine, theirs).conflicts, 1)
  })

  test('laws: nothing of mine gives theirs, nothing of theirs gives mine, whatever is chosen hangs together', ({
    assert,
  }) => {
    const play = (list: Parameters<typeof changeOf>[1][]): FormDefinition => {
      let form = sampleForm()
      for (const deed of list) {
        const change = changeOf(form, deed)
        if (!isRefusal(change)) form = applyEdits(form, change.edits).form
      }
      return form
    }
    fc.assert(
      fc.property(deeds, deeds, fc.constantFrom('mine', 'theirs'), (a, b, choice) => {
        const [base, mine, theirs] = [sampleForm(), play(a), play(b)]
        assert.deepEqual(mergeForms(base, base, theirs).form, theirs)
        const alone = mergeForms(base, mine, base)
        assert.deepEqual([alone.form, alone.conflicts], [mine, []])
        const merge = mergeForms(base, mine, theirs)
        const choices = new Map(merge.conflicts.map(({ id }) => [id, choice as 'mine' | 'theirs']))
        const settled = settle(merge, mine, choices)
        for (const [name, element] of Object.entries(settled.elements)) {
          const seen = new Set([name])
          for (let at = element.parent; at !== undefined && !element.removed;) {
            assert.isFalse(seen.has(at), `circle at ${name}`)
            seen.add(at)
            at = settled.elements[at]?.parent
          }
        }
        for (const name of merge.conflicts.length ? [] : Object.keys(mine.elements)) {
          const gone = theirs.elements[name] === undefined && sampleForm().elements[name]
          if (!gone) assert.isDefined(settled.elements[name], name)
        }
      }),
      { numRuns: 200 }
    )
  })
})

test.group('copying and pasting elements', () => {
  test('a section goes into another form with names of its own and its fields where they exist', ({
    assert,
  }) => {
    const clipboard = readClipboard(JSON.stringify(copyOf(sampleForm(), ['who'])))
    if (!clipboard) throw new Error('not read')
    const other: FormDefinition = {
      ...sampleForm(),
      name: 'x_other',
      elements: { name: { kind: 'field', field: 'name' } },
    }
    const change = paste(other, clipboard, { parent: null, before: null }, { fields: FIELDS })
    if (isRefusal(change)) throw new Error(change.refused)
    const form = applyEdits(other, change.edits).form
    assert.deepEqual(change.select, ['x_who'])
    assert.deepEqual(childrenOf(form, 'x_who'), ['x_mobile', 'x_city'])
    assert.equal(change.leftOut, 1)
    assert.deepEqual([...fieldsOn(form)].sort(), ['city', 'mobile', 'name'])
  })

  test('a field that is on the form already is refused', ({ assert }) => {
    assert.deepEqual(duplicate(sampleForm(), ['name']), { refused: 'field_once' })
  })

  test('conditions of copied questions mean the copies', ({ assert }) => {
    const text = (en: string) => ({ type: 'text' as const, label: { en } })
    const base: FormDefinition = {
      ...sampleForm(),
      elements: {
        x_s: { kind: 'section' },
        x_a: { kind: 'question', parent: 'x_s', definition: text('A') },
        x_b: { kind: 'question', parent: 'x_s', definition: text('B'), visibleWhen: 'x_a = "x_a"' },
      },
    }
    const change = duplicate(base, ['x_s'])
    const form = done(base, change)
    assert.equal(form.elements.x_b_2?.visibleWhen, 'x_a_2 = "x_a"')
    assert.equal(form.elements.x_b_2?.parent, 'x_s_2')
  })

  test('what is not one of ours is not read: {$self}')
    .with([
      '',
      'hello',
      '{"peyvand":"form_elements"}',
      '{"peyvand":"form_elements","version":2,"entity":"a","roots":["a"],"elements":{"a":{"kind":"divider"}}}',
      '{"peyvand":"form_elements","version":1,"entity":"a","roots":["a"],"elements":{"a":{"kind":"script"}}}',
      '{"peyvand":"form_elements","version":1,"entity":"a","roots":["a"],"elements":{"a":{"kind":"divider"},"b":{"kind":"divider"}}}',
      '{"peyvand":"form_elements","version":1,"entity":"a","roots":["a"],"elements":{"a":{"kind":"section"},"b":{"kind":"page","parent":"a"}}}',
      '{"peyvand":"form_elements","version":1,"entity":"a","roots":["a"],"elements":{"a":{"kind":"divider","parent":7}}}',
    ])
    .run(({ assert }, text) => {
      assert.isNull(readClipboard(text))
    })

  test('properties that a kind does not have are left behind', ({ assert }) => {
    const text = JSON.stringify({
      peyvand: 'form_elements',
      version: 1,
      entity: 'a',
      roots: ['a'],
      elements: { a: { kind: 'divider', removed: true, onclick: 'x', label: { en: 'L' } } },
    })
    assert.deepEqual(readClipboard(text)?.elements.a as object, {
      kind: 'divider',
      label: { en: 'L' },
    })
  })

  test('names in expressions: {expression}')
    .with([
      { expression: 'a + b', result: 'x + b' },
      { expression: 'aa + a.b + c.a', result: 'aa + x.b + c.a' },
      {
        expression: 'if a = "a" then a else "say \\"a\\""',
        result: 'if x = "a" then x else "say \\"a\\""',
      },
    ])
    .run(({ assert }, { expression, result }) => {
      assert.equal(renameInFeel(expression, new Map([['a', 'x']])), result)
    })
})
