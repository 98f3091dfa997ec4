import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Folders that package.json's "imports" opens; `#core/x` stands for `core/x.ts`, `#ui/x.js` for `ui/x.ts`. */
const FOLDERS = ['core', 'plugins', 'ui', 'designer']

/**
 * Resolves the project's subpath imports to the TypeScript source, as Node's loader does on the server. Without it Vite would
 * look for the `.js` files that only a server build has.
 */
export function subpathImports(root: string): Plugin {
  return {
    name: 'peyvand:subpath-imports',
    enforce: 'pre',
    resolveId(id) {
      const match = /^#([a-z]+)\/(.+)$/.exec(id)
      if (!match || !FOLDERS.includes(match[1] ?? '')) return null
      const path = join(root, match[1] ?? '', match[2] ?? '')
      const candidates = [path, path.replace(/\.js$/, '.ts'), `${path}.ts`]
      return candidates.find((file) => /\.[a-z]+$/.test(file) && existsSync(file)) ?? null
    },
  }
}
