import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const VIRTUAL = 'virtual:peyvand/plugins'

/** Folders whose parts may have a browser side, with where its module lies in a part. */
const PARTS = [
  { folder: 'plugins', module: 'ui/index.ts' },
  { folder: 'designer', module: 'index.ts' },
]

/** The module of contributions: one import for each plugin and each designer that has a browser side. */
export function pluginContributions(root: string): Plugin {
  return {
    name: 'peyvand:plugin-contributions',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return null
      const found = PARTS.flatMap(({ folder, module }) => {
        const path = join(root, folder)
        const names = existsSync(path) ? readdirSync(path).sort() : []
        return names
          .map((name) => ({ name: folder === 'plugins' ? name : `${folder}.${name}`, file: join(path, name, module) }))
          .filter(({ file }) => existsSync(file))
      })
      const imports = found.map(({ file }, index) => `import p${index} from ${JSON.stringify(file)}`)
      const entries = found.map(({ name }, index) => `[${JSON.stringify(name)}, p${index}]`)
      return `${imports.join('\n')}\nexport default [${entries.join(', ')}]\n`
    },
  }
}
