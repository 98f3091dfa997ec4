import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const VIRTUAL = 'virtual:peyvand/plugins'

/** The module of contributions: one import for each plugin in `plugins/` that has a browser side. */
export function pluginContributions(root: string): Plugin {
  return {
    name: 'peyvand:plugin-contributions',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return null
      const folder = join(root, 'plugins')
      const names = existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => existsSync(join(folder, name, 'ui/index.ts')))
            .sort()
        : []
      const imports = names.map(
        (name, index) => `import p${index} from ${JSON.stringify(join(folder, name, 'ui/index.ts'))}`
      )
      const entries = names.map((name, index) => `[${JSON.stringify(name)}, p${index}]`)
      return `${imports.join('\n')}\nexport default [${entries.join(', ')}]\n`
    },
  }
}
