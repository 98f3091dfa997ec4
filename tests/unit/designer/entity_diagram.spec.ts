import fc from 'fast-check'
import { test } from '@japa/runner'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { diagramOf, layOut, NODE } from '#designer/entity/model/diagram.js'
import { relationsAround, relationsOf } from '#designer/entity/model/relations.js'

const label = { en: 'Label' }
const entity = (
  name: string,
  fields: Record<string, FieldDefinition> = {},
  origin = 'core'
): EntityDefinition => ({
  name,
  label,
  labelPlural: label,
  origin,
  titleField: 'id',
  fields,
})
const lookup = (target: string): FieldDefinition => ({ type: 'lookup', label, target })

const contact = entity('contact', {
  cases: { type: 'one_to_many', label, target: 'case', inverse: 'contact' },
  tags: { type: 'many_to_many', label, target: 'tag' },
})
const ticket = entity(
  'case',
  {
    contact: { type: 'lookup', label, target: 'contact', onDelete: 'set_null' },
    about: { type: 'regarding', label, targets: ['contact', 'tag', 'nowhere'] },
    gone: { type: 'lookup', label, target: 'tag', removed: true },
  },
  'crm'
)
const tag = entity('tag')
const far = entity('far', { tag: lookup('tag') }, 'crm')
const all = [contact, ticket, tag, far]

test.group('Relations of entities', () => {
  test('each link is one relation, a regarding field one to each of its targets; what is removed or leads nowhere is none', ({
    assert,
  }) => {
    assert.deepEqual(
      relationsOf(all).map(({ from, field, to, kind }) => `${from}.${field} ${kind} ${to}`),
      [
        'contact.tags many_to_many tag',
        'case.contact lookup contact',
        'case.about regarding contact',
        'case.about regarding tag',
        'far.tag lookup tag',
      ]
    )
  })

  test('a link knows what deleting the other end does and by which field that end lists it', ({
    assert,
  }) => {
    const { in: into, out } = relationsAround(relationsOf(all), 'contact')
    assert.deepEqual(
      out.map(({ to }) => to),
      ['tag']
    )
    assert.containsSubset(into, [
      { field: 'contact', onDelete: 'set_null', listed: 'cases' },
      { field: 'about', onDelete: null, listed: null },
    ])
  })
})

test.group('The diagram of entities', () => {
  test('shows those of some plugins, or what is one relation away', ({ assert }) => {
    const relations = relationsOf(all)
    const names = (origins: string[], around: string | null) =>
      diagramOf(all, relations, { origins, around }).entities.map(({ name }) => name)
    assert.deepEqual(names([], null), ['contact', 'case', 'tag', 'far'])
    assert.deepEqual(names(['crm'], null), ['case', 'far'])
    assert.deepEqual(names([], 'far'), ['tag', 'far'])
    assert.deepEqual(names(['crm'], 'contact'), ['contact', 'case'])
    const near = diagramOf(all, relations, { origins: [], around: 'contact' })
    assert.isTrue(near.relations.every(({ from, to }) => from === 'contact' || to === 'contact'))
  })

  test('no two cards overlap, whatever leads where, and right-to-left is its mirror image', ({
    assert,
  }) => {
    const some = fc
      .array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 })
      .map((links) =>
        Array.from({ length: 8 }, (_, n) =>
          entity(
            `e${n}`,
            Object.fromEntries(
              links.flatMap(([from, to], at) => (from === n ? [[`f${at}`, lookup(`e${to}`)]] : []))
            )
          )
        )
      )
    fc.assert(
      fc.property(some, (entities) => {
        const diagram = diagramOf(entities, relationsOf(entities), { origins: [], around: null })
        const places = [...layOut(diagram).values()]
        for (const [at, a] of places.entries()) {
          for (const b of places.slice(at + 1)) {
            const apart = Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height
            assert.isTrue(apart)
          }
        }
        const mirrored = [...layOut(diagram, { rightToLeft: true }).values()]
        for (const [at, { x, y }] of places.entries()) {
          assert.closeTo(mirrored[at]?.x ?? Number.NaN, -x - NODE.width, 1e-6)
          assert.equal(mirrored[at]?.y, y)
        }
      }),
      { numRuns: 50 }
    )
  })
})
