import { test } from '@japa/runner'
import fc from 'fast-check'
import type { ClientChange, Json } from '#core/metadata/types'
import {
  addChanges,
  layerOfProperties,
  mergeDefinition,
  mergeLayers,
  removeChanges,
} from '#core/metadata/layers/merge'
import { isObject } from '#core/metadata/layers/types'
import { change, label, sampleMaps } from '#tests/unit/metadata/definitions'

const keys = fc.constantFrom('fields', 'label', 'name', 'x_a', 'title', 'en', 'fa', 'order')
const leaf = fc.oneof<fc.Arbitrary<Json>[]>(
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('a', 'b'),
  fc.constant([1, 2])
)
const branch = (inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(leaf, fc.dictionary(keys, inner, { maxKeys: 3 }))
const tree = branch(branch(branch(leaf)))
const definition: fc.Arbitrary<Json> = fc.dictionary(keys, tree, { maxKeys: 4 })
const changes: fc.Arbitrary<ClientChange[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constant('entity' as const),
    name: fc.constant('x_e'),
    path: fc.array(keys, { minLength: 1, maxLength: 4 }),
    value: fc.oneof(tree, fc.constant(null)),
  }),
  { maxLength: 6, selector: ({ path }) => path.join('.') }
)

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined
  return here
}

test.group('merge of the layers: laws', () => {
  test('without changes the result is the base, and the base is not touched', ({ assert }) => {
    fc.assert(
      fc.property(definition, changes, (base, list) => {
        assert.deepEqual(mergeDefinition('entity', base, []).merged, base)
        const before = structuredClone(base)
        mergeDefinition('entity', base, list)
        assert.deepEqual(base, before)
      })
    )
  })

  test('applying the same changes again changes nothing', ({ assert }) => {
    fc.assert(
      fc.property(definition, changes, (base, list) => {
        const once = mergeDefinition('entity', base, list).merged
        assert.deepEqual(mergeDefinition('entity', once, list).merged, once)
      })
    )
  })

  test('the order of the changes does not matter', ({ assert }) => {
    fc.assert(
      fc.property(definition, changes, fc.infiniteStream(fc.nat()), (base, list, numbers) => {
        const ranks = new Map(list.map((one) => [one, Number(numbers.next().value)]))
        const shuffled = list.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
        assert.deepEqual(
          mergeDefinition('entity', base, shuffled).merged,
          mergeDefinition('entity', base, list).merged
        )
      })
    )
  })

  test('whatever the base becomes, what the client has set stays', ({ assert }) => {
    fc.assert(
      fc.property(definition, definition, changes, (before, after, list) => {
        for (const base of [before, after]) {
          const { merged, dormant } = mergeDefinition('entity', base, list)
          const asleep = new Set(dormant.map((one) => one.change))
          for (const one of list.filter((each) => !asleep.has(each))) {
            const refined = list.some(
              (other) =>
                other !== one &&
                !asleep.has(other) &&
                other.path.length > one.path.length &&
                one.path.every((key, index) => other.path[index] === key)
            )
            if (!refined) assert.deepEqual(at(merged, one.path), one.value ?? undefined)
          }
        }
      })
    )
  })
})

test.group('merge of the layers: cases', () => {
  test('a client label stays when the plugin renames its field, and other languages follow', ({
    assert,
  }) => {
    const list = [change('entity', 'ticket', ['fields', 'title', 'label', 'fa'], 'موضوع')]
    const base = sampleMaps()
    const { effective } = mergeLayers(base, list)
    assert.deepEqual(effective.entity.get('ticket')?.fields.title?.label, {
      en: 'A label',
      fa: 'موضوع',
    })
    const released = sampleMaps()
    const ticket = released.entity.get('ticket')
    if (ticket?.fields.title) ticket.fields.title.label = { en: 'Subject', fa: 'عنوان' }
    assert.deepEqual(
      mergeLayers(released, list).effective.entity.get('ticket')?.fields.title?.label,
      {
        en: 'Subject',
        fa: 'موضوع',
      }
    )
  })

  test('a definition of the client alone is marked as his', ({ assert }) => {
    const list = [
      change('choice_list', 'x_colour', [], { label, options: {} }),
      change('choice_list', 'x_colour', ['options', 'x_red'], { label }),
    ]
    assert.deepEqual(mergeLayers(sampleMaps(), list).effective.choice_list.get('x_colour'), {
      name: 'x_colour',
      origin: 'client',
      label,
      options: { x_red: { label } },
    })
  })

  test('a change of a field that a release has taken away sleeps and is reported', ({ assert }) => {
    const list = [change('entity', 'ticket', ['fields', 'gone', 'required'], true)]
    const { effective, dormant } = mergeLayers(sampleMaps(), list)
    assert.deepEqual(effective.entity.get('ticket'), sampleMaps().entity.get('ticket'))
    assert.deepEqual(dormant, [{ change: list[0], reason: 'item_missing' }])
  })

  test('null takes a property away', ({ assert }) => {
    const list = [change('view', 'open_tickets', ['filter'], null)]
    const view = mergeLayers(sampleMaps(), list).effective.view.get('open_tickets')
    assert.isFalse(Object.hasOwn(view ?? {}, 'filter'))
  })

  test('keys of the prototype cannot be reached', ({ assert }) => {
    const path = ['__proto__', 'polluted']
    mergeDefinition('entity', { name: 'a' }, [change('entity', 'a', path, true)])
    assert.isFalse('polluted' in {})
  })

  test('each property knows its layer', ({ assert }) => {
    const list = [
      change('entity', 'e', ['label', 'fa'], 'x'),
      change('entity', 'e', ['fields', 'x_a'], { type: 'text', label: { en: 'a' } }),
    ]
    const { merged } = mergeDefinition(
      'entity',
      { label: { en: 'e' }, fields: { b: { type: 'text' } } },
      list
    )
    assert.deepEqual(layerOfProperties(merged ?? null, list), {
      'label.en': 'base',
      'label.fa': 'client',
      'fields.b.type': 'base',
      'fields.x_a.type': 'client',
      'fields.x_a.label.en': 'client',
    })
  })

  test('a definition made in one piece is kept in pieces, so that one field can be taken out', ({
    assert,
  }) => {
    const field = { type: 'text', label }
    const whole = change('entity', 'x_e', [], { label, fields: { x_a: field, x_b: field } })
    const stored = addChanges([], [whole])
    assert.deepEqual(stored, [
      change('entity', 'x_e', [], { label, fields: {} }),
      change('entity', 'x_e', ['fields', 'x_a'], field),
      change('entity', 'x_e', ['fields', 'x_b'], field),
    ])
    assert.deepEqual(mergeDefinition('entity', undefined, stored).merged, whole.value)
  })

  test('a later change replaces an earlier one of the same place and those below it', ({
    assert,
  }) => {
    const stored = [
      change('entity', 'e', ['label', 'fa'], 'a'),
      change('entity', 'e', ['label', 'en'], 'b'),
      change('entity', 'other', ['label'], { en: 'c' }),
    ]
    const whole = change('entity', 'e', ['label'], { en: 'new' })
    assert.deepEqual(addChanges(stored, [whole]), [stored[2], whole])
    assert.deepEqual(removeChanges(stored, { kind: 'entity', name: 'e', path: ['label', 'fa'] }), [
      stored[1],
      stored[2],
    ])
    assert.deepEqual(removeChanges(stored, { kind: 'entity', name: 'e', path: [] }), [stored[2]])
  })
})
