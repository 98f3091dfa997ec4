import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => ending.test(path) && statSync(path).isFile())
}

/** Comments may give examples; code may not. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')
}

/** A plugin is named by an import, a route, or a text that is its name or starts with its name and a dot. */
function naming(plugin: string): RegExp {
  return new RegExp(`#?plugins/${plugin}\\b|/api/${plugin}\\b|['"\`]${plugin}(\\.[a-z_.]+)?['"\`]`)
}

const plugins = readdirSync(join(ROOT, 'plugins'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

test.group('dependency rule', () => {
  test('the core names no plugin', ({ assert }) => {
    assert.isNotEmpty(plugins)
    const found = filesBelow(join(ROOT, 'core'), /\.(ts|json)$/).flatMap((path) => {
      const code = withoutComments(readFileSync(path, 'utf8'))
      return plugins
        .filter((plugin) => naming(plugin).test(code))
        .map((plugin) => `${path}: ${plugin}`)
    })
    assert.deepEqual(found, [])
  })

  test('the check sees a plugin where one is named', ({ assert }) => {
    const cases = [
      `import x from '#plugins/crm/contract'`,
      `router.get('/api/crm/x')`,
      `can('crm.merge')`,
      `'crm'`,
    ]
    for (const code of cases) assert.isTrue(naming('crm').test(withoutComments(code)), code)
    assert.isFalse(
      naming('crm').test(withoutComments(`/* such as 'crm' */ const a = 1 // 'crm.x'`))
    )
  })
})
