import { test } from '@japa/runner'
import fc from 'fast-check'
import { dependencyOrder, type Requiring } from '#core/plugin_host/dependency_order'

function plugin(name: string, requires: Record<string, string> = {}, version = '1.0.0'): Requiring {
  return { name, version, requires: { plugins: requires } }
}

test.group('order of plugins', () => {
  test('each comes after what it requires, else by name', ({ assert }) => {
    const plugins = [
      plugin('c'),
      plugin('b', { d: '^1.0.0' }),
      plugin('a', { b: '*' }),
      plugin('d'),
    ]
    const result = dependencyOrder(plugins, '1.0.0')
    assert.deepEqual('order' in result && result.order.map(({ name }) => name), [
      'c',
      'd',
      'b',
      'a',
    ])
  })

  test('a cycle is named, without those that only stand behind it', ({ assert }) => {
    const plugins = [plugin('a', { b: '*' }), plugin('b', { a: '*' }), plugin('c', { a: '*' })]
    assert.deepEqual(dependencyOrder(plugins, '1.0.0'), {
      problems: [{ code: 'E_PLUGIN_CYCLE', plugins: ['a', 'b'] }],
    })
  })

  test('a missing requirement is named', ({ assert }) => {
    assert.deepEqual(dependencyOrder([plugin('a', { nobody: '*' })], '1.0.0'), {
      problems: [{ code: 'E_PLUGIN_MISSING', plugin: 'a', requires: 'nobody' }],
    })
  })

  test('a version that does not fit is named, of a plugin or of the core', ({ assert }) => {
    const a = {
      ...plugin('a', { b: '^2.0.0' }),
      requires: { core: '^3.0.0', plugins: { b: '^2.0.0' } },
    }
    assert.deepEqual(dependencyOrder([a, plugin('b')], '1.0.0'), {
      problems: [
        {
          code: 'E_PLUGIN_VERSION',
          plugin: 'a',
          requires: 'core',
          range: '^3.0.0',
          found: '1.0.0',
        },
        { code: 'E_PLUGIN_VERSION', plugin: 'a', requires: 'b', range: '^2.0.0', found: '1.0.0' },
      ],
    })
  })

  test('all problems come at once', ({ assert }) => {
    const result = dependencyOrder(
      [plugin('a', { a: '*' }), plugin('b', { x: '*', y: '*' })],
      '1.0.0'
    )
    assert.deepEqual('problems' in result && result.problems.map(({ code }) => code), [
      'E_PLUGIN_MISSING',
      'E_PLUGIN_MISSING',
      'E_PLUGIN_CYCLE',
    ])
  })

  test('how the plugins were found does not matter', ({ assert }) => {
    const acyclic = fc
      .array(fc.array(fc.nat({ max: 7 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
      .map((edges) =>
        edges.map((to, at) =>
          plugin(`p${at}`, Object.fromEntries(to.filter((n) => n < at).map((n) => [`p${n}`, '*'])))
        )
      )
    fc.assert(
      fc.property(acyclic, (plugins) => {
        const one = dependencyOrder(plugins, '1.0.0')
        assert.deepEqual(dependencyOrder(plugins.toReversed(), '1.0.0'), one)
        if (!('order' in one)) throw new Error('an acyclic graph has an order')
        for (const [at, { requires }] of one.order.entries()) {
          const before = one.order.slice(0, at).map(({ name }) => name)
          assert.includeMembers(before, Object.keys(requires?.plugins ?? {}))
        }
      })
    )
  })
})
