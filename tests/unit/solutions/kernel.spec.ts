import { test } from '@japa/runner'
import fc from 'fast-check'
import type { ClientChange, Json } from '#core/metadata/types'

import { mergeDefinition } from '#core/metadata/layers/merge'
import { changesOfTree, treeOfChanges } from '#core/solutions/kernel/client_tree'
import { absences, apply, diff } from '#core/solutions/kernel/diff'
import { merge3 } from '#core/solutions/kernel/merge3'
import { filesOf, solutionOf } from '#core/solutions/kernel/package_files'
import { same, toTree, withItem } from '#core/solutions/kernel/tree'
import { placeKey, type Content, type Tree } from '#core/solutions/kernel/types'
import { bumped, bumpFor } from '#core/solutions/kernel/version_bump'

const keys = fc.constantFrom('fields', 'label', 'x_a', 'title', 'en', 'order')
const leaf = fc.oneof<fc.Arbitrary<Json>[]>(
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('a', 'b'),
  fc.constant([1, 2])
)
const branchOf = (inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(leaf, fc.dictionary(keys, inner, { maxKeys: 3 }))
const value = branchOf(branchOf(branchOf(leaf)))
const definition: fc.Arbitrary<Json> = fc.dictionary(keys, value, { maxKeys: 4 })
const change = (minLength: number): fc.Arbitrary<ClientChange> =>
  fc.record({
    kind: fc.constant('entity' as const),
    name: fc.constant('x_e'),
    path: fc.array(keys, { minLength, maxLength: 4 }),
    value: fc.oneof(value, fc.constant(null)),
  })
const changeList = fc.uniqueArray(change(1), {
  maxLength: 6,
  selector: ({ path }) => path.join('.'),
})
const rooted = fc
  .tuple(fc.option(definition, { nil: undefined }), changeList)
  .map(([root, list]): ClientChange[] =>
    root === undefined ? list : [{ kind: 'entity', name: 'x_e', path: [], value: root }, ...list]
  )
const tree: fc.Arbitrary<Tree | undefined> = rooted.map((list) => treeOfChanges('entity', list))
const UNITS = ['definitions/entity/x_a', 'definitions/entity/x_b'] as const
const content: fc.Arbitrary<Content> = fc.tuple(tree, tree).map(([first, second]) => {
  const map = new Map<string, Tree>()
  if (first) map.set(UNITS[0], first)
  if (second) map.set(UNITS[1], second)
  return map
})

function sameContent(a: Content, b: Content): boolean {
  return a.size === b.size && [...a].every(([unit, one]) => same(one, b.get(unit)))
}

test.group('client layer as a tree', () => {
  test('means what the changes mean, over any base', ({ assert }) => {
    fc.assert(
      fc.property(definition, rooted, (base, list) => {
        const client = list.some(({ path }) => path.length === 0)
        const own = client ? undefined : base
        const normal = treeOfChanges('entity', list)
        const again = normal ? changesOfTree('entity', 'x_e', normal) : []
        assert.deepEqual(
          mergeDefinition('entity', own, again).merged,
          mergeDefinition('entity', own, list).merged
        )
      }),
      { numRuns: 1_000 }
    )
  })

  test('is in normal form: reading its changes gives it again', ({ assert }) => {
    fc.assert(
      fc.property(rooted, (list) => {
        const normal = treeOfChanges('entity', list)
        const again = normal && treeOfChanges('entity', changesOfTree('entity', 'x_e', normal))
        assert.isTrue(same(normal, again))
      })
    )
  })
})

test.group('diff', () => {
  test('applied to the first gives the second', ({ assert }) => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        assert.isTrue(sameContent(apply(diff(a, b), a), b))
        assert.lengthOf(diff(a, a), 0)
      })
    )
  })
})

test.group('three-way merge: laws', () => {
  const nothing: Content = new Map()

  test('the same on both sides, or no change in the package, leaves ours', ({ assert }) => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const agreed = merge3(a, b, b, [])
        assert.isTrue(sameContent(agreed.content, b))
        assert.lengthOf(agreed.conflicts, 0)
        const unchanged = merge3(a, b, a, [])
        assert.lengthOf(unchanged.conflicts, 0)
        assert.isTrue([...unchanged.content].every(([unit, one]) => same(one, b.get(unit))))
      })
    )
  })

  test('without changes of ours the package arrives, with what it lists as taken away', ({
    assert,
  }) => {
    fc.assert(
      fc.property(content, content, (base, theirs) => {
        const { content: merged, conflicts } = merge3(base, base, theirs, absences(base, theirs))
        assert.lengthOf(conflicts, 0)
        assert.isTrue(sameContent(merged, theirs))
      })
    )
  })

  test('nothing that the package does not list is taken away', ({ assert }) => {
    fc.assert(
      fc.property(content, content, (base, theirs) => {
        const { content: merged } = merge3(base, base, theirs, [])
        assert.deepEqual(absences(theirs, merged), [])
        const missing = absences(base, merged)
        const replaced = diff(base, theirs).filter(({ to }) => to !== undefined)
        for (const { unit, path } of missing) {
          assert.isTrue(replaced.some((one) => one.unit === unit && isWithin(path, one.path)))
        }
      })
    )
  })

  test('merging again changes nothing', ({ assert }) => {
    fc.assert(
      fc.property(content, content, content, (base, ours, theirs) => {
        const removals = absences(base, theirs)
        const choices = new Map(
          merge3(base, ours, theirs, removals).conflicts.map(
            (one) => [placeKey(one), 'theirs'] as const
          )
        )
        const once = merge3(base, ours, theirs, removals, choices).content
        const twice = merge3(theirs, once, theirs, removals)
        assert.isTrue(sameContent(twice.content, once))
      })
    )
  })

  test('changes of different properties all arrive, in whatever order', ({ assert }) => {
    fc.assert(
      fc.property(definition, definition, definition, (a, b, c) => {
        const at = (key: string, json: Json) => (from: Content) =>
          new Map(from).set(UNITS[0], withItem(from.get(UNITS[0]), [key], toTree(json)) as Tree)
        const base = at('common', c)(nothing)
        const ours = at('mine', a)(base)
        const theirs = at('yours', b)(base)
        const both = at('yours', b)(ours)
        for (const merged of [merge3(base, ours, theirs, []), merge3(base, theirs, ours, [])]) {
          assert.lengthOf(merged.conflicts, 0)
          assert.isTrue(sameContent(merged.content, both))
        }
      })
    )
  })

  test('a conflict keeps ours until theirs is chosen', ({ assert }) => {
    const of = (json: Json): Content => new Map([[UNITS[0], toTree(json)]])
    const [base, ours, theirs] = [of({ a: 1, b: 1 }), of({ a: 2, b: 1 }), of({ a: 3, b: 2 })]
    const first = merge3(base, ours, theirs, [])
    assert.deepEqual(
      first.conflicts.map(({ path }) => path),
      [['a']]
    )
    assert.isTrue(sameContent(first.content, of({ a: 2, b: 2 })))
    const [conflict] = first.conflicts
    const chosen = new Map([[conflict ? placeKey(conflict) : '', 'theirs' as const]])
    assert.isTrue(sameContent(merge3(base, ours, theirs, [], chosen).content, theirs))
  })

  test('changed here, taken away there: the whole item is the conflict', ({ assert }) => {
    const of = (json: Json): Content => new Map([[UNITS[0], toTree(json)]])
    const base = of({ fields: { x_a: { type: 'text', help: 'h' }, x_b: { type: 'date' } } })
    const ours = of({ fields: { x_a: { type: 'text', help: 'new' }, x_b: { type: 'date' } } })
    const theirs = of({ fields: { x_b: { type: 'date' } } })
    const removals = [{ unit: UNITS[0], path: ['fields', 'x_a'] }]
    const { conflicts } = merge3(base, ours, theirs, removals)
    assert.deepEqual(
      conflicts.map(({ path }) => path),
      [['fields', 'x_a']]
    )
  })

  test('a removal of what was never imported is a question, not a deed', ({ assert }) => {
    const of = (json: Json): Content => new Map([[UNITS[0], toTree(json)]])
    const ours = of({ fields: { x_a: 1 }, label: 'l' })
    const removals = [{ unit: UNITS[0], path: ['fields', 'x_a'] }]
    const theirs = of({ fields: {}, label: 'l' })
    const { conflicts, content: merged } = merge3(nothing, ours, theirs, removals)
    assert.lengthOf(conflicts, 1)
    assert.isTrue(sameContent(merged, ours))
  })
})

function isWithin(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((key, index) => path[index] === key)
}

test.group('files of a package', () => {
  const head = {
    name: 'bank',
    label: { en: 'Bank' },
    version: '1.0.0',
    publisher: 'x_',
    requires: { core: '*', plugins: {} },
  }

  test('what is written is read back, to the byte', ({ assert }) => {
    fc.assert(
      fc.property(content, content, (now, before) => {
        const removals = absences(before, now)
        const files = filesOf({ content: now, removals, keys: new Map(), bases: new Map() })
        const read = solutionOf(head, files)
        if ('faults' in read) return assert.fail(JSON.stringify(read.faults))
        assert.isTrue(sameContent(read.solution.content, now))
        assert.deepEqual([...filesOf(read.solution)], [...files])
      })
    )
  })

  test('the order in which things were made does not show', ({ assert }) => {
    fc.assert(
      fc.property(rooted, (list) => {
        const reversed = treeOfChanges('entity', list.toReversed())
        const normal = treeOfChanges('entity', list)
        if (!normal || !reversed) return
        const write = (one: Tree) =>
          filesOf({
            content: new Map([[UNITS[0], one]]),
            removals: [],
            keys: new Map(),
            bases: new Map(),
          })
        assert.deepEqual([...write(normal)], [...write(reversed)])
      })
    )
  })

  test('{$i} is refused: {reason}')
    .with([
      { file: 'definitions/entity/x_a.json', text: '{', reason: 'not_json' },
      { file: 'definitions/entity/x_a.json', text: '{}', reason: 'not_canonical' },
      { file: 'definitions/nothing/x_a.json', text: '{}\n', reason: 'unknown_file' },
      { file: 'elsewhere.json', text: '{}\n', reason: 'unknown_file' },
      {
        file: 'definitions/entity/x_a.json',
        text: '{\n  "definition": {},\n  "kind": "entity",\n  "name": "x_b"\n}\n',
        reason: 'wrong_name',
      },
      {
        file: 'settings/crm.json',
        text: '{\n  "plugin": "crm",\n  "values": {\n    "__proto__": 1\n  }\n}\n',
        reason: 'unsafe_key',
      },
      { file: 'removals.json', text: '[\n  {}\n]\n', reason: 'bad_removal' },
      { file: 'records/x_a.json', text: '{}\n', reason: 'bad_records' },
    ])
    .run(({ assert }, { file, text, reason }) => {
      const read = solutionOf(head, new Map([[file, text]]))
      assert.deepEqual(read, { faults: [{ file, reason }] })
    })
})

test.group('version of the next export', () => {
  test('{kind}')
    .with([
      { kind: 'nothing', before: { a: 1 }, after: { a: 1 }, bump: null },
      { kind: 'other values', before: { a: 1 }, after: { a: 2 }, bump: 'patch' },
      { kind: 'something new', before: { a: 1 }, after: { a: 2, b: 1 }, bump: 'minor' },
      { kind: 'something gone', before: { a: 1, b: 1 }, after: { a: 1, c: 1 }, bump: 'major' },
    ] as const)
    .run(({ assert }, { before, after, bump }) => {
      const of = (json: Json): Content => new Map([[UNITS[0], toTree(json)]])
      assert.equal(bumpFor(diff(of(before), of(after))), bump)
    })

  test('counts as Semantic Versioning does', ({ assert }) => {
    assert.equal(bumped(null, 'patch'), '1.0.0')
    assert.equal(bumped('1.2.3', 'patch'), '1.2.4')
    assert.equal(bumped('1.2.3', 'minor'), '1.3.0')
    assert.equal(bumped('1.2.3', 'major'), '2.0.0')
  })
})
