import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { discoverPlugins, namedPlugins } from '#core/plugin_host/discovery'

/** An application folder with the given files. */
function application(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'peyvand-discovery-'))
  writeFileSync(join(root, 'package.json'), '{ "version": "1.0.0", "type": "module" }')
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

function manifest(name: string, more = ''): string {
  return `export default { name: '${name}', version: '1.0.0', label: { en: '${name}' }, ${more} }`
}

test.group('discovery of plugins', (group) => {
  const roots: string[] = []
  group.teardown(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })))
  const make = (files: Record<string, string>) => {
    const root = application(files)
    roots.push(root)
    return root
  }
  const names = async (root: string, named: string[] = [], without: string[] = []) =>
    (await discoverPlugins(root, named, without)).map((plugin) => plugin.manifest.name)

  test('those in the tree, named packages and named folders come together in order', async ({
    assert,
  }) => {
    const root = make({
      'plugins/zebra/plugin.js': manifest('zebra'),
      'plugins/apple/plugin.js': manifest('apple', 'requires: { plugins: { packed: "^1.0.0" } }'),
      'plugins/notes.txt': 'no plugin',
      'plugins/half_made/readme.md': 'no plugin yet',
      'elsewhere/plugin.js': manifest('folder'),
      'node_modules/@bank/packed/package.json':
        '{ "name": "@bank/packed", "type": "module", "exports": "./plugin.js" }',
      'node_modules/@bank/packed/plugin.js': manifest('packed'),
    })
    assert.deepEqual(await names(root, ['@bank/packed', './elsewhere']), [
      'folder',
      'packed',
      'apple',
      'zebra',
    ])
    const found = await discoverPlugins(root, ['@bank/packed'])
    const packed = found.find((plugin) => plugin.manifest.name === 'packed')
    assert.equal(packed?.root, join(root, 'node_modules/@bank/packed'))
  })

  test('a plugin that is left out is not even imported', async ({ assert }) => {
    const root = make({
      'plugins/fine/plugin.js': manifest('fine'),
      'plugins/broken/plugin.js': 'throw new Error("broken")',
    })
    await assert.rejects(() => names(root), 'broken')
    assert.deepEqual(await names(root, [], ['broken']), ['fine'])
  })

  test('a name that leads nowhere is told', async ({ assert }) => {
    const root = make({})
    await assert.rejects(() => names(root, ['@bank/nothing']), /E_PLUGIN_NOT_FOUND/)
    await assert.rejects(() => names(root, ['./nothing']), /E_PLUGIN_NOT_FOUND/)
  })

  test('a wrong manifest is refused with every fault', async ({ assert }) => {
    const root = make({ 'plugins/bad/plugin.js': 'export default { name: "Bad", version: "x" }' })
    const error: unknown = await discoverPlugins(root, []).catch((caught: unknown) => caught)
    assert.propertyVal(error, 'code', 'E_PLUGIN_INVALID')
    assert.deepPropertyVal(error, 'details', [
      { path: 'name', code: 'E_NAME_PATTERN' },
      { path: 'version', code: 'E_VERSION' },
      { path: 'label', code: 'E_LABEL_MISSING' },
    ])
  })

  test('two plugins of one name are refused', async ({ assert }) => {
    const root = make({
      'plugins/a/plugin.js': manifest('same'),
      'plugins/b/plugin.js': manifest('same'),
    })
    await assert.rejects(() => names(root), /E_PLUGIN_INVALID/)
  })

  test('{code} stops the start')
    .with<{ code: string; more: string }[]>([
      { code: 'E_PLUGIN_MISSING', more: 'requires: { plugins: { nobody: "*" } }' },
      { code: 'E_PLUGIN_VERSION', more: 'requires: { core: "^9.0.0" }' },
      { code: 'E_PLUGIN_CYCLE', more: 'requires: { plugins: { one: "*" } }' },
    ])
    .run(async ({ assert }, { code, more }) => {
      const root = make({ 'plugins/one/plugin.js': manifest('one', more) })
      await assert.rejects(() => names(root), new RegExp(code))
    })

  test('names are separated by commas, blanks do not matter', ({ assert }) => {
    assert.deepEqual(namedPlugins(' a , @b/c,, ./d '), ['a', '@b/c', './d'])
    assert.deepEqual(namedPlugins(undefined), [])
  })
})
